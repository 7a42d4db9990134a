"""The contracts refuse what could not be a rate, a vintage or a distribution."""

from datetime import UTC, date, datetime

import polars as pl
import pytest
from dataframely.exc import SchemaError

from forexlib.core.frames import Panel, Predictions, Published
from forexlib.core.levels import (
    ALL_LEVELS,
    LEVELS,
    LOWER_80,
    LOWER_95,
    MEDIAN,
    TAIL_LEVELS,
    UPPER_80,
    UPPER_95,
)

NOON = datetime(2026, 10, 26, 12, 0, tzinfo=UTC)
ROW = {
    "series": "nbp_fixing/USDCLP",
    "event_date": date(2026, 10, 26),
    "available_at": NOON,
    "value": 995.26,
    "source": "test",
}
PREDICTION = {
    "pair": "USDCLP",
    "target": "nbp_fixing",
    "horizon_days": 7,
    "origin_date": date(2026, 10, 26),
    "track": "live",
    "model": "random_walk",
    "model_version": "0123456789ab",
    "run_id": "0123456789abcdef",
    "mode": "naive",
    "as_of": NOON,
    "admitted_by": None,
    "target_date": date(2026, 11, 2),
    "trading_days": 5,
    "last_rate": 995.26,
    "mean": 995.3,
    "quantiles": [995.0] * 39,
    "tails": [995.0] * 4,
    "fingerprint": "f",
}


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf"), None])
def test_a_value_is_positive_and_finite(value: float | None) -> None:
    frame = pl.DataFrame([ROW | {"value": value}])

    assert not Published.is_valid(frame, cast=True)
    assert not Panel.is_valid(frame.drop("source"), cast=True)


def test_a_day_may_have_a_value_for_each_instant_but_not_two() -> None:
    later = ROW | {"available_at": datetime(2026, 10, 27, 12, 0, tzinfo=UTC), "value": 995.3}
    other = ROW | {"value": 995.3}

    assert Published.is_valid(pl.DataFrame([ROW, later]))
    assert not Published.is_valid(pl.DataFrame([ROW, other]))


def test_an_instant_has_a_zone() -> None:
    naive = pl.DataFrame([ROW | {"available_at": datetime(2026, 10, 26, 12, 0)}])  # noqa: DTZ001

    with pytest.raises(SchemaError):
        Published.validate(naive)


def test_a_prediction_has_every_level() -> None:
    assert Predictions.is_valid(pl.DataFrame([PREDICTION]), cast=True)
    for short in ({"quantiles": [995.0] * 38}, {"tails": [995.0] * 3}):
        assert not Predictions.is_valid(pl.DataFrame([PREDICTION | short]), cast=True)


def test_a_prediction_looks_ahead() -> None:
    for name in ("horizon_days", "trading_days"):
        frame = pl.DataFrame([PREDICTION | {name: 0}])
        assert not Predictions.is_valid(frame, cast=True)


def test_the_levels_are_fortieths_and_the_tails_lie_outside() -> None:
    assert [round(level * 40, 9) for level in LEVELS] == list(range(1, 40))
    assert list(ALL_LEVELS) == sorted(LEVELS + TAIL_LEVELS)
    assert LEVELS[MEDIAN] == 0.5
    assert LEVELS[UPPER_80] - LEVELS[LOWER_80] == pytest.approx(0.8)
    assert LEVELS[UPPER_95] - LEVELS[LOWER_95] == pytest.approx(0.95)

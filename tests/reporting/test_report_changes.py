from math import exp, log

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forexlib.reporting.report.changes import change, logarithmic_mean, rounded
from tests.reporting.forecasts import forecast, horizon

WEIGHTS = {"random_walk": 0.4, "var": 0.6}


def made(anchor: float, pull: float, issued: float) -> pl.DataFrame:
    """A forecast whose member var pulls by `pull`, and which issues the drift `issued`."""
    return forecast(
        horizon(30, anchor, issued),
        horizon(30, anchor, pull, model="var"),
        horizon(30, anchor, model="random_walk"),
    )


@given(
    anchors=st.tuples(st.floats(500, 1500), st.floats(500, 1500)),
    pulls=st.tuples(st.floats(-0.05, 0.05), st.floats(-0.05, 0.05)),
    issued=st.tuples(st.floats(-0.05, 0.05), st.floats(-0.05, 0.05)),
)
def test_the_parts_add_up_exactly(
    anchors: tuple[float, float], pulls: tuple[float, float], issued: tuple[float, float]
) -> None:
    before, now = (made(*said) for said in zip(anchors, pulls, issued, strict=True))

    found = change(now, before, horizon_days=30, weights_now=WEIGHTS, weights_before=WEIGHTS)

    assert found is not None
    parts = found.rate + sum(found.members.values()) + found.rest
    assert parts == pytest.approx(found.now - found.before, abs=1e-8)


def test_a_move_of_the_rate_alone_is_all_the_rates() -> None:
    now, before = made(1010.0, 0.0, 0.0), made(1000.0, 0.0, 0.0)

    found = change(now, before, horizon_days=30, weights_now=WEIGHTS, weights_before=WEIGHTS)

    assert found is not None
    assert found.rate == pytest.approx(10.0)
    assert found.members == {"var": pytest.approx(0.0)}
    assert found.rest == pytest.approx(0.0)


def test_a_member_counts_with_its_weight() -> None:
    issued = exp(0.6 * log(1.02)) - 1.0
    now, before = made(1000.0, 0.02, issued), made(1000.0, 0.0, 0.0)

    found = change(now, before, horizon_days=30, weights_now=WEIGHTS, weights_before=WEIGHTS)

    assert found is not None
    assert found.members["var"] == pytest.approx(1000.0 * issued)
    assert found.rest == pytest.approx(0.0, abs=1e-9)


def test_a_horizon_that_was_not_forecast_before_has_no_change() -> None:
    before = made(1000.0, 0.0, 0.0).with_columns(horizon_days=pl.lit(7))

    found = change(
        made(1000.0, 0, 0), before, horizon_days=30, weights_now=WEIGHTS, weights_before=WEIGHTS
    )

    assert found is None


def test_the_logarithmic_mean_lies_between() -> None:
    assert logarithmic_mean(exp(1.0), 1.0) == pytest.approx(exp(1.0) - 1.0)
    assert logarithmic_mean(5.0, 5.0) == 5.0


@example([0.025, 0.025], 1)  # halfway: the total's own rounding decides, not another one's
@given(st.lists(st.floats(-500, 500), min_size=1, max_size=6), st.integers(0, 5))
def test_rounded_parts_add_up_to_the_rounded_total(parts: list[float], decimals: int) -> None:
    shown = rounded(parts, sum(parts), decimals=decimals)

    unit = 10.0**-decimals
    assert sum(shown) == pytest.approx(round(sum(parts), decimals), abs=1.01 * unit * 1e-3)
    assert all(abs(a - b) < 1.001 * unit for a, b in zip(shown, parts, strict=True))

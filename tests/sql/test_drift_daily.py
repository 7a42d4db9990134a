"""How grave a day's drift is, whether it worsens, and what must not be stored of it."""

from datetime import timedelta

import pytest

from forexlib.store.drifts import DuckDrifts
from forexlib.store.duck import DuckStore
from tests.paths import SQL
from tests.sql.grain import is_unique
from tests.store.builders import FRIDAY, NEXT_FRIDAY, at
from tests.store.drifted import day_of_tests

DAMAGE = {
    "drift_from_the_future": "update drift_tests set day = '2024-03-05'",
    "drift_days_in_part": "delete from drift_tests where test in ('ks', 'mann_kendall')",
}


@pytest.fixture
def drifts(store: DuckStore) -> DuckDrifts:
    return DuckDrifts(store.database, SQL)


@pytest.mark.parametrize(
    ("drifted", "severity"),
    [((), "INFO"), (("ks",), "WARNING"), (("ks", "t"), "HIGH"), (("ks", "t", "levene"), "HIGH")],
)
def test_one_test_is_a_warning_and_two_are_high(
    drifts: DuckDrifts, drifted: tuple[str, ...], severity: str
) -> None:
    drifts.save(day_of_tests(*drifted), saved_at=at(1))

    rows = drifts.read("drift_daily")

    assert is_unique(rows, "drift_daily")
    assert rows.select("n_tests", "n_drifted", "severity", "score").rows() == [
        (5, len(drifted), severity, 20.0)
    ]


def test_too_little_has_no_severity(drifts: DuckDrifts) -> None:
    drifts.save(day_of_tests(tested=False, worsens=None, score=None), saved_at=at(1))

    rows = drifts.read("drift_daily").select("n_tests", "n_insufficient", "severity", "score")

    assert rows.rows() == [(0, 5, None, None)]


def test_the_trend_stands_beside_the_score_and_its_mean_of_a_month(drifts: DuckDrifts) -> None:
    for day, score in ((FRIDAY - timedelta(days=40), 90.0), (FRIDAY, 20.0), (NEXT_FRIDAY, 40.0)):
        drifts.save(day_of_tests(day=day, score=score, worsens=score > 30), saved_at=at(9))

    rows = drifts.read("drift_trend").sort("day")

    assert is_unique(rows, "drift_trend")
    assert rows.select("score", "mean_score_30", "windows", "worsens").rows() == [
        (90.0, 90.0, 12, True),
        (20.0, 20.0, 12, False),
        (40.0, 30.0, 12, True),
    ]


@pytest.mark.parametrize("check", DAMAGE)
def test_a_check_finds_its_damage(store: DuckStore, drifts: DuckDrifts, check: str) -> None:
    drifts.save(day_of_tests(), saved_at=at(1))
    assert not any(store.violations().values())

    with store._database().writing() as opened:
        opened.execute(DAMAGE[check])

    assert store.violations()[check] > 0

"""Counts in, a verdict out: thresholds, levels, what counts, and the day of READY."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from forexlib.monitoring.readiness import assess
from forexlib.monitoring.readiness_evidence import DriftFacts, Evidence, ReadinessRules
from forexlib.monitoring.readiness_verdict import Verdict, latest, worst
from tests.monitoring.readiness_world import (
    FRIDAY,
    TODAY,
    WORKING,
    business_days,
    criterion,
    evidence,
    tally,
    without_drift,
)

RULES = ReadinessRules()
MONTH = business_days(22)
"""The 30 days up to the Friday begin on Thursday 2024-02-29."""


def judged(facts: Evidence, rules: ReadinessRules = RULES) -> Verdict:
    return assess(facts, days=TODAY, rules=rules)


def test_no_rows_at_all_are_not_ready_and_no_day_is_known() -> None:
    verdict = judged(Evidence(7))

    assert (verdict.level, verdict.score, verdict.ready_day) == ("NOT_READY", 0.0, None)
    assert [one.number for one in verdict.criteria] == [0, 0, 0, 0, 0]


def test_exactly_at_the_thresholds_is_ready() -> None:
    two_bad = {"source": MONTH[:2]}
    rules = replace(RULES, stability=100 * 20 / 22)

    verdict = judged(evidence(business_days(50), scored=10, happened=two_bad), rules)

    assert all(one.met for one in verdict.criteria)
    assert criterion(verdict, "stability").number == 100 * 20 / 22
    assert verdict.level == "READY"
    assert verdict.score == pytest.approx(80 + 20 * (0.15 + 0.2))  # drift works; 50 days are many
    assert verdict.ready_day == FRIDAY


@pytest.mark.parametrize(
    ("facts", "lacking", "level"),
    [
        (evidence(business_days(49), scored=10), "predictions", "NOT_READY"),
        (evidence(business_days(50), scored=9), "scored", "CAUTIOUS"),
        (without_drift(evidence(business_days(50), scored=10)), "drift", "CAUTIOUS"),
        (
            evidence(business_days(50), scored=10, happened={"outbox": MONTH[:3]}),
            "stability",
            "CAUTIOUS",
        ),
    ],
)
def test_one_below_a_threshold_is_not_ready(facts: Evidence, lacking: str, level: str) -> None:
    verdict = judged(facts)

    assert [one.name for one in verdict.criteria if not one.met] == [lacking]
    assert verdict.level == level
    assert verdict.score < 80


def test_half_the_predictions_are_half_their_points() -> None:
    facts = evidence(business_days(25), scored=10)

    assert judged(facts).score == pytest.approx(80 * (0.3 * 0.5 + 0.7))


def test_criticals_without_anything_else_are_not_ready() -> None:
    facts = without_drift(evidence(business_days(50), happened={"issued": []}))

    verdict = judged(facts)

    assert verdict.score == pytest.approx(40)
    assert verdict.level == "NOT_READY"


def test_twice_of_everything_is_optimal() -> None:
    verdict = judged(evidence(business_days(100), scored=20))

    assert (verdict.level, verdict.score) == ("OPTIMAL", pytest.approx(100))


def test_neither_a_backfill_nor_a_walk_makes_anything_ready() -> None:
    many = tally(business_days(500), scored=490)

    verdict = judged(Evidence(7, {"backfill": many, "walk-forward": many}, {}, WORKING))

    assert verdict.level == "NOT_READY"
    assert criterion(verdict, "predictions").number == 0
    assert criterion(verdict, "operation").number == 0
    assert criterion(verdict, "scored").number == 0
    assert criterion(verdict, "predictions").by_track == {"backfill": 500, "walk-forward": 500}
    assert criterion(verdict, "scored").by_track == {"backfill": 490, "walk-forward": 490}
    assert verdict.ready_day is None


def test_shadow_days_are_days_of_operation() -> None:
    shadow = tally(business_days(7))

    verdict = judged(Evidence(7, {"shadow": shadow, "counted": shadow}, {}, WORKING))

    assert criterion(verdict, "operation").met
    assert criterion(verdict, "operation").by_track == {"shadow": 7, "counted": 7}


def test_a_weekend_adds_no_day_of_operation() -> None:
    weekend = [FRIDAY - timedelta(days=7) + timedelta(days=i) for i in range(3)]

    verdict = assess(evidence(weekend), days=replace(TODAY, last=date(2024, 3, 22)), rules=RULES)

    assert criterion(verdict, "predictions").number == 3
    assert criterion(verdict, "operation").number == 1


def test_the_day_of_ready_in_a_worked_example() -> None:
    """46 of 50, one a business day: Tuesday to Friday after Easter, as Monday is a holiday."""
    verdict = judged(evidence(business_days(46), scored=10))

    assert criterion(verdict, "predictions").expected == date(2024, 4, 5)
    assert verdict.ready_day == date(2024, 4, 5)


def test_the_slowest_criterion_tells_the_day() -> None:
    """8 of 50: 42 business days on; the tenth outcome comes on 2024-04-12 already."""
    verdict = judged(evidence(business_days(8)))

    # pending from 03-20 on (target 03-27) .. 03-29; further ones: 04-02 -> 04-09, 04-03 -> 04-10
    assert criterion(verdict, "scored").expected == date(2024, 4, 10)
    assert criterion(verdict, "operation").met
    assert (
        criterion(verdict, "predictions").expected
        == business_days(42, last=verdict.ready_day or FRIDAY)[-1]
    )
    assert verdict.ready_day == date(2024, 6, 3)


def test_a_candidate_that_stopped_has_no_day() -> None:
    stopped = evidence(business_days(60)[:-30], scored=10)

    assert judged(stopped).ready_day is None


@pytest.mark.parametrize(
    ("happened", "trouble"),
    [
        ({"issued": [*MONTH[:5], *MONTH[6:]]}, "no forecast"),
        ({"issued": [*MONTH[:5], *MONTH[6:]], "lower mode": [MONTH[5]]}, "lower mode"),
        ({"issued": MONTH, "refused": [MONTH[5]]}, "refused"),
        ({"issued": MONTH, "outbox": [MONTH[5]]}, "outbox"),
        ({"issued": MONTH, "source": [MONTH[5]]}, "source"),
    ],
)
def test_each_trouble_costs_its_day(happened: dict[str, list[date]], trouble: str) -> None:
    found = criterion(judged(evidence(MONTH, happened=happened)), "stability")

    assert found.number == pytest.approx(100 * 21 / 22)
    assert {name: n for name, n in found.parts.items() if n != 0} == {
        "days": 22,
        "stable": 21,
        trouble: 1,
    }


def test_a_day_that_was_mended_is_good() -> None:
    found = criterion(
        judged(evidence(MONTH, happened={"issued": MONTH, "lower mode": [MONTH[5]]})), "stability"
    )

    assert found.number == 100


def test_trouble_of_a_saturday_counts_to_the_friday_before() -> None:
    saturday = FRIDAY - timedelta(days=6)

    found = criterion(judged(evidence(MONTH, happened={"outbox": [saturday]})), "stability")

    assert found.parts["stable"] == 21


def test_a_young_system_is_judged_from_its_first_forecast_on() -> None:
    found = criterion(judged(evidence(business_days(3))), "stability")

    assert (found.number, found.parts["days"]) == (100, 3)


def test_stability_returns_when_enough_bad_days_lie_behind() -> None:
    """18 of 22; on 04-02 the window begins on 03-04, two bad days are out, and it is 19 of 21."""
    found = criterion(judged(evidence(MONTH, happened={"source": MONTH[:4]})), "stability")

    assert found.number == pytest.approx(100 * 18 / 22)
    assert found.expected == date(2024, 4, 2)


def test_drift_that_is_a_day_behind_is_expected_on_the_next_day() -> None:
    behind = DriftFacts(newest=FRIDAY, n_tests=0, break_found=True, tested=(date(2024, 3, 28),))

    found = criterion(judged(evidence(MONTH, drift=behind)), "drift")

    assert (found.met, found.number, found.expected) == (False, 1, date(2024, 4, 2))


@pytest.mark.parametrize(
    "facts",
    [
        DriftFacts(),
        replace(WORKING, break_found=False),
        replace(WORKING, break_found=None),
        DriftFacts(newest=FRIDAY, n_tests=0, break_found=True),
    ],
)
def test_drift_detection_that_never_worked_has_no_day(facts: DriftFacts) -> None:
    found = criterion(judged(evidence(MONTH, drift=facts)), "drift")

    assert (found.met, found.expected) == (False, None)


def test_the_worst_horizon_speaks_for_all() -> None:
    good = judged(evidence(business_days(100), scored=20))
    poor, poorer = judged(evidence(business_days(20))), judged(evidence(business_days(10)))

    assert worst([good, poor, poorer]) is poorer
    assert latest([FRIDAY, None]) is None
    assert latest([FRIDAY, date(2024, 4, 2)]) == date(2024, 4, 2)

"""How ready a candidate is to be relied on: counts of rows in, a verdict out.

Five criteria at each horizon, with their share w of the score; x is the number, theta what
it is to reach:

    predictions   30 %  CRITICAL  origins forecast live or in shadow
    operation     20 %  CRITICAL  business days on which one of them was issued
    drift         15 %            of two: the target's newest day is tested, a planted break found
    stability     20 %            percent of the last business days on which the system ran well
    scored        15 %            of the predictions, those with an outcome

    score = 80 sum w min(1, x / theta) + [all are met] 20 sum w margin
    margin = min(1, x / theta - 1) of a count, (x - theta) / (100 - theta) of a percentage, else 1

    NOT_READY   a CRITICAL criterion is not met, or the score is below 60
    CAUTIOUS    both are met, another is not
    READY       all are met, so the score is 80 or more
    OPTIMAL     all are met, and the score is 95 or more

Forecasts of a walk and of a backfill count for nothing here: their outcomes were known when they
were made, and no system had to be up to make them. Days are those of the target's market; what
happens on a day without business counts to the business day before. Example: 25 of 50 predictions,
all else just at its threshold: 80 (.3 x .5 + .7) = 68 points, NOT_READY. Another: 50 predictions
take 50 days of operation; with 10 outcomes and no trouble that is 80 + 20 (.2 + .15 + .2) = 91.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from forexlib.monitoring.readiness_dates import Days, day_of_origin, day_of_outcome, pace
from forexlib.monitoring.readiness_evidence import DriftFacts, Evidence, ReadinessRules, Track
from forexlib.monitoring.readiness_verdict import Criterion, Name, Verdict

BOTH: Final = 2.0
"""Parts of a drift detection that works."""


def assess(evidence: Evidence, *, days: Days, rules: ReadinessRules) -> Verdict:
    """Judge a candidate at one horizon.

    Args:
        evidence: What is stored.
        days: Business days of the target's market, as they look on the day.
        rules: What is demanded.
    """
    counted = evidence.tally("counted")
    known = days.seen(counted.issued)
    criteria = (
        _predictions(evidence, known, rules),
        _operation(evidence, known, rules),
        _drift(evidence.drift, days, rules),
        _stability(evidence.happened, days, rules),
        _scored(evidence, known, rules),
    )
    return Verdict(evidence.horizon_days, criteria, days.today)


def _predictions(evidence: Evidence, days: Days, rules: ReadinessRules) -> Criterion:
    counted = evidence.tally("counted")
    rate = pace(counted.issued, days, window_days=rules.window_days)
    missing = rules.predictions - counted.predictions
    return _count(
        "predictions",
        {track: one.predictions for track, one in evidence.tallies.items()},
        rules.predictions,
        expected=days.today if missing <= 0 else day_of_origin(missing, rate, days),
    )


def _operation(evidence: Evidence, days: Days, rules: ReadinessRules) -> Criterion:
    by_track = {
        track: len({days.belongs(day) for day in one.issued})
        for track, one in evidence.tallies.items()
    }
    operated = sorted({days.belongs(day) for day in evidence.tally("counted").issued})
    rate = pace(operated, days, window_days=rules.window_days)
    missing = rules.operation - len(operated)
    return _count(
        "operation",
        by_track,
        rules.operation,
        expected=days.today if missing <= 0 else day_of_origin(missing, rate, days),
    )


def _scored(evidence: Evidence, days: Days, rules: ReadinessRules) -> Criterion:
    counted = evidence.tally("counted")
    rate = pace(counted.issued, days, window_days=rules.window_days)
    missing, horizon = rules.scored - counted.scored, evidence.horizon_days
    expected = (
        days.today
        if missing <= 0
        else day_of_outcome(missing, counted.pending, rate, days, horizon_days=horizon)
    )
    by_track = {track: one.scored for track, one in evidence.tallies.items()}
    return _count("scored", by_track, rules.scored, expected=expected)


def _count(
    name: Name, by_track: Mapping[Track, int], threshold: int, *, expected: date | None
) -> Criterion:
    number = by_track.get("counted", 0)
    margin = min(1.0, max(0.0, number / threshold - 1.0))
    return Criterion(name, number, threshold, margin, expected, by_track)


def _drift(facts: DriftFacts, days: Days, rules: ReadinessRules) -> Criterion:
    number = float(facts.n_tests > 0) + float(facts.break_found is True)
    begin = days.today - timedelta(days=rules.window_days - 1)
    comes = facts.break_found is True and any(day >= begin for day in facts.tested)
    expected = days.today if number == BOTH else days.ahead(1) if comes else None
    parts: dict[str, str | float | None] = {
        "newest": None if facts.newest is None else facts.newest.isoformat(),
        "n_tests": facts.n_tests,
        "break_found": facts.break_found,
        "last_tested": max(facts.tested).isoformat() if facts.tested else None,
    }
    return Criterion("drift", number, BOTH, float(number == BOTH), expected, parts=parts)


def _stability(
    happened: Mapping[str, Sequence[date]], days: Days, rules: ReadinessRules
) -> Criterion:
    fell = {kind: {days.belongs(day) for day in told} for kind, told in happened.items()}
    issued, lower = fell.get("issued", set()), fell.get("lower mode", set())
    known = days.seen([*issued, *lower])
    begin = known.today - timedelta(days=rules.window_days - 1)
    window = known.since(max(begin, min(issued | lower))) if issued | lower else []
    troubles: dict[str, set[date]] = {
        "no forecast": set(window) - issued - lower,
        "lower mode": lower - issued,
        **{kind: fell.get(kind, set()) for kind in ("refused", "outbox", "source")},
    }
    bad: set[date] = set().union(*troubles.values())
    good = [day for day in window if day not in bad]
    number = 100.0 * len(good) / len(window) if window else 0.0
    counts = {kind: len(told & set(window)) for kind, told in troubles.items()}
    reached = number >= rules.stability
    return Criterion(
        "stability",
        number,
        rules.stability,
        _share_of_the_rest(number, rules.stability) if reached else 0.0,
        known.today if reached else _day_of_stability(window, good, known, rules),
        parts={"days": len(window), "stable": len(good), **counts},
    )


def _share_of_the_rest(number: float, threshold: float) -> float:
    return 1.0 if threshold >= 100.0 else (number - threshold) / (100.0 - threshold)  # noqa: PLR2004


def _day_of_stability(
    window: Sequence[date], good: Sequence[date], days: Days, rules: ReadinessRules
) -> date | None:
    """When enough bad days lie behind the window if no more come; None if there was no good day."""
    if not good:
        return None
    for count in range(1, rules.window_days + 1):
        day = days.ahead(count)
        begin = day - timedelta(days=rules.window_days - 1)
        ahead = sum(days.ahead(one) >= begin for one in range(1, count + 1))
        n_good = ahead + sum(one >= begin for one in good)
        n_all = ahead + sum(one >= begin for one in window)
        if 100.0 * n_good >= rules.stability * n_all:
            return day
    return None

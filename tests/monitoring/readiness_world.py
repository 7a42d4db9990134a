"""Candidates that were issued on one business day after another up to Friday 2024-03-29.

The Monday after it, 2024-04-01, is a holiday in Warsaw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from forexlib.core.calendar import business_calendar
from forexlib.monitoring.readiness_dates import Days
from forexlib.monitoring.readiness_evidence import DriftFacts, Evidence, Tally, Track
from forexlib.monitoring.readiness_verdict import Criterion, Verdict

FRIDAY = date(2024, 3, 29)
TODAY = Days("warsaw", FRIDAY, FRIDAY)
WORKING = DriftFacts(newest=FRIDAY, n_tests=5, break_found=True, tested=(FRIDAY,))


def business_days(count: int, *, last: date = FRIDAY) -> list[date]:
    """The last `count` business days of Warsaw up to `last`."""
    day, back = np.datetime64(last, "D"), np.arange(-count + 1, 1)
    moved = np.busday_offset(day, back, roll="backward", busdaycal=business_calendar("warsaw"))
    return moved.astype(object).tolist()


def tally(issued: Sequence[date], *, scored: int = 0, horizon_days: int = 7) -> Tally:
    """Origins issued on some days, of which the first are scored."""
    pending = [day + timedelta(days=horizon_days) for day in issued[scored:]]
    return Tally(len(issued), scored, issued, pending)


def evidence(
    issued: Sequence[date],
    *,
    scored: int = 0,
    drift: DriftFacts = WORKING,
    happened: Mapping[str, Sequence[date]] | None = None,
) -> Evidence:
    """A live candidate issued on some days, all of them good unless something else happened."""
    own = tally(issued, scored=scored)
    tallies: dict[Track, Tally] = {"live": own, "counted": own}
    usual: dict[str, Sequence[date]] = {"issued": issued}
    return Evidence(7, tallies, usual | dict(happened or {}), drift)


def without_drift(facts: Evidence) -> Evidence:
    return replace(facts, drift=DriftFacts())


def criterion(verdict: Verdict, name: str) -> Criterion:
    [found] = [one for one in verdict.criteria if one.name == name]
    return found

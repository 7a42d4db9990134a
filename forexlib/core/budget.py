"""Whether a source may be asked now: a budget of calls, and a breaker for one that keeps failing.

The breaker is closed while the source answers. After `failures_to_open` failures in a row it is
open: nothing is asked for `cool_down`, which doubles with each further failure up to a longest one.
Then it is half open: a single call is let through, whose answer closes it or opens it again.
Nygard, "Release It!" (2007), chapter 5.

A call is one visit to a source, however many pages it turns there. Hours and days are the ones
before `now`, not those of a clock on a wall, so that no two calls are ever closer than the budget
says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from operator import itemgetter
from typing import Final, Literal

from forexlib.core.errors import SettingsError

Outcome = Literal["begun", "ok", "failed"]
Breaker = Literal["closed", "open", "half-open"]

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Budget:
    """How often a source may be asked, and for how long one that fails is left alone.

    Attributes:
        per_hour: Calls in any hour.
        per_day: Calls in any 24 hours.
        failures_to_open: Failures in a row after which nothing is asked for a while.
        cool_down: For how long, the first time; each further failure doubles it.
        longest: It becomes no longer than this.
    """

    per_hour: int = 1
    per_day: int = 24
    failures_to_open: int = 3
    cool_down: timedelta = HOUR
    longest: timedelta = DAY

    def __post_init__(self) -> None:
        if min(self.per_hour, self.per_day, self.failures_to_open) < 1:
            raise SettingsError(
                f"{self} lets no call through.",
                remedy="Allow at least one; or take the source out.",
            )


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `ended_at` is None of one under way, or broken off: nobody knows its outcome."""

    began_at: datetime
    ended_at: datetime | None = None
    outcome: Outcome = "begun"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether to ask.

    Attributes:
        breaker: As it stands.
        why: Not, in a few words; "" if it may be asked.
        until: Not before this instant; None if it may be asked now.
    """

    breaker: Breaker
    why: str = ""
    until: datetime | None = None

    @property
    def allowed(self) -> bool:
        """Whether it may be asked."""
        return self.until is None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a source stands with its budget.

    Attributes:
        verdict: Whether it may be asked.
        calls: In the 24 hours before.
        quota_left: So many are left of the day's.
    """

    verdict: Verdict
    calls: int
    quota_left: int


def decide(calls: Sequence[Call], *, now: datetime, budget: Budget) -> Verdict:
    """Whether a source with these `calls` behind it may be asked at `now`.

    Calls dated an hour or more ahead were noted by a clock that was wrong, and do not count. One
    without an end counts in the budget, and neither for nor against the source.
    """
    known = _not_ahead(calls, now)
    breaker = _breaker(known, now, budget)
    reasons = [*_held_by_breaker(known, budget), *_held_by_budget(known, budget)]
    until, why = max(reasons, key=itemgetter(0), default=(now, ""))  # of equals the breaker's
    return Verdict(breaker, why, until) if until > now else Verdict(breaker)


def pause_if_fails(calls: Sequence[Call], *, now: datetime, budget: Budget) -> timedelta:
    """For how long the source will be left alone if a call begun at `now` fails, too; 0: not."""
    return _pause(len(_failures_in_a_row(_not_ahead(calls, now))) + 1, budget)


def standing(calls: Sequence[Call], *, now: datetime, budget: Budget) -> Standing:
    """Where a source with these `calls` behind it stands at `now`."""
    made = sum(now - call.began_at < DAY for call in _not_ahead(calls, now))
    verdict = decide(calls, now=now, budget=budget)
    return Standing(verdict, made, max(0, budget.per_day - made))


def _breaker(calls: Sequence[Call], now: datetime, budget: Budget) -> Breaker:
    failures = _failures_in_a_row(calls)
    pause = _pause(len(failures), budget)
    if not pause:
        return "closed"
    return "open" if now < _end(failures[-1]) + pause else "half-open"


def _held_by_breaker(calls: Sequence[Call], budget: Budget) -> Iterator[tuple[datetime, str]]:
    """Until when, and why: an open breaker, and the one trial of a half-open one."""
    failures = _failures_in_a_row(calls)
    pause = _pause(len(failures), budget)
    if not pause:
        return
    failed_at = _end(failures[-1])
    yield failed_at + pause, f"it failed {len(failures)} times in a row"
    trials = [call.began_at for call in calls if call.outcome == "begun"]
    if trials and trials[-1] >= failed_at:
        yield trials[-1] + budget.cool_down, "it is being tried, or the trial was broken off"


def _held_by_budget(calls: Sequence[Call], budget: Budget) -> Iterator[tuple[datetime, str]]:
    """Until when, and why: the most calls that an hour and a day may have."""
    for most, span, words in ((budget.per_hour, HOUR, "an hour"), (budget.per_day, DAY, "a day")):
        if len(calls) >= most:
            times = "once" if most == 1 else f"{most} times"
            yield calls[-most].began_at + span, f"it may be asked {times} {words}"


def _pause(failures: int, budget: Budget) -> timedelta:
    """For how long a source is left alone after so many failures in a row."""
    doublings = failures - budget.failures_to_open
    if doublings < 0:
        return timedelta(0)
    return min(budget.cool_down * 2 ** min(doublings, 30), budget.longest)


def _not_ahead(calls: Sequence[Call], now: datetime) -> list[Call]:
    """Those not dated far ahead, in order.

    Less than an hour ahead counts: two processes may ask in another order than they read clocks.
    """
    return sorted(
        (call for call in calls if call.began_at - now < HOUR), key=lambda call: call.began_at
    )


def _failures_in_a_row(calls: Sequence[Call]) -> list[Call]:
    """The failures since the last success, in order; calls without an end are passed over."""
    ended = [call for call in calls if call.outcome != "begun"]
    return [*takewhile(lambda call: call.outcome == "failed", reversed(ended))][::-1]


def _end(call: Call) -> datetime:
    return call.ended_at or call.began_at

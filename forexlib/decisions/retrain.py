"""Whether a champion's recipe is to be learned anew, and why: pure.

In this order, the first that holds: somebody asked; it does worse than it should; the market or
its residuals drifted; it was long ago. What the monitors see holds for days, so they are not heard
again within the cool-down; the calendar and a person are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from forexlib.core.version import Trigger
from forexlib.decisions.worsening import Worsening


@dataclass(frozen=True, slots=True)
class RetrainRules:
    """When something is learned anew.

    Attributes:
        degradation: More than so many percent, with an interval that excludes zero.
        days: More than so many since the last refresh.
        cool_down: Within which after any attempt neither degradation nor drift asks for another.
    """

    degradation: float = 25.0
    days: int = 30
    cool_down: timedelta = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of one horizon.

    Attributes:
        horizon_days: Calendar days.
        now: The instant.
        learned_at: Nothing published later was learned from by the champion; None: there is none.
        degradation: Of its live forecasts; None where nothing can be said.
        drifted: Names of what drifted; none if nothing did.
        last_refresh: When a refresh was last tried, whatever came of it; None: never.
        last_attempt: When anything was last learned anew, or tried; None: never.
        asked: With what reason a person, or whoever speaks for one, asked; None: nobody did.
    """

    horizon_days: int
    now: datetime
    learned_at: datetime | None
    degradation: Worsening | None = None
    drifted: tuple[str, ...] = ()
    last_refresh: datetime | None = None
    last_attempt: datetime | None = None
    asked: Trigger | None = None


@dataclass(frozen=True, slots=True)
class RetrainVerdict:
    """Whether to learn anew.

    Attributes:
        due: Whether.
        reason: By kind; None if not due.
        why: In a sentence.
        evidence: The numbers behind it, as plain data.
    """

    due: bool
    reason: Trigger | None
    why: str
    evidence: Mapping[str, Any]


def judge_retraining(known: Circumstances, rules: RetrainRules | None = None) -> RetrainVerdict:
    """Whether one horizon's champion is to be learned anew."""
    rules = rules or RetrainRules()
    if known.learned_at is None:
        none = f"There is no champion at {known.horizon_days} days that could be learned anew."
        return _verdict(known, None, none)
    if known.asked is not None:
        return _verdict(known, known.asked, _asked(known, rules))
    found = _seen(known, rules)
    until = _cool_until(known, rules)
    if found is not None and until is None:
        return _verdict(known, *found)
    old = _age(known, known.learned_at)
    limit = timedelta(days=rules.days)
    if old > limit or old < timedelta(0):  # a date in the future is a clock's mistake, and no bar
        return _verdict(known, "SCHEDULED", _since(known, rules))
    if found is not None:
        when = f"but something was learned on {known.last_attempt:%Y-%m-%d}"
        held = f"{found[1].rstrip('.')}, {when}: the cool-down holds until {until:%Y-%m-%d %H:%M}"
        return _verdict(known, None, f"{held} UTC.")
    quiet = "Nobody asked, and neither degradation nor drift does."
    return _verdict(known, None, f"{quiet} {_since(known, rules)}")


def _seen(known: Circumstances, rules: RetrainRules) -> tuple[Trigger, str] | None:
    """What the monitors see that asks for it."""
    worse = known.degradation
    if worse is not None and worse.exceeds(rules.degradation):
        return "PERFORMANCE_DEGRADATION", f"{worse} is above {rules.degradation:g} %."
    if known.drifted:
        return "DRIFT_DETECTED", f"Drift was found in {', '.join(known.drifted)}."
    return None


def _asked(known: Circumstances, rules: RetrainRules) -> str:
    if _cool_until(known, rules) is None:
        return "It was asked for."
    last = f"something was learned on {known.last_attempt:%Y-%m-%d} already"
    return f"It was asked for; {last}, but no cool-down holds back who asks."


def _since(known: Circumstances, rules: RetrainRules) -> str:
    """How long ago the last refresh was, in words."""
    if known.last_refresh is None:
        last = f"No refresh was ever tried, and the champion is of {known.learned_at:%Y-%m-%d}"
    else:
        last = f"The last refresh was tried on {known.last_refresh:%Y-%m-%d}"
    return f"{last}; one is due after {rules.days} days."


def _age(known: Circumstances, learned_at: datetime) -> timedelta:
    """Since the last refresh, or since the champion was learned if none was ever tried."""
    return known.now - (known.last_refresh or learned_at)


def _cool_until(known: Circumstances, rules: RetrainRules) -> datetime | None:
    """Until when the monitors are not heard; None if they are."""
    if known.last_attempt is None or known.last_attempt > known.now:
        return None
    until = known.last_attempt + rules.cool_down
    return until if known.now < until else None


def _verdict(known: Circumstances, reason: Trigger | None, why: str) -> RetrainVerdict:
    worse = known.degradation
    evidence = {
        "degradation": None if worse is None else worse.percent,
        "degradation_low": None if worse is None else worse.low,
        "drifted": list(known.drifted),
        "last_refresh": _iso(known.last_refresh),
        "last_attempt": _iso(known.last_attempt),
        "learned_at": _iso(known.learned_at),
    }
    return RetrainVerdict(reason is not None, reason, why, evidence)


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()

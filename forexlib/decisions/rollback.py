"""Whether a champion stays or an earlier version serves again: pure.

What is wrong with a forecast the moment it is issued ends a reign at once: its own output check
failed, its artefact cannot be read, it broke down. What only outcomes tell must be more than 30 %,
not by chance, and of a reign older than its grace, max(3 days, the horizon): before that hardly an
outcome is its own. Back goes only to a version that passes on the same data, and to none that was
itself rolled back from lately, or two that fail in turn would take turns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from forexlib.core.reason import Reason
from forexlib.decisions.worsening import Worsening

Cause = Literal["issue", "outcomes"]


@dataclass(frozen=True, slots=True)
class HealthRules:
    """When a reign ends.

    Attributes:
        degradation: More than so many percent, with an interval that excludes zero.
        grace: The least span after its crowning in which outcomes do not count.
        memory: Within which a version that was rolled back from is not gone back to.
    """

    degradation: float = 30.0
    grace: timedelta = timedelta(days=3)
    memory: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A version that one could go back to.

    Attributes:
        version: Which.
        passes: Whether its forecast from the same data passes its output check; None: nobody knows.
        rolled_back_at: When it was last rolled back from; None: never.
        trouble: Why it does not pass, or cannot be asked; "" if there is nothing to say.
    """

    version: str
    passes: bool | None
    rolled_back_at: datetime | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Reign:
    """What is known of a champion.

    Attributes:
        horizon_days: Calendar days.
        now: The instant.
        version: Who serves.
        since: From when on.
        defects: What is wrong with its forecast as it was issued, a few words each.
        degradation: Of its live forecasts since then; None where nothing can be said.
        earlier: Who served before, the newest first.
    """

    horizon_days: int
    now: datetime
    version: str
    since: datetime
    defects: tuple[str, ...] = ()
    degradation: Worsening | None = None
    earlier: Sequence[Earlier] = ()


@dataclass(frozen=True, slots=True)
class HealthVerdict:
    """What becomes of a champion.

    Attributes:
        act: What is done.
        to: The version that serves again; None where it stays.
        cause: What speaks against the champion; None: nothing.
        why: In a sentence.
        evidence: The numbers behind it, as plain data.
    """

    act: Literal["keep", "roll back"]
    to: str | None
    cause: Cause | None
    why: str
    evidence: Mapping[str, Any]


def judge_health(reign: Reign, rules: HealthRules | None = None) -> HealthVerdict:
    """Whether the champion of one horizon stays."""
    rules = rules or HealthRules()
    cause, what = _against(reign, rules)
    if cause is None:
        return _verdict(reign, None, None, what)
    skipped: list[Reason] = []
    for one in reign.earlier:
        no = _why_not(one, reign, rules)
        if no is None:
            return _verdict(reign, cause, one.version, _back(what, one.version, skipped))
        skipped.append(no)
    if not skipped:
        return _verdict(reign, cause, None, Reason("stays_alone", against=what))
    return _verdict(reign, cause, None, Reason("stays", against=what, skipped=tuple(skipped)))


def _back(against: str, version: str, skipped: Sequence[Reason]) -> Reason:
    if not skipped:
        return Reason("back", against=against, version=version)
    return Reason("back_over", against=against, version=version, skipped=tuple(skipped))


def _against(reign: Reign, rules: HealthRules) -> tuple[Cause | None, str]:
    """What speaks against a champion, and in words, or that nothing does."""
    if reign.defects:
        return "issue", Reason("defective", defects=reign.defects)
    worse = reign.degradation
    if worse is None:
        return None, "Nothing is wrong with its forecast, and its outcomes are too few to tell."
    if not worse.exceeds(rules.degradation):
        return None, f"{worse} is no reason, and nothing is wrong with its forecast."
    span = max(rules.grace, timedelta(days=reign.horizon_days))
    until = reign.since + span
    if reign.now < until:
        return None, f"{worse}, but its grace lasts until {until:%Y-%m-%d %H:%M} UTC."
    limit = rules.degradation
    return "outcomes", Reason("degraded", percent=worse.percent, low=worse.low, limit=limit)


def _why_not(one: Earlier, reign: Reign, rules: HealthRules) -> Reason | None:
    """Why one does not go back to a version; None if one does."""
    if one.version == reign.version:
        return Reason("is_champion", version=one.version)
    back = one.rolled_back_at
    if back is not None and reign.now - back < rules.memory:
        return Reason("was_rolled_back", version=one.version, day=back.date())
    if one.passes is True:
        return None
    code = "not_asked" if one.passes is None else "fails_too"
    if not one.trouble:
        return Reason(code, version=one.version)
    return Reason(f"{code}_why", version=one.version, why=one.trouble)


def _verdict(reign: Reign, cause: Cause | None, to: str | None, why: str) -> HealthVerdict:
    worse = reign.degradation
    evidence = {
        "since": reign.since.isoformat(),
        "cause": cause,
        "defects": list(reign.defects),
        "degradation": None if worse is None else worse.percent,
        "degradation_low": None if worse is None else worse.low,
        "earlier": [
            {
                "version": one.version,
                "passes": one.passes,
                "rolled_back_at": one.rolled_back_at and one.rolled_back_at.isoformat(),
                "trouble": one.trouble,
            }
            for one in reign.earlier
        ],
    }
    return HealthVerdict("keep" if to is None else "roll back", to, cause, why, evidence)

"""Whether a challenger that forecasts beside the champion is to serve, wait or go: pure.

It was better on walked origins before it came here; what it does live can only speak against it.
A failed output check or a significantly worse CRPS ends it at once, so that it is not looked at
again until chance lets it pass. One that waited too long goes with the reason that it waited for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from forexlib.core.reason import Reason
from forexlib.monitoring.readiness_verdict import Level
from forexlib.scoring.equal_accuracy import Comparison

Fate = Literal["promote", "wait", "withdraw"]
READY: Final[frozenset[Level]] = frozenset({"READY", "OPTIMAL"})


@dataclass(frozen=True, slots=True)
class ShadowRules:
    """How long one shadows. Attributes: least: before it may serve; most: before it goes."""

    least: timedelta = timedelta(days=14)
    most: timedelta = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Shadow:
    """What is known of a shadow at one horizon.

    Attributes:
        now: The instant.
        since: From when on it shadows.
        readiness: Its level; None if it was never judged.
        failed: What its own forecasts failed since then, a few words each.
        live: Its CRPS against the champion's on common live origins since then.
    """

    now: datetime
    since: datetime
    readiness: Level | None
    failed: tuple[str, ...] = ()
    live: Comparison = field(default_factory=lambda: Comparison(0, None))


@dataclass(frozen=True, slots=True)
class ShadowVerdict:
    """What becomes of it. Attributes: fate, why: in a sentence; evidence: as plain data."""

    fate: Fate
    why: str
    evidence: Mapping[str, Any]


def judge_shadow(shadow: Shadow, rules: ShadowRules | None = None) -> ShadowVerdict:
    """What becomes of a shadow at one horizon."""
    fate, why = _judged(shadow, rules or ShadowRules())
    evidence = {
        "since": shadow.since.isoformat(),
        "days": (shadow.now - shadow.since) / timedelta(days=1),
        "readiness": shadow.readiness,
        "failed": list(shadow.failed),
        "live": asdict(shadow.live),
    }
    return ShadowVerdict(fate, why, evidence)


def _judged(shadow: Shadow, rules: ShadowRules) -> tuple[Fate, str]:
    live, beside = shadow.live, shadow.now - shadow.since
    if shadow.failed:
        return "withdraw", Reason("shadow_failed", failed=shadow.failed)
    if live.finding == "worse":
        ends = {"ratio": live.ratio, "low": live.low, "high": live.high}
        return "withdraw", Reason("shadow_worse", **ends)
    ready = shadow.readiness in READY
    if ready and beside >= rules.least:
        known = {"days": beside.days, "readiness": shadow.readiness}
        if live.finding == "too few":
            return "promote", Reason("shadow_serves_unseen", **known)
        return "promote", Reason("shadow_serves", ratio=live.ratio, **known)
    if not ready and beside >= rules.most:
        return "withdraw", _overdue(beside.days, shadow.readiness)
    level = shadow.readiness or "not judged yet"
    wants = [] if ready else [f"READY is needed, and its readiness is {level}."]
    if beside < rules.least:
        wants.append(f"It may serve from {shadow.since + rules.least:%Y-%m-%d %H:%M} UTC on.")
    return "wait", " ".join(wants)


def _overdue(days: int, readiness: Level | None) -> Reason:
    if readiness is None:
        return Reason("shadow_overdue_unjudged", days=days)
    return Reason("shadow_overdue", days=days, readiness=readiness)

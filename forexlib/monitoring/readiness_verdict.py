"""How ready a candidate is: its criteria, score, level, and when it will be. Rules: `readiness`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, get_args

from forexlib.monitoring.readiness_evidence import Track

Level = Literal["NOT_READY", "CAUTIOUS", "READY", "OPTIMAL"]
Name = Literal["predictions", "operation", "drift", "stability", "scored"]

LEVELS: Final[tuple[Level, ...]] = get_args(Level)
"""Rising."""
CRITICAL: Final[frozenset[Name]] = frozenset({"predictions", "operation"})
SHARES: Final[Mapping[Name, float]] = {
    "predictions": 0.30,
    "operation": 0.20,
    "drift": 0.15,
    "stability": 0.20,
    "scored": 0.15,
}
"""Of the score."""
ALL_MET: Final = 80.0
CAUTIOUS_FROM, OPTIMAL_FROM = 60.0, 95.0


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of five.

    Attributes:
        name: Which.
        number: What was found: a count, or percent of stability.
        threshold: What it must reach.
        margin: 0 to 1, of what is more than that.
        expected: When it will be met at the pace so far; None: nobody can say.
        by_track: Track to its own number, where forecasts are counted.
        parts: The numbers behind `number`.
    """

    name: Name
    number: float
    threshold: float
    margin: float
    expected: date | None
    by_track: Mapping[Track, int] = field(default_factory=dict)
    parts: Mapping[str, str | float | None] = field(default_factory=dict)

    @property
    def met(self) -> bool:
        """Whether the number reaches its threshold."""
        return self.number >= self.threshold

    @property
    def critical(self) -> bool:
        """Whether nothing is ready without it."""
        return self.name in CRITICAL

    @property
    def points(self) -> float:
        """0 to 100: how much of the threshold is reached."""
        return 100.0 * min(1.0, self.number / self.threshold)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How ready a candidate is at one horizon.

    Attributes:
        horizon_days: Which.
        criteria: In the order of `SHARES`.
        day: Of the look.
    """

    horizon_days: int
    criteria: tuple[Criterion, ...]
    day: date

    @property
    def all_met(self) -> bool:
        """Whether nothing is missing."""
        return all(one.met for one in self.criteria)

    @property
    def score(self) -> float:
        """0 to 100; 80 or more where nothing is missing."""
        reached = sum(SHARES[one.name] * one.points for one in self.criteria) / 100.0
        if not self.all_met:
            return ALL_MET * reached
        more = sum(SHARES[one.name] * one.margin for one in self.criteria)
        return min(100.0, ALL_MET + (100.0 - ALL_MET) * more)

    @property
    def level(self) -> Level:
        """By the rules of `readiness`."""
        if self.all_met:
            return "OPTIMAL" if self.score >= OPTIMAL_FROM else "READY"
        critical = all(one.met for one in self.criteria if one.critical)
        return "CAUTIOUS" if critical and self.score >= CAUTIOUS_FROM else "NOT_READY"

    @property
    def ready_day(self) -> date | None:
        """When all will be met, the day of the look if they are; None: nobody can say."""
        return latest([self.day, *(one.expected for one in self.criteria if not one.met)])


def latest(expected: Sequence[date | None]) -> date | None:
    """When all of some things will be; None if that cannot be said of one."""
    told = [day for day in expected if day is not None]
    return max(told) if len(told) == len(expected) else None


def worst(verdicts: Sequence[Verdict]) -> Verdict:
    """The horizon that holds the others back: of the lowest level, then the lowest score."""
    return min(verdicts, key=lambda one: (LEVELS.index(one.level), one.score))

"""What readiness is judged by: what is stored of a candidate, of the system, and of drift."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Track = Literal["live", "shadow", "backfill", "walk-forward", "counted"]


@dataclass(frozen=True, slots=True)
class ReadinessRules:
    """What is demanded.

    Attributes:
        predictions: Origins issued.
        operation: Business days on which one was.
        scored: Origins with an outcome.
        stability: Percent of business days without trouble: 90 leaves two days a month.
        window_days: Civil days that stability and pace look back.
    """

    predictions: int = 50
    operation: int = 7
    scored: int = 10
    stability: float = 90.0
    window_days: int = 30


@dataclass(frozen=True, slots=True)
class Tally:
    """What is stored of one track.

    Attributes:
        predictions: Origins.
        scored: Of these, with an outcome.
        issued: The civil day on which each origin was first forecast, rising.
        pending: Target dates of those without an outcome, rising.
    """

    predictions: int = 0
    scored: int = 0
    issued: Sequence[date] = ()
    pending: Sequence[date] = ()


@dataclass(frozen=True, slots=True)
class DriftFacts:
    """What is known of drift detection.

    Attributes:
        newest: The newest day of the target; None: it has none.
        n_tests: Tests made of that day.
        break_found: Whether a planted break was found; None: there is too little to plant one in.
        tested: Days on which some test was made.
    """

    newest: date | None = None
    n_tests: int = 0
    break_found: bool | None = None
    tested: Sequence[date] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a verdict at one horizon rests on.

    Attributes:
        horizon_days: Of the forecasts.
        tallies: Track to what is stored; `counted` is live and shadow together.
        happened: issued, lower mode, refused, outbox or source, to the civil days it happened on.
        drift: As told.
    """

    horizon_days: int
    tallies: Mapping[Track, Tally] = field(default_factory=dict)
    happened: Mapping[str, Sequence[date]] = field(default_factory=dict)
    drift: DriftFacts = field(default_factory=DriftFacts)

    def tally(self, track: Track) -> Tally:
        """What is stored of a track, maybe nothing."""
        return self.tallies.get(track, Tally())

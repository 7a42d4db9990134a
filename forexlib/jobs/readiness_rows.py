"""What readiness found, as rows of its table and in words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import polars as pl

from forexlib.core.candidate import Candidate
from forexlib.monitoring.readiness_evidence import Track
from forexlib.monitoring.readiness_verdict import Criterion, Level, Verdict, latest, worst
from forexlib.monitoring.readiness_words import (
    NOTHING_STORED,
    TITLES,
    WHAT_COUNTS,
    Language,
    asked_of,
    missing,
    verdict_line,
)

_COLUMNS: Final[dict[Track, str]] = {
    "live": "n_live",
    "shadow": "n_shadow",
    "backfill": "n_backfill",
    "walk-forward": "n_walk_forward",
}


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was found.

    Attributes:
        candidate: Of what.
        versions: Those of which forecasts are stored, newest first.
        verdicts: One a horizon, rising.
        as_of: The instant of the look.
    """

    candidate: Candidate
    versions: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    as_of: datetime

    @property
    def level(self) -> Level:
        """That of the horizon that holds the others back."""
        return worst(self.verdicts).level

    @property
    def score(self) -> float:
        """The lowest."""
        return min(one.score for one in self.verdicts)

    @property
    def ready_day(self) -> date | None:
        """When all horizons will be READY; None: nobody can say."""
        return latest([one.ready_day for one in self.verdicts])


def readiness_rows(found: Readiness) -> pl.DataFrame:
    """What was found as rows of the table `readiness`, one per horizon and criterion."""
    asked = found.candidate
    return pl.DataFrame(
        [
            {
                "day": verdict.day,
                "pair": asked.pair,
                "target": asked.target,
                "horizon_days": verdict.horizon_days,
                "model": asked.model,
                "version": asked.label,
                **_row(one),
                "versions": json.dumps(found.versions),
                "score": verdict.score,
                "level": verdict.level,
                "ready_day": verdict.ready_day,
                "as_of": found.as_of,
            }
            for verdict in found.verdicts
            for one in verdict.criteria
        ],
        schema_overrides={
            "expected_day": pl.Date,
            "ready_day": pl.Date,
            "as_of": pl.Datetime("us", "UTC"),
            **dict.fromkeys(_COLUMNS.values(), pl.Int64),
        },
    )


def told_rows(found: Readiness, language: Language) -> pl.DataFrame:
    """The same for people: the title of each criterion, and what is missing there, in words."""
    criteria = [one for verdict in found.verdicts for one in verdict.criteria]
    return readiness_rows(found).with_columns(
        pl.Series("title", [TITLES[language][one.name] for one in criteria], pl.String),
        pl.Series("missing", [missing(one, language) for one in criteria], pl.String),
    )


def in_sentences(found: Readiness, language: Language) -> list[str]:
    """Of what it was asked, a line a horizon, one for all if there are more, and what counts."""
    each = [(one,) for one in found.verdicts]
    spoken = each if len(each) == 1 else [*each, found.verdicts]
    return [
        asked_of(found.candidate, found.versions, language),
        *(verdict_line(verdicts, language) for verdicts in spoken),
        NOTHING_STORED[language] if not found.versions else WHAT_COUNTS[language],
    ]


def _row(one: Criterion) -> dict[str, object]:
    counted = bool(one.by_track) or one.name not in {"drift", "stability"}
    return {
        "criterion": one.name,
        "critical": one.critical,
        "number": float(one.number),
        "threshold": float(one.threshold),
        "met": one.met,
        "points": one.points,
        "expected_day": one.expected,
        **{
            name: one.by_track.get(track, 0) if counted else None
            for track, name in _COLUMNS.items()
        },
        "parts": json.dumps(one.parts),
    }

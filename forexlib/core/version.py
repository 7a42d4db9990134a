"""Versions of what forecasts are made with, and who is champion: the values the ledger holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Literal, get_args

Origin = Literal["initial", "refresh", "challenger"]
"""How a version came to be: the first of its horizon, the champion's recipe learned anew, or
another recipe."""

State = Literal["registered", "shadow", "rejected", "withdrawn", "deleted"]
"""What a version may do: serve; forecast beside the champion, never mailed; nothing, for it failed
its tests; nothing any more, by decision; nothing, for its artefact is gone."""

Act = Literal["initial", "refresh", "promotion", "deploy", "rollback"]
"""Why a version became champion."""

Trigger = Literal["PERFORMANCE_DEGRADATION", "DRIFT_DETECTED", "SCHEDULED", "MANUAL"]
"""Why something was learned anew."""

Outcome = Literal["promoted", "shadow", "rejected", "unchanged", "failed"]
"""What came of it: a new champion, a challenger that must prove itself, a version that failed its
tests, exactly the champion again, or nothing."""

TRIGGERS: Final[tuple[Trigger, ...]] = get_args(Trigger)
LIVELY: Final[tuple[State, ...]] = ("registered", "shadow")
"""States in which a version may be made champion."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where there is one champion. Attributes: pair, target, horizon_days: as of a forecast."""

    pair: str
    target: str
    horizon_days: int


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version on its way into the ledger.

    Attributes:
        version: 12 hex digits of the hash of its artefact: recipe, feature set, what was learned.
        origin: How it came to be.
        recipe: Digest of the recipe.
        feature_set: Digest of the feature set.
        features: The feature set itself, as plain data.
        settings: The recipe itself, as plain data.
        anchor_date: The last fixing that was learned from.
        as_of: Nothing published later was learned from.
        admitted_by: Nothing admitted later was; None where every admitted value counted.
        parent: The champion it was held against; None for the first.
        code: Digest of the code that learned.
        releases: Package name to version.
    """

    version: str
    origin: Origin
    recipe: str
    feature_set: str
    features: Mapping[str, Any]
    settings: Mapping[str, Any]
    anchor_date: date
    as_of: datetime
    admitted_by: datetime | None
    parent: str | None
    code: str
    releases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """A version is in a state from an instant on.

    Attributes:
        version: Which.
        state: In what.
        reason: Why, in a sentence.
        evidence: The numbers behind it, as plain data.
        by: Who decided: a user's name, or that of a job.
    """

    version: str
    state: State
    reason: str
    evidence: Mapping[str, Any] = field(default_factory=dict)
    by: str = "forex"


@dataclass(frozen=True, slots=True)
class Crowning:
    """A version becomes champion.

    Attributes:
        version: Which.
        act: Why, by kind.
        reason: Why, in a sentence.
        evidence: The numbers behind it, as plain data.
        by: Who decided.
    """

    version: str
    act: Act
    reason: str
    evidence: Mapping[str, Any] = field(default_factory=dict)
    by: str = "forex"


@dataclass(frozen=True, slots=True)
class Attempt:
    """Something was learned anew, or it was tried.

    Attributes:
        origin: refresh or challenger.
        reason: What asked for it.
        outcome: What came of it.
        version: What was learned; None if nothing was.
        why: The outcome's reason, in a sentence.
        evidence: The numbers behind it, as plain data.
        seconds: What it took.
        by: Who asked.
    """

    origin: Origin
    reason: Trigger
    outcome: Outcome
    version: str | None
    why: str
    evidence: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    by: str = "forex"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is written of one place at once: all of it or nothing.

    Attributes:
        place: Whose.
        expected: The champion that the decision was made against, None for no champion; where it
            is another by now nothing is written.
        version: A new version; None if it is known.
        standings: In order.
        crowning: A new champion; None if it stays.
        attempt: What was tried; None if nothing was learned.
    """

    place: Place
    expected: str | None
    version: NewVersion | None = None
    standings: Sequence[Standing] = ()
    crowning: Crowning | None = None
    attempt: Attempt | None = None


@dataclass(frozen=True, slots=True)
class Champion:
    """Who serves a place.

    Attributes:
        place: Which.
        version: Who.
        number: Of the version, for people.
        turn: How many champions the place has had.
        since: From when.
        act: Why, by kind.
        reason: Why, in a sentence.
        by: Who decided.
    """

    place: Place
    version: str
    number: int
    turn: int
    since: datetime
    act: Act
    reason: str
    by: str

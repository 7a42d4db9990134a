"""What was decided about events: the values that the log of decisions holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, get_args

from forexlib.core.event import Audience, Event, Severity
from forexlib.core.message import Channel, Message

Phase = Literal["happened", "again", "entry", "escalation", "standing", "eased", "exit"]
Verdict = Literal[
    "sent", "with the forecast", "log only", "held", "repeated", "muted", "acknowledged"
]

NEW: Final[tuple[Phase, ...]] = ("happened", "entry", "escalation", "exit")
"""Phases that may be told."""

VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)

Ruled = Literal["ack", "mute"]
"""What a person can say of an alert: that it is known, or that nobody wants to hear of it."""


@dataclass(frozen=True, slots=True)
class Condition:
    """The last that was decided of a key.

    Attributes:
        event: As it was then.
        open: Whether it still stood.
        told: The gravest that was told since its entry, or of its last occasion; None: nothing.
        held: Whether it was to be told and waits.
        decided_at: When.
        told_at: When it was last told; None: never.
        told_last: How grave it was then.
        acknowledged: Whether a person knows of it, since its entry.
    """

    event: Event
    open: bool
    told: Severity | None
    held: bool
    decided_at: datetime
    told_at: datetime | None = None
    told_last: Severity | None = None
    acknowledged: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """What was known when it was decided.

    Attributes:
        conditions: Key to its last decision.
        muted: Keys, or kinds, that nobody wants to hear of now.
        last_message: Audience to the instant and urgency of its last alert.
        forecast_told: Key of what the forecast's run said itself, in the newest forecast's own mail
            or in a notice that it is withheld, to how grave it was then.
    """

    conditions: Mapping[str, Condition] = field(default_factory=dict)
    muted: Collection[str] = ()
    last_message: Mapping[Audience, tuple[datetime, Severity]] = field(default_factory=dict)
    forecast_told: Mapping[str, Severity] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done about one event.

    Attributes:
        event: The event; of an exit, the condition as it last was.
        phase: What it is in its life.
        verdict: What is done.
        reason: Why, in a sentence.
    """

    event: Event
    phase: Phase
    verdict: Verdict
    reason: str

    @property
    def told(self) -> bool:
        """Whether people hear of it."""
        return self.verdict in {"sent", "with the forecast"}

    @property
    def urgency(self) -> Severity:
        """How soon people must know: that something ended is as urgent as a WARNING."""
        return "WARNING" if self.phase == "exit" else self.event.severity


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose alerts. Attributes: pair: for example USDCLP; target: the quantity forecast."""

    pair: str
    target: str


@dataclass(frozen=True, slots=True)
class Post:
    """A message on its way into the outbox.

    Attributes:
        message: What is told.
        channels: How.
        keys: Of the decisions it carries.
    """

    message: Message
    channels: Sequence[Channel]
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judged:
    """What is to be written down at once: all of it or nothing.

    Attributes:
        decisions: One per event.
        posts: The messages that carry those that are sent.
    """

    decisions: Sequence[Decision]
    posts: Sequence[Post] = ()


@dataclass(frozen=True, slots=True)
class AlertRuling:
    """What a person said of an alert.

    Attributes:
        key: Of the event, or its kind.
        ruled: What.
        until: Of a mute, when it ends.
        by: Who.
        note: Why.
        at: When.
    """

    key: str
    ruled: Ruled
    until: datetime | None
    by: str
    note: str
    at: datetime

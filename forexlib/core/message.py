"""What is told to people, and what became of telling it.

A message is a row before it is sent. Each channel it goes to is a delivery: claimed by one sender
for a while, tried, and marked with what came of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, get_args

from forexlib.core.event import Audience, Severity

Channel = Literal["email", "slack", "sms"]
State = Literal["waiting", "delivered", "no channel", "failed"]

AUDIENCES: Final[tuple[Audience, ...]] = get_args(Audience)
CHANNELS: Final[tuple[Channel, ...]] = get_args(Channel)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message.

    Attributes:
        path: Where it lies.
        sha256: Of its content, in hex; another content is not sent.
        name: As the reader sees it.
        media: For example image/png.
        inline: Whether the HTML shows it, as `cid:` and its `cid`.
    """

    path: Path
    sha256: str
    name: str
    media: str
    inline: bool = False

    @property
    def cid(self) -> str:
        """What the HTML calls it by: unique in the world, and the same on every run."""
        return content_id(self.sha256)


@dataclass(frozen=True, slots=True)
class Message:
    """Something to be told once.

    Attributes:
        key: Names it for ever; a second message of the same key is dropped.
        topic: What repeats of it share; within a cool-down one of a topic is enough.
        audience: Treasurers (market), or those who run the system (operations).
        severity: Routes it, unless it is a forecast.
        subject: Of the mail; all there is of an SMS.
        html: The mail.
        text: The mail for those who read no HTML.
        slack: In Slack's mrkdwn.
        created_at: When it was put into the outbox, UTC.
        run_id: The run it tells of, or "".
        attachments: Files of the mail.
    """

    key: str
    topic: str
    audience: Audience
    severity: Severity
    subject: str
    html: str
    text: str
    slack: str
    created_at: datetime
    run_id: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of one try.

    Attributes:
        delivered: Whether everybody behind the channel has the message.
        reason: Why not, without any credential; "" if delivered.
        reached: Digests of the addresses that have it although not everybody has.
    """

    delivered: bool
    reason: str = ""
    reached: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message on its way through one channel, claimed by one sender.

    Attributes:
        message: What is to be told.
        channel: How.
        claim: Tells this claim from every other; only its holder may mark the delivery.
        attempts: How often it was tried before.
        due_at: When it was to be tried.
        reached: As in the receipt of the try before.
    """

    message: Message
    channel: Channel
    claim: str
    attempts: int
    due_at: datetime
    reached: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Mark:
    """What a delivery becomes when its sender lets go of it.

    Attributes:
        state: The new one.
        attempts: How often it has been tried now.
        due_at: When it is to be tried next, where it is waiting.
        reason: Of the last failure.
        reached: As in `Receipt`.
        delivered_at: When everybody had it.
    """

    state: State
    attempts: int
    due_at: datetime
    reason: str = ""
    reached: frozenset[str] = frozenset()
    delivered_at: datetime | None = None


def content_id(sha256: str) -> str:
    """The Content-ID of an inline file."""
    return f"{sha256[:24]}@forexlib"

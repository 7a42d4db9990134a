"""Empty the outbox: each message reaches its channel, however often that has to be tried."""

from __future__ import annotations

import logging
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

import polars as pl

from forexlib.core.errors import NotifyError
from forexlib.core.message import Audience, Channel, Delivery, Mark, Message, Receipt, State
from forexlib.core.ports import Channels, Outbox
from forexlib.reporting.chart_words import Language
from forexlib.reporting.event_names import AUDIENCES, CHANNELS
from forexlib.reporting.mail import notice_mail
from forexlib.reporting.mail_words import WORDS
from forexlib.reporting.slack import notice_slack

LOG: Final = logging.getLogger(__name__)

MARGIN: Final = timedelta(minutes=2)
"""Added to the lease for what is not sending: waiting for the database, mostly."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How patiently it is tried again.

    Attributes:
        seed: Of the jitter, which keeps those who failed together from coming back together.
        first: Before the second try; each further wait is twice as long.
        longest: No wait is longer, but for the jitter.
        jitter: Share by which a wait is longer or shorter at most.
        tries: After so many it is given up: a day or so.
        limit: Deliveries claimed at once.
    """

    seed: int = 0
    first: timedelta = timedelta(minutes=1)
    longest: timedelta = timedelta(hours=6)
    jitter: float = 0.25
    tries: int = 12
    limit: int = 20

    def wait(self, delivery: Delivery) -> timedelta:
        """Until the next try of what was tried once more just now; the same each time."""
        name = f"{self.seed} {delivery.message.key} {delivery.channel} {delivery.attempts}"
        share = random.Random(name).uniform(1.0 - self.jitter, 1.0 + self.jitter)  # noqa: S311
        doublings = min(delivery.attempts, 32)
        return min(self.first * 2**doublings, self.longest) * share


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of deliveries came to.

    Attributes:
        delivered: So many arrived.
        waiting: So many will be tried again.
        failed: So many were given up.
        no_channel: So many have no way to go.
        reasons: What failed and why, without credentials.
    """

    delivered: int
    waiting: int
    failed: int
    no_channel: int
    reasons: tuple[str, ...]


def deliver(
    outbox: Outbox,
    channels: Channels,
    *,
    now: datetime,
    pace: Pace | None = None,
    again: bool = False,
) -> Round:
    """Send what is due; what fails waits for its next try, and never fails the run.

    Each delivery is claimed in one short transaction, sent outside of any, and marked in another.
    A sender killed between sending and marking leaves its claim behind; when that runs out the
    message is sent once more: at least once, not exactly once. A channel that failed is not tried
    again in the same round, so that a dead one costs its patience once.

    Args:
        outbox: What waits.
        channels: Ways to people.
        now: What was due by then is sent.
        pace: Of trying again.
        again: Also what was given up, or had no channel.

    Raises:
        StoreError: If the database cannot be read or written.
    """
    pace = pace or Pace()
    lease = pace.limit * timedelta(seconds=channels.seconds) + MARGIN
    claimed = outbox.claim(now=now, lease=lease, limit=pace.limit, again=again)
    if not claimed:
        return Round(0, 0, 0, 0, ())
    ways, marks = _Ways(channels), []
    for delivery in claimed:
        mark = _mark(delivery, ways.try_once(delivery), now=now, pace=pace)
        outbox.mark(delivery, mark)
        marks.append((delivery, mark))
    return _round(marks)


def try_channels(channels: Channels, *, now: datetime, language: Language = "es") -> pl.DataFrame:
    """Send a message that says it is a test through every channel there is.

    Returns:
        audience, channel, delivered and reason, a row per channel of each audience.

    Raises:
        NotifyError: If what was configured cannot be used.
    """
    told = [
        (audience, channel, channels.send(_test(audience, channel, now, language), channel))
        for audience, channel in channels.configured()
    ]
    return pl.DataFrame(
        [(audience, channel, one.delivered, one.reason) for audience, channel, one in told],
        schema={
            "audience": pl.String,
            "channel": pl.String,
            "delivered": pl.Boolean,
            "reason": pl.String,
        },
        orient="row",
    )


class _Ways:
    """The channels of one round; one that failed is closed for the rest of it."""

    def __init__(self, channels: Channels) -> None:
        self._channels = channels
        self._closed: set[tuple[Audience, Channel]] = set()
        self._broken = ""
        try:
            self._open = set(channels.configured())
        except NotifyError as error:
            self._open, self._broken = set(), f"{error.what} {error.remedy}"
        if not (self._open or self._broken):
            LOG.info("No channel is configured: nothing is sent.")

    def try_once(self, delivery: Delivery) -> Receipt | Literal["closed", "none"]:
        """What came of sending, or why it was not even tried."""
        way = (delivery.message.audience, delivery.channel)
        if self._broken:
            return Receipt(delivered=False, reason=self._broken, reached=delivery.reached)
        if way not in self._open:
            return "none"
        if way in self._closed:
            return "closed"
        receipt = self._channels.send(delivery.message, delivery.channel, reached=delivery.reached)
        if not receipt.delivered:
            self._closed.add(way)
        return receipt


def _mark(
    delivery: Delivery, came: Receipt | Literal["closed", "none"], *, now: datetime, pace: Pace
) -> Mark:
    match came:
        case "none":
            return Mark("no channel", delivery.attempts, delivery.due_at)
        case "closed":
            return Mark("waiting", delivery.attempts, delivery.due_at, reached=delivery.reached)
    attempts = delivery.attempts + 1
    if came.delivered:
        return Mark("delivered", attempts, now, delivered_at=now)
    state: State = "failed" if attempts >= pace.tries else "waiting"
    return Mark(state, attempts, now + pace.wait(delivery), came.reason, came.reached)


def _round(marks: Sequence[tuple[Delivery, Mark]]) -> Round:
    states = Counter(mark.state for _, mark in marks)
    told = (f"{one.message.key}: {mark.reason}" for one, mark in marks if mark.reason)
    reasons = list(dict.fromkeys(told))
    for reason in reasons:
        LOG.warning("Not delivered: %s", reason)
    return Round(
        delivered=states["delivered"],
        waiting=states["waiting"],
        failed=states["failed"],
        no_channel=states["no channel"],
        reasons=tuple(reasons),
    )


def _test(audience: Audience, channel: Channel, now: datetime, language: Language) -> Message:
    words = WORDS[language]
    told = {"audience": audience, "channel": channel}
    if language == "es":
        told = {"audience": AUDIENCES[audience], "channel": CHANNELS[channel]}
    title = words.test_title.format(**told)
    mail = notice_mail(title, [words.test], language=language)
    return Message(
        key=f"test:{audience}:{channel}:{now:%Y-%m-%dT%H:%M:%S}",
        topic="test",
        audience=audience,
        severity="INFO",
        subject=title,
        html=mail.html,
        text=mail.text,
        slack=notice_slack(title, (words.test,)),
        created_at=now,
    )

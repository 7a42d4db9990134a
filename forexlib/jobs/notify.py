"""Put what people should know into the outbox: forecasts for the market, trouble for operations."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from forexlib.core.calendar import business_days_between, local_date
from forexlib.core.errors import Refused
from forexlib.core.event import Severity, rank
from forexlib.core.message import Channel, Message
from forexlib.core.ports import Outbox, Store
from forexlib.core.runs import Run
from forexlib.core.series import series_name
from forexlib.jobs.forecast_messages import Manner, Occasion, data_age, forecast_messages
from forexlib.reporting.mail import notice_mail
from forexlib.reporting.mail_words import WORDS
from forexlib.reporting.numbers import Numerals
from forexlib.reporting.reason_words import in_words
from forexlib.reporting.slack import notice_slack

LOG: Final = logging.getLogger(__name__)

ROUTES: Final[Mapping[Severity, tuple[Channel, ...]]] = {
    "INFO": (),
    "WARNING": ("email",),
    "HIGH": ("email", "slack"),
    "CRITICAL": ("email", "slack", "sms"),
}
"""What an alert goes through, by its severity; INFO is a line of the log."""

FORECAST_CHANNELS: Final[tuple[Channel, ...]] = ("email", "slack")
"""What the forecast itself goes through, whatever happened."""


REMINDED: Final = timedelta(days=7)
"""After which operations hear again that forecasts are withheld; that data are late is an alert of
its own, told when it begins, grows graver, and ends; of the two the first is told, not both."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """What was put into the outbox.

    Attributes:
        keys: Of messages that are new there.
        reason: Why the market is not told, or "".
    """

    keys: tuple[str, ...] = ()
    reason: str = ""


def announce(
    store: Store, outbox: Outbox, occasion: Occasion, *, manner: Manner, now: datetime
) -> Announcement:
    """Let the market be told of a live run, once; or operations of why it is not.

    Raises:
        StoreError: If the database cannot be read or written.
    """
    run = occasion.run
    age = data_age(run)
    if run.track != "live":
        return Announcement(reason=f"Only live forecasts are mailed, not track {run.track}.")
    if age >= manner.silent_days and not manner.allow_stale:
        return _withhold(store, outbox, run, manner=manner, now=now)
    today = local_date(run.as_of, zone=manner.zone)
    if not manner.on_holidays and not _is_business_day(today):
        return Announcement(reason=f"{today} is no business day in Santiago.")
    messages = forecast_messages(store, outbox, occasion, manner=manner, now=now)
    if not messages:
        return Announcement(reason=f"Run {run.run_id} is not stored.")
    return Announcement(
        tuple(one.key for one in messages if outbox.put(one, channels=FORECAST_CHANNELS))
    )


def announce_refusal(
    outbox: Outbox, refusal: Refused, *, series: str, manner: Manner, now: datetime
) -> Announcement:
    """Tell operations that there is no forecast of `series` (`target/PAIR`)."""
    words, show = WORDS[manner.language], Numerals(manner.language)
    remedy = in_words(refusal.remedy, show)
    pair = series.rpartition("/")[2]
    return alert(
        outbox,
        _notice(
            f"no forecast:{series}",
            words.no_forecast_title.format(pair=pair),
            [words.no_forecast.format(pair=pair, why=in_words(refusal.what, show)), remedy],
            kind="no_forecast.refused",
            manner=manner,
            now=now,
        ),
        cool_down=manner.cool_down,
    )


def alert(outbox: Outbox, message: Message, *, cool_down: timedelta) -> Announcement:
    """Put `message` into the outbox for the channels of its severity, unless it was told lately."""
    if not outbox.put(message, channels=ROUTES[message.severity], cool_down=cool_down):
        return Announcement(reason=f"{message.topic} was told less than {cool_down} ago.")
    LOG.info("%s for %s: %s", message.severity, message.audience, message.subject)
    return Announcement((message.key,))


def withheld_topic(series: str) -> str:
    """Of the notices that forecasts of `series` (`target/PAIR`) are withheld."""
    return f"stale:{series}"


def _withhold(
    store: Store, outbox: Outbox, run: Run, *, manner: Manner, now: datetime
) -> Announcement:
    """Tell operations, instead of the market, that the data are too old; unless an alert did."""
    words = WORDS[manner.language]
    said = words.withheld.format(
        pair=run.pair, origin=Numerals(manner.language).day(run.origin_date), age=data_age(run)
    )
    if _is_known(store, run, manner.severities["withheld"], now):
        return Announcement(reason=said)
    told = alert(
        outbox,
        _notice(
            withheld_topic(series_name(run.target, run.pair)),
            words.withheld_title.format(pair=run.pair),
            [said],
            kind="withheld",
            manner=manner,
            now=now,
        ),
        cool_down=max(manner.cool_down, REMINDED),
    )
    return Announcement(told.keys, said)


def _is_known(store: Store, run: Run, severity: Severity, now: datetime) -> bool:
    """Whether an alert told operations lately, as grave, that the target is late."""
    key = f"stale_target:{series_name(run.target, run.pair)}"
    known = store.read("alert_conditions", key=key, pair=run.pair, target=run.target)
    return any(
        row["told_severity"] is not None
        and rank(row["told_severity"]) >= rank(severity)
        and now - row["told_at"] < REMINDED
        for row in known.filter("is_open").to_dicts()
    )


def _notice(
    topic: str, title: str, lines: Sequence[str], *, kind: str, manner: Manner, now: datetime
) -> Message:
    """Trouble, for operations."""
    mail = notice_mail(title, lines, language=manner.language)
    return Message(
        key=f"{topic}:{now:%Y-%m-%dT%H:%M:%S}",
        topic=topic,
        audience="operations",
        severity=manner.severities[kind],
        subject=title,
        html=mail.html,
        text=mail.text,
        slack=notice_slack(title, lines),
        created_at=now,
    )


def _is_business_day(today: date) -> bool:
    yesterday = today - timedelta(days=1)
    return business_days_between(yesterday, today, market="santiago") > 0

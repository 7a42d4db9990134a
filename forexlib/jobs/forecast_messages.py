"""The messages of one forecast: subject, mail, Slack and files, all from stored rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import polars as pl

from forexlib.core.calendar import business_days_between, local_date
from forexlib.core.event import Event
from forexlib.core.message import Attachment, Message
from forexlib.core.ports import Outbox, Store
from forexlib.core.runs import Run
from forexlib.core.series import quantity_of, series_name
from forexlib.core.severities import USUAL, Severities
from forexlib.reporting.chart_words import Language
from forexlib.reporting.fan_chart import fan_chart
from forexlib.reporting.forecast_table import ISSUED
from forexlib.reporting.mail import Letter, forecast_mail
from forexlib.reporting.mail_words import WORDS
from forexlib.reporting.numbers import Numerals
from forexlib.reporting.reason_words import mode_in_words
from forexlib.reporting.slack import forecast_slack
from forexlib.reporting.subject import headline, subject


@dataclass(frozen=True, slots=True)
class Manner:
    """How people want to be told.

    Attributes:
        language: Of mails and messages.
        zone: Whose calendar day decides whether it is a holiday in Santiago.
        stale_days: Business days after which a forecast's data are called stale.
        silent_days: Business days from which on the market is not told at all.
        allow_stale: Whether it is told all the same.
        on_holidays: Whether the market is told on days that are no business days in Santiago.
        per_horizon: A mail for each horizon instead of one for all.
        cool_down: For how long trouble is not told again.
        severities: How grave it is.
    """

    language: Language = "es"
    zone: str = "America/Santiago"
    stale_days: int = 4
    silent_days: int = 10
    allow_stale: bool = False
    on_holidays: bool = False
    per_horizon: bool = False
    cool_down: timedelta = timedelta(hours=20)
    severities: Severities = field(default_factory=lambda: USUAL, hash=False)


@dataclass(frozen=True, slots=True)
class Occasion:
    """A run that has been stored, and what else is known when it is told.

    Attributes:
        run: What was forecast.
        events: What happened, beside what the run itself shows.
        news: Sentences about those events.
        regime: Of the market, such as Risk-on; "": unknown.
        report: The PDF that goes with the mail, if there is one.
    """

    run: Run
    events: tuple[Event, ...] = ()
    news: tuple[str, ...] = ()
    regime: str = ""
    report: bytes | None = None


def forecast_messages(
    store: Store, outbox: Outbox, occasion: Occasion, *, manner: Manner, now: datetime
) -> list[Message]:
    """What the market is told of a run: one message, or one per horizon; none if it is not stored.

    Args:
        store: Where the run's rows are.
        outbox: Where the files of the messages are kept; the messages themselves are not put there.
        occasion: The run.
        manner: How people want to be told.
        now: When the messages are made.

    Raises:
        StoreError: If the database cannot be read, or a file not be written.
    """
    run = occasion.run
    forecast = _stored(store, run)
    issued = forecast.filter(pl.col("model") == ISSUED).sort("horizon_days")
    if issued.is_empty():
        return []
    attachments = _attachments(store, outbox, occasion, forecast, manner.language)
    record = store.read("live_scores", pair=run.pair, target=run.target, model=ISSUED)
    parts = issued.partition_by("horizon_days") if manner.per_horizon else [issued]
    letters = [_letter(occasion, part, record, attachments, manner) for part in parts]
    return [_message(one, occasion, attachments, manner, now) for one in letters]


def data_age(run: Run) -> int:
    """Business days of the target's market between the newest value and the run's instant."""
    quantity = quantity_of(series_name(run.target, run.pair))
    today = local_date(run.as_of, zone=quantity.zone)
    return business_days_between(run.origin_date, today, market=quantity.market)


def _stored(store: Store, run: Run) -> pl.DataFrame:
    """The rows of the run's forecast, of all models; those too that an earlier run had stored."""
    return store.read(
        "forecasts",
        pair=run.pair,
        target=run.target,
        track=run.track,
        origin_date=run.origin_date,
        fingerprint=run.fingerprint,
    )


def _attachments(
    store: Store, outbox: Outbox, occasion: Occasion, forecast: pl.DataFrame, language: Language
) -> tuple[Attachment, ...]:
    """The fan chart, and the report if there is one."""
    run = occasion.run
    name = f"{run.pair}-{run.origin_date}"
    chart = _chart(store, run, forecast, language)
    kept = [outbox.keep(chart, name=f"{name}.png", media="image/png", inline=True)]
    if occasion.report is not None:
        kept.append(outbox.keep(occasion.report, name=f"{name}.pdf", media="application/pdf"))
    return tuple(kept)


def _chart(store: Store, run: Run, forecast: pl.DataFrame, language: Language) -> bytes:
    series = series_name(run.target, run.pair)
    known = store.panel([series], as_of=run.as_of, admitted_by=run.admitted_by)
    newest = known.sort("available_at").unique("event_date", keep="last").sort("event_date")
    status = store.read("data_status", series=series)
    return fan_chart(
        forecast.with_columns(issued=pl.lit(value=True)),
        newest,
        source=", ".join(status.get_column("sources")),
        language=language,
    )


def _letter(
    occasion: Occasion,
    issued: pl.DataFrame,
    record: pl.DataFrame,
    attachments: Sequence[Attachment],
    manner: Manner,
) -> Letter:
    """What is said of the horizons of `issued`."""
    days = issued.get_column("horizon_days")
    return Letter(
        line=headline(issued, (*_conditions(occasion.run, manner), *occasion.events)),
        forecast=issued,
        record=record.filter(pl.col("horizon_days").is_in(days.implode())),
        warnings=_warnings(occasion.run, manner),
        chart=next((one.cid for one in attachments if one.inline), ""),
        regime=occasion.regime,
        news=occasion.news,
    )


def _conditions(run: Run, manner: Manner) -> list[Event]:
    """What the run itself shows, at every horizon."""
    found = []
    if data_age(run) > manner.stale_days:
        found.append(Event("stale_data", manner.severities["stale_data.mailed"]))
    if run.mode != "ensemble":
        found.append(Event("lower_mode", manner.severities["lower_mode.mailed"]))
    return found


def _warnings(run: Run, manner: Manner) -> tuple[str, ...]:
    words, age = WORDS[manner.language], data_age(run)
    said = []
    if age > manner.stale_days:
        said.append(
            words.stale.format(origin=Numerals(manner.language).day(run.origin_date), age=age)
        )
    if run.mode != "ensemble":
        said.append(words.mode.format(mode=mode_in_words(run.mode, manner.language)))
    said.extend(words.refused.format(days=days) for days in run.refused)
    return tuple(said)


def _message(
    letter: Letter,
    occasion: Occasion,
    attachments: tuple[Attachment, ...],
    manner: Manner,
    now: datetime,
) -> Message:
    run, language = occasion.run, manner.language
    issue = letter.forecast.get_column("issue").max()
    at = f":{letter.line.horizon_days}d" if manner.per_horizon else ""
    title = subject(letter.line, regime=letter.regime, language=language)
    mail = forecast_mail(letter, language=language)
    return Message(
        key=f"forecast:{run.pair}:{run.target}:{run.origin_date}:{issue}{at}",
        topic=f"forecast:{run.pair}:{run.target}",
        audience="market",
        severity=letter.line.severity,
        subject=title,
        html=mail.html,
        text=mail.text,
        slack=forecast_slack(letter, title, language=language),
        created_at=now,
        run_id=letter.forecast.get_column("run_id")[0],
        attachments=attachments,
    )

"""The tasks of the flows: each calls one job, and says in the run's page what came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from prefect import task
from prefect.cache_policies import NO_CACHE

from flows import ui
from flows.secret import channels_in_prefect
from forexlib.core.errors import (
    ForexError,
    NotifyError,
    Refused,
    RenderError,
    SettingsError,
    StoreError,
)
from forexlib.core.event import Event
from forexlib.jobs.ages import labels
from forexlib.jobs.backfill import Backfill
from forexlib.jobs.daily import Answer, answer, complete_record, fetch_rates
from forexlib.jobs.deliver import Round, deliver
from forexlib.jobs.forecast import Forecast
from forexlib.jobs.forecast_messages import Occasion
from forexlib.jobs.ingest import IngestReport
from forexlib.jobs.monitor import news
from forexlib.jobs.notify import announce, announce_refusal
from forexlib.jobs.question import Question
from forexlib.jobs.report import Report, report
from forexlib.jobs.summary import forecast_rows, record_in_markdown
from forexlib.wiring import Platform, platform


@task(cache_policy=NO_CACHE, retries=2, retry_delay_seconds=[10, 60], retry_jitter_factor=0.2)
def fetch_new_fixings(question: Question, now: datetime) -> IngestReport:
    """Admit what was published since the last run."""
    parts = platform(pair=question.pair)
    series = question.series(parts.recipe)
    report = fetch_rates(parts.intake, parts.store, series, now=now)
    newest = report.newest.get(parts.settings.series)
    ui.log(f"{report.admitted} values admitted; the newest {parts.settings.series} is of {newest}.")
    ui.warn(*report.warnings, *parts.ending_calendars(now))
    return report


@task(cache_policy=NO_CACHE)
def complete_the_record(question: Question, now: datetime) -> Backfill:
    """Forecast in hindsight the weeks of the track record that lack a forecast."""
    parts = platform(pair=question.pair)
    bar = partial(ui.progress, _key("track-record", question), "Weekly origins backfilled")
    routine = parts.routine(bar)
    return complete_record(parts.store, parts.learner, question, routine=routine, now=now)


@task(cache_policy=NO_CACHE)
def issue_forecasts(question: Question, now: datetime) -> Answer:
    """Forecast and save; the same inputs write nothing new."""
    parts = platform(pair=question.pair)
    answered = answer(
        parts.store,
        parts.learner,
        question,
        now=now,
        serving=parts.serving,
        mend=parts.mend,
    )
    ui.warn(*answered.shadows.warnings)
    for forecast in answered.forecasts:
        ui.warn(*labels(parts.store, forecast.run, parts.recipe.beside_the_target))
        _show_forecast(forecast)
    if answered.refusal is not None:
        _show_refusal(question, answered.refusal)
    return answered


@task(cache_policy=NO_CACHE)
def score_what_came_due(question: Question, now: datetime) -> int:
    """Score the forecasts whose actual rate is known now; return how many."""
    parts = platform(pair=question.pair)
    scored = parts.store.score(as_of=now)
    ui.log(f"{scored} forecasts came due and were scored.")
    summary = record_in_markdown(parts.store, pair=question.pair, target=question.target)
    ui.markdown(_key("scores", question), summary)
    if scored:
        ui.tell("forex.scored", question.pair, {"scored": scored})
    return scored


@task(cache_policy=NO_CACHE)
def print_the_report(question: Question, answered: Answer, now: datetime) -> Report | None:
    """Make the report of what was forecast; one that cannot be made is a warning."""
    if not answered.forecasts:
        return None
    parts = platform(pair=question.pair)
    try:
        parts.spare_the_disk("the report")
    except StoreError as error:
        ui.warn(str(error))
        return None
    past = question.track == "backfill"
    order = parts.order(question.as_of if past else now, past=past)
    try:
        made = report(parts.store, parts.press, order, into=parts.settings.reports)
    except (RenderError, SettingsError) as error:
        ui.warn(f"There is no report: {error}")
        return None
    ui.log(*(f"Report: {file}" for file in made.printed.files.values()))
    ui.warn(*made.printed.warnings)
    return made


@task(cache_policy=NO_CACHE)
def tell_people(
    question: Question,
    answered: Answer,
    made: Report | None,
    now: datetime,
    *,
    allow_stale: bool = False,
) -> Round:
    """Put into the outbox what people should know, and send what waits there."""
    parts = _with_channels(question.pair)
    manner = replace(parts.manner, allow_stale=allow_stale or parts.manner.allow_stale)
    pdf = None if made is None else made.printed.files.get("pdf")
    happened, news = _news(parts, now) if question.track == "live" else ((), ())
    occasion = partial(
        Occasion,
        events=happened,
        news=news,
        regime="" if made is None or made.regime is None else made.regime.capitalize(),
        report=None if pdf is None else pdf.read_bytes(),
    )
    for forecast in answered.forecasts:
        told = announce(parts.store, parts.outbox, occasion(forecast.run), manner=manner, now=now)
        ui.log(f"{len(told.keys)} messages for run {forecast.run.run_id}. {told.reason}".strip())
    if answered.refusal is not None and question.track == "live":
        series = parts.settings.series
        announce_refusal(parts.outbox, answered.refusal, series=series, manner=manner, now=now)
    sent = _deliver(parts, now)
    beat = parts.heartbeat.beat() if answered.refusal is None else ""
    ui.warn(*([beat] if beat else []))
    return sent


@task(cache_policy=NO_CACHE)
def send_what_waits(pair: str, now: datetime) -> Round:
    """Send what waits in the outbox."""
    return _deliver(_with_channels(pair), now)


def tell_automations(question: Question, answered: Answer) -> None:
    """That the forecast's own work is done: what watches it starts from here."""
    if question.track != "live":
        return
    said = {"pair": question.pair, "target": question.target, "runs": len(answered.forecasts)}
    ui.tell("forex.forecast.done", question.pair, said)


def _news(parts: Platform, now: datetime) -> tuple[tuple[Event, ...], tuple[str, ...]]:
    """What happened in the market; a mail without it is better than none."""
    try:
        return news(parts.desk, now=now)
    except ForexError as error:
        ui.warn(f"The mail goes without what happened in the market: {error}")
        return (), ()


def _deliver(parts: Platform, now: datetime) -> Round:
    sent = deliver(parts.outbox, parts.channels, now=now, pace=parts.pace)
    ui.log(f"{sent.delivered} delivered, {sent.waiting} waiting, {sent.no_channel} without a way.")
    ui.warn(*sent.reasons)
    return sent


def _with_channels(pair: str) -> Platform:
    """The platform, with the channels that a Secret block holds if one is named and there."""
    parts = platform(pair=pair)
    try:
        urls = channels_in_prefect(parts.settings.notify_block)
    except NotifyError as error:
        ui.warn(str(error))
        return parts
    return parts if urls is None else platform(pair=pair, notify_urls=urls)


def _show_forecast(forecast: Forecast) -> None:
    """A table for people, events for automations."""
    run = forecast.run
    ui.warn(
        *run.warnings, *(f"No forecast at {days} days: {why}." for days, why in run.refused.items())
    )
    ui.log(f"Run {run.run_id}, mode {run.mode}: {forecast.written} new predictions.")
    about = (
        f"{run.pair} {run.target}, track {run.track}, origin {run.origin_date}, run {run.run_id}"
    )
    ui.table(f"forecast-{run.track}-{run.pair.lower()}", forecast_rows(run), about=about)
    said = {
        "run_id": run.run_id,
        "target": run.target,
        "track": run.track,
        "origin_date": run.origin_date.isoformat(),
        "mode": run.mode,
        "written": forecast.written,
    }
    ui.tell("forex.forecast.issued", run.pair, said, once=run.run_id)
    if run.reason:
        ui.warn(f"Mode {run.mode}, because {run.reason}")
        ui.tell("forex.mode.lowered", run.pair, {**said, "reason": run.reason}, once=run.run_id)


def _show_refusal(question: Question, refusal: Refused) -> None:
    ui.warn(str(refusal))
    said = {"target": question.target, "as_of": question.as_of.isoformat()}
    ui.tell("forex.forecast.refused", question.pair, {**said, "why": refusal.what})


def _key(name: str, question: Question) -> str:
    return f"{name}-{question.pair.lower()}"

"""`forex sources`: how each source answers, and when it may be asked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

import polars as pl
import typer

from forexlib.cli import clock, options
from forexlib.cli.output import Format, emit, notes
from forexlib.core.budget import Budget, Call, standing
from forexlib.core.calendar import local_date
from forexlib.core.credentials import lacking
from forexlib.core.errors import ForexError
from forexlib.core.ports import Source, Store
from forexlib.core.series import quantity_of
from forexlib.engine.forecast import Question
from forexlib.wiring import Platform, platform

sources = typer.Typer(help="Where values come from.", no_args_is_help=True)

RECENT: Final = timedelta(days=7)
"""Of values that `--ask` asks for."""
LOCAL: Final = "local"
"""The state of a source that asks nobody outside, and so has no budget."""
NO_CREDENTIALS: Final = "no credentials"
"""That of one which cannot be asked for want of them, unless it failed the last time."""
FAILED: Final = ("failing", "open")
"""The states of one that failed the last time."""
_CALLS: Final = ("began_at", "ended_at", "outcome")
_SCHEMA: Final = {
    "source": pl.String,
    "state": pl.String,
    "age_hours": pl.Float64,
    "last_asked_at": pl.Datetime("us", "UTC"),
    "last_success_at": pl.Datetime("us", "UTC"),
    "last_failure_at": pl.Datetime("us", "UTC"),
    "last_error": pl.String,
    "failures_in_a_row": pl.Int64,
    "calls_today": pl.Int64,
    "quota_left": pl.Int64,
    "next_allowed_at": pl.Datetime("us", "UTC"),
    "why_not": pl.String,
    "lacking": pl.String,
}

Ask = Annotated[
    bool,
    typer.Option(
        "--ask",
        help="Ask each source that may be asked now: it counts as its call of the hour, and what"
        " it answers is not kept.",
    ),
]


@sources.callback()
def _sources() -> None:
    """Make `forex sources` a group, so that `check` is a word of its own."""


@sources.command()
def check(*, ask: Ask = False, as_json: options.AsJson = False) -> None:
    """Say how each source answered, how often it may still be asked, and from when on.

    Exit code 1 if one failed the last time. Nobody outside is asked without --ask, and no source
    without its credentials.
    """
    now, parts = clock.now(), platform()
    notes(None, *parts.ending_calendars(now), *without_credentials(parts.sources))
    if ask:
        notes(None, *ask_each(parts.sources, _series(parts, now), now=now))
    stored = parts.store if parts.settings.database.exists() else None
    rows = state_of_each(parts.sources, stored, now=now)
    title = f"Sources · {now:%Y-%m-%d %H:%M} UTC"
    emit(rows, Format(json=as_json), table=_for_people(rows), title=title)
    if rows.get_column("state").is_in(FAILED).any():
        raise typer.Exit(1)


def without_credentials(sources: Sequence[Source]) -> list[str]:
    """A warning for each source that is not asked because its credentials are not set."""
    return [
        f"Warning: {one.name} is not asked before its credentials are set: {lacking(one)}."
        for one in sources
        if lacking(one)
    ]


def ask_each(sources: Sequence[Source], series: Sequence[str], *, now: datetime) -> list[str]:
    """Ask each source outside that can be for the past week; return who did not answer, and why."""
    since = {name: local_date(now, zone=quantity_of(name).zone) - RECENT for name in series}
    said = []
    for source in sources:
        if _budget(source) is None or lacking(source):
            continue
        try:
            source.fetch(series, since=since, as_of=now)
        except ForexError as error:
            said.append(f"{source.name}: {error}")
    return said


def state_of_each(
    sources: Sequence[Source], stored: Store | None, *, now: datetime
) -> pl.DataFrame:
    """One row per source, in their order; `stored` is None if there is no database yet."""
    asked: dict[str, Mapping[str, Any]] = {}
    calls = pl.DataFrame()
    if stored is not None:
        asked = {row["source"]: row for row in stored.read("source_status").to_dicts()}
        calls = stored.read("source_calls")
    rows = [_row(source, asked.get(source.name), calls, now=now) for source in sources]
    return pl.DataFrame(rows, schema=_SCHEMA)


def _series(parts: Platform, now: datetime) -> Sequence[str]:
    """What a forecast needs."""
    chosen = parts.settings
    return Question(chosen.pair, chosen.target, "live", as_of=now).series(parts.recipe)


def _row(
    source: Source, asked: Mapping[str, Any] | None, calls: pl.DataFrame, *, now: datetime
) -> dict[str, object]:
    budget = _budget(source)
    row: dict[str, object] = dict.fromkeys(_SCHEMA)
    row |= {"source": source.name, "last_error": "", "lacking": ""}
    if budget is None:
        return row | {"state": LOCAL}
    where = standing(_calls(source, calls), now=now, budget=budget)
    row |= {
        "lacking": lacking(source),
        "state": "never asked",
        "calls_today": where.calls,
        "quota_left": where.quota_left,
        "next_allowed_at": where.verdict.until or now,
        "why_not": where.verdict.why,
    }
    if asked is not None:
        row |= {name: asked[name] for name in _SCHEMA if name in asked}
        if asked["last_success_at"] is not None:
            row["age_hours"] = (now - asked["last_success_at"]) / timedelta(hours=1)
    if not row["lacking"]:
        return row
    state = row["state"] if row["state"] in FAILED else NO_CREDENTIALS
    return row | {"state": state, "next_allowed_at": None, "why_not": "its credentials are not set"}


def _calls(source: Source, calls: pl.DataFrame) -> Sequence[Call]:
    if calls.is_empty():
        return []
    return [Call(*one) for one in calls.filter(source=source.name).select(_CALLS).iter_rows()]


def _budget(source: Source) -> Budget | None:
    """Of a source that is asked within one; the others ask nobody outside."""
    budget = getattr(source, "budget", None)
    return budget if isinstance(budget, Budget) else None


def _for_people(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        "source",
        "state",
        pl.col("age_hours").round(1).alias("hours since success"),
        pl.col("last_success_at").dt.strftime("%Y-%m-%d %H:%M").alias("last success"),
        "calls_today",
        "quota_left",
        pl.when(pl.col("why_not") != "")
        .then(pl.col("next_allowed_at").dt.strftime("%Y-%m-%d %H:%M"))
        .otherwise(pl.when(pl.col("why_not").is_null()).then(None).otherwise(pl.lit("now")))
        .alias("may be asked"),
        pl.col("last_error").alias("last error"),
    )

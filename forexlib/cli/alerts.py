"""`forex alerts`: what stands, what was told, why or why not; and what people say of it."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

import polars as pl
import typer

from forexlib.cli import clock, options
from forexlib.cli.output import Format, emit, machine_rows, notes
from forexlib.cli.who import By, who
from forexlib.core.alert import AlertRuling, Ruled, Scope
from forexlib.core.errors import SettingsError
from forexlib.reporting.alert_words import NAMES
from forexlib.wiring import Platform, platform

USUAL: Final = timedelta(days=7)
"""What is listed unless somebody says otherwise."""

TOLD: Final = ("sent", "with the forecast")

alerts = typer.Typer(
    help="What stands and what was told, and to acknowledge or mute it.",
    invoke_without_command=True,
)

Key = Annotated[str, typer.Argument(help="Such as high_volatility or forecast_change:7d.")]
Since = Annotated[str | None, typer.Option(help="From this day on. Default: seven days ago.")]
Everything = Annotated[bool, typer.Option("--all", help="Also what was not told.")]
Log = Annotated[bool, typer.Option("--log", help="Every decision with its reason and numbers.")]
Note = Annotated[str, typer.Option(help="Why, kept beside it.")]


@alerts.callback()
def list_alerts(  # noqa: PLR0913  (one option each)
    context: typer.Context,
    since: Since = None,
    pair: options.Pair = None,
    target: options.Target = None,
    *,
    everything: Everything = False,
    log: Log = False,
    as_json: options.AsJson = False,
) -> None:
    """Print the conditions that stand, and what was told since a week ago.

    As JSON: one object of both, `standing` and `decisions`.
    """
    if context.invoked_subcommand is not None:
        return
    now, parts = clock.now(), platform(pair=pair, target=target)
    begin = now - USUAL if since is None else clock.read_instant(since, parts.settings)
    scope = {"pair": parts.settings.pair, "target": parts.settings.target}
    rows = parts.decisions.read("alert_log", **scope).filter(pl.col("as_of") >= begin)
    if not (everything or log):
        rows = rows.filter(pl.col("verdict").is_in(TOLD))
    if not log:
        rows = rows.filter(pl.col("phase") != "none")
    rows = rows.sort("as_of", "audience", "key", descending=[True, False, False])
    standing = parts.decisions.read("alert_conditions", **scope).filter("is_open").sort("since")
    if as_json:
        said = {"standing": with_metrics(standing), "decisions": with_metrics(rows)}
        sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
        return
    if standing.is_empty():
        notes(None, f"No condition of {parts.settings.series} stands.")
    else:
        title = f"What stands · {parts.settings.series}"
        emit(standing, Format(), table=_standing(standing), title=title)
    if rows.is_empty():
        notes(None, f"Nothing since {begin:%Y-%m-%d %H:%M} UTC. `forex alerts --log` has more.")
        return
    title = (
        f"Decisions since {begin:%Y-%m-%d}" if log or everything else f"Told since {begin:%Y-%m-%d}"
    )
    emit(rows, Format(), table=decision_table(rows, metrics=log), title=title)


@alerts.command()
def ack(
    key: Key,
    by: By = None,
    note: Note = "",
    pair: options.Pair = None,
    target: options.Target = None,
    *,
    as_json: options.AsJson = False,
) -> None:
    """Say that it is known: until it ends it is told again only if it grows graver."""
    parts, now = platform(pair=pair, target=target), clock.now()
    scope = Scope(parts.settings.pair, parts.settings.target)
    known = parts.decisions.read("alert_conditions", key=key, pair=scope.pair, target=scope.target)
    if known.filter("is_open").is_empty():
        raise SettingsError(
            f"No condition {key!r} of {parts.settings.series} stands.",
            remedy="`forex alerts` lists those that do.",
        )
    _rule(parts, AlertRuling(key, "ack", None, who(by), note.strip(), now), as_json=as_json)


@alerts.command()
def mute(  # noqa: PLR0913  (one option each)
    key: Key,
    until: Annotated[str, typer.Option(help="A date (its issue time) or an instant.")],
    by: By = None,
    note: Note = "",
    pair: options.Pair = None,
    target: options.Target = None,
    *,
    as_json: options.AsJson = False,
) -> None:
    """Send nothing of an event, or of a kind of events, for a while; a past date ends it."""
    parts, now = platform(pair=pair, target=target), clock.now()
    kind = key.split(":", maxsplit=1)[0]
    if kind not in NAMES:
        raise SettingsError(
            f"There is no kind of event {kind!r}.", remedy=f"Choose among {', '.join(NAMES)}."
        )
    end = clock.read_instant(until, parts.settings)
    _rule(parts, AlertRuling(key, "mute", end, who(by), note.strip(), now), as_json=as_json)


def with_metrics(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows for machines, their metrics as objects."""
    told: list[dict[str, Any]] = json.loads(machine_rows(rows))
    return [{**row, "metrics": json.loads(row["metrics"])} for row in told]


def decision_table(rows: pl.DataFrame, *, metrics: bool = False) -> pl.DataFrame:
    """Rows of the table `decisions` for people."""
    numbers = pl.col("metrics").map_elements(_metrics, return_dtype=pl.String).alias("numbers")
    return rows.select(
        pl.col("as_of").dt.strftime("%Y-%m-%d %H:%M").alias("UTC"),
        "severity",
        pl.col("key").alias("what"),
        "audience",
        "phase",
        "verdict",
        pl.col("reason").alias("why"),
        *([numbers] if metrics else []),
    )


def _standing(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        pl.col("since").dt.strftime("%Y-%m-%d %H:%M").alias("since, UTC"),
        "severity",
        pl.col("key").alias("what"),
        "audience",
        pl.col("told_severity").fill_null("–").alias("told as"),
        pl.when(pl.col("acknowledged_at").is_null())
        .then(None)
        .otherwise(pl.lit("yes"))
        .alias("known"),
        pl.col("metrics").map_elements(_metrics, return_dtype=pl.String).alias("numbers"),
    )


def _metrics(text: str) -> str:
    told: dict[str, Any] = json.loads(text)
    return ", ".join(
        f"{name} {value:.4g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in told.items()
        if value not in {None, ""}
    )


def _rule(parts: Platform, ruling: AlertRuling, *, as_json: bool) -> None:
    scope = Scope(parts.settings.pair, parts.settings.target)
    parts.decisions.rule(scope, ruling)
    row: dict[str, str | datetime | Ruled | None] = {
        "pair": scope.pair,
        "target": scope.target,
        "key": ruling.key,
        "ruled": ruling.ruled,
        "until": ruling.until,
        "by": ruling.by,
        "note": ruling.note,
        "at": ruling.at,
    }
    rows = pl.DataFrame([row], schema_overrides={"until": pl.Datetime("us", "UTC")})
    emit(rows, Format(json=as_json), table=rows, title="Kept")

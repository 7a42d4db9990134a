"""`forex outbox` and `forex notify`: what waits to be told, sending it, trying the channels."""

from __future__ import annotations

from typing import Annotated

import polars as pl
import typer

from forexlib.cli import clock, options
from forexlib.cli.output import Format, emit, notes
from forexlib.core.errors import NotifyError
from forexlib.jobs.deliver import deliver, try_channels
from forexlib.wiring import platform

outbox = typer.Typer(help="What waits to be told, and what became of the rest.")
notify = typer.Typer(help="The channels that messages go through.", no_args_is_help=True)

Last = Annotated[int, typer.Option(help="How many messages, the newest first.", min=1)]
Again = Annotated[
    bool, typer.Option("--again", help="Also what was given up, or had no channel then.")
]


@outbox.callback(invoke_without_command=True)
def status(context: typer.Context, last: Last = 20, *, as_json: options.AsJson = False) -> None:
    """Print what waits, what was delivered, and what failed and why."""
    if context.invoked_subcommand is not None:
        return
    rows = platform().store.read("outbox_status").sort("created_at", "key", "channel")
    newest = rows.get_column("created_at").unique().sort(descending=True).head(last)
    rows = rows.filter(pl.col("created_at").is_in(newest.implode())).reverse()
    emit(rows, Format(json=as_json), table=_for_people(rows), title="Outbox, newest first (UTC)")


@outbox.command()
def send(*, again: Again = False) -> None:
    """Deliver what is due; what fails waits for its next try."""
    parts = platform()
    done = deliver(parts.outbox, parts.channels, now=clock.now(), pace=parts.pace, again=again)
    notes(
        None,
        *(f"Warning: {reason}" for reason in done.reasons),
        f"{done.delivered} delivered, {done.waiting} will be tried again, {done.failed} given up,"
        f" {done.no_channel} without a channel.",
    )


@notify.command("test")
def try_out(*, as_json: options.AsJson = False) -> None:
    """Send a message that says it is a test through every channel that is configured."""
    parts = platform()
    rows = try_channels(parts.channels, now=clock.now(), language=parts.settings.language)
    if rows.is_empty():
        raise NotifyError(
            "No channel is configured.",
            remedy="Set FOREX_NOTIFY_URLS or FOREX_NOTIFY_CONFIG; .env.example shows how.",
        )
    emit(rows, Format(json=as_json), table=rows, title="Test messages")
    if not rows.get_column("delivered").all():
        raise typer.Exit(1)


@notify.callback()
def _channels() -> None:
    """Make `forex notify` a group, so that `test` is a word of its own."""


def _for_people(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        pl.col("created_at").dt.strftime("%Y-%m-%d %H:%M").alias("created"),
        "audience",
        "severity",
        "subject",
        "channel",
        "state",
        "attempts",
        pl.when(state="waiting")
        .then(pl.col("next_attempt_at").dt.strftime("%Y-%m-%d %H:%M"))
        .alias("next try"),
        pl.col("last_error").alias("last failure"),
    )

"""`forex monitor`: look once at everything, decide who is told, and say what came of it."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import polars as pl
import typer

from forexlib.cli import clock, options
from forexlib.cli.alerts import decision_table, with_metrics
from forexlib.cli.output import Format, emit, notes
from forexlib.jobs.deliver import deliver
from forexlib.jobs.monitor import Watched
from forexlib.jobs.monitor import monitor as look
from forexlib.wiring import Platform, platform

Send = Annotated[bool, typer.Option(help="Deliver what is to be sent, now.")]


def monitor(
    pair: options.Pair = None,
    target: options.Target = None,
    *,
    send: Send = True,
    as_json: options.AsJson = False,
) -> None:
    """Score what came due, look for what happened, record every decision, send what must be sent.

    Exit code 1 if a check could not be done; the others are done all the same.
    """
    now, parts = clock.now(), platform(pair=pair, target=target)
    done = look(parts.desk, now=now)
    rows = parts.decisions.read(
        "decisions", pair=parts.settings.pair, target=parts.settings.target
    ).filter(pl.col("as_of") == now)
    _say(parts, done)
    title = f"Monitor · {parts.settings.series} · {now:%Y-%m-%d %H:%M} UTC"
    if as_json:
        sys.stdout.write(json.dumps(with_metrics(rows), ensure_ascii=False) + "\n")
    else:
        emit(rows, Format(), table=decision_table(rows), title=title)
    if send:
        sent = deliver(parts.outbox, parts.channels, now=now, pace=parts.pace)
        notes(None, *(f"Warning: {reason}" for reason in sent.reasons))
        notes(None, f"{sent.delivered} delivered, {sent.waiting} waiting.")
    if done.found.failures:
        raise typer.Exit(1)


def _say(parts: Platform, done: Watched) -> None:
    lines = [f"{done.scored} forecasts came due and were scored."] if done.scored else []
    if done.drift is not None:
        lines.append(done.drift.sentence[parts.settings.language])
    lines += [
        f"Warning: {check} could not be checked: {w}" for check, w in done.found.failures.items()
    ]
    lines += [f"Alert: {one.subject}" for one in done.messages]
    notes(None, *lines)

"""`forex maintain`: keep the day's state, merge what is past, and make room on the disk."""

from __future__ import annotations

from typing import Annotated

import polars as pl
import typer

from forexlib.cli import clock, options
from forexlib.cli.output import Format, emit, notes
from forexlib.jobs.finding import size_of
from forexlib.jobs.maintain import maintain as job
from forexlib.jobs.retention import forget_old_versions
from forexlib.jobs.upkeep_words import in_words, thing_rows
from forexlib.wiring import platform

DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Only say what would go from the disk; change nothing.")
]


def maintain(*, dry_run: DryRun = False, as_json: options.AsJson = False) -> None:
    """Make today's restore point, merge past months' files, and clear the disk if it is too full.

    A second run of the day writes what is new since the first, and nothing else.
    """
    parts, now = platform(), clock.now()
    done = job(parts.caretaker, now=now, dry=dry_run)
    rows = thing_rows(done.cleaning)
    if as_json or done.cleaning.going:
        title = "Would go from the disk" if dry_run else "Gone from the disk"
        shown = rows.with_columns(
            pl.col("size").map_elements(size_of, return_dtype=pl.String), pl.col("day").cast(str)
        )
        emit(rows, Format(json=as_json), table=shown, title=title)
    notes(None, *in_words(done))
    if not dry_run:
        gone = forget_old_versions(parts.ledger, parts.artefacts, parts.mirror, now=now)
        notes(None, *gone.in_words())
        notes(None, *(f"Warning: {text}" for text in gone.warnings))

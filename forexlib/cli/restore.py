"""`forex restore`: go back to the data of a day."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from forexlib.cli import clock
from forexlib.cli.output import console
from forexlib.core.errors import SettingsError
from forexlib.core.upkeep import Restored
from forexlib.jobs.finding import count
from forexlib.wiring import platform

Day = Annotated[str, typer.Option("--date", help="A day with a restore point.", metavar="DATE")]
Into = Annotated[
    str | None,
    typer.Option(help="Only build it there, a folder that is not there yet.", metavar="FOLDER"),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def restore(day: Day, into: Into = None, *, yes: Yes = False) -> None:
    """Rebuild the database, what was learned and settings as they were when DATE's point was made.

    Everything is built and proven beside the data first; then it takes their place at one blow.
    What was there goes aside, under a name that is told.
    """
    parts = platform()
    wanted = clock.read_day(day)
    if into is not None:
        _tell(parts.restorer.build(wanted, Path(into)))
        return
    point = parts.restorer.check(wanted)
    made = f"{point.made_at:%Y-%m-%d %H:%M} UTC"
    if not yes:
        if not sys.stdin.isatty():
            raise SettingsError(
                f"All data would become what they were at {made}.", remedy="Add --yes to do it."
            )
        typer.confirm(f"All data become what they were at {made}. Go on?", abort=True)
    _tell(parts.restorer.restore(wanted, now=clock.now()))


def _tell(done: Restored) -> None:
    console().print(
        f"{done.folder} is as it was on {done.day}: {count(done.tables, 'table')},"
        f" {count(done.rows, 'row')}, {count(done.files, 'file')} beside the database.",
        markup=False,
    )
    if done.aside:
        console().print(f"What was there before lies in {done.aside}.", markup=False)

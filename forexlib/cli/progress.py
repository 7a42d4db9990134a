"""A progress bar on standard error."""

from __future__ import annotations

import atexit
from collections.abc import Callable

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from forexlib.cli.output import console


def waiting(origins: int) -> Callable[[int], None]:
    """A bar over `origins` weekly origins; what is returned is told of each batch done."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console(error=True),
    )
    task = bar.add_task("Backfilling origins", total=origins)
    bar.start()
    atexit.register(bar.stop)  # an interrupted run gives the terminal its cursor back

    def advance(done: int) -> None:
        bar.advance(task, done)
        if bar.finished:
            bar.stop()

    return advance

"""A progress bar on standard error."""

from __future__ import annotations

import atexit
from collections.abc import Callable

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from forexlib.cli.output import console


def waiting(what: str) -> Callable[[int], Callable[[int], None]]:
    """How to wait: told of a number of steps, shows a bar of them that is told of each batch."""

    def begin(steps: int) -> Callable[[int], None]:
        return _bar(what, steps)

    return begin


def _bar(what: str, steps: int) -> Callable[[int], None]:
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console(error=True),
    )
    task = bar.add_task(what, total=steps)
    bar.start()
    atexit.register(bar.stop)  # an interrupted run gives the terminal its cursor back

    def advance(done: int) -> None:
        bar.advance(task, done)
        if bar.finished:
            bar.stop()

    return advance

"""A program that keeps, merges or goes back, and kills itself just before its n-th step on disk.

A step is what changes a name: a rename or a removal.
"""

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from forexlib.store.archive import Archive
from forexlib.store.compaction import Compactor
from forexlib.store.restore import Restorer
from tests.paths import SQL
from tests.store.kept_world import DAY, NOW


def work(data: Path, what: str, fatal: int) -> None:
    """Do one of three things; `fatal` is the step it dies before."""
    die_before(fatal)
    kept = Archive(data / "forex.duckdb", SQL)
    match what:
        case "keep":
            kept.keep(day=DAY + timedelta(days=1), now=NOW + timedelta(days=1))
        case "compact":
            Compactor(kept).compact(before=DAY + timedelta(days=60))
        case _:
            Restorer(kept).restore(DAY, now=NOW)


def die_before(fatal: int) -> None:
    """Kill -9 from within: no handler runs, nothing is cleaned up."""
    steps = 0

    def counted(step: Callable[..., Any]) -> Callable[..., Any]:
        def instead(*words: object, **named: object) -> object:
            nonlocal steps
            if steps == fatal:
                os.kill(os.getpid(), signal.SIGKILL)
            steps += 1
            return step(*words, **named)

        return instead

    for name in ("replace", "unlink", "rmdir"):
        setattr(Path, name, counted(getattr(Path, name)))

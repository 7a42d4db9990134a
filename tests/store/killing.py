"""Processes without end that say what they have stored, and are killed for it."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Any


def begin(target: Callable[..., None], *words: Any, **how: Any) -> tuple[ForkServerProcess, Any]:  # noqa: ANN401
    """A process that `target` runs in, with `words` and where it tells; `how` goes to it too.

    The fork server has done its imports before it.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([target.__module__])
    hears, tells = context.Pipe(duplex=False)
    process = context.Process(target=target, args=(*words, tells), kwargs=how)
    process.start()
    tells.close()
    return process, hears


def kill(process: ForkServerProcess, hears: Connection) -> set[Any]:
    """Kill -9; what it had said to be stored."""
    process.kill()
    process.join()
    told: set[Any] = set()
    try:
        while True:
            told.add(hears.recv())
    except (EOFError, OSError):  # it may have been killed while telling
        hears.close()
    return told

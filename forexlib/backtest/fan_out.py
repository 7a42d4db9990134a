"""A walk by several processes, each origin by one of them; the rows do not depend on how many.

Processes are spawned, since Polars must not be forked, and share what is learned through the
artefacts. They do not hear Ctrl-C: whoever asked for the walk does, and ends them.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from forexlib.backtest.preparation import Piece, learn, pieces
from forexlib.backtest.walk_forward import Walker
from forexlib.core.calendar import quarter_start
from forexlib.core.errors import WorkerLost
from forexlib.core.validation import WalkedOrigin

BATCH = 26
"""Most origins that are handed out, and saved, together."""

Answer = TypeVar("Answer")


def walk_forward(
    walker: Walker, instants: Sequence[datetime], *, workers: int
) -> Iterator[list[WalkedOrigin]]:
    """Forecast at each of `instants`, in batches, in whatever order they are done.

    Args:
        walker: Who walks.
        instants: Those of its walk that are wanted.
        workers: Processes; with 1 it is this one.

    Raises:
        WorkerLost: If one of them died.
    """
    batches = list(_batches(instants))
    if workers == 1 or len(batches) == 1:
        yield from (walker.walked(batch) for batch in batches)
        return
    with _pool(walker, min(workers, len(batches))) as pool:
        for _ in _done(pool.submit(_learn, piece) for piece in pieces(walker)):
            pass
        yield from _done(pool.submit(_walked, batch) for batch in batches)


def _batches(instants: Sequence[datetime]) -> Iterator[list[datetime]]:
    """Consecutive instants of one quarter, which share what is learned."""
    batch: list[datetime] = []
    for as_of in instants:
        other = batch and quarter_start(as_of.date()) != quarter_start(batch[0].date())
        if other or len(batch) == BATCH:
            yield batch
            batch = []
        batch.append(as_of)
    if batch:
        yield batch


@contextmanager
def _pool(walker: Walker, workers: int) -> Generator[ProcessPoolExecutor]:
    """Processes that know the walker; they end with the block, whatever ends it."""
    spawned = multiprocessing.get_context("spawn")
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(workers, spawned, initializer=_begin, initargs=(walker,))
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - before:
            child.kill()
        raise
    finally:
        pool.shutdown()


def _done(asked: Iterable[Future[Answer]]) -> Iterator[Answer]:
    """The answers as they come.

    Raises:
        WorkerLost: If a process died before it could answer.
    """
    try:
        for future in as_completed(list(asked)):
            yield future.result()
    except BrokenProcessPool as error:
        raise WorkerLost(
            "A process of the walk was killed, perhaps for want of memory.",
            remedy="Run the same again: it goes on where it stopped. Use fewer --workers.",
        ) from error


_walker: Walker | None = None
"""Of a spawned process: what it was told when it began."""


def _begin(walker: Walker) -> None:
    global _walker  # noqa: PLW0603  (the only way to tell a spawned process once)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _walker = walker


def _learn(piece: Piece) -> None:
    _with(lambda walker: learn(walker, piece))


def _walked(instants: Sequence[datetime]) -> list[WalkedOrigin]:
    return _with(lambda walker: walker.walked(instants))


def _with(do: Callable[[Walker], Answer]) -> Answer:
    if _walker is None:
        raise WorkerLost("This process was never told what to walk.", remedy="Report this.")
    return do(_walker)

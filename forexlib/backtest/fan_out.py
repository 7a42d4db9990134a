"""A walk by several processes, each origin by one of them; the rows do not depend on how many.

This process is one of them: it takes what no other has begun. The others are spawned, since Polars
must not be forked, and share what is learned through the artefacts. They do not hear Ctrl-C:
whoever asked for the walk does, and ends them. It is heard where something is walked, saved or
waited for, and nowhere between: a process that is half begun would complain, and a lock of the pool
that is left half-way would be waited for ever.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Future,
    InvalidStateError,
    ProcessPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime
from functools import partial
from multiprocessing.queues import Queue
from threading import Thread
from types import ModuleType
from typing import Final, TypeVar

from typing_extensions import override

from forexlib.backtest.preparation import learn, pieces
from forexlib.backtest.undisturbed import undisturbed
from forexlib.backtest.walk_forward import Walker
from forexlib.core.calendar import quarter_start
from forexlib.core.errors import WorkerLost
from forexlib.core.validation import WalkedOrigin

BATCH = 26
"""Most origins that are handed out, and saved, together."""

MOMENT: Final = 0.1
"""Seconds for which one waits for answers without hearing anything else."""

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def walk_forward(
    walker: Walker, instants: Sequence[datetime], *, workers: int
) -> Generator[list[WalkedOrigin]]:
    """Forecast at each of `instants`, in batches, in whatever order they are done.

    Whoever leaves early must close it, or the others walk on to the end.

    Args:
        walker: Who walks.
        instants: Those of its walk that are wanted.
        workers: Processes, this one among them.

    Raises:
        WorkerLost: If one of them died.
    """
    batches = list(_batches(instants))
    helpers = min(workers, len(batches)) - 1
    if helpers < 1:
        yield from (walker.walked(batch) for batch in batches)
        return
    try:
        with _pool(walker, helpers) as pool:
            for _ in _shared(pool, walker, learn, pieces(walker)):
                pass
            for answered in _shared(pool, walker, Walker.walked, batches):
                yield [one for batch in answered for one in batch]
    except BrokenProcessPool as error:
        raise WorkerLost(
            "A process of the walk was killed, perhaps for want of memory.",
            remedy="Run the same again: it goes on where it stopped. Use fewer --workers.",
        ) from error


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
def _pool(walker: Walker, helpers: int) -> Generator[ProcessPoolExecutor]:
    """Processes that know the walker; they end with the block, whatever ends it."""
    spawned = multiprocessing.get_context("spawn")
    described = pickle.dumps(walker)
    told = spawned.Queue()  # as an argument it would keep us waiting until they are up
    told.cancel_join_thread()
    pool = ProcessPoolExecutor(helpers, spawned, initializer=_begin, initargs=(told,))
    before = set(multiprocessing.active_children())
    try:
        main = nullcontext() if b"__main__" in described else _nameless_main()
        with undisturbed(), main, _deaf_to_ctrl_c():
            for _ in range(helpers):
                told.put(described)
                _begin_one(pool)
            _leave_the_answering_to_them(pool)
        yield pool
    finally:  # what they answered is here, what they learned is kept, and tidying up takes long
        with undisturbed():
            for child in set(multiprocessing.active_children()) - before:
                child.kill()
            pool.shutdown(cancel_futures=True)
            told.close()


def _begin_one(pool: ProcessPoolExecutor) -> None:
    """Let one more process begin.

    Raises:
        BrokenProcessPool: If one that began before has died: the pool closes its pipes then, and
            whoever is just being spawned with them is told of a closed handle, without a number.
    """
    try:
        pool.submit(_ready)
    except OSError as error:
        if error.errno is not None:
            raise
        raise BrokenProcessPool(str(error)) from error


def _leave_the_answering_to_them(pool: ProcessPoolExecutor) -> None:
    """Close this process's end of the pipe of answers, in which it never writes.

    While it is open, whoever reads the answer of a process that was killed half-way through it
    waits for the other half for ever.
    """
    vars(pool)["_result_queue"]._writer.close()  # noqa: SLF001  (the pool has no word for it)


@contextmanager
def _deaf_to_ctrl_c() -> Generator[None]:
    """Let processes begin that do not hear it even before they can say so: a mask is inherited."""
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)


@contextmanager
def _nameless_main() -> Generator[None]:
    """Let processes begin without importing the command anew, of which they need nothing."""
    command = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = command


def _shared(
    pool: ProcessPoolExecutor,
    walker: Walker,
    do: Callable[[Walker, Item], Answer],
    items: Sequence[Item],
) -> Iterator[list[Answer]]:
    """What `do` answers for each item, in lists of what has come together.

    Raises:
        BrokenProcessPool: If a process died before it could answer.
    """
    ask: Callable[[Item], Answer] = partial(_with, do)
    with undisturbed():
        asked = [pool.submit(ask, item) for item in items]
        for future in asked:
            future.__class__ = _Asked
    waiting = set(asked)
    for future, item in zip(asked, items, strict=True):
        with undisturbed():
            mine = future.cancel()  # if no process has begun it, none will
        own = [do(walker, item)] if mine else []
        with undisturbed():
            answered = own + _come(waiting)
        if answered:
            yield answered
    while waiting:
        with undisturbed():
            wait(waiting, MOMENT, FIRST_COMPLETED)
            answered = _come(waiting)
        if answered:
            yield answered


def _come(waiting: set[Future[Answer]]) -> list[Answer]:
    """The answers that are there; what is over is waited for no more.

    Raises:
        BrokenProcessPool: If one will never come.
    """
    over = {future for future in waiting if future.done()}
    waiting -= over
    return [future.result() for future in over if not future.cancelled()]


class _Asked(Future[Answer]):
    """What was asked for, and may have been taken back.

    A pool that breaks tells all that were asked; that of Python 3.11 stumbles over one that was
    taken back, with a traceback, and the rest hear nothing.
    """

    @override
    def set_exception(self, exception: BaseException | None) -> None:
        """Tell whoever waits, if anybody does."""
        with suppress(InvalidStateError):
            super().set_exception(exception)


_walker: Walker | None = None
"""Of a spawned process: what it was told when it began."""


def _begin(told: Queue[bytes]) -> None:
    global _walker  # noqa: PLW0603  (the only way to tell a spawned process once)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_parent, daemon=True).start()
    _walker = pickle.loads(told.get())  # noqa: S301  (written by the process that spawned this)


def _end_with_the_parent() -> None:
    """A process whose parent was killed has nobody left to answer to."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _ready() -> None:
    """Nothing: to be asked for it, a process must have begun."""


def _with(do: Callable[[Walker, Item], Answer], item: Item) -> Answer:
    if _walker is None:
        raise WorkerLost("This process was never told what to walk.", remedy="Report this.")
    return do(_walker, item)

"""A walk by several processes, each origin by one of them; the rows do not depend on how many.

This process is one of them: it takes what no other has begun. The others are spawned, since Polars
must not be forked, and share what is learned through the artefacts. They do not hear Ctrl-C:
whoever asked for the walk does, and ends them.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext
from datetime import datetime
from functools import partial
from multiprocessing.queues import Queue
from threading import Thread
from types import ModuleType
from typing import TypeVar

from forexlib.backtest.preparation import learn, pieces
from forexlib.backtest.walk_forward import Walker
from forexlib.core.calendar import quarter_start
from forexlib.core.errors import WorkerLost
from forexlib.core.validation import WalkedOrigin

BATCH = 26
"""Most origins that are handed out, and saved, together."""

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def walk_forward(
    walker: Walker, instants: Sequence[datetime], *, workers: int
) -> Iterator[list[WalkedOrigin]]:
    """Forecast at each of `instants`, in batches, in whatever order they are done.

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
        with main, _deaf_to_ctrl_c():
            for _ in range(helpers):
                told.put(described)
                _begin_one(pool)
        yield pool
    finally:  # what they answered is here, what they learned is kept, and tidying up takes long
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
    asked = [pool.submit(ask, item) for item in items]
    told: set[Future[Answer]] = set()
    for future, item in zip(asked, items, strict=True):
        own = [do(walker, item)] if _taken_back(future) else []
        answered = {other for other in asked if other.done() and not other.cancelled()} - told
        told |= answered
        if own or answered:
            yield own + [other.result() for other in answered]
    for future in as_completed(other for other in asked if not other.cancelled()):
        if future not in told:
            yield [future.result()]


def _taken_back(future: Future[Answer]) -> bool:
    """Whether no process has begun what was asked for, and now none will.

    A pool that breaks tells all that were asked; that of Python 3.11 stumbles over one that was
    taken back, with a traceback, and the rest hear nothing.
    """
    if not future.cancel():
        return False
    vars(future)["set_exception"] = _unheard
    return True


def _unheard(error: BaseException | None) -> None:
    """Tell nobody."""


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

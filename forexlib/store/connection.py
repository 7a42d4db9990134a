"""One short visit to the database file: wait for the turn, open, do one thing, close.

Many may read or one may write. The queue is the kernel's lock on `<file>.lock`, taken anew in each
visit, so that it also orders the threads of one process and is let go when a process is killed.
`<file>.queue` is held only while waiting for it: a writer who waits lets no further reader pass.
Other programs, which know no such queue, are waited for by trying again.
"""

from __future__ import annotations

import fcntl
import random
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final, Literal

import duckdb

from forexlib.core.errors import StoreError
from forexlib.store.trouble import LOCKED

Purpose = Literal["read", "write"]

_LOCKS: Final = {"read": fcntl.LOCK_SH, "write": fcntl.LOCK_EX}
_SETTINGS: Final[dict[str, str | bool | int | float | list[str]]] = {
    "threads": 2,
    "memory_limit": "2GB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
}


@contextmanager
def turn(path: Path, purpose: Purpose, *, patience: float) -> Generator[None]:
    """Wait up to `patience` seconds for the turn to read or write `path`, and hold it.

    Raises:
        StoreError: If the turn does not come in time.
    """
    deadline = time.monotonic() + patience
    with ExitStack() as held:
        with _locked(_beside(path, ".queue"), fcntl.LOCK_EX, deadline):
            held.enter_context(_locked(_beside(path, ".lock"), _LOCKS[purpose], deadline))
        yield


@contextmanager
def connection(
    path: Path, purpose: Purpose, *, patience: float
) -> Generator[duckdb.DuckDBPyConnection]:
    """An open database, to be entered in one's turn only; instants are in UTC."""
    opened = _connect(path, purpose, deadline=time.monotonic() + patience)
    try:
        opened.execute("set timezone = 'UTC'")
        yield opened
    finally:
        opened.close()


@contextmanager
def transaction(opened: duckdb.DuckDBPyConnection) -> Generator[None]:
    """Everything inside, or nothing."""
    opened.begin()
    try:
        yield
        opened.commit()
    except BaseException:
        with suppress(duckdb.Error):  # a failed commit has rolled back already
            opened.rollback()
        raise


@contextmanager
def _locked(file: Path, lock: int, deadline: float) -> Generator[None]:
    with file.open("a") as handle:
        while not _take(handle.fileno(), lock):
            if time.monotonic() > deadline:
                raise StoreError(
                    f"Another process has held {file} for too long.",
                    remedy="Wait until it is done, or end it, then run again.",
                )
            _pause()
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)  # closing would not do after a fork


def _take(descriptor: int, lock: int) -> bool:
    try:
        fcntl.flock(descriptor, lock | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _connect(path: Path, purpose: Purpose, *, deadline: float) -> duckdb.DuckDBPyConnection:
    while True:
        try:
            return duckdb.connect(path, read_only=purpose == "read", config=_SETTINGS)
        except (duckdb.IOException, duckdb.ConnectionException) as error:
            if time.monotonic() > deadline or not any(sign in str(error) for sign in LOCKED):
                raise
        _pause()


def _pause() -> None:
    time.sleep(random.uniform(0.002, 0.03))  # noqa: S311


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)

"""One repair at a time: two at once would make everything twice."""

from __future__ import annotations

import fcntl
import random
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from forexlib.core.errors import RegistryError


@contextmanager
def turn(lock: Path, *, patience: float) -> Generator[int]:
    """Wait up to `patience` seconds for the turn, and hold it; gives the held descriptor.

    A process that inherits the descriptor holds the turn, too, until it ends.

    Raises:
        RegistryError: If the turn does not come in time, or the file cannot be made.
    """
    deadline = time.monotonic() + patience
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        handle = lock.open("a")
    except OSError as error:
        raise RegistryError(
            f"{lock} could not be made: {error.strerror}.",
            remedy="Check the folder and its permissions.",
        ) from error
    with handle:
        while not _taken(handle.fileno()):
            if time.monotonic() > deadline:
                raise RegistryError(
                    f"Another process has been repairing what MLflow shows for {patience:g} s.",
                    remedy="Wait until it is done, or end it; the next repair goes on from there.",
                )
            time.sleep(random.uniform(0.02, 0.1))  # noqa: S311
        yield handle.fileno()


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

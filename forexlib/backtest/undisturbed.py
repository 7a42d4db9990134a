"""Work that Ctrl-C must not cut in two."""

from __future__ import annotations

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Generator[None]:
    """Let Ctrl-C wait until the block has ended, however it ends.

    Python raises it between any two steps of the main thread: between the two halves of what is
    begun there, and in locks that others wait for. Other threads never hear it.
    """
    hear = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(hear):
        yield
        return
    heard: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, hear)
        if heard:
            hear(signal.SIGINT, None)

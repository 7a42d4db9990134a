"""Ctrl-C is heard once, and not where it would be lost or be taken for a fault.

Python raises it between any two steps. Within an import it may become a RuntimeError, or end the
process by a signal afterwards; in a finalizer it is told of with a traceback, and forgotten.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager
from threading import Timer, current_thread, main_thread
from types import FrameType
from typing import Final

SOON: Final = 0.05
"""Seconds after which a Ctrl-C that came at the wrong moment is heard again."""

IMPORTS: Final = "<frozen importlib"


@contextmanager
def heard_where_it_can_be() -> Generator[None]:
    """Let Ctrl-C in the block raise KeyboardInterrupt when no import is under way."""
    if (
        current_thread() is not main_thread()
        or signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    ):
        yield
        return
    ignored, sys.unraisablehook = sys.unraisablehook, _ignored
    signal.signal(signal.SIGINT, _hear)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.unraisablehook = ignored


def _hear(number: int, frame: FrameType | None) -> None:
    while frame is not None:
        if frame.f_code.co_filename.startswith(IMPORTS):
            _hear_soon()
            return
        frame = frame.f_back
    signal.default_int_handler(number, None)


def _ignored(told: sys.UnraisableHookArgs) -> None:
    if told.exc_type is KeyboardInterrupt:
        _hear_soon()
    else:
        sys.__unraisablehook__(told)


def _hear_soon() -> None:
    again = Timer(SOON, signal.pthread_kill, [main_thread().ident, signal.SIGINT])
    again.daemon = True
    again.start()

"""Silence for what httpx and httpcore log of a question: its URL, and with it credentials.

httpx logs every URL at INFO, httpcore the headers of every answer at DEBUG, where a redirect
repeats it. None of it leaves the thread that asks; other users of httpx are heard as before.
"""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

TALKATIVE: Final = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.proxy")

_HUSHED: ContextVar[bool] = ContextVar("hushed", default=False)


def _let_pass(_: logging.LogRecord) -> bool:
    """Whether this thread may be heard."""
    return not _HUSHED.get()


@contextmanager
def hushed() -> Generator[None]:
    """Nothing that the HTTP libraries log in here goes anywhere."""
    for name in TALKATIVE:
        logging.getLogger(name).addFilter(_let_pass)  # a second time it does nothing
    before = _HUSHED.set(True)
    try:
        yield
    finally:
        _HUSHED.reset(before)

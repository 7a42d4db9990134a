"""Silence for libraries that write credentials into their logs.

Apprise logs the paths of URLs, which for webhooks are the secret, at ERROR and below; urllib3 and
httpx log them at DEBUG and INFO. None of it leaves the thread that sends.
"""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

TALKATIVE: Final = (
    "apprise",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.proxy",
    "httpx",
    "requests_oauthlib.oauth1_session",
    "requests_oauthlib.oauth2_session",
    "urllib3.connectionpool",
    "urllib3.util.retry",
)

_HEARD: ContextVar[list[str] | None] = ContextVar("heard", default=None)


def _let_pass(record: logging.LogRecord) -> bool:
    """Nothing, while this thread is hushed; what it complains about is kept."""
    heard = _HEARD.get()
    if heard is None:
        return True
    if record.levelno >= logging.WARNING:
        heard.append(record.getMessage())
    return False


@contextmanager
def hushed() -> Generator[list[str]]:
    """Nothing the talkative libraries log in here goes anywhere; gives their complaints.

    The complaints may hold credentials: they are to be looked through, never passed on.
    """
    for name in TALKATIVE:
        logging.getLogger(name).addFilter(_let_pass)  # a second time it does nothing
    heard: list[str] = []
    before = _HEARD.set(heard)
    try:
        yield heard
    finally:
        _HEARD.reset(before)

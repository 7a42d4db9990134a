"""One question to a web service within a time limit that holds whatever happens.

A read time-out alone does not bound a server that drips a byte a second, and no time-out of HTTP
covers a name server that stays silent. So the question is asked in a thread that is left behind
when the time is up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Final

import httpx

from forexlib.core.errors import SourceError

MOST_BYTES: Final = 20_000_000
SERVER_ERROR: Final = 500


@dataclass(frozen=True, slots=True)
class Patience:
    """Time limits, in seconds. Attributes: connect: to be let in; total: retry included."""

    connect: float = 2.0
    total: float = 6.0


PATIENCE: Final = Patience()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said."""

    status: int
    body: bytes


def get(url: str, *, patience: Patience, service: str, remedy: str) -> Answer:
    """Ask `url`, once more if the server stumbles; redirects are answers, not followed.

    Raises:
        SourceError: If there is no answer in time; names `service` and ends with `remedy`.
    """
    deadline = monotonic() + patience.total
    done: SimpleQueue[Answer | Exception] = SimpleQueue()
    question = Thread(
        target=lambda: done.put(_caught(lambda: _ask(url, patience, deadline))), daemon=True
    )
    question.start()
    try:
        answer = done.get(timeout=patience.total)
    except Empty:
        answer = TimeoutError(f"{patience.total:g} s are over")
    if isinstance(answer, Exception):
        raise SourceError(
            f"{service} gave no answer ({type(answer).__name__}: {answer}).", remedy=remedy
        ) from answer
    return answer


def _caught(ask: Callable[[], Answer]) -> Answer | Exception:
    """An answer, or the reason there is none: httpx raises far more than its own errors."""
    try:
        return ask()
    except Exception as error:  # noqa: BLE001  carried to the caller's thread, and raised there
        return error


def _ask(url: str, patience: Patience, deadline: float) -> Answer:
    """The first good answer of at most two; a host out of reach is not tried twice."""
    limits = httpx.Timeout(patience.total / 2, connect=patience.connect)
    with httpx.Client(timeout=limits, follow_redirects=False) as client:
        try:
            answer = _read(client, url, deadline)
        except (httpx.ReadTimeout, httpx.ReadError, httpx.RemoteProtocolError):
            return _read(client, url, deadline)
        return answer if answer.status < SERVER_ERROR else _read(client, url, deadline)


def _read(client: httpx.Client, url: str, deadline: float) -> Answer:
    """The whole answer, if it comes before the deadline and is of a sane size."""
    body = bytearray()
    with client.stream("GET", url, headers={"Accept": "application/json"}) as response:
        for piece in response.iter_bytes():
            body += piece
            if monotonic() > deadline:
                raise TimeoutError("the answer drips")
            if len(body) > MOST_BYTES:
                raise ValueError(f"the answer is longer than {MOST_BYTES} bytes")
        return Answer(response.status_code, bytes(body))

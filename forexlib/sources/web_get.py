"""One question to a web service within a time limit that holds whatever happens.

A read time-out alone does not bound a server that drips a byte a second, and no time-out of HTTP
covers a name server that stays silent. So the question is asked in a thread that is left behind
when the time is up. Of an exception only its kind and its redacted message leave that thread: its
traceback and its request know the URL, and with it credentials.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cache
from queue import Empty, SimpleQueue
from random import Random
from ssl import SSLContext
from threading import Thread
from time import monotonic, sleep
from types import MappingProxyType
from typing import Final

import httpx

from forexlib.core.errors import SourceError
from forexlib.sources.secret import Address, redacted, redacted_bytes
from forexlib.sources.web_log import hushed

MOST_BYTES: Final = 20_000_000
SERVER_ERROR: Final = 500
TOO_MANY, UNAVAILABLE = 429, 503
JSON_WANTED: Final[Mapping[str, str]] = MappingProxyType({"Accept": "application/json"})


@dataclass(frozen=True, slots=True)
class Patience:
    """Time limits, in seconds.

    Attributes:
        connect: To be let in.
        total: For a question, its second try included.
        fetch: For all questions of a fetch.
        back_off: What is waited before a second try, on average.
        seed: Of what is added to waits, so that several machines do not come back at once.
    """

    connect: float = 2.0
    total: float = 6.0
    fetch: float = 180.0
    back_off: float = 0.25
    seed: int = 0


PATIENCE: Final = Patience()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said.

    Attributes:
        status: Of HTTP.
        body: Decompressed.
        charset: That the body is said to be written in, if any is.
        wait: After how many seconds it wants to be asked again, if it says so.
    """

    status: int
    body: bytes = field(repr=False)
    charset: str | None = None
    wait: float | None = None


@dataclass(frozen=True, slots=True)
class _Silence:
    """Why there is no answer: the kind of an error, and its message without credentials."""

    kind: str
    message: str


def get(
    url: str | Address,
    *,
    patience: Patience,
    service: str,
    remedy: str,
    headers: Mapping[str, str] = JSON_WANTED,
) -> Answer:
    """Ask `url`, once more if the server stumbles or wants us to wait a little.

    Redirects are answers, not followed. A wait longer than the patience is an answer, too.

    Raises:
        SourceError: If there is no answer in time; names `service` and ends with `remedy`.
    """
    address = url if isinstance(url, Address) else Address(url)
    deadline = monotonic() + patience.total
    done: SimpleQueue[Answer | _Silence] = SimpleQueue()
    question = Thread(
        target=lambda: done.put(
            _caught(lambda: _ask(address, headers, patience, deadline), address)
        ),
        daemon=True,
    )
    question.start()
    try:
        answer = done.get(timeout=patience.total)
    except Empty:
        answer = _Silence("TimeoutError", f"{patience.total:.3g} s are over")
    if isinstance(answer, _Silence):
        raise SourceError(
            f"{service} gave no answer ({answer.kind}: {answer.message}).", remedy=remedy
        )
    return answer


def jittered(seconds: float, *, rng: Random) -> float:
    """`seconds`, give or take half of it."""
    return seconds * (0.5 + rng.random())


def _caught(ask: Callable[[], Answer], address: Address) -> Answer | _Silence:
    """An answer, or the reason there is none: httpx raises far more than its own errors."""
    try:
        with hushed():
            return ask()
    except Exception as error:  # noqa: BLE001  told to the caller's thread, and raised there
        return _Silence(type(error).__name__, redacted(str(error), address.secrets))


def _ask(
    address: Address, headers: Mapping[str, str], patience: Patience, deadline: float
) -> Answer:
    """The first good answer of at most two; a host out of reach is not tried twice."""
    limits = httpx.Timeout(patience.total / 2, connect=patience.connect)
    pause = jittered(patience.back_off, rng=Random(patience.seed))  # noqa: S311  no cryptography
    with httpx.Client(
        timeout=limits, follow_redirects=False, headers=headers, verify=_certificates()
    ) as client:
        try:
            answer = _read(client, address, deadline)
        except (httpx.ReadTimeout, httpx.ReadError, httpx.RemoteProtocolError):
            sleep(pause)
            return _read(client, address, deadline)
        if not _is_worth_a_second_try(answer, pause, deadline):
            return answer
        sleep(pause + (answer.wait or 0.0))
        return _read(client, address, deadline)


@cache
def _certificates() -> SSLContext:
    """Whom to trust: reading that takes longer than most answers."""
    return httpx.create_ssl_context()


def _is_worth_a_second_try(answer: Answer, pause: float, deadline: float) -> bool:
    """Whether the server stumbled, or wants a wait that the time left allows."""
    if answer.wait is not None:
        return answer.wait + pause < deadline - monotonic()
    return answer.status >= SERVER_ERROR


def _read(client: httpx.Client, address: Address, deadline: float) -> Answer:
    """The whole answer, if it comes before the deadline and is of a sane size."""
    body = bytearray()
    with client.stream("GET", address.reveal()) as response:
        for piece in response.iter_bytes():
            body += piece
            if monotonic() > deadline:
                raise TimeoutError("the answer drips")
            if len(body) > MOST_BYTES:
                raise ValueError(f"the answer is longer than {MOST_BYTES} bytes")
        told = redacted_bytes(bytes(body), address.secrets)
        return Answer(response.status_code, told, response.charset_encoding, _wait(response))


def _wait(response: httpx.Response) -> float | None:
    """How long a busy server wants to be left in peace; a date counts from the server's own."""
    stated = response.headers.get("Retry-After", "").strip()
    if response.status_code not in {TOO_MANY, UNAVAILABLE} or not stated:
        return None
    if stated.isascii() and stated.isdigit():
        return float(stated)
    try:
        until, now = map(parsedate_to_datetime, (stated, response.headers.get("Date", "")))
        return max(0.0, (until - now).total_seconds())
    except (TypeError, ValueError):
        return None

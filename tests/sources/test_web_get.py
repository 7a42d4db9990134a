"""One question: what is tried twice, how long is waited, what an answer tells."""

from collections import deque
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from random import Random
from time import monotonic

import pytest

from forexlib.core.errors import SourceError
from forexlib.sources.secret import Address, Secret
from forexlib.sources.web_get import Answer, Patience, _caught, _Silence, get, jittered
from forexlib.sources.web_service import Conversation, Limits, Service
from tests.sources.broken import first_then
from tests.sources.web_server import Respond, answer, serving

PATIENT = Patience(total=5.0, back_off=0.01)
SERVICE = Service("The service", Limits(calls_a_second=10), "Wait.", "Register.")


def ask(respond: Respond, *, patience: Patience = PATIENT) -> Answer:
    with serving(respond) as server:
        return get(server.url, patience=patience, service="The service", remedy="Wait.")


def test_an_answer_tells_its_status_body_and_charset() -> None:
    said = ask(answer(b"\xf3", status=404, Content_Type="text/plain; charset=ISO-8859-1"))

    assert said == Answer(404, b"\xf3", "iso-8859-1")


def test_the_body_is_not_in_its_repr() -> None:
    assert "canary" not in repr(Answer(200, b"canary"))


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"Retry_After": "7"}, 7.0),
        ({"Retry_After": " 7 "}, 7.0),
        ({"Retry_After": "soon"}, None),
        ({"Retry_After": "-7"}, None),
        ({"Retry_After": "\u0667".encode().decode("latin-1")}, None),
        ({"Retry_After": "Tue, 27 Oct 2026 13:00:30 GMT"}, None),
        ({"Retry_After": "Tue, 27 Oct 2026 13:00:30 GMT", "Date": "yesterday"}, None),
        (
            {
                "Retry_After": "Tue, 27 Oct 2026 13:00:30 GMT",
                "Date": "Tue, 27 Oct 2026 13:00:00 GMT",
            },
            30.0,
        ),
        (
            {
                "Retry_After": "Tue, 27 Oct 2026 13:00:00 GMT",
                "Date": "Tue, 27 Oct 2026 13:00:30 GMT",
            },
            0.0,
        ),
    ],
)
def test_the_wait_is_read_in_seconds_or_from_the_servers_own_clock(
    headers: dict[str, str], wait: float | None
) -> None:
    impatient = Patience(total=0.9, back_off=0.01)

    assert ask(answer(b"", status=429, **headers), patience=impatient).wait == wait


def test_the_wait_of_an_answer_that_is_not_busy_is_none_of_our_business() -> None:
    assert ask(answer(b"", Retry_After="7")).wait is None


def test_a_wait_that_the_patience_allows_is_waited_once() -> None:
    started = monotonic()
    with serving(answer(b"", status=503, Retry_After="1")) as server:
        said = get(server.url, patience=PATIENT, service="The service", remedy="Wait.")

    assert said == Answer(503, b"", None, 1.0)
    assert monotonic() - started > 1
    assert len(server.paths) == 2


def test_jitter_is_within_half_and_comes_from_its_seed() -> None:
    waits = [jittered(2.0, rng=Random(seed)) for seed in range(200)]  # noqa: S311

    assert min(waits) >= 1.0
    assert max(waits) < 3.0
    assert len(set(waits)) == 200
    assert waits[7] == jittered(2.0, rng=Random(7))  # noqa: S311


def test_a_second_try_waits_a_little() -> None:
    patience = Patience(total=5.0, back_off=0.4)
    started = monotonic()

    said = ask(first_then(answer(b"", status=500), answer(b"well")), patience=patience)

    assert said.body == b"well"
    assert monotonic() - started >= 0.2


def test_secrets_are_taken_out_of_a_body() -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        answer(f"asked for {handler.path}".encode())(handler)

    with serving(respond) as server:
        address = Address(f"{server.url}/x", {"pass": Secret("sés@me"), "days": "7"})
        said = get(address, patience=PATIENT, service="The service", remedy="Wait.")

    assert server.paths == ["/x?pass=s%C3%A9s%40me&days=7"]
    assert said.body == b"asked for /x?pass=***&days=7"


def test_secrets_are_taken_out_of_the_message_of_an_error() -> None:
    address = Address("https://127.0.0.1/x", {"pass": Secret("sés@me")})

    def fail() -> Answer:
        raise ValueError(f"cannot ask {address.reveal()}")

    assert _caught(fail, address) == _Silence(
        "ValueError", "cannot ask https://127.0.0.1/x?pass=***"
    )


def test_questions_of_a_conversation_keep_the_pace() -> None:
    instants = []

    def respond(handler: BaseHTTPRequestHandler) -> None:
        instants.append(monotonic())
        answer(b"{}")(handler)

    with serving(respond) as server:
        talk = Conversation(SERVICE, PATIENT)
        for _ in range(3):
            talk.ask_for_object(Address(server.url))

    assert min(later - earlier for earlier, later in pairwise(instants)) > 0.07


def test_a_conversation_ends_when_its_time_is_over() -> None:
    with serving(answer(b"{}")) as server:
        talk, address = Conversation(SERVICE, Patience(total=5.0, fetch=0.35)), Address(server.url)
        with pytest.raises(SourceError, match=r"too slow: 0.35 s are over. Wait"):
            deque((talk.ask_for_object(address) for _ in range(10)), maxlen=0)

    assert 1 <= len(server.paths) <= 5

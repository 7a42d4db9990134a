"""Canaries: credentials are in no message, log, traceback, repr, row or name."""

import copy
import logging
import pickle
import traceback
from http.server import BaseHTTPRequestHandler
from urllib.parse import quote, quote_plus

import httpx
import pytest

from forexlib.core.errors import SourceError
from forexlib.sources.secret import Address, Secret, redacted, redacted_bytes
from forexlib.sources.web_log import hushed
from tests.sources.broken import echo, hanging_up, late
from tests.sources.web_server import Respond, answer, serving
from tests.sources.worlds import IMPATIENT, PATIENT, WORLDS, World, ask, good

SECRETIVE = {name: world for name, world in WORLDS.items() if world.secrets}
secretive = pytest.mark.parametrize("world", SECRETIVE.values(), ids=SECRETIVE.keys())


def frames(error: BaseException) -> list[str]:
    """The traceback as the most talkative tools print it: chained, with each frame's variables.

    Without the tests' own frames, which know the secrets.
    """
    where = error.__traceback__
    while where is not None and where.tb_frame.f_code.co_filename.find("forexlib") < 0:
        where = where.tb_next
    seen = traceback.TracebackException.from_exception(
        error.with_traceback(where), capture_locals=True
    )
    return [*seen.format(), *traceback.format_exception(error)]


def _quietly(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True


@secretive
@pytest.mark.parametrize(
    "respond",
    [
        pytest.param(echo(), id="a page that repeats the address"),
        pytest.param(echo(status=302), id="a redirect to it"),
        pytest.param(echo(status=401), id="401"),
        pytest.param(echo(status=400), id="400"),
        pytest.param(echo(status=500), id="500"),
        pytest.param(echo(status=429, headers={"Retry_After": "99"}), id="429"),
        pytest.param(echo(headers={"Content_Encoding": "gzip"}), id="not gzip"),
        pytest.param(late(b""), id="late"),
        pytest.param(hanging_up(b"{"), id="hung up"),
        pytest.param(_quietly, id="no answer at all"),
    ],
)
def test_nobody_sees_a_secret(
    world: World, respond: Respond, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    with serving(respond) as server, pytest.raises(SourceError) as caught:
        ask(world, server, patience=IMPATIENT)

    told = [caplog.text, *map(str, caplog.records), *frames(caught.value)]
    assert "canary" in "".join(server.paths)
    assert "forexlib" in "".join(told)
    assert [secret for secret in world.secrets if secret in "\n".join(told)] == []


@secretive
@pytest.mark.parametrize("base", ["ftp://127.0.0.1", "http://[::1", "http://127.0.0.1:1/\x00"])
def test_an_address_that_cannot_be_asked_shows_no_secret(world: World, base: str) -> None:
    with pytest.raises(SourceError) as caught:
        ask(world, base)

    shown = "".join(traceback.format_exception(caught.value))
    assert [secret for secret in world.secrets if secret in shown] == []


@secretive
def test_a_source_shows_no_secret(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    with serving(good(world)) as server:
        source = world.make(server.url, PATIENT)
        published = ask(world, server)

    shown = [repr(source), str(source), source.name, str(published.rows()), caplog.text]
    assert [secret for secret in world.secrets if secret in "\n".join(shown)] == []


@pytest.mark.parametrize("text", ["canary-user@mail.cl", "a b/c&d", "ñandú", 'it\'s \\ "so"', "x"])
def test_a_secret_is_taken_out_however_it_is_written(text: str) -> None:
    secret = Secret(text)
    url = Address("http://127.0.0.1/", {"user": secret, "other": "1"}).reveal()
    page = f"<p>{text}</p> {text!r} {url} {url.lower()}"

    told = redacted(page, [secret]), redacted_bytes(page.encode(), [secret]).decode()
    assert redacted(f"<<{text}>>", [secret]) == "<<***>>"
    for written in (text, quote(text, safe=""), quote_plus(text), repr(text)[1:-1]):
        assert [one for one in told if written.casefold() in one.casefold()] == []


def test_every_other_byte_stays_as_it_is() -> None:
    everything = bytes(range(256))

    assert redacted_bytes(everything, [Secret("canary"), Secret()]) == everything


@pytest.mark.parametrize(
    ("secret", "text", "left"),
    [
        ("938", '{"value": "938.15", "pass": "938"}', '{"value": "938.15", "pass": "***"}'),
        ("p", "F073.TCO.PRE.Z.D?pass=p&user=u", "F073.TCO.PRE.Z.D?pass=***&user=u"),
        ("longer-one", "xlonger-onex", "x***x"),
    ],
)
def test_a_short_secret_leaves_the_words_that_contain_it(secret: str, text: str, left: str) -> None:
    assert redacted(text, [Secret(secret)]) == left


def test_a_secret_shows_itself_to_nobody() -> None:
    secret = Secret("canary")
    address = Address("http://127.0.0.1/", {"pass": secret})

    assert "canary" not in f"{secret} {secret!r} {address} {address!r}"
    assert address.reveal() == "http://127.0.0.1/?pass=canary"
    assert secret == Secret("canary")
    assert len({secret, Secret("canary"), Secret("other")}) == 2
    assert [bool(secret), bool(Secret())] == [True, False]


def test_a_secret_is_not_written_down() -> None:
    with pytest.raises(TypeError, match="neither pickled nor copied"):
        pickle.dumps(Secret("canary"))
    with pytest.raises(TypeError, match="neither pickled nor copied"):
        copy.deepcopy(Secret("canary"))


def test_only_the_thread_that_asks_is_hushed(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    with serving(answer(b"")) as server:
        with hushed():
            httpx.get(f"{server.url}/unheard")
        httpx.get(f"{server.url}/heard")

    assert "/unheard" not in caplog.text
    assert "/heard" in caplog.text

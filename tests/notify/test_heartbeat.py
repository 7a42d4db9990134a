"""The sign of life is given once, or a warning says it was not, without the URL."""

import logging
import time

import pytest

from forexlib.notify.heartbeat import Heartbeat
from tests.notify.hook_server import hook_server
from tests.notify.trouble import drip, free_port, misbehaving


def test_a_sign_that_is_taken_is_no_news() -> None:
    with hook_server() as hook:
        said = Heartbeat(f"http://127.0.0.1:{hook.port}/ping/canary").beat()

    assert said == ""
    assert hook.paths == ["/ping/canary"]


def test_without_a_url_nothing_is_asked() -> None:
    assert Heartbeat().beat() == ""


def test_a_refusal_is_a_warning_without_the_url(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with hook_server() as hook:
        hook.status = 404
        said = Heartbeat(f"http://127.0.0.1:{hook.port}/ping/canary").beat()

    assert said == "The heartbeat was not taken: answered 404."
    assert "canary" not in caplog.text


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{port}/canary", "canary", "canary://canary", "http://[canary"]
)
def test_whatever_is_wrong_is_a_warning_without_the_url(url: str) -> None:
    said = Heartbeat(url.format(port=free_port())).beat()

    assert said.startswith("The heartbeat was not taken: ")
    assert "canary" not in said


def test_a_service_that_drips_costs_its_patience() -> None:
    with misbehaving(drip) as port:
        before = time.monotonic()
        said = Heartbeat(f"http://127.0.0.1:{port}/canary", seconds=0.3).beat()

    assert said == "The heartbeat was not taken: no answer in 0.3 s."
    assert time.monotonic() - before < 2


def test_its_url_is_not_in_its_picture() -> None:
    assert "canary" not in repr(Heartbeat("http://127.0.0.1/canary"))

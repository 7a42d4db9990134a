"""What libraries log while a message is sent goes nowhere; what others log goes on."""

import logging
from threading import Thread

import pytest

from forexlib.notify.hush import TALKATIVE, hushed


@pytest.mark.parametrize("name", TALKATIVE)
def test_nothing_is_heard_from_them_inside(name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(1)

    with hushed() as complaints:
        logging.getLogger(name).debug("https://hook/%s", "canary")
        logging.getLogger(name).error("no good: %s", "canary")

    assert "canary" not in caplog.text
    assert complaints == ["no good: canary"]


def test_they_are_heard_outside_and_in_other_threads(caplog: pytest.LogCaptureFixture) -> None:
    def speak() -> None:
        logging.getLogger("httpx").warning("from a thread")

    with hushed():
        other = Thread(target=speak)
        other.start()
        other.join()
    logging.getLogger("apprise").warning("afterwards")

    assert [record.getMessage() for record in caplog.records] == ["from a thread", "afterwards"]


def test_one_hush_lies_inside_another() -> None:
    with hushed() as outer:
        with hushed() as inner:
            logging.getLogger("apprise").warning("inside")
        logging.getLogger("apprise").warning("outside")

    assert (outer, inner) == (["outside"], ["inside"])

"""Patience ends when it is said to."""

import time
from threading import Event

import pytest

from forexlib.notify.deadline import within


def test_an_answer_in_time_is_given() -> None:
    assert within(5.0, lambda _: "told") == "told"


def test_an_act_that_takes_too_long_is_left_behind_and_told_so() -> None:
    seen = Event()

    def act(over: Event) -> None:
        over.wait(5)
        seen.set()

    before = time.monotonic()
    with pytest.raises(TimeoutError):
        within(0.05, act)

    assert time.monotonic() - before < 1
    assert seen.wait(2)


def test_what_it_raises_is_raised() -> None:
    def act(_: Event) -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        within(5.0, act)

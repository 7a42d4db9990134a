"""Ctrl-C waits until what must not be cut in two is done, and is never lost."""

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from forexlib.backtest.undisturbed import undisturbed


@pytest.fixture(autouse=True)
def ctrl_c_raises() -> Iterator[None]:
    """As it does unless tests were started from where it is ignored, as behind a shell's `&`."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def press_ctrl_c() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def interrupted(done: list[str], *, fails: bool = False) -> None:
    """A block, in which Ctrl-C is pressed inside another, that says how far it has come."""
    with undisturbed():
        with undisturbed():
            press_ctrl_c()
            done.append("the inner one")
        done.append("the outer one")
        if fails:
            raise ValueError("what went wrong")
    done.append("what follows")


def test_ctrl_c_is_heard_after_the_outermost_block() -> None:
    done: list[str] = []

    with pytest.raises(KeyboardInterrupt):
        interrupted(done)

    assert done == ["the inner one", "the outer one"]
    with pytest.raises(KeyboardInterrupt):
        press_ctrl_c()


def test_ctrl_c_is_heard_after_a_block_that_fails() -> None:
    with pytest.raises(KeyboardInterrupt) as heard:
        interrupted([], fails=True)

    assert isinstance(heard.value.__context__, ValueError)


def test_what_others_have_made_of_ctrl_c_stays() -> None:
    heard = []
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    try:
        with undisturbed():
            press_ctrl_c()
            assert heard == []
        assert heard == [signal.SIGINT]
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with undisturbed():
            press_ctrl_c()
    finally:
        signal.signal(signal.SIGINT, before)


def test_another_thread_has_nothing_to_wait_for() -> None:
    hear = signal.getsignal(signal.SIGINT)
    seen = []

    def work() -> None:
        with undisturbed():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert seen == [hear]

"""Patience that ends: an act is waited for so long and no longer.

A server that answers a byte every few seconds outlasts every timeout of a socket, so the act has a
thread of its own, which is left behind when its time is up. It does not keep the process alive.
"""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")


def within(seconds: float, act: Callable[[Event], T]) -> T:
    """What `act` answers, if it does within `seconds`.

    Args:
        seconds: How long it is waited for.
        act: Is given an event that is set when nobody waits any more: it should stop then.

    Raises:
        TimeoutError: If it does not answer in time.
        Exception: Whatever `act` raises.
    """
    abandoned = Event()
    answers: SimpleQueue[Callable[[], T]] = SimpleQueue()

    def work() -> None:
        try:
            answer = act(abandoned)
        except Exception as error:  # noqa: BLE001  (raised again where it is waited for)
            answers.put(_raising(error))
        else:
            answers.put(lambda: answer)

    Thread(target=work, name="forex-notify", daemon=True).start()
    try:
        given = answers.get(timeout=seconds)
    except Empty:
        abandoned.set()
        raise TimeoutError from None
    return given()


def _raising(error: Exception) -> Callable[[], T]:
    def throw() -> T:
        raise error

    return throw

"""Whatever breaks inside a model becomes that model's own failure."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from forexlib.core.errors import ForexError, MemberFailed
from forexlib.core.reason import Reason

Answer = TypeVar("Answer")


def guarded(call: Callable[[], Answer]) -> Answer:
    """What `call` answers.

    Raises:
        ForexError: As `call` raised it.
        MemberFailed: In place of any other exception: models call libraries that raise whatever
            they like, and one that breaks in a way nobody foresaw must not stop the others.
    """
    try:
        return call()
    except ForexError:
        raise
    except Exception as error:
        raise MemberFailed(
            Reason("broke", kind=type(error).__name__, message=str(error)),
            remedy="The run goes on without it.",
        ) from error

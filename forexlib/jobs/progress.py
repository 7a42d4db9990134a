"""How a job tells whoever waits how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int], None]
"""Told how many more of the announced steps are done."""

Wait = Callable[[int], Progress]
"""Told how many steps there will be; answers what is told of each step."""


def silent(steps: int) -> Progress:  # noqa: ARG001
    """Tell nobody."""
    return _ignore


def _ignore(done: int) -> None:
    """Do nothing with what is done."""

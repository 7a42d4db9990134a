"""One thing that the doctor found, in words that hold no secret."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from forexlib.core.errors import ForexError

State = Literal["ok", "warning", "missing", "bad"]

SECRET: Final = re.compile(
    r"password|passwd|token|secret|api_?key|credential|webhook", re.IGNORECASE
)
TELLING: Final = re.compile(r"\b(?!https?:|file:|sqlite:)([\w+.-]+)://\S+")
"""Addresses of other schemes: those of messengers are made of tokens."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        state: Only `missing` and `bad` keep the platform from doing its work.
        subject: What was looked at.
        what: What was found.
        remedy: What to do; "" if nothing.
    """

    state: State
    subject: str
    what: str
    remedy: str = ""


def trouble(state: State, subject: str, error: ForexError) -> Finding:
    """An error as a finding."""
    return Finding(state, subject, masked("", error.what), masked("", error.remedy))


def masked(name: str, value: str) -> str:
    """A setting's value without what must not be printed: secrets, and credentials in addresses."""
    if SECRET.search(name):
        return "***" if value else ""
    hidden = TELLING.sub(r"\1://***", re.sub(r"://\S*@", "://***@", value))
    return re.sub(r"([?&][^=&\s]*(?:token|key|secret|pass)[^=&\s]*=)[^&\s]+", r"\1***", hidden)


def size_of(size: int) -> str:
    """Bytes in a unit that people read: `4.4 MB`."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= scale:
            return f"{size / scale:,.1f} {unit}"
    return f"{size} B"


def count(number: int, noun: str) -> str:
    """`1 row`, `2 rows`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

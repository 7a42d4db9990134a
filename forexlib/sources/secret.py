"""Credentials that nobody sees: in no repr, message, log, traceback or file.

A secret is shown only by `reveal`, which the HTTP layer calls in the thread that asks, and every
text that leaves that layer has gone through `redacted`: servers and libraries like to repeat URLs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, NoReturn
from urllib.parse import quote, quote_plus, urlencode

from typing_extensions import override

HIDDEN: Final = "***"
LONG: Final = 8
"""Characters of a secret that no text holds by chance."""


class Secret:
    """A text that shows as `***`; an empty one is false."""

    __slots__ = ("_text",)

    def __init__(self, text: str = "") -> None:
        self._text = text

    @override
    def __repr__(self) -> str:
        return f"Secret({HIDDEN if self else ''})"

    def __bool__(self) -> bool:
        return bool(self._text)

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    @override
    def __hash__(self) -> int:
        return hash(self._text)

    @override
    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret is neither pickled nor copied.")

    def reveal(self) -> str:
        """The text."""
        return self._text


@dataclass(frozen=True, slots=True)
class Address:
    """A URL some of whose parameters are secret. Its repr shows none of them.

    Attributes:
        base: What comes before the question mark.
        query: The parameters.
    """

    base: str
    query: Mapping[str, str | Secret] = field(default_factory=dict)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Those of the parameters that are."""
        return tuple(value for value in self.query.values() if isinstance(value, Secret))

    def reveal(self) -> str:
        """The whole URL, secrets included: for the one call that asks it."""
        pairs = [
            (name, value.reveal() if isinstance(value, Secret) else value)
            for name, value in self.query.items()
        ]
        return f"{self.base}?{urlencode(pairs)}" if pairs else self.base


def redacted(text: str, secrets: Collection[Secret]) -> str:
    """`text` with `***` for each of `secrets`, whichever way a URL or a repr writes it.

    A short one is taken out only where it stands by itself: the answers in which it may be repeated
    are full of other words and numbers that contain it.
    """
    forms = {form for secret in secrets if secret for form in _forms(secret.reveal())}
    if not forms:
        return text
    longest_first = sorted(forms, key=len, reverse=True)
    return re.sub("|".join(map(_pattern, longest_first)), HIDDEN, text, flags=re.IGNORECASE)


def _pattern(form: str) -> str:
    """What `form` is found by."""
    exact = re.escape(form)
    return exact if len(form) >= LONG else rf"(?<![\w.]){exact}(?![\w.])"


def redacted_bytes(answer: bytes, secrets: Collection[Secret]) -> bytes:
    """`answer` with `***` for each of `secrets`; every other byte stays as it is."""
    return redacted(answer.decode("latin-1"), secrets).encode("latin-1")


def _forms(text: str) -> set[str]:
    """How `text` may be written: as it is, in a URL, by a repr, in UTF-8 read as Latin-1."""
    escaped = text.encode("unicode_escape").decode("ascii")
    marred = text.encode().decode("latin-1")
    quoted = {quote(text), quote(text, safe=""), quote_plus(text)}
    return {text, escaped, marred, repr(text)[1:-1], *quoted}

"""Why something is so: a sentence for engineers, in English, that remembers what it was made of.

It is a text like any other wherever texts are kept, compared or printed; who tells people of it
says the same facts in their language (`forexlib.reporting.reason_words`). Stored are the code and
the facts, beside the sentence. What was stored before, or comes from elsewhere, is a plain text,
and is told as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, Self

from typing_extensions import override

from forexlib.core.reasons_en import PHRASES

if TYPE_CHECKING:
    from collections.abc import Callable

BARE: Final = "bare"
"""Format of a part that stands within a sentence: without its own full stop."""

NOTHING: Final = "–"
"""What stands where a fact is None: whoever tells of trouble does not fall over what is lacking."""

Fact = str | int | float | date | None | tuple["Fact", ...]
"""A number, a name, a day, another reason, or several of them."""


class Reason(str):
    """A sentence of a code and its facts.

    Attributes:
        code: One of those of `forexlib.core.reasons_en`.
        facts: By the names that the phrase has in braces.

    Example: `Reason("too_few", n=3)` is "Too few outcomes to tell: 3 common origins."
    """

    __slots__ = ("code", "facts")
    code: str
    facts: Mapping[str, Fact]

    def __new__(cls, code: str, /, **facts: Fact) -> Self:
        """The sentence of a code; its phrase has a place for each fact."""
        shown = {name: Part(fact, str) for name, fact in facts.items()}
        made = super().__new__(cls, PHRASES[code].format_map(shown))
        made.code, made.facts = code, facts
        return made

    @override
    def __reduce__(self) -> tuple[Callable[[Any], str], tuple[Any]]:
        """How it goes from one process to another."""
        return from_data, (as_data(self),)


class Part:
    """A fact on its way into a phrase, which says how it is written."""

    def __init__(self, fact: Fact, told: Callable[[str], str]) -> None:
        self.fact = fact
        self.told = told

    def beside(self, fact: Fact) -> Part:
        """Another fact, told alike."""
        return Part(fact, self.told)

    @override
    def __format__(self, spec: str) -> str:
        fact = self.fact
        if fact is None:
            return NOTHING
        if isinstance(fact, tuple):
            between = "; " if any(isinstance(one, Reason) for one in fact) else ", "
            return between.join(format(self.beside(one), spec) for one in fact)
        if isinstance(fact, str):
            text = self.told(fact)
            return text.rstrip(".") if spec == BARE else text
        return format(fact, spec)


def as_data(reason: Fact) -> Any:  # noqa: ANN401  (as JSON has it)
    """A reason or a fact as plain data, which `from_data` reads; a plain text is itself.

    It can be written as JSON in any case, which has no NaN and no infinity: a run that fell because
    a number is none must be stored all the same.
    """
    match reason:
        case Reason():
            return {
                "code": reason.code,
                "facts": {name: as_data(fact) for name, fact in reason.facts.items()},
            }
        case tuple():
            return [as_data(one) for one in reason]
        case datetime():
            return {"at": reason.isoformat()}
        case date():
            return {"day": reason.isoformat()}
        case float() if not isfinite(reason):
            return {"number": str(reason)}
        case _:
            return reason


def from_data(said: Any) -> Any:  # noqa: ANN401  (as JSON has it)
    """What `as_data` made plain. Of a code that is not known, from another release, its facts."""
    match said:
        case {"code": str(code), "facts": dict(facts)}:
            return _made(code, {name: from_data(fact) for name, fact in facts.items()})
        case {"at": str(instant)} | {"day": str(instant)}:
            kind = datetime if "at" in said else date
            return kind.fromisoformat(instant)
        case {"number": str(number)}:
            return float(number)
        case dict():
            return {name: from_data(one) for name, one in said.items()}
        case list():
            return tuple(from_data(one) for one in said)
        case _:
            return said


def _made(code: str, facts: Mapping[str, Fact]) -> str:
    try:
        return Reason(code, **facts)
    except (KeyError, TypeError, ValueError):
        return f"{code}: {dict(facts)}"

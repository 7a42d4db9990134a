"""What earlier releases wrote of a version, and how it is read today: the only place that knows.

A release writes every setting, so that a default that changes later changes no version. What was
written before a setting existed does not name it; the same holds of the fields of what was learned.
Who changes what is written does one of these:

    a setting or field joins    a line in `BEFORE`; what was written before stays readable
    one is renamed, or leaves   `FORM` counts one up, and `CONVERSIONS` says how the text of the
                                form before would have been written in the new one

What was written before is never written again: a version stays its bytes, and the hash of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from typing import Any, Final, get_type_hints

from forexlib.core.errors import VersionUnreadable
from forexlib.core.reason import Reason

FORM: Final = 1
"""Of the text of a version, as this release writes it."""

BEFORE: Final[Mapping[str, Mapping[str, Any]]] = {}
"""Class of settings (a centre, a spread, `Model`, `Recipe`), or of what is learned, to each of its
fields that joined since the first form: the value that does what the code did without it, as JSON
has it. That need not be the default, and stays when the default changes."""

Text = Mapping[str, Any]

CONVERSIONS: Final[Mapping[int, Callable[[Text], Text]]] = {}
"""Each form before, in order, to what makes its text one of the next form."""


def in_todays_form(said: Text) -> Text:
    """The text of a version as this release would have written it.

    Raises:
        VersionUnreadable: If nothing leads here from its form.
    """
    known = (*CONVERSIONS, FORM)
    form = said.get("schema")
    if form not in known:
        raise VersionUnreadable(
            Reason("other_form", form=repr(form), ours=tuple(map(str, known))),
            remedy="Use the release that wrote it, or another version (`forex models list`).",
        )
    for convert in tuple(CONVERSIONS.values())[known.index(form) :]:
        said = convert(said)
    return said


def with_what_held_before(settings: type, said: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as they were written, and those that did not exist then as they were in effect.

    Args:
        settings: The class of them, or of what was learned; settings within are looked through as
            well, but not those in a tuple.
        said: What was written.
    """
    whole = {**BEFORE.get(settings.__name__, {}), **said}
    kinds = get_type_hints(settings)
    for name, value in whole.items():
        kind = kinds.get(name)
        if isinstance(kind, type) and is_dataclass(kind) and isinstance(value, Mapping):
            whole[name] = with_what_held_before(kind, value)
    return whole

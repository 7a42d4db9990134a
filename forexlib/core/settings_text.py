"""The text of a settings file, in the syntax of `.env`: one value changed, and what differs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Final

from dotenv import dotenv_values
from dotenv.parser import Binding, parse_stream

from forexlib.core.errors import SettingsError

PREFIX: Final = "FOREX_"
PLAIN: Final = re.compile(r"[\w./:,@%+~-]*", re.ASCII)
"""Values that every reader of such files takes as they stand, without quotes."""

Shown = Callable[[str, str], str]
"""From a variable and its value to what may be printed of it."""


def with_value(text: str, variable: str, value: str) -> str:
    """The text with a variable set, in its old place or at the end; all else as it was.

    Args:
        text: Of the file.
        variable: In capitals; the file may write it otherwise.
        value: Without quotes.

    Raises:
        SettingsError: If the syntax has no way to write the value.
    """
    line = f"{variable}={_quoted(value)}\n"
    kept: list[str] = []
    written = False
    for binding in parse_stream(StringIO(text, newline="")):
        if not _is(binding, variable):
            kept.append(binding.original.string)
        elif not written:
            kept.append(_space_before(binding) + line)
            written = True
    changed = "".join(kept)
    if not written:
        changed += line if not changed or changed.endswith("\n") else f"\n{line}"
    read = dotenv_values(stream=StringIO(line))
    if not value.isprintable() or read != {variable: value}:
        raise SettingsError(
            f"This value of {variable} cannot be written into a settings file.",
            remedy="Take line breaks, control signs and ${...} out of it, or use the environment.",
        )
    return changed


def without(text: str, variable: str) -> str:
    """The text with every line of a variable taken away."""
    return "".join(
        _space_before(binding) if _is(binding, variable) else binding.original.string
        for binding in parse_stream(StringIO(text, newline=""))
    )


def given(text: str) -> dict[str, str]:
    """Variable in capitals to value; the last of several lines holds."""
    bindings = parse_stream(StringIO(text, newline=""))
    return {
        one.key.upper(): one.value or ""
        for one in bindings
        if one.key is not None and not one.error
    }


def unreadable_lines(text: str) -> tuple[int, ...]:
    """Numbers of the lines that say nothing in the syntax, from 1."""
    return tuple(
        binding.original.line + binding.original.string.count("\n", 0, len(_space_before(binding)))
        for binding in parse_stream(StringIO(text, newline=""))
        if binding.error
    )


def differences(before: str, after: str, shown: Shown) -> Iterator[str]:
    """What became of each variable that is not the same, such as `seed: 7 → 8`."""
    old, new = given(before), given(after)
    for variable in dict.fromkeys((*old, *new)):
        if old.get(variable) != new.get(variable):
            ends = (
                "–" if value is None else shown(variable, value)
                for value in (old.get(variable), new.get(variable))
            )
            name = variable.removeprefix(PREFIX)
            named = name.lower() if name != variable else variable
            yield f"{named}: {' → '.join(ends)}"


def _is(binding: Binding, variable: str) -> bool:
    return binding.key is not None and binding.key.upper() == variable


def _space_before(binding: Binding) -> str:
    """Empty lines, which the parser counts to what follows them."""
    found = binding.original.string
    return found[: len(found) - len(found.lstrip())]


def _quoted(value: str) -> str:
    if PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"

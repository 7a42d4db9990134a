"""Tables of dated facts in TOML, checked field by field; what is wrong is told with its line.

A file is a list of records under a few headings, `[[day]]` or `[[event]]`. TOML knows the line of a
slip of its own grammar only, so the line of a record is that of its heading.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from forexlib.core.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Heading:
    """What a record of one heading says.

    Attributes:
        required: Field to its type.
        optional: Field to its type; absent, a field is the type's own default: "" or false.
    """

    required: Mapping[str, type]
    optional: Mapping[str, type]


@dataclass(frozen=True, slots=True)
class Record:
    """One record. Attributes: file: its name; line: of its heading; fields: all of the heading."""

    file: str
    line: int
    fields: Mapping[str, Any]

    def wrong(self, what: str, *, remedy: str) -> SettingsError:
        """The error that tells where the record is."""
        return SettingsError(f"{self.file}, line {self.line}: {what}", remedy=remedy)


def read_text(file: Path) -> str:
    """The text of a file of dated facts.

    Raises:
        SettingsError: If it cannot be read.
    """
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{file} cannot be read: {error}.", remedy="Name a TOML file in UTF-8."
        ) from error


def read_records(
    text: str, *, file: str, headings: Mapping[str, Heading]
) -> dict[str, list[Record]]:
    """Heading to the records under it, in the order of the file.

    Raises:
        SettingsError: If the text is no TOML, or a record lacks a field, has another or a bad one.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"{file} is not TOML: {error}.", remedy="Mend that line; dates are 2026-10-26, bare."
        ) from error
    for name in found:
        if name not in headings:
            said = ", ".join(f"[[{known}]]" for known in headings)
            raise SettingsError(
                f"{file}, line {_line_of_key(text, name)}: {name!r} is not known here.",
                remedy=f"Write records under {said}.",
            )
    return {
        name: _records(text, file, name, found.get(name, []), heading)
        for name, heading in headings.items()
    }


def _records(text: str, file: str, name: str, found: object, heading: Heading) -> list[Record]:
    lines = [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if re.match(rf"\s*\[\[\s*{name}\s*\]\]", line)
    ]
    if not isinstance(found, list) or len(found) != len(lines):
        raise SettingsError(
            f"{file}, line {_line_of_key(text, name)}: {name!r} is no list of records.",
            remedy=f"Begin each record with a line [[{name}]].",
        )
    return [
        _checked(Record(file, line, fields), heading)
        for line, fields in zip(lines, found, strict=True)
    ]


def _checked(record: Record, heading: Heading) -> Record:
    kinds = {**heading.required, **heading.optional}
    said = ", ".join(kinds)
    for field in heading.required:
        if field not in record.fields:
            raise record.wrong(f"there is no {field!r}.", remedy=f"Fields are {said}.")
    for field, value in record.fields.items():
        if field not in kinds:
            raise record.wrong(f"{field!r} is not known here.", remedy=f"Fields are {said}.")
        if not _is(value, kinds[field]):
            raise record.wrong(
                f"{field} = {value!r} is no {_WORDS[kinds[field]]}.",
                remedy="Write dates bare (2026-10-26), texts in quotes, and true or false.",
            )
    defaults = {field: kind() for field, kind in heading.optional.items()}
    return Record(record.file, record.line, {**defaults, **record.fields})


_WORDS: Final[Mapping[type, str]] = {date: "date", str: "text", bool: "yes or no"}


def _is(value: object, kind: type) -> bool:
    """Whether a value is of a type, where an instant is no date and a text is not empty."""
    return isinstance(value, kind) and not isinstance(value, datetime) and value != ""


def _line_of_key(text: str, name: str) -> int:
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(rf"\s*\[*\s*\"?{re.escape(name)}\b", line):
            return number
    return 1

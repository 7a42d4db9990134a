"""The rows of a CSV file as text, each with its number as an editor shows it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Never

from forexlib.core.errors import SourceError

MOST_BYTES: Final = 100_000_000
UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
SAVE_AS: Final = "Save it again as 'CSV UTF-8'."


@dataclass(frozen=True, slots=True)
class Row:
    """One row. Attributes: number: of its first line, the header's being 1; fields: stripped."""

    number: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A header, its names in lower case, and at least one row as wide as it."""

    path: Path
    delimiter: str
    header: Row
    rows: tuple[Row, ...]


def refuse(path: Path, what: str, *, remedy: str, row: int | None = None) -> Never:
    """Raise a SourceError that names the file and the row."""
    where = path.name if row is None else f"{path.name}, row {row}"
    raise SourceError(f"{where}: {what}", remedy=remedy)


def read_table(path: Path) -> Table:
    """The table in `path`: UTF-8, fields separated by `;`, tabs or commas, first row the header.

    Raises:
        SourceError: If it cannot be read as that; names the file, the row and what to do.
    """
    text = _text(path)
    first_line = text.lstrip("\r\n").partition("\n")[0]
    delimiter = next((mark for mark in (";", "\t") if mark in first_line), ",")
    rows = [row for row in _rows(path, text, delimiter) if any(row.fields)]
    if not rows:
        refuse(path, "the file is empty.", remedy="Give it a header 'date,value' and rows.")
    header, *body = rows
    if not body:
        refuse(path, "there is a header and no rows.", remedy="Add a row for each day.")
    for row in body:
        if len(row.fields) != len(header.fields):
            refuse(
                path,
                f"{len(row.fields)} fields where the header has {len(header.fields)}.",
                remedy="Correct the row; a decimal comma needs ';' between the fields.",
                row=row.number,
            )
    names = Row(header.number, tuple(name.casefold() for name in header.fields))
    return Table(path, delimiter, names, tuple(body))


def _rows(path: Path, text: str, delimiter: str) -> Iterator[Row]:
    """Every row of `text`."""
    reader = csv.reader(re.split(r"\r\n|\r|\n", text), delimiter=delimiter, strict=True)
    while True:
        started = reader.line_num + 1
        try:
            fields = next(reader, None)
        except csv.Error as error:
            what = f"the row cannot be read ({error})."
            refuse(path, what, remedy="Close its quotes.", row=started)
        if fields is None:
            return
        if reader.line_num > started:
            what = "a quote is opened and not closed on the same line."
            refuse(path, what, remedy="Close its quotes.", row=started)
        yield Row(started, tuple(field.strip() for field in fields))


def _text(path: Path) -> str:
    """The file's text, without its byte order mark."""
    content = _content(path)
    if content.startswith(UTF_16):
        refuse(path, "the file is written in UTF-16, not UTF-8.", remedy=SAVE_AS)
    if b"\0" in content:
        row = content[: content.index(b"\0")].count(b"\n") + 1
        refuse(path, "the file is not text.", remedy=SAVE_AS, row=row)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        byte = content[error.start]
        refuse(path, f"the byte 0x{byte:02x} is not UTF-8.", remedy=SAVE_AS, row=row)


def _content(path: Path) -> bytes:
    """The file's bytes."""
    try:
        if path.is_dir():
            refuse(path, "this is a folder.", remedy="Name a CSV file in it.")
        if path.exists() and not path.is_file():
            refuse(path, "this is not a file.", remedy="Name a CSV file.")
        if path.stat().st_size > MOST_BYTES:
            refuse(path, "the file is larger than 100 MB.", remedy="Split it.")
        return path.read_bytes()
    except FileNotFoundError:
        refuse(path, f"there is no file {path}.", remedy="Check the path.")
    except (OSError, ValueError) as error:
        refuse(path, f"the file cannot be opened ({error}).", remedy="Check who may read it.")

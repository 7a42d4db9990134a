"""Restore points: what each says, and the file it is kept in, which knows whether it is whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from forexlib.core.errors import StoreError
from forexlib.store.whole_file import write_whole


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of a table that were kept together.

    Attributes:
        key: By which they are known, wherever they lie.
        file: Where, from the folder of the snapshots.
        sha256: Of that file, in hex.
        rows: How many.
        merged: Whether the file holds other parts too; then a column says which row is whose.
        fingerprint: Of its rows in the database, where they may change and are told by it.
    """

    key: str
    file: str
    sha256: str
    rows: int
    merged: bool = False
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class KeptTable:
    """A table as it was.

    Attributes:
        columns: Name and type of each, in order.
        grows: Whether rows are only ever added to it, so that only new ones need be kept.
        rows: How many it had.
        end: No row that was kept has a greater row number than the one before.
        first: Digest of its first row; a table that was made anew is known by it.
        last: Digest of its last row.
        generation: How often it had to be kept anew as a whole.
        parts: Its rows, oldest part first.
    """

    columns: tuple[tuple[str, str], ...]
    grows: bool
    rows: int
    end: int
    first: str
    last: str
    generation: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file beside the database. Attributes: name: from the data folder; mode: its rights."""

    name: str
    sha256: str
    size: int
    mode: int
    changed_ns: int


@dataclass(frozen=True, slots=True)
class RestorePoint:
    """A day's state, and exactly the files that it is made of.

    Attributes:
        day: Whose it is, in the zone of the settings.
        made_at: The instant it was made, UTC.
        migrations: Version, name and SHA-256 of each migration the database had had.
        tables: Each table by name.
        files: What was learned, and settings.
    """

    day: date
    made_at: datetime
    migrations: tuple[tuple[int, str, str], ...]
    tables: Mapping[str, KeptTable]
    files: tuple[KeptFile, ...]

    def named(self) -> dict[str, str]:
        """Each file it is made of, from the folder of the snapshots, and its SHA-256."""
        parts = {part.file: part.sha256 for table in self.tables.values() for part in table.parts}
        return parts | {content_name(one.sha256): one.sha256 for one in self.files}

    def same_as(self, other: RestorePoint | None) -> bool:
        """Whether both are of the same day and state."""
        return other is not None and replace(self, made_at=other.made_at) == other


def content_name(sha256: str) -> str:
    """Where a file of that content lies, from the folder of the snapshots."""
    return f"content/{sha256}"


def write_point(file: Path, point: RestorePoint) -> None:
    """Keep `point` in `file`, whole or not at all."""
    said = asdict(point) | {
        "day": point.day.isoformat(),
        "made_at": point.made_at.isoformat(),
    }
    body = _canonical(said)
    write_whole(file, _canonical(said | {"sha256": _sha256(body)}).encode())


def read_point(file: Path) -> RestorePoint:
    """The restore point in `file`.

    Raises:
        StoreError: If it was damaged.
        FileNotFoundError: If there is none.
    """
    text = file.read_bytes()
    said: dict[str, Any] = {}
    try:
        said = json.loads(text)
        whole = said.pop("sha256") == _sha256(_canonical(said))
    except (ValueError, KeyError, AttributeError, TypeError):
        whole = False
    if not whole:
        raise StoreError(
            f"The restore point {file} is damaged.",
            remedy="Choose another day, or put the file back from a copy of the snapshots.",
        )
    return RestorePoint(
        day=date.fromisoformat(said["day"]),
        made_at=datetime.fromisoformat(said["made_at"]),
        migrations=tuple((number, name, sha256) for number, name, sha256 in said["migrations"]),
        tables={name: _table(one) for name, one in said["tables"].items()},
        files=tuple(KeptFile(**one) for one in said["files"]),
    )


def _table(said: dict[str, Any]) -> KeptTable:
    columns = tuple((name, kind) for name, kind in said.pop("columns"))
    parts = tuple(Part(**one) for one in said.pop("parts"))
    return KeptTable(columns=columns, parts=parts, **said)


def _canonical(said: Mapping[str, object]) -> str:
    return json.dumps(said, sort_keys=True, separators=(",", ":"))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

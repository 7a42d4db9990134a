"""What lies on the disk beside the database, and what keeping it in order comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, get_args

Kind = Literal[
    "report", "dashboard", "outbox file", "artefact", "restore point", "replaced data", "log"
]

ORDER: Final[tuple[Kind, ...]] = get_args(Kind)
"""In which kinds go: first what is made again in seconds, last what tells of the past."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that could go.

    Attributes:
        kind: What it is.
        name: By which the one who removes it knows it, and people do.
        day: When it was made, or what day it is about.
        size: In bytes.
        needed: Why it must stay; "" if it need not.
    """

    kind: Kind
    name: str
    day: date
    size: int
    needed: str = ""


@dataclass(frozen=True, slots=True)
class DiskUse:
    """The disk that holds the data. Attributes: used, free: in bytes."""

    used: int
    free: int

    @property
    def percent(self) -> float:
        """How full it is, in percent of what this user may fill."""
        return 100.0 * self.used / max(1, self.used + self.free)


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of keeping a day's state.

    Attributes:
        day: The restore point's.
        new: Whether anything was written.
        tables: How many there are.
        rows: In all of them.
        written_rows: Rows that were written now.
        written_files: Files that were written now.
        anew: Tables all of which was kept again, since they are no continuation.
    """

    day: date
    new: bool
    tables: int
    rows: int
    written_rows: int
    written_files: int
    anew: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Compacted:
    """Files of days that became files of months. Attributes: removed, made: files."""

    removed: int = 0
    made: int = 0
    months: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of a roll-back.

    Attributes:
        day: The restore point's.
        folder: Where the data are now.
        aside: Where what was there before lies; "" if nothing was.
        rows: In all tables.
        tables: How many.
        files: That lie beside the database.
    """

    day: date
    folder: str
    aside: str
    rows: int
    tables: int
    files: int

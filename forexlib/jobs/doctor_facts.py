"""What the doctor is told; collected outside, so that the examination reads nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

import polars as pl

from forexlib.core.errors import ForexError
from forexlib.decisions.upkeep import DiskLimits

Web = Literal["answered", "off"]
Mirror = Literal["usable", "off"]


@dataclass(frozen=True, slots=True)
class Software:
    """What is installed.

    Attributes:
        python: The interpreter's version.
        installed: Version of each package the project needs; None where it is not installed.
        locked: Version of each package in requirements.lock; None if there is no such file.
    """

    python: str
    installed: Mapping[str, str | None]
    locked: Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class Disk:
    """The folder of the data, and the disk it is on. Attributes: used, free: in bytes."""

    folder: str
    writable: bool
    used: int
    free: int
    limits: DiskLimits = field(default_factory=DiskLimits)


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned. Attributes: count: of files; size: bytes; damaged: keys of those."""

    count: int
    size: int
    damaged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Served:
    """The champion of a horizon.

    Attributes:
        horizon_days: Calendar days.
        version: Who serves.
        anchor: The last fixing it learned from.
        differs: Names of what the settings' recipe chooses otherwise.
        joins: Names of what the next refresh takes from the settings: series, benchmarks, the seed.
        trouble: Why its artefact cannot be used; None if it can.
    """

    horizon_days: int
    version: str
    anchor: date
    differs: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    trouble: ForexError | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A service that is asked with credentials.

    Attributes:
        source: Its name.
        credentials: The settings that hold them.
        lacking: Which of those have to be set; "" if none has.
        refused: What its last answer was, if that was that it does not know us; else "".
    """

    source: str
    credentials: str
    lacking: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Calendars:
    """Calendars of events.

    Attributes:
        count: How many there are.
        first_end: When the first of them ends; None if there is none.
        ending: A sentence for each that has ended or ends soon.
    """

    count: int
    first_end: date | None = None
    ending: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SettingsText:
    """The settings file.

    Attributes:
        file: Where it is looked for.
        is_there: Whether there is one.
        lines: Numbers of those that say nothing in its syntax.
        unknown: Variables in it that look like settings and are none.
    """

    file: str
    is_there: bool = False
    lines: tuple[int, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database holds of the pair and target asked about.

    Attributes:
        file: Where it is.
        size: In bytes.
        migrations: Names of those applied, in order.
        violations: Rule to the number of rows that break it.
        newest: Series to its last event date.
        runs: Rows of the table of that name.
        due: Forecasts whose actual is known and that are not scored.
        waiting: Forecasts whose target is past and whose actual is not known.
        record_missing: Days of the weekly track record without a forecast; None if none is kept.
        withheld: Rows of the view `quarantine_status` that are open.
        served: The champions of the settings' horizons.
    """

    file: str
    size: int
    migrations: tuple[str, ...]
    violations: Mapping[str, int]
    newest: Mapping[str, date]
    runs: pl.DataFrame
    due: int
    waiting: int
    record_missing: tuple[date, ...] | None
    withheld: pl.DataFrame
    served: tuple[Served, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the doctor looks at.

    Attributes:
        now: The instant of the visit, UTC.
        software: What is installed.
        settings: Name to value, as in effect; secrets may still be in them.
        series: What a forecast needs, the target first.
        optional: Further regressors, which a forecast can go without.
        stale_days: Business days after which data are called stale.
        disk: Where the data go.
        database: What it holds, why it cannot be read, or None if there is none yet.
        archive: Name and last day of the rates that came as a package, or why there are none.
        learned: What was learned, or why it cannot be read.
        calendars: Of events, or why they cannot be read.
        accounts: The services that are asked, and with credentials.
        web: Whether the NBP's web service answered, or why not; None if it was not to be asked.
        settings_text: What the settings file says that is of no use, or why it cannot be read.
        newest_point: Day of the newest restore point; None if there is none.
        mirror: Whether MLflow can be used, or why not.
    """

    now: datetime
    software: Software
    settings: Mapping[str, str]
    series: Sequence[str]
    stale_days: int
    disk: Disk
    database: Stored | ForexError | None
    archive: tuple[str, date] | ForexError
    learned: Learned | ForexError
    calendars: Calendars | ForexError
    optional: Sequence[str] = ()
    accounts: Sequence[Account] = ()
    web: Web | ForexError | None = field(default=None)
    settings_text: SettingsText | ForexError | None = None
    newest_point: date | None = None
    mirror: Mirror | ForexError = "usable"

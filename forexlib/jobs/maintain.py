"""The day's upkeep: keep the state of the data, merge what is past, and make room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from forexlib.core.calendar import local_date
from forexlib.core.errors import StoreError
from forexlib.core.upkeep import Compacted, Kept
from forexlib.decisions.upkeep import Cleaning, DiskLimits
from forexlib.jobs.upkeep import Shelves, clean, refuse_heavy_work


class Keeper(Protocol):
    """Where restore points are made."""

    def keep(self, *, day: date, now: datetime) -> Kept:
        """Make the restore point of `day`."""
        ...


class Merger(Protocol):
    """What makes a past month's files one."""

    def compact(self, *, before: date) -> Compacted:
        """Merge the files of each month before that of `before`."""
        ...


@dataclass(frozen=True, slots=True)
class Caretaker:
    """Who does it, and by which rules. Attributes: zone: by which a day is told."""

    keeper: Keeper
    merger: Merger
    shelves: Shelves
    limits: DiskLimits
    zone: str


@dataclass(frozen=True, slots=True)
class Maintained:
    """What was done.

    Attributes:
        kept: The day's restore point; None where it only was asked what would go.
        compacted: What was merged; None if nothing was tried.
        refused: Why nothing was merged; None unless it was refused.
        cleaning: What went, or would go.
    """

    kept: Kept | None
    compacted: Compacted | None
    refused: StoreError | None
    cleaning: Cleaning


def maintain(caretaker: Caretaker, *, now: datetime, dry: bool = False) -> Maintained:
    """Make room if need be, make the day's restore point, merge the months that are past.

    Room comes first, so that there is some for the rest. Where the disk stays too full nothing is
    merged, which for a while takes as much space again; the restore point is made all the same.

    Args:
        caretaker: Who does it.
        now: The instant, UTC.
        dry: Whether only to say what would go.

    Raises:
        StoreError: If the restore point cannot be made; those before are whole.
    """
    today = local_date(now, zone=caretaker.zone)
    cleaning = clean(caretaker.shelves, caretaker.limits, today=today, now=now, dry=dry)
    if dry:
        return Maintained(None, None, None, cleaning)
    kept = caretaker.keeper.keep(day=today, now=now)
    try:
        refuse_heavy_work("merging past months", caretaker.shelves.use(), caretaker.limits)
    except StoreError as error:
        return Maintained(kept, None, error, cleaning)
    return Maintained(kept, caretaker.merger.compact(before=today), None, cleaning)

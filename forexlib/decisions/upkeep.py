"""What goes from a disk that is filling up, and which restore points have had their time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from forexlib.core.errors import SettingsError
from forexlib.core.upkeep import ORDER, DiskUse, Thing

POINTS_KEPT: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class DiskLimits:
    """How full the disk may be, in percent.

    Attributes:
        clean: From here on what is old goes.
        stop: From here on heavy work is refused.
    """

    clean: float = 85.0
    stop: float = 95.0

    def __post_init__(self) -> None:
        """Refuse limits that contradict each other.

        Raises:
            SettingsError: If heavy work would stop before anything was cleaned.
        """
        if self.clean > self.stop:
            raise SettingsError(
                f"disk_clean = {self.clean:g} is above disk_stop = {self.stop:g}.",
                remedy="Change FOREX_DISK_CLEAN or FOREX_DISK_STOP.",
            )


@dataclass(frozen=True, slots=True)
class Cleaning:
    """A verdict on a disk.

    Attributes:
        before: Percent used.
        after: Percent used once all that goes is gone.
        going: What goes, in order.
        enough: Whether the disk is below the limit then.
    """

    before: float
    after: float
    going: tuple[Thing, ...]
    enough: bool

    @property
    def size(self) -> int:
        """Of all that goes, in bytes."""
        return sum(thing.size for thing in self.going)


def what_goes(things: Collection[Thing], use: DiskUse, limits: DiskLimits) -> Cleaning:
    """Take as little as brings the disk below its limit: kind by kind, the oldest first.

    The kinds in order: reports, dashboards, files of delivered messages, superseded artefacts,
    expired restore points, data that a restore replaced, logs. What is needed stays, however full
    the disk is.
    """
    going: list[Thing] = []
    after = use
    free = [thing for thing in things if not thing.needed]
    for thing in sorted(free, key=lambda one: (ORDER.index(one.kind), one.day, one.name)):
        if after.percent < limits.clean:
            break
        going.append(thing)
        after = DiskUse(after.used - thing.size, after.free + thing.size)
    return Cleaning(use.percent, after.percent, tuple(going), after.percent < limits.clean)


def is_too_full(use: DiskUse, limits: DiskLimits) -> bool:
    """Whether heavy work is refused."""
    return use.percent >= limits.stop


def expired_points(days: Sequence[date], today: date) -> list[date]:
    """Restore points older than 90 days but for the last one of each month."""
    month_ends = {(day.year, day.month): day for day in sorted(days)}
    return [
        day
        for day in sorted(days)
        if today - day > POINTS_KEPT and month_ends[day.year, day.month] != day
    ]

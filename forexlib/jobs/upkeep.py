"""Keep the disk that holds the data from filling up, and refuse what would fill it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from forexlib.core.errors import StoreError
from forexlib.core.upkeep import DiskUse, Thing
from forexlib.decisions.upkeep import Cleaning, DiskLimits, is_too_full, what_goes


class Shelves(Protocol):
    """What lies beside the database, and the disk it is on."""

    def use(self) -> DiskUse:
        """How full the disk is."""
        ...

    def things(self, today: date) -> Sequence[Thing]:
        """What could go, and what must not."""
        ...

    def remove(self, things: Sequence[Thing], *, now: datetime) -> None:
        """Remove them, and log each by a line."""
        ...


def clean(
    shelves: Shelves, limits: DiskLimits, *, today: date, now: datetime, dry: bool = False
) -> Cleaning:
    """Remove what is old where the disk is too full; `dry` only says what would go.

    Raises:
        StoreError: If something cannot be looked at or removed.
    """
    use = shelves.use()
    things = shelves.things(today) if use.percent >= limits.clean else ()
    cleaning = what_goes(things, use, limits)
    if cleaning.going and not dry:
        shelves.remove(cleaning.going, now=now)
    return cleaning


def refuse_heavy_work(work: str, use: DiskUse, limits: DiskLimits) -> None:
    """See that there is room for work that writes much; forecasts never ask.

    Raises:
        StoreError: If the disk is fuller than the limit.
    """
    if is_too_full(use, limits):
        raise StoreError(
            f"The disk that holds the data is {use.percent:.0f} % full,"
            f" so {work} is not started; forecasts go on.",
            remedy="Free some space (`forex maintain --dry-run` says what may go), or raise"
            " FOREX_DISK_STOP.",
        )

"""What the doctor says of the disk, and of how far back one can go."""

from __future__ import annotations

from datetime import date
from typing import Final

from forexlib.core.upkeep import DiskUse
from forexlib.decisions.upkeep import is_too_full
from forexlib.jobs.doctor_facts import Disk
from forexlib.jobs.finding import Finding, count, size_of

LATE: Final = 2
"""Days after which a restore point is old: one is made every morning."""
MAINTAIN: Final = "Run `forex maintain`; `maintenance/daily` does it every morning."


def look_at_use(disk: Disk) -> Finding:
    """Whether the disk is filling up."""
    use = DiskUse(disk.used, disk.free)
    found = f"{use.percent:.0f} % used, {size_of(disk.free)} free."
    if is_too_full(use, disk.limits):
        refused = f"{found} Heavy work is refused from {disk.limits.stop:g} % on."
        return Finding("warning", "disk", refused, "Free some space; forecasts go on until then.")
    if use.percent >= disk.limits.clean:
        remedy = "Free some space before the disk is full; `forex maintain` removes what is old."
        return Finding("warning", "disk", found, remedy)
    return Finding("ok", "disk", found)


def look_at_points(newest: date | None, today: date) -> Finding:
    """How old the newest restore point is."""
    if newest is None:
        return Finding("warning", "restore point", "There is none yet.", MAINTAIN)
    age = (today - newest).days
    found = f"The newest is of {newest}, {count(age, 'day')} ago."
    if age > LATE:
        return Finding("warning", "restore point", found, MAINTAIN)
    return Finding("ok", "restore point", found)

"""The only place of the flows that asks what time it is, and reads the times of parameters."""

from __future__ import annotations

from datetime import UTC, datetime, time

from forexlib.core.calendar import instant
from forexlib.core.errors import SettingsError
from forexlib.wiring import Settings


def now() -> datetime:
    """The instant at which the flow runs, UTC."""
    return datetime.now(UTC)


def read_as_of(as_of: datetime | None, settings: Settings) -> datetime | None:
    """The parameter `as_of` as an instant; a date alone means that day's issue time.

    Prefect reads a date as its midnight without a zone.

    Raises:
        SettingsError: If it has a time of day and no zone.
    """
    if as_of is None:
        return None
    if as_of.tzinfo is not None:
        return as_of.astimezone(UTC)
    if as_of.time() != time.min:
        raise SettingsError(
            f"as_of = {as_of.isoformat()} does not say in which zone it is.",
            remedy="Add the offset, such as 2026-10-26T08:30-03:00, or write the date alone.",
        )
    return instant(as_of.date(), settings.issue_time, zone=settings.zone)

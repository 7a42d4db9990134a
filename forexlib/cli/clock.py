"""The only place of the command line that asks what time it is, and reads the times people type."""

from __future__ import annotations

from datetime import UTC, date, datetime

from forexlib.core.calendar import FIRST_YEAR, LAST_YEAR, instant
from forexlib.core.errors import SettingsError
from forexlib.wiring import Settings


def now() -> datetime:
    """The instant at which the command runs, UTC."""
    return datetime.now(UTC)


def read_day(text: str) -> date:
    """A civil date.

    Raises:
        SettingsError: If `text` is not a date such as 2026-10-26.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise SettingsError(f"{text!r} is not a date.", remedy="Write it as 2026-10-26.") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise SettingsError(
            f"{day} lies outside of the calendars, {FIRST_YEAR} to {LAST_YEAR}.",
            remedy="Choose a day within.",
        )
    return day


def read_instant(text: str, settings: Settings) -> datetime:
    """An instant; a date alone means that day's issue time.

    Raises:
        SettingsError: If `text` is neither a date nor an instant with its zone.
    """
    if len(text) <= len("2026-10-26"):
        return instant(read_day(text), settings.issue_time, zone=settings.zone)
    read_day(text[: len("2026-10-26")])
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingsError(
            f"{text!r} is not an instant.", remedy="Write 2026-10-26 or 2026-10-26T12:30+00:00."
        ) from error
    if moment.tzinfo is None:
        raise SettingsError(
            f"{text!r} does not say in which zone it is.",
            remedy="Add the offset, such as 2026-10-26T08:30-03:00, or write the date alone.",
        )
    return moment.astimezone(UTC)


def read_horizon(text: str) -> int:
    """`30d` or `30` as days.

    Raises:
        SettingsError: If `text` is neither.
    """
    digits = text.strip().lower().removesuffix("d")
    if not digits.isdecimal() or int(digits) < 1:
        raise SettingsError(f"{text!r} is not a horizon.", remedy="Write days, such as 30d.")
    return int(digits)

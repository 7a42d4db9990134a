"""Days on which a market was open or closed otherwise than the `holidays` package says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal, get_args

from forexlib.core.dated import Heading, Record, read_records, read_text

Market = Literal["warsaw", "santiago", "new_york"]
State = Literal["open", "closed"]

PACKAGED: Final = Path(__file__).with_name("calendars") / "overrides.toml"
SATURDAY: Final = 5

_HEADINGS: Final = {
    "day": Heading(
        required={"date": date, "market": str, "state": str, "source": str},
        optional={"note": str},
    )
}


@dataclass(frozen=True, slots=True)
class Override:
    """One day. Attributes: source: who says so; note: why, for people."""

    day: date
    market: Market
    state: State
    source: str
    note: str = ""


def read_overrides(text: str, *, file: str) -> tuple[Override, ...]:
    """The days that a file names.

    Raises:
        SettingsError: If a record cannot be used, or two speak of one day; names the line.
    """
    found: dict[tuple[date, str], Override] = {}
    for record in read_records(text, file=file, headings=_HEADINGS)["day"]:
        one = _override(record)
        if (one.day, one.market) in found:
            raise record.wrong(
                f"{one.day} is named twice for {one.market}.", remedy="Leave one record."
            )
        found[one.day, one.market] = one
    return tuple(found.values())


def packaged_overrides() -> tuple[Override, ...]:
    """The days that came with this package."""
    return read_overrides(read_text(PACKAGED), file=PACKAGED.name)


def amended(closed: Sequence[date], overrides: Sequence[Override], *, market: Market) -> list[date]:
    """The closed days of `market`, in order, where what `overrides` say goes before `closed`."""
    own = {one.day: one.state for one in overrides if one.market == market}
    kept = {day for day in closed if own.get(day) != "open"}
    return sorted(kept | {day for day, state in own.items() if state == "closed"})


def _override(record: Record) -> Override:
    said = record.fields
    for field, known in (("market", get_args(Market)), ("state", get_args(State))):
        if said[field] not in known:
            raise record.wrong(
                f"{field} = {said[field]!r} is not known.", remedy=f"Use one of {', '.join(known)}."
            )
    if said["state"] == "open" and said["date"].weekday() >= SATURDAY:
        raise record.wrong(
            f"{said['date']} is no weekday, and business days are weekdays.",
            remedy="Take the record out.",
        )
    return Override(said["date"], said["market"], said["state"], said["source"], said["note"])

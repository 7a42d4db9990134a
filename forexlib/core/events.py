"""Planned events that may move the peso, as dated files; each calendar says how far it reaches.

`calendars/events.toml` came with this package; a desk adds files of the same form. Of two files
that speak of one calendar the later goes before: it adds dates, or says something else of a date,
and its `valid_until` holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final, Literal, get_args

from forexlib.core.calendar import business_days_between
from forexlib.core.dated import Heading, Record, read_records, read_text
from forexlib.core.overrides import Market

Kind = Literal["policy_meeting", "cpi", "survey"]
Language = Literal["es", "en"]

PACKAGED: Final = Path(__file__).with_name("calendars") / "events.toml"
SOON: Final = 5  # business days
WARNED_FROM: Final = 60  # days

_HEADINGS: Final = {
    "calendar": Heading(
        required={"name": str, "kind": str, "title": str, "valid_until": date, "source": str},
        optional={"title_en": str},
    ),
    "event": Heading(
        required={"calendar": str, "date": date, "verified": bool},
        optional={"source": str, "note": str},
    ),
}

_WARNINGS: Final[Mapping[Language, Mapping[Literal["ends", "ended"], str]]] = {
    "es": {
        "ends": "El calendario «{title}» termina el {day}, en {days} días: {remedy}",
        "ended": "El calendario «{title}» terminó el {day}, hace {days} días, y calla: {remedy}",
    },
    "en": {
        "ends": "The calendar “{title}” ends on {day}, {days} days from now: {remedy}",
        "ended": "The calendar “{title}” ended on {day}, {days} days ago, and is silent: {remedy}",
    },
}
_REMEDY: Final[Mapping[Language, str]] = {
    "es": "agregue un archivo con las fechas que siguen.",
    "en": "add a file with the dates that follow.",
}


@dataclass(frozen=True, slots=True)
class EventCalendar:
    """A series of events, such as the policy meetings of one bank.

    Attributes:
        name: By which events and later files name it.
        kind: What sort of events.
        title: Of each event, for people, in Spanish.
        valid_until: The calendar is complete up to this day.
        source: Where its dates come from.
        title_en: The title in English; "" where it is the Spanish one.
    """

    name: str
    kind: Kind
    title: str
    valid_until: date
    source: str
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    """One event.

    Attributes:
        day: On which it is, where it is; of a meeting of two days, that of the decision.
        calendar: Name of its calendar.
        kind: As its calendar's.
        title: As its calendar's.
        source: Where the date comes from.
        verified: Whether somebody held the date against a publication.
        note: More, for people.
        title_en: As its calendar's.
    """

    day: date
    calendar: str
    kind: Kind
    title: str
    source: str
    verified: bool
    note: str = ""
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is planned. Attributes: calendars: in order of name; events: in order of day."""

    calendars: tuple[EventCalendar, ...]
    events: tuple[PlannedEvent, ...]


def read_agenda(texts: Mapping[str, str]) -> Agenda:
    """The agenda in some texts, by the names of their files; later ones go before.

    Raises:
        SettingsError: If a record cannot be used, or names no calendar of its file; tells the line.
    """
    calendars: dict[str, EventCalendar] = {}
    events: dict[tuple[str, date], PlannedEvent] = {}
    for file, text in texts.items():
        records = read_records(text, file=file, headings=_HEADINGS)
        own: dict[str, EventCalendar] = {}
        for record in records["calendar"]:
            one = _calendar(record)
            if one.name in own:
                raise record.wrong(f"{one.name!r} is there twice.", remedy="Leave one of them.")
            own[one.name] = one
        named: dict[tuple[str, date], PlannedEvent] = {}
        for record in records["event"]:
            planned = _event(record, own)
            if (planned.calendar, planned.day) in named:
                raise record.wrong(
                    f"{planned.calendar} has {planned.day} twice.", remedy="Leave one of them."
                )
            named[planned.calendar, planned.day] = planned
        calendars |= own
        events |= named
    return Agenda(
        tuple(calendars[name] for name in sorted(calendars)),
        tuple(sorted(events.values(), key=lambda event: (event.day, event.calendar))),
    )


def load_agenda(files: Sequence[Path] = ()) -> Agenda:
    """What came with this package, and the files of a desk, the later before the earlier.

    Raises:
        SettingsError: If a file cannot be read or used.
    """
    return read_agenda({str(file): read_text(file) for file in (PACKAGED, *files)})


def upcoming(
    events: Sequence[PlannedEvent], day: date, *, market: Market, within: int = SOON
) -> tuple[PlannedEvent, ...]:
    """Those on `day` or at most `within` business days of `market` after it, the next first.

    Example: from a Thursday before a holiday on Friday, the next Friday is 5 business days away.
    """
    return tuple(
        sorted(
            (
                event
                for event in events
                if event.day >= day
                and business_days_between(day, event.day, market=market) <= within
            ),
            key=lambda event: (event.day, event.calendar),
        )
    )


def expires_within(
    calendars: Sequence[EventCalendar],
    day: date,
    *,
    days: int = WARNED_FROM,
    language: Language = "es",
) -> tuple[str, ...]:
    """A warning to operations for each calendar that ends within `days` days of `day`, or ended."""
    said = _WARNINGS[language]
    return tuple(
        said["ends" if one.valid_until >= day else "ended"].format(
            title=(one.title_en if language == "en" else "") or one.title,
            day=one.valid_until,
            days=abs((one.valid_until - day).days),
            remedy=_REMEDY[language],
        )
        for one in sorted(calendars, key=lambda one: (one.valid_until, one.name))
        if one.valid_until - day <= timedelta(days=days)
    )


def _calendar(record: Record) -> EventCalendar:
    kinds = get_args(Kind)
    if record.fields["kind"] not in kinds:
        raise record.wrong(
            f"kind = {record.fields['kind']!r} is not known.",
            remedy=f"Use one of {', '.join(kinds)}.",
        )
    return EventCalendar(**record.fields)


def _event(record: Record, calendars: Mapping[str, EventCalendar]) -> PlannedEvent:
    said = record.fields
    if said["calendar"] not in calendars:
        raise record.wrong(
            f"this file has no calendar {said['calendar']!r}.",
            remedy="Add a [[calendar]] of that name, which says how far it is complete.",
        )
    own = calendars[said["calendar"]]
    return PlannedEvent(
        day=said["date"],
        calendar=own.name,
        kind=own.kind,
        title=own.title,
        source=said["source"] or own.source,
        verified=said["verified"],
        note=said["note"],
        title_en=own.title_en,
    )

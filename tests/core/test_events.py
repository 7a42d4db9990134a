"""Planned events: read from dated files, told in time, and missed when a calendar ends."""

from datetime import date
from pathlib import Path

import pytest

from forexlib.core.errors import SettingsError
from forexlib.core.events import (
    PACKAGED,
    EventCalendar,
    PlannedEvent,
    expires_within,
    load_agenda,
    read_agenda,
    upcoming,
)

CALENDAR = """
[[calendar]]
name = "RPM"
kind = "policy_meeting"
title = "Reunión"
valid_until = 2026-12-31
source = "the bank"
"""
EVENT = """
[[event]]
calendar = "RPM"
date = 2026-10-27
verified = true
"""
BOTH = CALENDAR + EVENT


def planned(*days: date) -> list[PlannedEvent]:
    return [
        PlannedEvent(day, "RPM", "policy_meeting", "Reunión", "x", verified=True) for day in days
    ]


def until(day: date, title: str = "Reunión") -> EventCalendar:
    return EventCalendar(title, "policy_meeting", title, day, "x")


def test_an_event_takes_what_it_does_not_say_from_its_calendar() -> None:
    agenda = read_agenda({"mine.toml": BOTH})

    assert agenda.calendars == (
        EventCalendar("RPM", "policy_meeting", "Reunión", date(2026, 12, 31), "the bank"),
    )
    [event] = agenda.events
    assert event == PlannedEvent(
        date(2026, 10, 27), "RPM", "policy_meeting", "Reunión", "the bank", verified=True
    )


def test_a_title_in_english_is_said_in_english_alone() -> None:
    text = BOTH.replace('title = "Reunión"', 'title = "Reunión"\ntitle_en = "Meeting"')
    agenda = read_agenda({"mine.toml": text})

    assert [one.title_en for one in agenda.events] == ["Meeting"]
    for language, title in (("es", "«Reunión»"), ("en", "“Meeting”")):
        [said] = expires_within(agenda.calendars, date(2026, 12, 1), language=language)
        assert title in said


def test_every_packaged_calendar_has_a_title_in_each_language() -> None:
    assert all(one.title_en and one.title_en != one.title for one in load_agenda().calendars)


def test_a_desk_adds_its_own_file(tmp_path: Path) -> None:
    file = tmp_path / "desk.toml"
    file.write_text(BOTH, encoding="utf-8")

    agenda = load_agenda([file])

    assert date(2026, 10, 27) in {one.day for one in agenda.events if one.calendar == "RPM"}
    assert date(2025, 6, 17) in {one.day for one in agenda.events if one.calendar == "RPM"}
    [rpm] = [one for one in agenda.calendars if one.name == "RPM"]
    assert rpm.valid_until == date(2026, 12, 31)


def test_of_two_files_the_later_goes_before() -> None:
    corrected = BOTH.replace("verified = true", 'verified = false\nnote = "moved"')

    agenda = read_agenda({"first.toml": BOTH, "second.toml": corrected})

    [event] = agenda.events
    assert (event.verified, event.note) == (False, "moved")


def test_the_packaged_dates_are_weekdays_with_sources_in_order() -> None:
    agenda = load_agenda()

    days = [event.day for event in agenda.events]
    assert days == sorted(days)
    assert all(day.weekday() < 5 for day in days)
    assert all(event.source and event.verified for event in agenda.events)


@pytest.mark.parametrize(
    ("day", "calendar"),
    [
        (date(2025, 6, 17), "RPM"),
        (date(2025, 9, 9), "RPM"),
        (date(2025, 10, 28), "RPM"),
        (date(2026, 1, 27), "RPM"),
        (date(2026, 12, 9), "FOMC"),
        (date(2026, 2, 6), "IPC"),
    ],
)
def test_known_events_are_in_the_packaged_file(day: date, calendar: str) -> None:
    assert (day, calendar) in {(one.day, one.calendar) for one in load_agenda().events}


@pytest.mark.parametrize("name", ["RPM", "FOMC"])
def test_a_bank_decides_eight_times_a_year(name: str) -> None:
    days = [one.day for one in load_agenda().events if one.calendar == name]

    assert sum(day.year == 2025 for day in days) == 8


def test_upcoming_is_today_up_to_five_business_days_ahead() -> None:
    thursday = date(2026, 10, 22)
    days = [date(2026, 10, day) for day in (21, 22, 29, 30)]

    found = upcoming(planned(*reversed(days)), thursday, market="warsaw")

    assert [event.day for event in found] == days[1:3]


def test_holidays_bring_a_later_event_nearer() -> None:
    wednesday, next_wednesday, next_thursday = (date(2026, 9, day) for day in (16, 23, 24))

    in_chile = upcoming(planned(next_wednesday, next_thursday), wednesday, market="santiago")
    in_warsaw = upcoming(planned(next_wednesday, next_thursday), wednesday, market="warsaw")

    assert [event.day for event in in_chile] == [next_wednesday, next_thursday]  # 18 is closed
    assert [event.day for event in in_warsaw] == [next_wednesday]


def test_an_event_on_a_weekend_counts_the_business_days_before_it() -> None:
    friday, sunday = date(2026, 10, 23), date(2026, 10, 25)

    assert upcoming(planned(sunday), friday, market="santiago", within=0) != ()


def test_the_span_can_be_chosen() -> None:
    monday, tuesday = date(2026, 10, 26), date(2026, 10, 27)

    assert upcoming(planned(tuesday), monday, market="warsaw", within=0) == ()
    assert upcoming(planned(tuesday), monday, market="warsaw", within=1) != ()


@pytest.mark.parametrize(
    ("last", "warned"),
    [
        (date(2026, 12, 26), False),
        (date(2026, 12, 25), True),
        (date(2026, 10, 26), True),
        (date(2026, 10, 25), True),
    ],
)
def test_operations_are_warned_from_60_days_before_a_calendar_ends(
    last: date, *, warned: bool
) -> None:
    said = expires_within([until(last)], date(2026, 10, 26))

    assert bool(said) == warned


def test_a_warning_says_which_calendar_ends_when_and_what_to_do() -> None:
    calendars = [until(date(2026, 12, 1), "Uno"), until(date(2026, 10, 1), "Otro")]

    spanish = expires_within(calendars, date(2026, 10, 26))
    english = expires_within(calendars, date(2026, 10, 26), language="en")

    remedy = "agregue un archivo con las fechas que siguen."
    assert spanish == (
        f"El calendario «Otro» terminó el 2026-10-01, hace 25 días, y calla: {remedy}",
        f"El calendario «Uno» termina el 2026-12-01, en 36 días: {remedy}",
    )
    assert english[1].startswith("The calendar “Uno” ends on 2026-12-01, 36 days from now")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(BOTH + EVENT, "line 14: RPM has 2026-10-27 twice"),
        pytest.param(CALENDAR + BOTH, "line 9: 'RPM' is there twice"),
        pytest.param(EVENT, "line 2: this file has no calendar 'RPM'"),
        pytest.param(BOTH.replace("policy_meeting", "party"), "line 2: kind = 'party' is not"),
        pytest.param(BOTH.replace("verified = true\n", ""), "line 9: there is no 'verified'"),
        pytest.param(BOTH.replace("= true", '= "yes"'), "line 9: verified = 'yes' is no yes or no"),
        pytest.param(BOTH.replace("2026-10-27", "2026-02-30"), "is not TOML.*line 11"),
        pytest.param(BOTH.replace("2026-12-31", '"2026"'), "line 2: valid_until = '2026' is no"),
        pytest.param(BOTH + "\n[[meeting]]\n", "line 14: 'meeting' is not known here"),
        pytest.param("<html>", "is not TOML.*line 1"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=f"mine.toml.*{said}") as refused:
        read_agenda({"mine.toml": text})

    assert refused.value.remedy


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_one_message(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "desk.toml"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(SettingsError, match=r"desk\.toml cannot be read"):
        load_agenda([file])


def test_the_file_is_packaged() -> None:
    assert PACKAGED.is_file()

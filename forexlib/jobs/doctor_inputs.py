"""What the doctor says of what forecasts are made from: regressors, sources, events, quarantine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import polars as pl

from forexlib.core.ages import beside_origin, regressor_ages, together
from forexlib.core.errors import ForexError
from forexlib.jobs.doctor_facts import Account, Calendars, Facts, SettingsText, Stored
from forexlib.jobs.finding import Finding, count, masked, trouble

REFRESH: Final = (
    "Run `forex run`; `forex sources check` says how their sources answer, and a series of one's"
    " own comes from `forex ingest --csv`."
)
LOOK: Final = (
    "See `forex quarantine list`; `forex quarantine accept` lets in what is right, `reject` keeps"
    " the rest out."
)
SETTINGS_FILE: Final = "settings file"
EXTEND: Final = "Add a file with the dates that follow to FOREX_EVENT_FILES."


def look_at_regressors(stored: Stored, facts: Facts) -> Iterator[Finding]:
    """Those that are not fresh beside the target, as a forecast made now sees them.

    Alike ones are told in one line. Of those it needs that are absent more is said elsewhere.
    """
    target, *needed = facts.series
    needed = [name for name in needed if name in stored.newest]
    origin = stored.newest.get(target)
    at = beside_origin(target, origin, as_of=facts.now) if origin else facts.now
    ages = regressor_ages(stored.newest, [*needed, *facts.optional], now=at)
    for age in together(ages):
        yield Finding("warning", "regressors", age.label("en"), REFRESH)
    if not ages:
        found = count(len(needed) + len(facts.optional), "regressor")
        yield Finding("ok", "regressors", f"{found}, none late beside the target.")


def look_at_settings_text(told: SettingsText | ForexError | None) -> Iterator[Finding]:
    """A file that cannot be read, and what stands in it to no effect."""
    match told:
        case None:
            return
        case ForexError():
            yield trouble("bad", SETTINGS_FILE, told)
            return
        case SettingsText(is_there=False):
            yield Finding("ok", SETTINGS_FILE, f"There is none at {told.file}.")
            return
    if told.lines:
        said = f"{told.file}: not understood, and of no effect: {_lines(told.lines)}."
        yield Finding("warning", SETTINGS_FILE, said, "Write each line as FOREX_NAME=value.")
    if told.unknown:
        said = f"{told.file}: {', '.join(told.unknown)}: there is no such setting."
        yield Finding("warning", SETTINGS_FILE, said, "`forex config show` lists them all.")
    if not told.lines and not told.unknown:
        yield Finding("ok", SETTINGS_FILE, told.file)


def _lines(numbers: tuple[int, ...]) -> str:
    return f"line{'' if len(numbers) == 1 else 's'} {', '.join(map(str, numbers))}"


def look_at_quarantine(withheld: pl.DataFrame) -> Finding:
    """What waits there for a fixing or for a person."""
    if withheld.is_empty():
        return Finding("ok", "quarantine", "Nothing waits there.")
    waiting = withheld.filter(state="pending").height
    series = withheld.get_column("series").value_counts(sort=True).sort("count", "series")
    named = ", ".join(f"{name} {n}" for name, n in series.reverse().iter_rows())
    found = (
        f"{count(withheld.height, 'value')} not let in: {waiting} waiting for the next fixing,"
        f" {withheld.height - waiting} kept out until a person decides ({named})."
    )
    return Finding("warning", "quarantine", found, LOOK)


def look_at_accounts(accounts: Sequence[Account]) -> Iterator[Finding]:
    """Whether the services that are asked with credentials have them, and accept them."""
    for one in accounts:
        if one.lacking:
            yield Finding(
                "warning",
                f"source {one.source}",
                "Its credentials are not set, so it is not asked.",
                f"Set {one.lacking}; or take {one.source} out of FOREX_SOURCES.",
            )
        elif one.refused:
            yield Finding(
                "warning",
                f"source {one.source}",
                masked("", one.refused),
                f"Correct {one.credentials}.",
            )
        else:
            yield Finding("ok", f"source {one.source}", "Its credentials are set.")


def look_at_calendars(calendars: Calendars | ForexError) -> Iterator[Finding]:
    """Whether the calendars of events reach far enough."""
    if isinstance(calendars, ForexError):
        yield trouble("bad", "calendars", calendars)
        return
    for said in calendars.ending:
        yield Finding("warning", "calendars", said, EXTEND)
    if not calendars.ending:
        until = f", the first ends on {calendars.first_end}" if calendars.first_end else ""
        yield Finding("ok", "calendars", f"{count(calendars.count, 'calendar')} of events{until}.")

"""How fresh the data are, how the sources answer, what waits in quarantine."""

from __future__ import annotations

from typing import Final

from forexlib.core.ages import State
from forexlib.reporting.dashboard.blocks import Block, Cell, Note, Section, Table, Tone
from forexlib.reporting.dashboard.facts import Facts
from forexlib.reporting.dashboard.words import Words
from forexlib.reporting.event_names import withheld
from forexlib.reporting.numbers import NONE, Numerals

AGES: Final[dict[State, Tone]] = {
    "fresh": "good",
    "late": "warn",
    "left out": "warn",
    "silent": "bad",
    "dead": "bad",
    "absent": "soft",
}
MOST: Final = 20
"""Values in quarantine that are shown, the newest."""
SHOWN: Final = 5
"""Of them in a terminal."""

SOURCES: Final[dict[str, Tone]] = {"ok": "good", "failing": "bad", "open": "bad", "begun": "soft"}


def part_data(facts: Facts, words: Words) -> Section:
    """Three tables, or words where there is nothing."""
    blocks: list[Block] = [
        Note(words("data_none"), "warn")
        if all(one.newest is None for one in facts.ages)
        else _series(facts, words),
        Note(words("sources_none")) if facts.sources.is_empty() else _sources(facts, words),
        Note(words("quarantine_none"))
        if facts.quarantine.is_empty()
        else _quarantine(facts, words),
    ]
    return Section("data", words("data"), blocks)


def _series(facts: Facts, words: Words) -> Table:
    stored = {one["series"]: one for one in facts.status.iter_rows(named=True)}
    rows: list[list[Cell | str]] = []
    for age in facts.ages:
        one = stored.get(age.series)
        rows.append(
            [
                age.series,
                Cell(words(f"age_{age.state}"), AGES[age.state]),
                NONE if age.newest is None else words.n.day(age.newest),
                NONE if age.newest is None else words.n.count(age.overdue),
                NONE if one is None else words.n.count(one["n_rows"]),
                Cell(NONE if one is None else one["sources"], "soft"),
            ]
        )
    return Table(
        words("series"),
        words.heads("series", "state", "last", "overdue", "values_stored", "source"),
        rows,
        left=frozenset({0, 1, 2, 5}),
    )


def _sources(facts: Facts, words: Words) -> Table:
    zone = facts.scope.zone
    return Table(
        words("sources"),
        words.heads("source", "state", "calls", "failures", "success"),
        [
            [
                one["source"],
                Cell(words(f"source_{one['state']}"), SOURCES[one["state"]]),
                words.n.count(one["n_calls"]),
                words.n.count(one["failures_in_a_row"]),
                words.moment(one["last_success_at"], zone),
            ]
            for one in facts.sources.iter_rows(named=True)
        ],
        left=frozenset({0, 1, 4}),
    )


def _quarantine(facts: Facts, words: Words) -> Table:
    waiting = facts.quarantine.height
    return Table(
        words("quarantine", n=words.n.count(waiting)),
        words.heads("series", "day", "value", "used", "reason", "source"),
        [
            [
                one["series"],
                words.n.day(one["event_date"]),
                _value(one["value"], words),
                _value(one["used_value"], words),
                withheld(one["reason"], words.language),
                one["source"],
            ]
            for one in facts.quarantine.head(MOST).iter_rows(named=True)
        ],
        left=frozenset({0, 1, 4, 5}),
        most=SHOWN,
    )


def _value(value: float | None, words: Words) -> str:
    """As many digits as its size asks for; what could not be read is NaN."""
    if value is None or not value > 0:
        return NONE
    return Numerals.for_rate(value, words.language).rate(value)

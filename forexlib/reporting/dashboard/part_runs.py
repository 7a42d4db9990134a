"""What ran lately, what it refused and what it warned of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from forexlib.reporting.dashboard.blocks import Cell, Note, Section, Table
from forexlib.reporting.dashboard.facts import Facts
from forexlib.reporting.dashboard.words import Words
from forexlib.reporting.numbers import NONE
from forexlib.reporting.reason_words import in_words, told_of_run

MOST: Final = 30
SHOWN: Final = 6
"""Runs that a terminal shows."""


def part_runs(facts: Facts, words: Words) -> Section:
    """The newest first."""
    shown = facts.runs.head(MOST)
    if shown.is_empty():
        return Section("runs", words("runs"), [Note(words("runs_none"))])
    zone = facts.scope.zone
    heads = words.heads("as_of", "rows", "origin", "mode", "refused", "warnings", "run")
    table = Table(
        words("runs_table", n=words.n.count(shown.height)),
        heads,
        [_row(one, zone, words) for one in shown.iter_rows(named=True)],
        left=frozenset(range(len(heads))),
        most=SHOWN,
    )
    return Section("runs", words("runs"), [table])


def _row(one: Mapping[str, Any], zone: str, words: Words) -> list[Cell | str]:
    refused = json.loads(one["refused"])
    warnings = [in_words(text, words.n) for text in told_of_run(one)[1]]
    told = words.n.listed([words("refused_days", days=days) for days in refused]) if refused else ""
    return [
        words.moment(one["as_of"], zone),
        Cell(words.track(one["track"]), "plain" if one["track"] == "live" else "soft"),
        words.n.day(one["origin_date"]),
        Cell(words.mode(one["mode"]), "warn" if one["reason"] else "plain"),
        Cell(told, "warn") if told else Cell(NONE, "soft"),
        Cell("; ".join(warnings), "warn") if warnings else Cell(NONE, "soft"),
        one["run_id"],
    ]

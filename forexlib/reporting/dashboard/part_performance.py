"""Whether forecasts have become worse lately, beside their own baseline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forexlib.reporting.dashboard.blocks import Cell, Note, Section, Table
from forexlib.reporting.dashboard.facts import Facts
from forexlib.reporting.dashboard.words import Words, grave
from forexlib.reporting.numbers import NONE


def part_performance(facts: Facts, words: Words) -> Section:
    """One row a horizon and track."""
    rows = facts.performance
    if rows.is_empty() or not rows.get_column("n").sum():
        blocks: list[Note | Table] = [Note(words("performance_none"))]
    else:
        blocks = [_table(facts, words)]
    return Section("performance", words("performance"), blocks)


def _table(facts: Facts, words: Words) -> Table:
    heads = words.heads(
        *("horizon", "rows", "n", "state", "base", "loss", "surprise"),
        *("rmse_change", "in_80", "in_95"),
    )
    shown = words.heads("horizon", "rows", "n", "state", "base", "loss", "surprise")
    return Table(
        words("performance_table"),
        heads,
        [_row(one, words) for one in facts.performance.iter_rows(named=True)],
        left=frozenset({0, 1, 3, 4}),
        note=words("performance_note"),
        terminal=shown,
    )


def _row(one: Mapping[str, Any], words: Words) -> list[Cell | str]:
    n, state = words.n, one["state"]
    tone = "bad" if state == "degraded" else "soft" if state == "insufficient" else "good"
    calm = one["severity"] in {None, "INFO"}
    change = n.percent(one["rmse_change"], sign=True)
    if one["with_the_market"]:
        change = words("with_the_market", change=change)
    return [
        words.days(one["horizon_days"]),
        Cell(words.track(one["track"]), "plain" if one["track"] == "live" else "soft"),
        n.count(one["n"]),
        Cell(words(f"state_{state}"), tone)
        if calm
        else Cell(f"{words(f'state_{state}')} · {one['severity']}", "bad"),
        NONE if one["baseline"] is None else words(f"base_{one['baseline']}"),
        _rise(one, "degradation", words),
        _rise(one, "surprise", words),
        change,
        *(_coverage(one, level, words) for level in (80, 95)),
    ]


def _rise(one: Mapping[str, Any], name: str, words: Words) -> Cell:
    percent, low, high = (one[key] for key in (name, f"{name}_low", f"{name}_high"))
    if percent is None:
        return Cell(NONE, "soft")
    ends = words.ends(*(words.n.number(end, 0, sign=True) for end in (low, high)))
    text = f"{words.n.percent(percent, sign=True)} {ends}"
    return Cell(text, grave(one[f"{name}_severity"]).tone)


def _coverage(one: Mapping[str, Any], level: int, words: Words) -> Cell:
    name = f"coverage_{level}"
    share, low, high = (one[key] for key in (name, f"{name}_low", f"{name}_high"))
    if share is None:
        return Cell(NONE, "soft")
    text = words.n.percent(share)
    if low is not None and high is not None:
        text = f"{text} {words.ends(words.n.number(low, 0), words.n.number(high, 0))}"
    return Cell(text, grave(one[f"{name}_severity"]).tone)

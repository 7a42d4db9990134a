"""Whether the market, or the forecasts' errors, have changed: score, trend, tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from forexlib.reporting.dashboard.blocks import Block, Cell, Chart, Line, Note, Section, Table
from forexlib.reporting.dashboard.facts import Facts
from forexlib.reporting.dashboard.words import Words, grave
from forexlib.reporting.numbers import NONE

MOST_ROWS: Final = 14
MOST_DAYS: Final = 260
"""In the chart."""
SCORE: Final = "score"


def part_drift(facts: Facts, words: Words) -> Section:
    """The score over time, what it comes to, and the tests of the last day."""
    if facts.drift.is_empty():
        return Section("drift", words("drift"), [Note(words("drift_none"))])
    blocks: list[Block] = [_said(facts, words)]
    measured = facts.drift.drop_nulls("score").tail(MOST_DAYS)
    if measured.height > 1:
        blocks.append(_chart(measured, words))
    elif measured.height:
        blocks.append(Note(words("drift_one")))
    blocks.append(_tests(facts, words))
    return Section("drift", words("drift"), blocks)


def _said(facts: Facts, words: Words) -> Note:
    last = facts.drift.row(-1, named=True)
    day = words.n.day(last["day"])
    if last["score"] is None or last["severity"] is None:
        return Note(words("drift_too_little", day=day))
    alone = facts.tests.filter(pl.col("series") != SCORE).drop_nulls("statistic")
    said = words(
        "drift_now",
        day=day,
        score=words.n.number(last["score"], 0),
        drifted=alone.get_column("drifted").sum(),
        tests=alone.height,
        severity=last["severity"],
        trend=_trend(last, words),
    )
    return Note(said, grave(last["severity"]).tone)


def _trend(last: Mapping[str, Any], words: Words) -> str:
    if last["p_value"] is None:
        return words("trend_none")
    name = "trend_up" if last["worsens"] else "trend_flat"
    return words(name, windows=last["windows"], p=words.chance(last["p_value"]))


def _chart(measured: pl.DataFrame, words: Words) -> Chart:
    days = measured.get_column("day").to_list()
    score, mean = (measured.get_column(name).to_list() for name in ("score", "mean_score_30"))
    step = max(1, -(-len(days) // MOST_ROWS))
    return Chart(
        name="drift",
        title=words("drift_chart"),
        about=words("drift_about"),
        days=days,
        lines=[
            Line(words("drift_score"), "live", score),
            Line(words("drift_mean"), "mean", mean),
        ],
        bands=[],
        heads=[words("day"), words("drift_score"), words("drift_mean"), words("head_severity")],
        rows=[
            [
                words.n.day(one["day"]),
                words.n.number(one["score"], 0),
                words.n.number(one["mean_score_30"], 0),
                one["severity"] or NONE,
            ]
            for one in measured.iter_rows(named=True)
        ],
        kept=sorted(range(len(days) - 1, -1, -step)),
        tick=lambda value: words.n.number(value, 0),
        floor=0.0,
        wide=True,
    )


def _tests(facts: Facts, words: Words) -> Table:
    alone = facts.tests.filter(pl.col("series") != SCORE)
    made = alone.drop_nulls("statistic")
    left = alone.filter(pl.col("statistic").is_null()).unique("series", maintain_order=True)
    rows = [_test(one, words) for one in made.iter_rows(named=True)]
    rows += [_untested(one, words) for one in left.iter_rows(named=True)]
    return Table(
        words("drift_tests", day=words.n.day(facts.drift.get_column("day")[-1])),
        words.heads(
            *("series", "test", "values", "statistic", "p", "p_adjusted", "threshold", "verdict")
        ),
        rows,
        left=frozenset({0, 1, 7}),
        note=words("drift_tests_note"),
        terminal=words.heads("series", "test", "p", "p_adjusted", "threshold", "verdict"),
    )


def _series(name: str, words: Words) -> str:
    if name == "returns":
        return words("drift_returns")
    return words("drift_days", days=name.removesuffix("d"))


def _values(one: Mapping[str, Any], words: Words) -> str:
    return f"{words.n.count(one['n_baseline'])} / {words.n.count(one['n_test'])}"


def _test(one: Mapping[str, Any], words: Words) -> list[Cell | str]:
    drifted = Cell(words("drifted"), "bad") if one["drifted"] else Cell(words("not_drifted"))
    return [
        _series(one["series"], words),
        words(f"test_{one['test']}"),
        _values(one, words),
        words.n.number(one["statistic"], 2),
        words.chance(one["p_value"]),
        words.chance(one["p_adjusted"]),
        words.chance(one["level"]),
        drifted,
    ]


def _untested(one: Mapping[str, Any], words: Words) -> list[Cell | str]:
    return [
        _series(one["series"], words),
        words("test_all"),
        _values(one, words),
        *[Cell(NONE, "soft")] * 4,
        Cell(words("untested"), "soft"),
    ]

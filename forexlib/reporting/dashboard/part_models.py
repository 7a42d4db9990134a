"""What is issued, what it is made of, and how the other models stand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from forexlib.reporting.dashboard.blocks import (
    Block,
    Cell,
    Note,
    Plain,
    Section,
    Switch,
    Table,
    Tone,
)
from forexlib.reporting.dashboard.facts import Facts
from forexlib.reporting.dashboard.part_forecast import issued_rows
from forexlib.reporting.dashboard.part_versions import part_versions
from forexlib.reporting.dashboard.words import Words
from forexlib.reporting.forecast_table import ISSUED, horizons_by_mode
from forexlib.reporting.numbers import NONE, SPACE, Numerals

ENSEMBLE: Final = "ensemble"
LEAST_WEIGHT: Final = 0.0005
COUNTED: Final = ("live", "shadow", "backfill", "walk_forward")
LEVELS: Final[Mapping[str, Tone]] = {
    "NOT_READY": "warn",
    "CAUTIOUS": "warn",
    "READY": "good",
    "OPTIMAL": "good",
}


def part_models(facts: Facts, words: Words) -> Section:
    """What is issued, who serves and who would like to, the newest walk's board, and readiness."""
    blocks: list[Block] = [
        *_champion(facts, words),
        *part_versions(facts, words),
        _boards(facts, words),
        *_ready(facts, words),
    ]
    return Section("models", words("models"), blocks)


def _champion(facts: Facts, words: Words) -> list[Block]:
    issued = issued_rows(facts)
    if issued.is_empty():
        return [Note(words("forecast_none"))]
    head = issued.row(0, named=True)
    versions = issued.get_column("model_version").unique(maintain_order=True)
    said = Note(
        words(
            "champion",
            model=words.member(ISSUED),
            version=words.n.listed(versions.to_list()),
            mode=words.modes(issued),
        )
    )
    weights = _weights(facts, head["run_id"])
    if ENSEMBLE not in horizons_by_mode(issued) or not weights:
        return [said, Note(words("weights_none", mode=words.modes(issued)))]
    rows = [[words.days(days), in_words(one, words)] for days, one in sorted(weights.items())]
    table = Table(words("weights"), words.heads("horizon", "weights"), rows, left=frozenset({0, 1}))
    return [said, table]


def _weights(facts: Facts, run_id: str) -> dict[int, dict[str, float]]:
    said = facts.runs.filter(pl.col("run_id") == run_id).get_column("weights")
    told = json.loads(said[0]) if said.len() else {}
    return {int(days): one for days, one in told.items()}


def in_words(weights: Mapping[str, float], words: Words) -> str:
    """`VAR 29 %, rezago 31 %`: the members that count, the heaviest first."""
    heavy = sorted(weights.items(), key=lambda part: (-part[1], part[0]))
    return ", ".join(
        f"{words.member(name)}{SPACE}{words.n.percent(100.0 * weight)}"
        for name, weight in heavy
        if weight >= LEAST_WEIGHT
    )


def _boards(facts: Facts, words: Words) -> Block:
    if facts.board.is_empty():
        return Note(words("board_none"))
    return Switch({days: [_board(facts, days, words)] for days in facts.horizons})


def _board(facts: Facts, days: int, words: Words) -> Plain:
    rows = facts.board.filter(pl.col("horizon_days") == days).sort("rank", "model", nulls_last=True)
    walk, origins = facts.walk.row(0, named=True), facts.walked.get_column("origin_date")
    return Table(
        words("board", days=days),
        words.heads(
            *("rank", "model", "n", "crps_ratio", "rmse_ratio", "interval_ratio", "in_95"),
            "failed",
        ),
        [_standing(one, words) for one in rows.iter_rows(named=True)],
        left=frozenset({1}),
        note=words(
            "board_note",
            run=walk["run_id"],
            first=_day(origins.min(), words.n),
            last=_day(origins.max(), words.n),
        ),
    )


def _day(day: Any, n: Numerals) -> str:  # noqa: ANN401  (Polars does not say)
    return NONE if day is None else n.day(day)


def _standing(one: Mapping[str, Any], words: Words) -> list[Cell | str]:
    n, tone = words.n, "good" if one["model"] == ISSUED else "plain"
    return [
        NONE if one["rank"] is None else n.count(one["rank"]),
        Cell(words.member(one["model"]), tone),
        n.count(one["n_common"]),
        n.ratio(one["crps_ratio"]),
        n.ratio(one["rmse_ratio"]),
        n.ratio(one["interval_score_ratio"]),
        n.percent(one["coverage_95"]),
        n.count(one["n_failed"]),
    ]


def _ready(facts: Facts, words: Words) -> list[Block]:
    if facts.readiness.is_empty():
        return [Note(words("readiness_none"))]
    return [Switch({days: _readiness(facts, days, words) for days in facts.horizons})]


def _readiness(facts: Facts, days: int, words: Words) -> list[Plain]:
    """One table a candidate."""
    rows = facts.readiness.filter(pl.col("horizon_days") == days).sort(
        "model", "version", "critical", "criterion", descending=[False, False, True, False]
    )
    if rows.is_empty():
        return [Note(words("readiness_none"))]
    candidates = rows.partition_by("model", "version", maintain_order=True)
    return [block for one in candidates for block in _candidate(one, words)]


def _candidate(rows: pl.DataFrame, words: Words) -> list[Plain]:
    n, one = words.n, rows.row(0, named=True)
    ready = one["ready_day"]
    said = words(
        "readiness_level",
        model=words.member(one["model"]),
        version=one["version"],
        days=one["horizon_days"],
        level=one["level"],
        score=n.number(one["score"], 0),
        expected=words("readiness_unknown")
        if ready is None
        else words("readiness_expected", day=n.day(ready)),
    )
    table = Table(
        words("readiness", days=one["horizon_days"], day=n.day(one["day"])),
        words.heads("criterion", "number", "needed", "met", *(f"n_{track}" for track in COUNTED)),
        [_criterion(each, words) for each in rows.iter_rows(named=True)],
        left=frozenset({0, 3}),
        note=words("readiness_note"),
    )
    return [Note(said, LEVELS[one["level"]]), table]


def _criterion(one: Mapping[str, Any], words: Words) -> list[Cell | str]:
    n = words.n
    name = words(f"criterion_{one['criterion']}")
    return [
        words("critical", criterion=name) if one["critical"] else name,
        n.level(round(one["number"], 2)),
        n.level(round(one["threshold"], 2)),
        Cell(words("yes"), "good") if one["met"] else Cell(words("no"), "warn"),
        *(
            Cell(NONE, "soft") if one[f"n_{track}"] is None else n.count(one[f"n_{track}"])
            for track in COUNTED
        ),
    ]

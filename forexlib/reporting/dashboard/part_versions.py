"""Who serves each horizon and why, and what those who would like to are waiting for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import polars as pl

from forexlib.core.reason import from_data
from forexlib.reporting.dashboard.blocks import Block, Cell, Note, Table, Tone
from forexlib.reporting.dashboard.facts import Facts
from forexlib.reporting.dashboard.words import Words
from forexlib.reporting.numbers import NONE
from forexlib.reporting.reason_words import in_words

DIGITS: Final = 4
"""Two fits of one recipe differ by little."""
READY: Final = frozenset({"READY", "OPTIMAL"})
STATES: Final[Mapping[str, Tone]] = {"shadow": "plain", "rejected": "warn"}


def part_versions(facts: Facts, words: Words) -> list[Block]:
    """Two tables, or what there is to say instead."""
    if facts.champions.is_empty():
        return [Note(words("champions_none"))]
    blocks: list[Block] = [_champions(facts, words)]
    if facts.candidates.is_empty():
        return [*blocks, Note(words("candidates_none"))]
    return [*blocks, _candidates(facts, words)]


def _champions(facts: Facts, words: Words) -> Table:
    heads = words.heads(
        *("horizon", "number_of", "version", "since", "learned", "why", "scored", "crps_ratio")
    )
    rows = [_champion(one, facts, words) for one in _each(facts.champions.sort("horizon_days"))]
    return Table(
        words("champions"),
        heads,
        rows,
        left=frozenset({0, 2, 3, 4, 5}),
        note=words("champions_note"),
        terminal=[heads[place] for place in (0, 1, 2, 3, 5)],
    )


def _champion(one: Mapping[str, Any], facts: Facts, words: Words) -> list[Cell | str]:
    return [
        words.days(one["horizon_days"]),
        words.n.count(one["number"]),
        one["version"],
        words.moment(one["since"], facts.scope.zone),
        words.n.day(one["anchor_date"]),
        _why_it_serves(one, words),
        *_live(one, words),
    ]


def _why_it_serves(one: Mapping[str, Any], words: Words) -> str:
    act = words(f"act_{one['act']}", by=one["decided_by"])
    compared = json.loads(one["evidence"]).get("comparison")
    if not compared or compared.get("ratio") is None:
        return act
    return words("act_numbers", act=act, ratio=_ratio(compared, words))


def _candidates(facts: Facts, words: Words) -> Table:
    heads = words.heads(
        *("horizon", "state", "number_of", "version", "since", "days_since", "waits"),
        *("scored", "crps_ratio"),
    )
    rows = [_candidate(one, facts, words) for one in _each(facts.candidates)]
    return Table(
        words("candidates"),
        heads,
        rows,
        left=frozenset({0, 1, 3, 4, 6}),
        note=words("candidates_note"),
        terminal=[heads[place] for place in (0, 1, 2, 3, 6)],
    )


def _candidate(one: Mapping[str, Any], facts: Facts, words: Words) -> list[Cell | str]:
    shadows = one["state"] == "shadow"
    return [
        words.days(one["horizon_days"]),
        Cell(words(f"state_{one['state']}"), STATES[one["state"]]),
        words.n.count(one["number"]),
        one["version"],
        words.moment(one["decided_at"], facts.scope.zone),
        words.n.count((facts.scope.as_of - one["decided_at"]).days),
        _waits(one, facts, words) if shadows else _why_rejected(one, words),
        *_live(one, words),
    ]


def _waits(one: Mapping[str, Any], facts: Facts, words: Words) -> str:
    """What is missing until it may serve."""
    wants = []
    if facts.scope.as_of < one["may_serve_from"]:
        wants.append(words("waits_days", day=words.moment(one["may_serve_from"], facts.scope.zone)))
    if one["level"] is None:
        wants.append(words("waits_unjudged"))
    elif one["level"] not in READY:
        wants.append(words("waits_ready", level=one["level"]))
    return "; ".join(wants) or words("waits_check")


def _why_rejected(one: Mapping[str, Any], words: Words) -> str:
    """By its numbers, else in words; a sentence of which no facts are stored as it is."""
    said = json.loads(one["evidence"])
    compared, walked = said.get("comparison") or {}, said.get("walk_forward") or {}
    limit, level = compared.get("limit"), compared.get("level")
    ratio = _ratio(compared, words) if compared.get("ratio") is not None else ""
    if said.get("check") or not ratio:
        return in_words(from_data(said.get("said", one["reason"])), words.n)
    if limit is not None and compared["high"] > limit:
        return words("rejected_limit", ratio=ratio, limit=words.n.level(limit))
    if level is not None:
        p = words.chance(compared["p_adjusted"])
        return words("rejected_level", ratio=ratio, p=p, level=words.chance(level))
    if walked.get("ratio") is not None:
        return words("rejected_walk", ratio=_ratio(walked, words))
    return in_words(from_data(said.get("said", one["reason"])), words.n)


def _ratio(compared: Mapping[str, Any], words: Words) -> str:
    """A CRPS ratio with its interval."""
    low, high = compared.get("low"), compared.get("high")
    ratio = words.n.ratio(compared["ratio"], DIGITS)
    if low is None or high is None:
        return ratio
    return f"{ratio} {words.ends(words.n.ratio(low, DIGITS), words.n.ratio(high, DIGITS))}"


def _live(one: Mapping[str, Any], words: Words) -> list[Cell | str]:
    ratio = one["crps_ratio"]
    return [
        words.n.count(one["n_scored"]),
        Cell(NONE, "soft") if ratio is None else words.n.ratio(ratio),
    ]


def _each(rows: pl.DataFrame) -> Iterator[Mapping[str, Any]]:
    return rows.iter_rows(named=True)

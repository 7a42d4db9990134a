"""How good the forecasts were: live, in hindsight and walked, each beside the random walk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from forexlib.reporting.dashboard.blocks import (
    Cell,
    Chart,
    Line,
    Look,
    Note,
    Plain,
    Section,
    Switch,
    Table,
)
from forexlib.reporting.dashboard.facts import Facts
from forexlib.reporting.dashboard.part_forecast import unit
from forexlib.reporting.dashboard.scorecard import TRACKS, Score, by_track, monthly, scores
from forexlib.reporting.dashboard.words import Words
from forexlib.reporting.numbers import NONE
from forexlib.scoring.coverage import Coverage
from forexlib.scoring.equal_accuracy import Comparison

LOOKS: Mapping[str, Look] = {"live": "live", "backfill": "hindsight", "walk": "walked"}


def part_record(facts: Facts, words: Words) -> Section:
    """A table of all tracks, and month by month for each horizon."""
    found = scores(facts.scored, facts.walked)
    if not found:
        return Section("record", words("record"), [Note(words("record_none"))])
    live = any(one.track == "live" for one in found)
    return Section(
        "record",
        words("record"),
        [
            *([] if live else [Note(words("record_live_none"), "warn")]),
            _table(found, facts, words),
            Switch({days: [_months(facts, days, words)] for days in facts.horizons}),
        ],
    )


def share(one: Coverage, words: Words) -> Cell:
    """A coverage; a star and a tone where chance does not explain how far off it is."""
    text = words.n.percent(one.share)
    return Cell(f"{text}*", "warn") if one.outside else Cell(text)


def _table(found: Sequence[Score], facts: Facts, words: Words) -> Table:
    heads = words.heads(
        *("horizon", "rows", "n", "rmse", "rmse_walk", "mae", "crps", "crps_walk"),
        *("ratio", "in_80", "in_95", "direction"),
    )
    hidden = words.heads("mae", "direction")
    return Table(
        words("record_table"),
        heads,
        [_row(one, words) for one in found],
        left=frozenset({0, 1}),
        note=words("record_note", unit=unit(facts, words)),
        terminal=[head for head in heads if head not in hidden],
    )


def _row(one: Score, words: Words) -> list[Cell | str]:
    n = words.n
    return [
        words.days(one.horizon_days),
        Cell(words.track(one.track), "plain" if one.track == "live" else "soft"),
        n.count(one.n),
        n.number(one.rmse, 2),
        n.number(one.rmse_walk, 2),
        n.number(one.mae, 2),
        n.number(one.crps, 2),
        n.number(one.crps_walk, 2),
        _ratio(one.ratio, words),
        share(one.coverage[80], words),
        share(one.coverage[95], words),
        n.percent(one.direction),
    ]


def _ratio(one: Comparison, words: Words) -> Cell:
    ratio = words.n.ratio(one.ratio)
    if one.low is None or one.high is None:
        return Cell(ratio)
    ends = words.ends(words.n.ratio(one.low, 2), words.n.ratio(one.high, 2))
    tone = "good" if one.high < 1.0 else "bad" if one.low > 1.0 else "plain"
    return Cell(f"{ratio} {ends}", tone)


def _months(facts: Facts, days: int, words: Words) -> Plain:
    rows = by_track(facts.scored, facts.walked)
    found = {track: monthly(rows[days, track]) for track in TRACKS if (days, track) in rows}
    months = sorted({day for one in found.values() for day in one.get_column("month")})
    if not months:
        return Note(words("months_none", days=days))
    return Chart(
        name=f"months-{days}",
        title=words("months", days=days),
        about=words("months_about"),
        days=months,
        lines=[
            Line(words.track(track), LOOKS[track], _at(one, months, "crps_ratio"), dots=True)
            for track, one in reversed(found.items())
        ],
        bands=[],
        heads=[
            words("head_month"),
            *(
                words(name, track=words.track(track))
                for track in found
                for name in ("head_ratio_track", "head_n_track")
            ),
        ],
        rows=[_month(day, found, words) for day in months],
        kept=range(len(months)),
        tick=lambda value: words.n.number(value, 2),
        level=1.0,
        wide=True,
    )


def _at(one: pl.DataFrame, months: Sequence[date], column: str) -> list[float | None]:
    known = dict(one.select("month", column).iter_rows())
    return [known.get(day) for day in months]


def _month(day: date, found: Mapping[str, pl.DataFrame], words: Words) -> list[str]:
    said = [f"{words.n.month(day).partition(chr(10))[0]} {day.year}"]
    for one in found.values():
        row = one.filter(pl.col("month") == day)
        known = row.row(0, named=True) if row.height else None
        said += (
            [NONE, NONE]
            if known is None
            else [words.n.ratio(known["crps_ratio"]), words.n.count(known["n"])]
        )
    return said

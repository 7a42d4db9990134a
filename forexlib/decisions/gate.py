"""The gate: which published values may be used, which have to wait, and which are kept out.

    published -> readable? -> plausible day? -> a correction? -> walk through the days -> verdict

Each value is judged from what was admitted before it alone: later rows change no earlier verdict.
A jump that nothing confirms waits for the next fixing of its series; all else is decided at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import dataframely as dy
import numpy as np
import polars as pl

from forexlib.core.frames import Published
from forexlib.core.quarantine import Withheld
from forexlib.decisions.gate_cells import first_of_each_cell, judged_corrections
from forexlib.decisions.gate_grid import Cast, cast_of, day_numbers, grid_of
from forexlib.decisions.gate_plausible import implausible
from forexlib.decisions.gate_walk import ADMITTED, PENDING, Walk

LEAST_GAP: Final = 3
"""Missing fixings from which a gap is reported."""

CELL: Final = ("series", "event_date")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What becomes of published values. Every one of them is in exactly one of three frames.

    A value equal to the one admitted for its day is in none: there is nothing to decide.

    Attributes:
        admitted: What may be used, among it what waited and was stood by.
        pending: What waits for the next fixing of its series.
        quarantined: What is kept out, with the reason.
        released: The rows of `admitted` that had been withheld, as the quarantine keeps them.
        gaps: `series`, `after`, `until`, `missing`: fixings that should have come between two days.
    """

    admitted: dy.DataFrame[Published]
    pending: dy.DataFrame[Withheld]
    quarantined: dy.DataFrame[Withheld]
    released: dy.DataFrame[Withheld]
    gaps: pl.DataFrame


def judge(
    published: pl.DataFrame, *, known: pl.DataFrame, pending: pl.DataFrame, as_of: datetime
) -> Judgement:
    """Judge values by what was admitted before them.

    Args:
        published: Columns of `Published`; may break its rules, for that is judged, too.
        known: Values admitted before, of all series: `series`, `event_date`, `value`,
            `available_at`, `source`. The more series, the more can be confirmed at once.
        pending: Values that wait, columns of `Published` at least.
        as_of: No value may have become public later.
    """
    rows = _rows(published, pending)
    believed = _last_known(known, as_of=as_of)
    rows = rows.join(believed, on=CELL, how="left")
    is_settled = _is_settled()
    settled, rows = rows.filter(is_settled), rows.filter(is_settled.not_())
    rows = implausible(rows, believed=believed, as_of=as_of)
    rows = first_of_each_cell(judged_corrections(rows))
    walked, gaps = _walked(rows, believed)
    said = pl.concat([walked, settled.filter("waited").with_columns(**_SETTLED)], how="diagonal")
    return _judgement(said, gaps)


_SETTLED: Final = {"state": pl.lit("released"), "reason": pl.lit("jump"), "note": pl.lit("")}


def _is_settled() -> pl.Expr:
    """Whether a value is the one known for its day, and no other was stated in between."""
    equal = (pl.col("value") == pl.col("known_value")).fill_null(value=False)
    another = (equal | pl.col("waited")).not_().cum_sum().over(CELL) > 0
    return equal & another.not_()


def _rows(published: pl.DataFrame, pending: pl.DataFrame) -> pl.DataFrame:
    """Both, each value of a day once, but for one that is stated again after another.

    `waited` says which were seen earlier.
    """
    columns = [*Published.column_names()]
    value = pl.col("value").cast(pl.Float64, strict=False).fill_null(float("nan"))
    new = published.select(columns).with_columns(value, waited=pl.lit(value=False))
    old = pending.select(columns).with_columns(value, waited=pl.lit(value=True))
    again = new.join(old, on=[*CELL, "value"], how="anti", nulls_equal=True)
    rows = pl.concat([old, again], how="vertical_relaxed").sort(
        *CELL, pl.col("waited").not_(), "available_at", "source", "value", maintain_order=True
    )
    stated = rows.with_columns(turn=pl.col("value").rle_id().over(CELL))
    once = stated.unique([*CELL, "value", "turn"], keep="first", maintain_order=True)
    return once.drop("turn")


def _last_known(known: pl.DataFrame, *, as_of: datetime) -> pl.DataFrame:
    """The newest value known of each day, and its source without the version."""
    return (
        known.filter(pl.col("available_at") <= as_of)
        .sort("available_at")
        .unique(CELL, keep="last")
        .select(
            *CELL,
            known_value=pl.col("value"),
            known_available_at=pl.col("available_at"),
            known_source=pl.col("source").str.split(" ").list.first(),
        )
    )


def _walked(rows: pl.DataFrame, believed: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows with `state`, `reason` and `note`, and the gaps before what was admitted."""
    asked = rows.filter(pl.col("reason").is_null() & pl.col("walks"))
    if asked.is_empty():
        return _with_state(rows), _gaps([], [], [], [])
    cast = cast_of(asked, believed)
    walk = Walk(grid_of(cast, asked, believed)).through()
    t = day_numbers(cast, asked)
    i = asked.get_column("series").replace_strict(cast.places, return_dtype=pl.Int64).to_numpy()
    verdict, waited = walk.verdict[t, i], asked.get_column("waited").to_numpy()
    reasons = walk.reason[t, i]
    released = (verdict == ADMITTED) & (waited | (reasons != None))  # noqa: E711  elementwise
    states = np.select(
        [released, verdict == ADMITTED, verdict == PENDING],
        ["released", "admitted", "pending"],
        "quarantined",
    )
    numbers = zip(walk.move[t, i], walk.usual[t, i], reasons, strict=True)
    notes = [None if reason is None else _note(move, usual) for move, usual, reason in numbers]
    decided = asked.with_columns(
        state=pl.Series(states, dtype=pl.String),
        reason=pl.Series([*reasons], dtype=pl.String),
        note=pl.Series(notes, dtype=pl.String),
    )
    others = rows.filter((pl.col("reason").is_null() & pl.col("walks")).not_())
    return pl.concat([decided, _with_state(others)], how="diagonal"), _found_gaps(walk, cast)


def _with_state(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows that were decided without the walk."""
    admitted = pl.when("waited").then(pl.lit("released")).otherwise(pl.lit("admitted"))
    state = pl.when(pl.col("reason").is_null()).then(admitted).otherwise(pl.lit("quarantined"))
    return rows.with_columns(state=state)


def _note(move: float, usual: float) -> str:
    if not np.isfinite(move):
        return ""
    against = f" against {100 * usual:.2f} % usually" if np.isfinite(usual) else ""
    return f"{100 * np.expm1(move):+.2f} %{against}"


def _found_gaps(walk: Walk, cast: Cast) -> pl.DataFrame:
    """Where fixings are missing before a value that was admitted now."""
    t, i = np.nonzero((walk.gap >= LEAST_GAP) & (walk.verdict == ADMITTED))
    before = [_before(walk, int(day), int(place)) for day, place in zip(t, i, strict=True)]
    names = [*cast.places]
    return _gaps(
        [names[place] for place in i],
        cast.days[before].tolist(),
        cast.days[t].tolist(),
        walk.gap[t, i].tolist(),
    )


def _before(walk: Walk, day: int, place: int) -> int:
    """The last day before `day` of which a value of the series at `place` was let in."""
    let_in = np.isfinite(walk.grid.known[:day, place]) | (walk.verdict[:day, place] == ADMITTED)
    return int(np.flatnonzero(let_in)[-1])


def _gaps(
    series: list[str], after: Sequence[date], until: Sequence[date], missing: list[int]
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "series": pl.Series(series, dtype=pl.String),
            "after": pl.Series(after, dtype=pl.Date),
            "until": pl.Series(until, dtype=pl.Date),
            "missing": pl.Series(missing, dtype=pl.Int64),
        }
    )


def _one_an_instant(said: pl.DataFrame) -> pl.DataFrame:
    """Of values let in that are of one day and instant, let in what waited, or else the least."""
    free = pl.col("state").is_in(["admitted", "released"])
    ranked = said.sort("series", "event_date", "available_at", pl.col("waited").not_(), "value")
    again = free & (free.cum_sum().over(*CELL, "available_at") > 1)
    return ranked.with_columns(
        state=pl.when(again).then(pl.lit("quarantined")).otherwise("state"),
        reason=pl.when(again).then(pl.lit("duplicate")).otherwise("reason"),
        note=pl.when(again).then(pl.lit("one as good as equal was let in")).otherwise("note"),
    )


def _as_late_as_used(let_in: pl.DataFrame) -> pl.DataFrame:
    """What waited counts as known just before the fixing that stood by it, and no earlier.

    Nobody used it before that fixing came, so a walk over the past must not either.
    """
    follows = pl.col("available_at").shift(-1).over("series") - pl.duration(microseconds=1)
    waited = pl.col("state") == "released"
    return let_in.sort("series", "event_date", "available_at").with_columns(
        available_at=pl.when(waited)
        .then(pl.max_horizontal("available_at", follows))
        .otherwise("available_at")
    )


def _judgement(said: pl.DataFrame, gaps: pl.DataFrame) -> Judgement:
    said = _one_an_instant(said)
    let_in = _as_late_as_used(said.filter(pl.col("state").is_in(["admitted", "released"])))
    kept = {
        state: Withheld.validate(
            said.filter(state=state)
            .with_columns(pl.col("reason").fill_null("jump"), pl.col("note").fill_null(""))
            .select(Withheld.column_names())
            .unique([*CELL, "value"], keep="first", maintain_order=True)
        )
        for state in ("pending", "quarantined", "released")
    }
    return Judgement(
        admitted=Published.validate(let_in.select(Published.column_names())),
        pending=kept["pending"],
        quarantined=kept["quarantined"],
        released=kept["released"],
        gaps=gaps,
    )

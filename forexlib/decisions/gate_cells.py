"""Several values of one day: corrections, duplicates, and what a second source says."""

from __future__ import annotations

from typing import Final

import polars as pl

from forexlib.decisions.gate_rules import ROUNDING

STATED: Final = 0.01
"""Log distance a correction may go that says itself that it came later."""

CELL: Final = ("series", "event_date")


def judged_corrections(rows: pl.DataFrame) -> pl.DataFrame:
    """Mark values that go too far from the one admitted for their day; `walks`: the other days'.

    A silent correction may go as far as rounding does, one with a later instant a hundredth.
    """
    free = pl.col("reason").is_null()
    known = pl.col("known_value").is_not_null()
    stated = pl.col("available_at") > pl.col("known_available_at")
    most = pl.when(stated).then(STATED).otherwise(ROUNDING)
    off = (pl.col("value") / pl.col("known_value")).log()
    other = source() != pl.col("known_source")
    too_far = free & known & (off.abs() > most)
    return rows.with_columns(
        walks=free & known.not_(),
        reason=pl.when(too_far & other)
        .then(pl.lit("disagreement"))
        .when(too_far)
        .then(pl.lit("revision"))
        .otherwise("reason"),
        note=pl.when(too_far).then(percent(off) + " from the one admitted").otherwise("note"),
    )


def first_of_each_cell(rows: pl.DataFrame) -> pl.DataFrame:
    """Of several values of a day that is not known yet, let the first walk, and near ones with it.

    A value that waits gives way to a newer one of its day, unless another source says the same.
    """
    alone = rows.filter(pl.len().over(CELL) == 1)
    crowd = rows.filter(pl.len().over(CELL) > 1)
    crowded = crowd.filter("walks")
    if crowded.is_empty():
        return rows
    cells = crowded.partition_by(CELL, maintain_order=True)
    return pl.concat([alone, crowd.filter(pl.col("walks").not_()), *map(_of_one_day, cells)])


def _of_one_day(cell: pl.DataFrame) -> pl.DataFrame:
    new = cell.filter(pl.col("waited").not_()).sort("available_at", "value")
    old = cell.filter("waited")
    if new.is_empty():
        return cell
    first = new.row(0, named=True)
    off = (pl.col("value") / first["value"]).log()
    near = off.abs() <= ROUNDING
    if not old.is_empty() and old.filter(near, _by_another(first)).height:
        return cell.with_columns(walks=pl.lit(value=False))
    at_once = pl.col("available_at") == first["available_at"]
    doubled = new.filter(at_once, near.not_()).height > 0
    follows = near | (at_once.not_() & (off.abs() <= STATED))
    word = pl.when(at_once).then(pl.lit("duplicate")).otherwise(pl.lit("revision"))
    new = new.with_columns(
        reason=pl.when((at_once if doubled else pl.lit(value=False)) | follows.not_()).then(word),
        note=pl.when(follows.not_()).then(percent(off) + " from another of its day"),
    )
    word = pl.when(_by_another(first)).then(pl.lit("disagreement")).otherwise(pl.lit("revision"))
    old = old.with_columns(reason=word, note=percent(-off) + " is said now")
    return pl.concat([old, new]).with_columns(walks=pl.col("reason").is_null())


def source() -> pl.Expr:
    """Where a value came from, without the version."""
    return pl.col("source").str.split(" ").list.first()


def _by_another(row: dict[str, str]) -> pl.Expr:
    return source() != row["source"].split(" ", maxsplit=1)[0]


def percent(off: pl.Expr) -> pl.Expr:
    """A log distance in percent, with its sign."""
    share = 100 * (off.exp() - 1)
    sign = pl.when(share >= 0).then(pl.lit("+")).otherwise(pl.lit(""))
    return sign + share.round(2).cast(pl.String) + " %"

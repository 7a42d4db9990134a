"""Bring in a desk's own file: past the splice check and the gate, as any source's values.

    file -> gate -> the series that is stored? -> mostly true? -> store and quarantine

A person is there to mend a file, so one that cannot be what it says it is is refused whole, before
anything is written: what the gate keeps out by the thousand could only be accepted one by one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from math import expm1
from typing import Final

import dataframely as dy
import polars as pl

from forexlib.core.errors import SourceError
from forexlib.core.frames import Published
from forexlib.core.ports import Quarantine, Store
from forexlib.core.quarantine import MEANINGS
from forexlib.decisions.gate import Judgement
from forexlib.decisions.gate_beliefs import MAD_TO_SD
from forexlib.decisions.gate_rules import JUMP
from forexlib.jobs.admit import let_in, weigh
from forexlib.jobs.ingest import IngestReport
from forexlib.jobs.splice import FILE, LEAST_COMMON, common_days, disagreement, family

FEW: Final = 20
"""So many values kept out a person can look at one by one."""

MOST_KEPT_OUT: Final = 0.1
"""Share of a file that the gate may keep out, if that is more than a few."""

MOST_OF_A_FIRST: Final = 0.5
"""Share of a series' first file that it may keep out, however few: the first value may be wrong."""

LONG: Final = 3
"""Times the usual distance of a series' days from which one is a gap."""

LEAST_SEAM: Final = 0.05
"""Log distance that is no jump between a file that ends and a stored series that begins."""

NEIGHBOURS: Final = 250
"""Moves on either side by which such a jump is judged."""

SHOWN: Final = (
    "`forex quarantine list` shows what was not let in; `forex quarantine accept SERIES DAY` lets"
    " in what is right."
)


def ingest_file(
    published: dy.DataFrame[Published],
    store: Store,
    quarantine: Quarantine,
    *,
    admitted_at: datetime,
) -> IngestReport:
    """Admit the values of one series that were read from a file, as far as the gate lets them in.

    Where the series is stored from anybody but files, a file that never supplied it has to agree
    with it (`forexlib.jobs.splice`). What is withheld is in quarantine, and named in the warnings.

    Args:
        published: Values of one series, at least one.
        store: Where values go.
        quarantine: Where the gate keeps what it does not let in.
        admitted_at: Of what is taken; nothing published later is.

    Raises:
        SourceError: If the file is another quantity than the one stored under its series' name, or
            the gate would keep most of it out; nothing is written then.
        StoreError: If the database cannot be read or written.
    """
    series, source = published.item(0, "series"), published.item(0, "source")
    weighed = weigh(published, store, quarantine, as_of=admitted_at)
    stored = weighed.known.filter(series=series)
    suppliers = store.suppliers([series]).get(series, ())
    if suppliers:
        _expect_one_series(published, stored, suppliers)
    judgement = weighed.judgement
    _expect_most(judgement, source, is_first=not suppliers)
    days = pl.concat([one.get_column("event_date") for one in (published, stored)])
    judgement = replace(judgement, gaps=_true_gaps(judgement.gaps, days))
    done = let_in(replace(weighed, judgement=judgement), store, quarantine, admitted_at=admitted_at)
    withheld = done.pending.height + done.quarantined.height > 0
    newest = {name: day for name, day in store.newest().items() if name == series}
    warnings = (*done.warnings, SHOWN) if withheld else done.warnings
    return IngestReport(done.admitted, newest, (source,), warnings)


def _expect_one_series(
    published: pl.DataFrame, stored: pl.DataFrame, suppliers: Collection[str]
) -> None:
    """Refuse a file that is not the series that is stored under its name."""
    series, source = published.item(0, "series"), published.item(0, "source")
    why = _why_apart(published, stored, is_strange=_is_strange(source, suppliers))
    if why:
        raise SourceError(
            f"{source}: {series} was not taken: {why}; it is stored from"
            f" {', '.join(sorted(suppliers))}.",
            remedy=f"Put {LEAST_COMMON} or more of the stored days into the file, in the same unit;"
            f" or keep it as a series of its own, such as --series own_{series}.",
        )


def _is_strange(source: str, suppliers: Collection[str]) -> bool:
    """Whether a file never supplied a series that not only files did."""
    return source not in suppliers and {family(one) for one in suppliers} != {FILE}


def _why_apart(published: pl.DataFrame, stored: pl.DataFrame, *, is_strange: bool) -> str:
    """Why a file cannot be the series that is stored; "" if it can.

    Wherever there are days enough to compare they are compared; only strangers have to have them.
    """
    is_compared = is_strange or common_days(published, stored).height >= LEAST_COMMON
    apart = disagreement(published, stored) if is_compared else ""
    return apart or _jump_at_the_seam(published, stored)


def _jump_at_the_seam(published: pl.DataFrame, stored: pl.DataFrame) -> str:
    """What is wrong where a file that fills the past ends and the stored series begins, or "".

    The gate judges forwards: a past in another unit would be admitted up to the stored series.
    The move across the seam is held against six robust standard deviations of the moves on either
    side, each per root of the calendar days it took.
    """
    first = stored.sort("event_date", "available_at").unique("event_date", keep="last")
    first = first.sort("event_date").select("event_date", "value")
    past = (
        published.filter(pl.col("event_date") < first.item(0, "event_date"))
        .unique("event_date", keep="last", maintain_order=True)
        .select("event_date", "value")
    )
    if past.is_empty():
        return ""
    moves = [_moves(one) for one in (past.tail(NEIGHBOURS), first.head(NEIGHBOURS))]
    sizes = pl.concat(moves).get_column("size")
    usual = MAD_TO_SD * float(sizes.quantile(0.5, "linear") or 0.0)
    across = pl.concat([past.tail(1), first.head(1)])
    days = (across.item(1, "event_date") - across.item(0, "event_date")).days
    move = _moves(across).item(0, "size") * days**0.5
    if move <= max(LEAST_SEAM, JUMP * usual * days**0.5):
        return ""
    before, after = across.get_column("value")
    return (
        f"it would join its {before:.10g} of {across.item(0, 'event_date')} to the stored"
        f" {after:.10g} of {across.item(1, 'event_date')}, {100 * expm1(move):.1f} % apart"
    )


def _moves(values: pl.DataFrame) -> pl.DataFrame:
    """`size` of each log move per root of the calendar days it took."""
    days = pl.col("event_date").diff().dt.total_days()
    return values.select(size=pl.col("value").log().diff().abs() / days.sqrt()).drop_nulls()


def _expect_most(judgement: Judgement, source: str, *, is_first: bool) -> None:
    """Refuse a file of which the gate would keep out too much."""
    out = judgement.quarantined
    judged = out.height + judgement.pending.height + judgement.admitted.height
    too_many = out.height > max(FEW, MOST_KEPT_OUT * judged)
    if not too_many and not (is_first and out.height > MOST_OF_A_FIRST * judged):
        return
    counts = out.get_column("reason").value_counts(sort=True)
    said = "; ".join(f"{n:,} × {reason}: {MEANINGS[reason]}" for reason, n in counts.iter_rows())
    first = out.sort("event_date").row(0, named=True)
    raise SourceError(
        f"{source}: {out.height:,} of its {judged:,} new values of {first['series']} cannot be"
        f" right beside the others ({said}), so none was taken. The first is"
        f" {first['value']:.10g} of {first['event_date']}.",
        remedy="Look at that row and the one before it, and correct what is wrong; or leave out"
        " the days on which the series is something else.",
    )


def _true_gaps(gaps: pl.DataFrame, days: pl.Series) -> pl.DataFrame:
    """Those that are long for a series of such days: one with a value a month has none between."""
    usual = days.unique().sort().diff().dt.total_days().median()
    length = (pl.col("until") - pl.col("after")).dt.total_days()
    return gaps.filter(length >= LONG * usual) if isinstance(usual, float) else gaps

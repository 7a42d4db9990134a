"""Let published values in, as far as the gate does; keep the rest where a person can see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import dataframely as dy
import polars as pl

from forexlib.core.frames import Published
from forexlib.core.ports import Quarantine, Store
from forexlib.core.quarantine import MEANINGS, Withheld
from forexlib.decisions.gate import Judgement, judge

MOST_TOLD: Final = 5
CELL: Final = ("series", "event_date")
KEY: Final = (*CELL, "value")


@dataclass(frozen=True, slots=True)
class Admission:
    """What came of published values.

    Attributes:
        admitted: How many were new or revised, and let in.
        pending: What waits for the next fixing of its series, new or from before.
        quarantined: What was kept out now.
        warnings: What a reader should know, a sentence each.
    """

    admitted: int
    pending: dy.DataFrame[Withheld] = field(default_factory=Withheld.create_empty)
    quarantined: dy.DataFrame[Withheld] = field(default_factory=Withheld.create_empty)
    warnings: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the gate says of published values, while nothing is written yet.

    Attributes:
        judgement: What becomes of each that was not decided before.
        kept: What was withheld of the same series before.
        known: Every value stored.
    """

    judgement: Judgement
    kept: pl.DataFrame
    known: pl.DataFrame


def admit_through_gate(
    published: dy.DataFrame[Published],
    store: Store,
    quarantine: Quarantine,
    *,
    admitted_at: datetime,
) -> Admission:
    """Judge what was published, admit what may be used, and keep the rest.

    What was decided before is not judged again. A value that waits is decided as soon as the next
    fixing of its series is here.

    Raises:
        StoreError: If the database cannot be read or written.
    """
    weighed = weigh(published, store, quarantine, as_of=admitted_at)
    return let_in(weighed, store, quarantine, admitted_at=admitted_at)


def weigh(
    published: dy.DataFrame[Published], store: Store, quarantine: Quarantine, *, as_of: datetime
) -> Weighed:
    """Judge what was published, and write nothing.

    Raises:
        StoreError: If the database cannot be read.
    """
    kept = quarantine.kept(published.get_column("series").unique().to_list())
    known = store.read("observations")
    shut = kept.filter(pl.col("state").is_in(["quarantined", "rejected"]))
    fresh = _undecided(published, known).join(shut, on=KEY, how="anti")
    waiting = kept.filter(state="pending")
    return Weighed(judge(fresh, known=known, pending=waiting, as_of=as_of), kept, known)


def let_in(
    weighed: Weighed, store: Store, quarantine: Quarantine, *, admitted_at: datetime
) -> Admission:
    """Admit what may be used, and keep the rest.

    The quarantine is written first: should the program die before the store is, the next call
    admits what had been released.

    Raises:
        StoreError: If the database cannot be read or written.
    """
    judgement = weighed.judgement
    quarantine.keep(_withheld(judgement), seen_at=admitted_at)
    free = judgement.admitted
    if judgement.released.height:  # a person may have decided meanwhile
        after = quarantine.kept(judgement.released.get_column("series").unique().to_list())
        free = free.join(after.filter(state="rejected"), on=KEY, how="anti")
    released = weighed.kept.filter(state="released").join(weighed.known, on=KEY, how="anti")
    lost = released.join(free, on=CELL, how="anti")
    columns = Published.column_names()
    admitted = store.admit(
        Published.validate(pl.concat([free.select(columns), lost.select(columns)])),
        admitted_at=admitted_at,
    )
    return Admission(admitted, judgement.pending, judgement.quarantined, warnings_of(judgement))


def _undecided(published: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Without the vintages of a day that the store passes over (`sql/writes/admit.sql`).

    Of vintages that are no later than what is stored of their day only the last is looked at.
    """
    last = known.group_by(*CELL).agg(last_known_at=pl.col("available_at").max())
    later = pl.col("available_at") > pl.col("last_known_at")
    newest = pl.col("available_at") == pl.col("available_at").max().over(CELL)
    rows = published.join(last, on=CELL, how="left")
    return rows.filter(pl.col("last_known_at").is_null() | later | newest).drop("last_known_at")


def warnings_of(judgement: Judgement) -> tuple[str, ...]:
    """What a reader should know: what waits, what was kept out and why, and which fixings lack."""
    waits = [
        f"{_named(row)} waits for the next fixing of its series ({row['note']}); until then the"
        " value before it is used."
        for row in judgement.pending.iter_rows(named=True)
    ]
    out = [
        f"{_named(row)} is kept out: {row['reason']} ({row['note'] or MEANINGS[row['reason']]})."
        for row in judgement.quarantined.iter_rows(named=True)
    ]
    gaps = [
        f"{row['series']}: {row['missing']} fixings are missing between {row['after']} and"
        f" {row['until']}."
        for row in judgement.gaps.iter_rows(named=True)
    ]
    return (*_first(waits), *_first(out), *_first(gaps))


def _withheld(judgement: Judgement) -> dy.DataFrame[Withheld]:
    frames = [judgement.pending, judgement.quarantined, judgement.released]
    return Withheld.validate(pl.concat(frames))


def _first(said: list[str]) -> list[str]:
    """So many that they can be read, and how many more there are."""
    more = len(said) - MOST_TOLD
    if more <= 0:
        return said
    return [*said[:MOST_TOLD], f"And {more} more like that: see `forex quarantine list`."]


def _named(row: dict[str, object]) -> str:
    return f"{row['value']:.10g} of {row['series']} of {row['event_date']}"

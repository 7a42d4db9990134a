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
KEY: Final = ("series", "event_date", "value")


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


def admit_through_gate(
    published: dy.DataFrame[Published],
    store: Store,
    quarantine: Quarantine,
    *,
    admitted_at: datetime,
) -> Admission:
    """Judge what was published, admit what may be used, and keep the rest.

    What was decided before is not judged again. A value that waits is decided as soon as the next
    fixing of its series is here. The quarantine is written first: should the program die before the
    store is, the next call admits what had been released.

    Raises:
        StoreError: If the database cannot be read or written.
    """
    kept = quarantine.kept(published.get_column("series").unique().to_list())
    known = store.read("observations")
    shut = kept.filter(pl.col("state").is_in(["quarantined", "rejected"]))
    fresh = published.join(shut, on=KEY, how="anti")
    waiting = kept.filter(state="pending")
    judgement = judge(fresh, known=known, pending=waiting, as_of=admitted_at)
    quarantine.keep(_withheld(judgement), seen_at=admitted_at)
    let_in = judgement.admitted
    if judgement.released.height:  # a person may have decided meanwhile
        after = quarantine.kept(judgement.released.get_column("series").unique().to_list())
        let_in = let_in.join(after.filter(state="rejected"), on=KEY, how="anti")
    released = kept.filter(state="released").join(known, on=KEY, how="anti")
    lost = released.join(let_in, on=["series", "event_date"], how="anti")
    columns = Published.column_names()
    admitted = store.admit(
        Published.validate(pl.concat([let_in.select(columns), lost.select(columns)])),
        admitted_at=admitted_at,
    )
    return Admission(admitted, judgement.pending, judgement.quarantined, warnings_of(judgement))


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

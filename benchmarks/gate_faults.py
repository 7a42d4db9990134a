"""Plants faults into clean fixings, and knows afterwards which of them the gate withheld.

Faults stand `SPACING` fixings apart, so that each meets a gate that has recovered from the one
before. What is planted is a fault only where it makes a difference: a shifted day whose value is
within rounding of the true one, an exchange of two columns that stand at one level, or a spike that
the market happens to follow, is counted as such and not as caught or missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from math import log
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from forexlib.core.frames import Published
from forexlib.core.series import NBP_FIXING, STORED_INSTRUMENTS, series_name
from forexlib.sources.nbp_archive import NbpArchive

Kind = Literal[
    "x100",
    "swapped columns",
    "frozen feed",
    "missing week",
    "spike",
    "spike on the true value",
    "shifted days",
]

SPACING = 20
FIRST_FIXING = 300
WEEK = 5
AGREEMENT = 1e-3
LEVEL = 0.01
KINDS: tuple[Kind, ...] = (
    "x100",
    "swapped columns",
    "frozen feed",
    "missing week",
    "spike",
    "spike on the true value",
    "shifted days",
)
SHIFTED: Kind = "shifted days"
SCALES = (100.0, 1 / 100, 1000.0, 1 / 1000)

TARGET = series_name(NBP_FIXING, "USDCLP")
SECOND = "desk/USDCLP"
SINCE = date(2011, 1, 1)
LATE = datetime(2049, 1, 1, tzinfo=UTC)

Table = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Archive:
    """The clean fixings.

    Attributes:
        names: Of the series.
        days: Of the fixings.
        instants: At which they became public.
        values: Days by series, the target first; last a second series of its instrument, the same
            with one basis point of noise, rounded to two decimals.
    """

    names: tuple[str, ...]
    days: pl.Series
    instants: pl.Series
    values: Table

    def published(self, values: Table, *, second: bool) -> pl.DataFrame:
        """Values as a source would publish them."""
        names = self.names if second else self.names[:-1]
        wide = {name: values[:, i] for i, name in enumerate(names)}
        times = {"event_date": self.days, "available_at": self.instants}
        tall = pl.DataFrame({**times, **wide}).unpivot(index=[*times], variable_name="series")
        tall = tall.drop_nulls("value").filter(pl.col("value").is_not_nan())
        return tall.with_columns(source=pl.lit("archive")).select(Published.column_names())


@cache
def archive() -> Archive:
    """The archive's fixings since 2011."""
    names = (TARGET, *(series_name(NBP_FIXING, name) for name in STORED_INSTRUMENTS))
    tall = NbpArchive(first_day=SINCE).fetch(names, since={}, as_of=LATE)
    index = ["event_date", "available_at"]
    wide = tall.pivot("series", index=index, values="value").sort("event_date")
    values = wide.select(names).to_numpy()
    noise = np.random.default_rng(0).standard_normal(len(values))
    second = np.round(values[:, 0] * np.exp(1e-4 * noise), 2)
    return Archive(
        (*names, SECOND),
        wide.get_column("event_date"),
        wide.get_column("available_at"),
        np.column_stack([values, second]),
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    Attributes:
        kind: Of the task's list.
        cells: (day, series) of each wrong value, in order of the days.
        real: Whether it makes a difference.
    """

    kind: Kind
    cells: tuple[tuple[int, int], ...]
    real: bool = True


def plant(
    clean: Table, *, target: int, seed: int, kinds: Sequence[Kind] = KINDS
) -> tuple[Table, list[Fault]]:
    """A copy of `clean` (days by series, NaN: none) with faults of every kind in it.

    Args:
        clean: Values; the last column is the second series of the target's instrument.
        target: Column of the target.
        seed: Of what is planted where.
        kinds: Of faults to plant.
    """
    generator = np.random.default_rng(seed)
    dirty, faults = clean.copy(), []
    slots = range(FIRST_FIXING + seed % SPACING, len(clean) - 2 * WEEK, SPACING)
    for day in slots:
        kind = kinds[int(generator.integers(len(kinds)))]
        own = kind == SHIFTED or generator.random() < 1 / 2
        series = target if own else int(generator.integers(clean.shape[1] - 1))
        if not np.isfinite(clean[day - FIRST_FIXING : day + WEEK + 1, series]).all():
            continue
        faults.append(_planted(kind, (dirty, clean), day, series, generator))
    return dirty, faults


def _planted(
    kind: Kind, tables: tuple[Table, Table], day: int, series: int, generator: np.random.Generator
) -> Fault:
    """Plant one fault; `tables`: what is changed, and what is true."""
    dirty, clean = tables
    match kind:
        case "x100":
            dirty[day, series] *= generator.choice(SCALES)
            return Fault(kind, ((day, series),))
        case "swapped columns":
            return _swapped(dirty, clean, day, series, generator)
        case "frozen feed":
            length = int(generator.integers(2, WEEK + 1))
            dirty[day : day + length, series] = clean[day - 1, series]
            return Fault(kind, tuple((day + k, series) for k in range(length)))
        case "missing week":
            dirty[day : day + WEEK, series] = np.nan
            return Fault(kind, ((day + WEEK, series),))
        case "spike" | "spike on the true value":
            return _spiked(kind, dirty, clean, (day, series), generator)
        case "shifted days":
            step = int(generator.choice([-1, 1]))
            days = range(day, day + WEEK)
            dirty[day : day + WEEK, series] = clean[day + step : day + WEEK + step, series]
            off = {d: abs(log(dirty[d, series] / clean[d, series])) for d in days}
            wrong = [d for d in days if off[d] > AGREEMENT]
            return Fault(kind, tuple((d, series) for d in wrong), real=bool(wrong))


def _spiked(
    kind: Kind, dirty: Table, clean: Table, cell: tuple[int, int], generator: np.random.Generator
) -> Fault:
    day, series = cell
    share = generator.uniform(0.04, 0.10) * generator.choice([-1, 1])
    if kind == "spike on the true value":
        dirty[cell] = clean[cell] * (1 + share)
        return Fault(kind, (cell,))
    dirty[cell] = clean[day - 1, series] * (1 + share)
    left = abs(log(clean[day + 1, series] / clean[day - 1, series]))
    return Fault(kind, (cell,), real=left <= abs(log(1 + share)) / 2)


def _swapped(
    dirty: Table, clean: Table, day: int, series: int, generator: np.random.Generator
) -> Fault:
    others = [i for i in range(clean.shape[1] - 1) if i != series and np.isfinite(clean[day, i])]
    other = int(generator.choice(others))
    dirty[day, [series, other]] = clean[day, [other, series]]
    apart = abs(log(clean[day, series] / clean[day, other]))
    return Fault("swapped columns", ((day, series), (day, other)), real=apart > LEVEL)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one fault.

    Attributes:
        fault: Which.
        withheld: Whether its first value did not get in when it came (or was reported).
        condemned: Whether that one was called bad at once.
        caught: Whether it was called bad by the next fixing.
        let_in: How many of its wrong values were admitted for good.
    """

    fault: Fault
    withheld: bool
    condemned: bool
    caught: bool
    let_in: int


def outcome(
    fault: Fault, reasons: npt.NDArray[np.object_], reported: Sequence[tuple[int, int]]
) -> Outcome:
    """What became of a fault.

    Args:
        fault: Which.
        reasons: Days by series: why a value was quarantined in the end, None if it was admitted.
        reported: (day, series) of the first value after each gap that was reported.
    """
    if fault.kind == "missing week":
        told = fault.cells[0] in reported
        return Outcome(fault, withheld=told, condemned=told, caught=told, let_in=0)
    found = [reasons[cell] for cell in fault.cells]
    at_once = found[0] is not None
    soon = any(reason is not None for reason in found[:2])
    if fault.kind == "swapped columns":  # both on one day
        at_once = soon = None not in found
    return Outcome(
        fault,
        withheld=at_once,
        condemned=at_once and "jump" not in found[:1],
        caught=soon,
        let_in=found.count(None),
    )

"""Rows as a grid of days by series, and what was admitted before its first day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import polars as pl

from forexlib.core.calendar import FIRST_YEAR, LAST_YEAR, business_calendar
from forexlib.core.series import quantity_of
from forexlib.decisions.gate_beliefs import Floats, Ints
from forexlib.decisions.gate_plausible import Days
from forexlib.decisions.gate_walk import Grid

REMEMBERED: Final = 1000
"""Days before the first new one that are walked, too: what is older weighs less than 1e-8."""

CURRENCY: Final = re.compile(r"USD[A-Z]{3}|DXY")


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is on stage. Attributes: days: rising; places: of each series."""

    days: Days
    places: Mapping[str, int]


def cast_of(asked: pl.DataFrame, believed: pl.DataFrame) -> Cast:
    """The days from `REMEMBERED` before the first that is asked about, and all series."""
    days = pl.concat([asked.get_column("event_date"), believed.get_column("event_date")])
    rising = days.unique().sort().to_numpy().astype("datetime64[D]")
    first = int(np.searchsorted(rising, asked.get_column("event_date").to_numpy().min()))
    names = pl.concat([asked.get_column("series"), believed.get_column("series")])
    places = {name: place for place, name in enumerate(names.unique().sort())}
    return Cast(rising[max(0, first - REMEMBERED) :], places)


def day_numbers(cast: Cast, rows: pl.DataFrame) -> Ints:
    """The place of each row's day."""
    days = rows.get_column("event_date").to_numpy().astype("datetime64[D]")
    return np.searchsorted(cast.days, days).astype(np.int64)


def grid_of(cast: Cast, asked: pl.DataFrame, believed: pl.DataFrame) -> Grid:
    """What the walk needs to know; of several rows of a cell the first is asked about."""
    start = pl.lit(cast.days[0]).cast(pl.Date)
    before = believed.filter(pl.col("event_date") < start).sort("series", "event_date")
    since = believed.filter(pl.col("event_date") >= start)
    first = asked.unique(["series", "event_date"], keep="first", maintain_order=True)
    names = [*cast.places]
    quantities = [quantity_of(name) for name in names]
    counted = _counts(before, names)
    return Grid(
        known=_log_values(cast, since, "known_value"),
        fresh=_log_values(cast, first, "value"),
        ordinal=_ordinals(cast, names),
        currency=np.array([bool(CURRENCY.fullmatch(_instrument(name))) for name in names]),
        repeatable=np.array([quantity.release == "daily" for quantity in quantities]),
        family=np.unique([name.partition("/")[0] for name in names], return_inverse=True)[1],
        twins=[
            (i, j)
            for i, j in combinations(range(len(names)), 2)
            if _instrument(names[i]) == _instrument(names[j])
        ],
        admitted=counted[0],
        repeats=counted[1],
    )


def _instrument(name: str) -> str:
    return name.rpartition("/")[2]


def _log_values(cast: Cast, rows: pl.DataFrame, column: str) -> Floats:
    values = np.full((cast.days.size, len(cast.places)), np.nan)
    places = rows.get_column("series").replace_strict(cast.places, return_dtype=pl.Int64)
    values[day_numbers(cast, rows), places.to_numpy()] = np.log(rows.get_column(column).to_numpy())
    return values


def _ordinals(cast: Cast, names: list[str]) -> Ints:
    """Which business day of its series' market each day is."""
    start, end = (np.datetime64(f"{year}-01-01") for year in (FIRST_YEAR, LAST_YEAR + 1))
    within = np.clip(cast.days, start, end)
    markets = [quantity_of(name).market for name in names]
    counted = {
        market: np.busday_count(start, within + 1, busdaycal=business_calendar(market))
        for market in set(markets)
    }
    return np.column_stack([counted[market] for market in markets]).astype(np.int64)


def _counts(before: pl.DataFrame, names: list[str]) -> tuple[Ints, Ints]:
    """How many values each series had before the grid, and how many repeated the one before."""
    repeat = (pl.col("known_value") == pl.col("known_value").shift(1)).fill_null(value=False)
    counted = before.group_by("series").agg(n=pl.len(), repeats=repeat.sum())
    found = {name: (n, repeats) for name, n, repeats in counted.iter_rows()}
    pairs = np.array([found.get(name, (0, 0)) for name in names], dtype=np.int64)
    return pairs[:, 0], pairs[:, 1]

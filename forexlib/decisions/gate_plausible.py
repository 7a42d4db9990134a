"""What can be said of a value alone: is it a number, and can it be of that day and instant?"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from forexlib.core.calendar import FIRST_YEAR, LAST_YEAR, business_calendar, local_date
from forexlib.core.quarantine import Reason
from forexlib.core.series import NBP_FIXING, Quantity, quantity_of

Days = npt.NDArray[np.datetime64]

FIXED_ON_BUSINESS_DAYS: Final = frozenset({NBP_FIXING, "dolar_observado"})
"""Quantities that have a value on business days of their market and on no other day."""

SEEN_FIRST: Final = 20
"""Values from which a series that never had one on a weekend is taken to have none there."""

FRIDAY: Final = 4


def implausible(rows: pl.DataFrame, *, believed: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """The rows, with `reason` and `note` where a value cannot be what it says it is."""
    if rows.is_empty():
        return rows.with_columns(
            reason=pl.lit(None, dtype=pl.String), note=pl.lit(None, dtype=pl.String)
        )
    number = pl.col("value")
    rows = rows.with_columns(
        reason=pl.when(number.is_finite().not_())
        .then(_said("type"))
        .when(number <= 0)
        .then(_said("not positive"))
        .otherwise(None),
        note=pl.lit(None, dtype=pl.String),
    )
    parts = rows.partition_by("series", maintain_order=True)
    return pl.concat([_dated(part, believed, as_of=as_of) for part in parts])


def _said(reason: Reason) -> pl.Expr:
    return pl.lit(reason)


def _dated(rows: pl.DataFrame, believed: pl.DataFrame, *, as_of: datetime) -> pl.DataFrame:
    """The values of one series, those on impossible days or instants marked."""
    series = rows.item(0, "series")
    quantity = quantity_of(series)
    days: Days = rows.get_column("event_date").to_numpy()
    local = rows.get_column("available_at").dt.convert_time_zone(quantity.zone).dt.date().to_numpy()
    today = np.datetime64(local_date(as_of, zone=quantity.zone), "D")
    lead = np.timedelta64(quantity.lead_days, "D")
    first, end = (np.datetime64(f"{year}-01-01") for year in (FIRST_YEAR, LAST_YEAR + 1))
    no_calendar = (days < first) | (days >= end)
    dates = np.where(no_calendar, first, days)
    strict = quantity.name in FIXED_ON_BUSINESS_DAYS
    wrong = {
        "no calendar reaches that day": no_calendar,
        "beyond what is announced ahead": days > today + lead,
        "public before it can be": local < days - lead,
        "not public yet": rows.get_column("available_at").to_numpy(allow_copy=True)
        > np.datetime64(as_of.replace(tzinfo=None), "us"),
        "no business day": _is_closed(dates, quantity)
        if strict
        else _is_rare_weekend(series, dates, believed),
        "its instant is that of another day": _is_slipped(rows, dates, quantity)
        if strict
        else np.zeros(days.size, dtype=bool),
    }
    notes = np.full(days.size, None, dtype=object)
    for note, where in reversed(wrong.items()):
        notes[where] = note
    marked = pl.Series(notes.tolist(), dtype=pl.String)
    return rows.with_columns(
        reason=pl.col("reason").fill_null(
            pl.when(marked.is_not_null()).then(_said("implausible day"))
        ),
        note=pl.when(pl.col("reason").is_null()).then(marked),
    )


def _is_closed(days: Days, quantity: Quantity) -> npt.NDArray[np.bool_]:
    return ~np.is_busday(days, busdaycal=business_calendar(quantity.market))


def _is_rare_weekend(series: str, days: Days, believed: pl.DataFrame) -> npt.NDArray[np.bool_]:
    """Weekends of a series whose first values have none; each judged by the days before it."""
    known: Days = believed.filter(series=series).get_column("event_date").to_numpy()
    every = np.union1d(known, days).astype("datetime64[D]")
    early = every[:SEEN_FIRST]
    usual = np.concatenate([early, known])
    weekends = usual[_is_weekend(usual)]
    first = weekends.min() if weekends.size else np.datetime64(date.max, "D")
    return _is_weekend(days) & (np.searchsorted(every, days) >= SEEN_FIRST) & (days <= first)


def _is_weekend(days: Days) -> npt.NDArray[np.bool_]:
    monday_based = (days.astype("datetime64[D]").astype(np.int64) + 3) % 7
    return monday_based > FRIDAY


def _is_slipped(rows: pl.DataFrame, days: Days, quantity: Quantity) -> npt.NDArray[np.bool_]:
    """Values public exactly when the next business day's is, or on a day before their own.

    That is what a date that went through another zone looks like: the day moved, the instant not.
    """
    calendar = business_calendar(quantity.market)
    own = np.busday_offset(days, -quantity.lead, roll="backward", busdaycal=calendar)
    following = np.busday_offset(days, 1 - quantity.lead, roll="backward", busdaycal=calendar)
    stated = rows.get_column("available_at")
    local = stated.dt.convert_time_zone(quantity.zone).dt.date().to_numpy()
    return (stated == _instants(following, quantity)).to_numpy() | (local < own)


def _instants(days: Days, quantity: Quantity) -> pl.Series:
    """The scheduled instants of publication on `days`."""
    frame = pl.DataFrame({"day": pl.Series(days.astype("datetime64[D]")).cast(pl.Date)})
    return frame.select(
        pl.col("day")
        .dt.combine(quantity.published_at, time_unit="us")
        .dt.replace_time_zone(quantity.zone, ambiguous="earliest", non_existent="null")
        .dt.convert_time_zone("UTC")
    ).to_series()

"""Rates in units per dollar, and a replica of the dollar index, from fixings against the zloty.

The NBP fixes PLN per USD and PLN per XXX at one instant, so that

    USDXXX = (PLN per USD) / (PLN per XXX)              XXX per USD

is a true cross of one moment. The dollar index is the geometric mean published by ICE,

    DXY = 50.14348112 EURUSD^-.576 USDJPY^.136 GBPUSD^-.119 USDCAD^.091 USDSEK^.042 USDCHF^.036

Reference: ICE Futures U.S., "U.S. Dollar Index Contracts: Frequently Asked Questions".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

import dataframely as dy
import polars as pl

from forexlib.core.frames import Published
from forexlib.core.series import NBP_FIXING, QUANTITIES, quote_currency
from forexlib.sources.availability import available_at

DXY: Final = "DXY"
DXY_SCALE: Final = 50.14348112
DXY_WEIGHTS: Final = {
    "EUR": 0.576,
    "JPY": 0.136,
    "GBP": 0.119,
    "CAD": 0.091,
    "SEK": 0.042,
    "CHF": 0.036,
}


def instruments(series: Sequence[str]) -> dict[str, str]:
    """Series name to instrument, of those in `series` that are fixings of the NBP."""
    named = (name.partition("/") for name in dict.fromkeys(series))
    return {f"{NBP_FIXING}/{x}": x for quantity, _, x in named if quantity == NBP_FIXING}


def currencies(wanted: Sequence[str]) -> list[str]:
    """The currencies whose price in PLN the instruments `wanted` are made from, USD first.

    Raises:
        SettingsError: If an instrument is neither DXY nor USD and three other letters.
    """
    needed = {"USD": None}
    for instrument in wanted:
        parts = DXY_WEIGHTS if instrument == DXY else [quote_currency(instrument)]
        needed.update(dict.fromkeys(parts))
    needed.pop("PLN", None)
    return list(needed)


def crosses(
    fixings: pl.DataFrame,
    wanted: Mapping[str, str],
    *,
    source: str,
    since: Mapping[str, date],
    as_of: datetime,
) -> dy.DataFrame[Published]:
    """The series `wanted`, from fixings against the zloty, as far as public by `as_of`.

    Args:
        fixings: `event_date`, and one column per currency of PLN per unit (null: none that day).
        wanted: Series name to instrument.
        source: Stored beside each value.
        since: The first day wanted of a series, where not all of it is.
        as_of: Nothing that became public later is returned.
    """
    instants = available_at(QUANTITIES[NBP_FIXING])
    public = fixings.with_columns(available_at=instants).filter(pl.col("available_at") <= as_of)
    columns = [
        public.filter(pl.col("event_date") >= since.get(name, date.min)).select(
            "event_date",
            "available_at",
            series=pl.lit(name),
            value=_rate(instrument),
            source=pl.lit(source),
        )
        for name, instrument in wanted.items()
    ]
    tall = pl.concat(
        [Published.create_empty(), *(c.select(Published.column_names()) for c in columns)]
    )
    return Published.validate(tall.drop_nulls("value"))


def _rate(instrument: str) -> pl.Expr:
    """XXX per USD of USDXXX, or points of DXY."""
    if instrument == DXY:
        product = pl.lit(DXY_SCALE)
        for code, weight in DXY_WEIGHTS.items():
            product = product * _per_dollar(code).pow(weight)
        return product
    return _per_dollar(quote_currency(instrument))


def _per_dollar(code: str) -> pl.Expr:
    """Units of `code` per USD: EURUSD^-.576 is (EUR per USD)^.576."""
    return pl.col("USD") / (pl.lit(1.0) if code == "PLN" else pl.col(code))

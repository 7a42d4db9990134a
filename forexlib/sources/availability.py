"""When the values of a quantity became public, for a whole column at once."""

from __future__ import annotations

import polars as pl

from forexlib.core.series import Quantity


def available_at(quantity: Quantity) -> pl.Expr:
    """The UTC instant at which the value of each `event_date` became public.

    The same as `quantity.available_at(day)` day by day; quick for a quantity published on its own
    day, at a wall time that has to exist every day.
    """
    if quantity.release == "daily" and quantity.lead == quantity.lag == 0:
        return (
            pl.col("event_date")
            .dt.combine(quantity.published_at, time_unit="us")
            .dt.replace_time_zone(quantity.zone, ambiguous="earliest", non_existent="raise")
            .dt.convert_time_zone("UTC")
        )
    instants = pl.Datetime("us", "UTC")
    return pl.col("event_date").map_elements(
        quantity.available_at, return_dtype=instants, skip_nulls=True
    )

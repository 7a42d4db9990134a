"""A small market: seven currencies that share one factor, on business days of Warsaw."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache

import dataframely as dy
import numpy as np
import polars as pl

from forexlib.core.frames import Published
from forexlib.decisions.gate import Judgement, judge
from tests.panels import noon, warsaw_days

CURRENCIES = ("CLP", "BRL", "MXN", "ZAR", "AUD", "NOK", "KRW")
LEVELS = (900.0, 5.0, 18.0, 15.0, 1.5, 9.0, 1300.0)
CLP, BRL = "nbp_fixing/USDCLP", "nbp_fixing/USDBRL"
DAYS = 600
TARGET_DAY = 500  # on which the tests plant what they plant
LATER = datetime(2030, 1, 1, tzinfo=UTC)
NOTHING = Published.create_empty()


@cache
def days() -> list[date]:
    return warsaw_days(DAYS)


@cache
def calm() -> dy.DataFrame[Published]:
    """600 fixings of each: 0.4 % a day of a common factor, and 0.4 % of its own."""
    generator = np.random.default_rng(5)
    common = 0.004 * generator.standard_normal(DAYS)
    parts = []
    for name, level in zip(CURRENCIES, LEVELS, strict=True):
        own = 0.004 * generator.standard_normal(DAYS)
        parts.append(series_of(f"nbp_fixing/USD{name}", level * np.exp(np.cumsum(common + own))))
    return Published.validate(pl.concat(parts))


def series_of(name: str, values: np.ndarray) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "series": name,
            "event_date": days(),
            "available_at": [noon(day) for day in days()],
            "value": values,
            "source": "archive 1.0",
        },
        schema=Published.create_empty().schema,
    )


def until(rows: pl.DataFrame, last: int) -> pl.DataFrame:
    """The rows up to the `last`-th day, included."""
    return rows.filter(pl.col("event_date") <= days()[last])


def on(rows: pl.DataFrame, day: int) -> pl.DataFrame:
    return rows.filter(pl.col("event_date") == days()[day])


def changed(
    rows: pl.DataFrame, factors: Mapping[tuple[str, int], float], *, source: str | None = None
) -> pl.DataFrame:
    """The rows, the values of some series and days multiplied by a factor."""
    for (series, day), factor in factors.items():
        here = (pl.col("series") == series) & (pl.col("event_date") == days()[day])
        rows = rows.with_columns(
            value=pl.when(here).then(pl.col("value") * factor).otherwise("value"),
            source=pl.when(here & (source is not None)).then(pl.lit(source)).otherwise("source"),
        )
    return rows


def value(series: str, day: int) -> float:
    found = on(calm(), day).filter(series=series).get_column("value")
    return float(found[0])


def arriving(
    rows: pl.DataFrame, *, pending: pl.DataFrame = NOTHING, day: int = TARGET_DAY
) -> Judgement:
    """The verdict on `rows`, after all that is calm before `day` has been admitted."""
    return judge(rows, known=until(calm(), day - 1), pending=pending, as_of=LATER)


def one(rows: pl.DataFrame, which: str, day: int = TARGET_DAY, **columns: object) -> pl.DataFrame:
    """One value of the calm market, some of its columns replaced."""
    row = on(rows, day).filter(series=which)
    return row.with_columns(
        pl.lit(new).cast(row.schema[name]).alias(name) for name, new in columns.items()
    )


def reasons(judged: Judgement) -> dict[str, str]:
    """Series to reason, of what was quarantined."""
    return dict(judged.quarantined.select("series", "reason").iter_rows())

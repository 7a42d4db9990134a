"""Where the bands of a fan chart run, and where the words beside them stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl

from forexlib.core.levels import LOWER_80, LOWER_95, MEDIAN, UPPER_80, UPPER_95

POINTS: Final = 400  # along a fan; more than the dots a picture has there

BANDS: Final = {
    "lower_95": LOWER_95,
    "lower_80": LOWER_80,
    "median": MEDIAN,
    "upper_80": UPPER_80,
    "upper_95": UPPER_95,
}
"""Columns of a fan, and their positions in `core.levels.LEVELS`."""


def fan(rows: pl.DataFrame) -> pl.DataFrame:
    """Bands that grow from the origin to the horizons of one model.

    At the origin all are the anchor, at a horizon they are the stored quantiles. Between, the log
    rate is interpolated linearly in the square root of trading time, in which a random walk's
    bands are straight lines; from one horizon to the next trading time runs like the calendar.

    Args:
        rows: Of one model, one per horizon, rising.

    Returns:
        day (as a number, from the origin: 0) and a rate for each of `BANDS`.
    """
    origin = rows.get_column("origin_date")[0]
    days = [0, *((day - origin).days for day in rows.get_column("target_date"))]
    trading = [0, *rows.get_column("trading_days")]
    anchor = rows.get_column("last_rate")[0]
    day = np.union1d(np.linspace(0.0, days[-1], POINTS), days)
    root = np.sqrt(np.interp(day, days, trading))
    quantiles = rows.get_column("quantiles").to_list()
    bands = {
        name: np.exp(
            np.interp(
                root,
                np.sqrt(trading),
                np.log([anchor, *(rates[position] for rates in quantiles)]),
            )
        )
        for name, position in BANDS.items()
    }
    return pl.DataFrame({"day": day, **bands})


def apart(wanted: Sequence[float], *, gap: float) -> list[float]:
    """Heights at least `gap` apart in the order of `wanted`, each as near as can be to its own.

    The least squares answer: isotonic regression on what is left when the gaps are taken out.

    Args:
        wanted: Heights; equal ones keep their order, the first on top.
        gap: Positive.
    """
    order = sorted(range(len(wanted)), key=lambda i: -wanted[i])
    fitted = falling([wanted[i] + gap * place for place, i in enumerate(order)])
    heights = {i: fitted[place] - gap * place for place, i in enumerate(order)}
    return [heights[i] for i in range(len(wanted))]


def falling(values: Sequence[float]) -> list[float]:
    """The nearest values that never rise, by least squares: neighbours that do are averaged.

    Reference: pool adjacent violators; Ayer et al. (1955), Annals of Mathematical Statistics 26,
    641-647. SciPy's own takes longer to import than a chart to draw.
    """
    pools: list[tuple[float, int]] = []
    for value in values:
        mean, count = value, 1
        while pools and pools[-1][0] < mean:
            above, many = pools.pop()
            mean, count = (above * many + mean * count) / (many + count), many + count
        pools.append((mean, count))
    return [mean for mean, count in pools for _ in range(count)]

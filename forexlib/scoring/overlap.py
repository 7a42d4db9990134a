"""How far forecasts overlap: the horizon in steps of the origins.

    overlap = max(1, horizon / step),   step = median over i of (day[i + 5] - day[i]) / 5

Five gaps of origins on business days make a calendar week, so that a horizon of 7 days overlaps
five of them and not seven, as it would by the median of single gaps; of weekly origins the step is
7 days in either way. The median passes over holidays and holes. Example: 30 days ahead on
Wednesdays, overlap 30 / 7 = 4.29.
"""

from __future__ import annotations

from math import ceil
from typing import Final

import numpy as np
import polars as pl

GAPS: Final = 5


def overlap(origins: pl.Series, horizon_days: int) -> float:
    """The horizon in steps of the origins, at least 1.

    Args:
        origins: Dates, in any order; with fewer than six, the median of single gaps counts.
        horizon_days: Calendar days.
    """
    days = origins.sort().to_numpy().astype("datetime64[D]").astype(np.int64)
    gaps = GAPS if len(days) > GAPS else 1
    if len(days) <= gaps:
        return 1.0
    step = float(np.median(days[gaps:] - days[:-gaps])) / gaps
    return max(1.0, horizon_days / max(step, 1.0))


def whole_steps(times: float) -> int:
    """The overlap as a number of origins: a forecast shares days with the next one less of them."""
    return ceil(times - 1e-9)

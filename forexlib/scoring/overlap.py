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
WEEK: Final = 7


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


def apart(origins: pl.Series, horizon_days: int) -> int:
    """How many outcomes do not overlap, however the origins lie.

    Counted from the first origin on, each time to the next one at least a horizon later. Where
    origins are weekly, a day less will do, since they move by one for a holiday.

    Args:
        origins: Dates, in any order, perhaps with holes, perhaps none.
        horizon_days: Calendar days.
    """
    days = np.unique(origins.to_numpy().astype("datetime64[D]").astype(np.int64))
    weekly = len(days) > 1 and float(np.median(np.diff(days))) >= WEEK - 1
    apart_by = horizon_days - 1 if weekly and horizon_days >= WEEK else horizon_days
    count, next_free = 0, -np.inf
    for day in days.tolist():
        if day >= next_free:
            count, next_free = count + 1, day + apart_by
    return count


def whole_steps(times: float) -> int:
    """The overlap as a number of origins: a forecast shares days with the next one less of them."""
    return ceil(times - 1e-9)

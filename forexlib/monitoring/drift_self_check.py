"""Whether the drift tests still find a break that was put there: a check of the detector itself.

The target's newest returns are replaced by moves of four standard deviations up and down by turns,
for ten fixings; the volatility test has to find them. What is usual is learned from the returns
before, on fewer paths than a day's own tests are judged by: enough for a break that size.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from forexlib.core.drift import RETURNS
from forexlib.core.history import History
from forexlib.monitoring.drift import Bench, drift_rows
from forexlib.monitoring.drift_family import Levels
from forexlib.monitoring.drift_null import LEAST_RETURNS, Design, rehearse
from forexlib.monitoring.drift_watch import watched_returns

PLANTED: Final = 10
SIZE: Final = 4.0
YEAR: Final = 250
PATHS, MOMENTS = 40, 50


def finds_planted_break(history: History, design: Design, levels: Levels) -> bool | None:
    """Plant a break at the end of a history and look for it.

    None where too little is known, or nothing has moved.

    Args:
        history: Of the target.
        design: How drift is looked for on every day.
        levels: From which p-value on it is drift.
    """
    before = history.returns[:-PLANTED]
    scale = float(np.std(before[-YEAR:])) if len(before) >= LEAST_RETURNS else 0.0
    if scale == 0.0:
        return None
    moves = np.where(np.arange(PLANTED) % 2 == 0, SIZE, -SIZE) * scale
    levels_then = history.log_rate[:-PLANTED]
    broken = replace(
        history, log_rate=np.concatenate((levels_then, levels_then[-1] + np.cumsum(moves)))
    )
    small = replace(design, horizons=design.horizons[:1], paths=PATHS, moments=MOMENTS)
    bench = Bench(small, levels, rehearse(before, small))
    rows = drift_rows([watched_returns(broken)], bench, day=len(broken) - 1)
    return any(
        row["series"] == RETURNS and row["test"] == "volatility" and row["drifted"] for row in rows
    )

"""Small worlds whose changes are known, and a small bench to judge them by."""

from __future__ import annotations

import numpy as np

from forexlib.core.history import Floats, History
from forexlib.monitoring.drift import Bench
from forexlib.monitoring.drift_family import Levels
from forexlib.monitoring.drift_null import Design, rehearse

DESIGN = Design(horizons=(7, 30), paths=40, moments=50)
FIRST_DAY = np.datetime64("2015-01-01", "D")


def returns(count: int, *, seed: int) -> Floats:
    """Independent, of Student's t of eight degrees, 0.8 % a day."""
    return np.random.default_rng(seed).standard_t(8, count) * 0.008 * np.sqrt(0.75)


def history(moves: Floats) -> History:
    """What these returns come to, from 800 on, on weekdays without holidays."""
    levels = np.log(800.0) + np.concatenate(([0.0], np.cumsum(moves)))
    nothing = np.empty((len(levels), 0))
    dates = np.busday_offset(FIRST_DAY, np.arange(len(levels)))
    return History(dates, levels, nothing, (), nothing, ())


def bench(moves: Floats, design: Design = DESIGN) -> Bench:
    """Judges by what was usual in `moves`."""
    return Bench(design, Levels(), rehearse(moves, design))

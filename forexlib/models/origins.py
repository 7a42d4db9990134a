"""Forecasts from many origins: as the loop they mean, and one origin as the shortest of batches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from forexlib.core.history import Ahead, Floats, History
from forexlib.core.model import Steps


class One(Protocol):
    """What forecasts from the end of a history."""

    def centre(self, history: History, ahead: Ahead) -> Floats:
        """Expected log return to each horizon, shape (h,)."""
        ...


class Many(Protocol):
    """What forecasts from many origins at once."""

    def centres(self, history: History, origins: Sequence[int], steps: Steps) -> Floats:
        """Expected log returns, shape (n, h)."""
        ...


def in_turn(
    learned: One,
    history: History,
    origins: Sequence[int],
    steps: Steps,
    *,
    horizons: Sequence[int],
) -> Floats:
    """`centres` for a centre that has no faster way: `centre` at each origin, shape (n, h).

    Args:
        learned: The centre.
        history: The fixings; from each origin only the ones up to it are shown.
        origins: Positions in `history`.
        steps: Trading days from each origin to each horizon, shape (n, h).
        horizons: Calendar days of the columns of `steps`.
    """
    rows = [
        learned.centre(history.first(origin + 1), Ahead(tuple(horizons), tuple(ahead)))
        for origin, ahead in zip(origins, steps.tolist(), strict=True)
    ]
    return np.vstack([np.empty((0, len(horizons))), *rows])


def from_the_end(learned: Many, history: History, ahead: Ahead) -> Floats:
    """`centre` for a centre whose way is `centres`: the newest fixing is its one origin, (h,)."""
    steps = np.asarray([ahead.trading_days], dtype=np.intp)
    return learned.centres(history, [len(history) - 1], steps)[0]


def cumulated(daily: Floats, steps: Steps) -> Floats:
    """Sum of the first `steps[i, j]` expected daily returns of origin i, shape (n, h).

    Args:
        daily: Expected return of each day ahead, shape (days, n).
        steps: Trading days, shape (n, h), none above `days`.
    """
    total = np.vstack((np.zeros((1, daily.shape[1])), np.cumsum(daily, axis=0)))
    return total[steps, np.arange(daily.shape[1])[:, None]]

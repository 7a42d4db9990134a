"""How the five tests behave where nothing changes: the past cut into blocks and joined anew.

The target's own returns up to a refit day are resampled by the stationary bootstrap in blocks of
250 fixings on average: long enough to keep waves of volatility whole, so that their rise and fall
is part of what is usual. Each resampled path carries everything that is tested, side by side: the
standardised returns, and the normal scores of forecasts that are right,

    u[t] = rank of (log S[t] - log S[t-h]) / (sigma[t-h] sqrt(h)) among all paths,

sigma of decay .985 known at the origin, kept between 1/80 and 79/80 as stored quantiles keep it.
Outcomes of h fixings overlap there as they do in life, and so do windows. All tests are taken every
fifth fixing of each path. A statistic's calibrated p-value is its rank among these. Because all
statistics of a moment are kept together, so is what tests have in common with one another.

Reference: Politis & Romano (1994), Journal of the American Statistical Association 89, 1303-1313,
doi:10.1080/01621459.1994.10476870.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from forexlib.core.drift import RETURNS
from forexlib.core.errors import TooLittleHistory
from forexlib.core.history import Floats
from forexlib.monitoring.drift_series import (
    WARM_UP,
    WEEK,
    known_volatility,
    normal_scores,
    standardised,
    steps_of,
    windows_ending,
)
from forexlib.monitoring.drift_tests import TESTS, Outcome, five_tests

BLOCK: Final = 250
LEAST_RETURNS: Final = 500
SETTLED: Final = 250
EVERY: Final = 5
"""Fixings from one moment of a path at which everything is tested to the next."""
ORIGIN_DECAY: Final = 0.985
OUTERMOST: Final = 1.0 / 80.0


@dataclass(frozen=True, slots=True)
class Column:
    """One series as it is tested. Attributes: series: its name; stride: fixings between values."""

    series: str
    stride: int = 1


@dataclass(frozen=True, slots=True)
class Design:
    """What is compared with what, and how often it is rehearsed.

    Attributes:
        baseline: Values in the first window.
        test: Values in the second.
        horizons: Calendar days of the forecasts that are watched, rising.
        seed: Of the bootstrap.
        paths: Resampled.
        moments: Of each path at which everything is tested.
    """

    baseline: int = 90
    test: int = 30
    horizons: tuple[int, ...] = (7, 15, 30, 90)
    seed: int = 20_110_831
    paths: int = 100
    moments: int = 200

    @property
    def length(self) -> int:
        """Values in both windows."""
        return self.baseline + self.test

    @property
    def columns(self) -> tuple[Column, ...]:
        """Everything that can be tested: returns, and forecasts made daily or weekly."""
        forecasts = [Column(f"{days}d", step) for step in (1, WEEK) for days in self.horizons]
        return (Column(RETURNS), *forecasts)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What was learned.

    Attributes:
        columns: What was tested, k of them.
        statistics: Shape (paths, moments, k, 5).
    """

    columns: tuple[Column, ...]
    statistics: NDArray[np.float32]

    def to_bytes(self) -> bytes:
        """To be kept; the columns are known from the design."""
        written = io.BytesIO()
        np.save(written, self.statistics, allow_pickle=False)
        return written.getvalue()

    @classmethod
    def from_bytes(cls, kept: bytes, design: Design) -> Self:
        """What `to_bytes` wrote of the same design."""
        return cls(design.columns, np.load(io.BytesIO(kept), allow_pickle=False))


def rehearse(returns: Floats, design: Design) -> Rehearsal:
    """Test paths in which nothing changes.

    Args:
        returns: Daily log returns of the target up to the refit day, oldest first.
        design: What is tested, and how often.

    Raises:
        TooLittleHistory: If there are fewer than 500 returns.
    """
    if len(returns) < LEAST_RETURNS:
        raise TooLittleHistory(
            f"{len(returns)} returns are known and {LEAST_RETURNS} are needed to know what is"
            " usual.",
            remedy="Ingest older rates, or wait.",
        )
    first = begin(design)
    length = first + EVERY * design.moments
    paths = resampled(returns, paths=design.paths, length=length, seed=design.seed)
    moments = np.arange(first, length, EVERY)
    return Rehearsal(
        design.columns,
        statistics_at(scored_paths(paths, design.horizons), moments, design).astype(np.float32),
    )


def begin(design: Design) -> int:
    """The first position of a path at which every window is full and the scale has settled."""
    return SETTLED + WEEK * design.length + steps_of(max(design.horizons))


def resampled(returns: Floats, *, paths: int, length: int, seed: int) -> Floats:
    """Paths by the stationary bootstrap, shape (paths, length)."""
    rng = np.random.default_rng(seed)
    begins = rng.random((paths, length)) < 1.0 / BLOCK
    begins[:, 0] = True
    days = np.arange(length)
    latest = np.maximum.accumulate(np.where(begins, days, 0), axis=1)
    starts = rng.integers(len(returns), size=(paths, length))
    drawn = np.take_along_axis(starts, latest, axis=1) + days - latest
    return returns[drawn % len(returns)]


def scored_paths(returns: Floats, horizons: tuple[int, ...]) -> dict[str, Floats]:
    """Name of a series to its values along each path, as long as `returns`; NaN at the beginning.

    Args:
        returns: Shape (paths, t).
        horizons: Calendar days.
    """
    early = np.full((*returns.shape[:-1], WARM_UP), np.nan)
    series = {RETURNS: np.concatenate((early, standardised(returns)), axis=-1)}
    for days in horizons:
        series[f"{days}d"] = _right_forecasts(returns, steps_of(days))
    return series


def statistics_at(series: dict[str, Floats], moments: NDArray[np.intp], design: Design) -> Floats:
    """Statistics of the design's columns at positions of paths, (paths, moments, k, 5)."""
    told = []
    for column in design.columns:
        values = series[column.series]
        windows = windows_ending(values, moments, length=design.length, stride=column.stride)
        tested = tested_windows(column, windows.reshape(-1, design.length), design)
        told.append(tested.statistic.reshape(len(values), len(moments), len(TESTS)))
    return np.stack(told, axis=2)


def tested_windows(column: Column, windows: Floats, design: Design) -> Outcome:
    """The five tests of n windows of one series, shape (n, baseline + test)."""
    scale_known = column.series == RETURNS
    return five_tests(windows, baseline=design.baseline, scale_known=scale_known)


def moves_over(returns: Floats, steps: int, scale: Floats) -> Floats:
    """Log returns over `steps` fixings by the fixing of their outcome, over their scale.

    Args:
        returns: Shape (paths, t).
        steps: Fixings.
        scale: Of one step, known before the fixing of each return, shape (paths, t).

    Returns:
        Shape (paths, t), NaN where no forecast could be made.
    """
    sums = np.cumsum(returns, axis=-1)
    moves = np.full(returns.shape, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):  # nothing had moved: no forecast
        moves[..., steps:] = (sums[..., steps:] - sums[..., :-steps]) / (
            scale[..., 1 : returns.shape[-1] - steps + 1] * np.sqrt(steps)
        )
    return np.where(np.isfinite(moves), moves, np.nan)


def scores_among(moves: Floats, usual: Floats) -> Floats:
    """Normal scores of forecasts that know the distribution of their scaled moves.

    Args:
        moves: Any shape; NaN stays NaN.
        usual: All moves that are usual, rising, shape (n,).
    """
    place = (np.searchsorted(usual, moves) + 0.5) / len(usual)
    kept = np.clip(place, OUTERMOST, 1.0 - OUTERMOST)
    return np.where(np.isnan(moves), np.nan, normal_scores(kept))


def _right_forecasts(returns: Floats, steps: int) -> Floats:
    moves = moves_over(returns, steps, known_volatility(returns, decay=ORIGIN_DECAY))
    return scores_among(moves, np.sort(moves[~np.isnan(moves)]))

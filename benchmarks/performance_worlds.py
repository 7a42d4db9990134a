"""Worlds in which the forecaster knows the truth, and what the monitors see of them.

Two kinds, many at once, in business days without holidays:

    garch       driftless GARCH(1,1) with Student's t shocks, coefficients as in `null_world`
    bootstrap   stationary bootstrap of real USD/CLP returns less their mean, blocks of 250 days on
                average (Politis & Romano 1994, doi:10.1080/01621459.1994.10476870)

The forecaster filters the variance with those coefficients and issues the quantiles that returns
over the horizon have, given that variance, in 300 other worlds of the same kind (`Table`). Of garch
that is the true conditional distribution, of bootstrap one that is right on average and at each
variance. The random walk is Gaussian with expanding variance. Rates are in units of the rate at
the origin.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import numpy as np
from scipy.special import ndtri

from benchmarks.null_world import ALPHA, BETA, BURN_IN, FREEDOM, VOLATILITY
from forexlib.core.history import Floats
from forexlib.core.levels import LEVELS, LOWER_80, LOWER_95, MEDIAN, UPPER_80, UPPER_95
from forexlib.engine.evidence import nominal_steps
from forexlib.scoring.losses import crps, expected_crps
from forexlib.sources.nbp_archive import NbpArchive

HORIZONS: Final = (7, 15, 30, 90)
STEPS: Final = dict(zip(HORIZONS, nominal_steps(HORIZONS), strict=True))
MEAN_BLOCK: Final = 250
BINS: Final = 25
TEACHERS: Final = 300
_GAUSSIAN: Final = ndtri(np.asarray(LEVELS))

Draw = Callable[[int, int, int], Floats]
"""Returns of (worlds, days, seed), shape (worlds, days)."""


def garch(worlds: int, days: int, seed: int) -> Floats:
    """Daily log returns, shape (worlds, days)."""
    rng = np.random.default_rng(seed)
    shape = (worlds, BURN_IN + days)
    shocks = rng.standard_t(FREEDOM, shape) * np.sqrt((FREEDOM - 2) / FREEDOM)
    variance = np.full(worlds, VOLATILITY**2)
    moves = np.empty(shape)
    for day in range(shape[1]):
        moves[:, day] = np.sqrt(variance) * shocks[:, day]
        variance = _next(variance, moves[:, day], VOLATILITY**2)
    return moves[:, BURN_IN:]


def bootstrap_of(real: Floats) -> Draw:
    """Draws from `real`, shape (n,), in blocks of geometric length, its end joined to its start."""

    def draw(worlds: int, days: int, seed: int) -> Floats:
        rng = np.random.default_rng(seed)
        begins = rng.random((worlds, days)) < 1.0 / MEAN_BLOCK
        begins[:, 0] = True
        steps = np.arange(days)
        latest = np.maximum.accumulate(np.where(begins, steps, 0), axis=1)
        starts = np.take_along_axis(rng.integers(len(real), size=(worlds, days)), latest, axis=1)
        return real[(starts + steps - latest) % len(real)]

    return draw


def real_returns() -> Floats:
    """Daily log returns of USD/CLP at the NBP's fixing, less their mean."""
    series = "nbp_fixing/USDCLP"
    rows = NbpArchive().fetch([series], since={}, as_of=datetime(2026, 11, 1, tzinfo=UTC))
    moves = np.diff(np.log(rows.sort("event_date").get_column("value").to_numpy()))
    return moves - moves.mean()


def filtered(moves: Floats, mean: float) -> Floats:
    """Variance of the next day as known at the end of each, shape of `moves`."""
    known = np.empty(moves.shape)
    variance = np.full(moves.shape[:-1], mean)
    for day in range(moves.shape[-1]):
        variance = _next(variance, moves[..., day], mean)
        known[..., day] = variance
    return known


def _next(variance: Floats, move: Floats, mean: float) -> Floats:
    return (1.0 - ALPHA - BETA) * mean + ALPHA * move**2 + BETA * variance


def ahead(moves: Floats, steps: int) -> Floats:
    """Log returns over the next `steps` days from each day on; NaN where they are not there."""
    sums = np.cumsum(moves, axis=-1)
    out = np.full(moves.shape, np.nan)
    out[..., :-steps] = sums[..., steps:] - sums[..., :-steps]
    return out


@dataclass(frozen=True, slots=True)
class Table:
    """Quantiles of returns over a horizon, in filtered daily deviations.

    Attributes:
        knots: Log variances, rising, shape (b,).
        scores: Quantiles at them, shape (b, 39).
    """

    knots: Floats
    scores: Floats

    def quantiles(self, variance: Floats) -> Floats:
        """Of log returns, shape (n, 39), for variances of shape (n,)."""
        at = np.clip(np.log(variance), self.knots[0], self.knots[-1])
        right = np.clip(np.searchsorted(self.knots, at), 1, len(self.knots) - 1)
        share = (at - self.knots[right - 1]) / (self.knots[right] - self.knots[right - 1])
        scores = (
            self.scores[right - 1] * (1.0 - share[:, None]) + self.scores[right] * share[:, None]
        )
        return scores * np.sqrt(variance)[:, None]


@dataclass(frozen=True, slots=True)
class Teaching:
    """What the forecaster knows. Attributes: mean: variance of a day; tables: one a horizon."""

    mean: float
    tables: dict[int, Table]


def learn(draw: Draw, mean: float, *, days: int = 2600, seed: int = 999) -> Teaching:
    """From `TEACHERS` worlds that are never monitored."""
    moves = draw(TEACHERS, days, seed)
    variance = filtered(moves, mean)
    tables = {}
    for horizon, steps in STEPS.items():
        known = slice(BURN_IN, days - steps)
        logs = np.log(variance[:, known]).ravel()
        scores = (ahead(moves, steps) / np.sqrt(variance))[:, known].ravel()
        order = np.argsort(logs)
        parts = np.array_split(order, BINS)
        tables[horizon] = Table(
            np.asarray([np.median(logs[part]) for part in parts]),
            np.stack([np.quantile(scores[part], LEVELS) for part in parts]),
        )
    return Teaching(mean, tables)


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores by day of the origin, shape (n,); NaN, or False, where not realised.

    Attributes:
        crps: Of the forecast.
        crps_random_walk: Of the random walk.
        crps_expected: Of the forecast under itself, as in sql/views/score_of.sql.
        error: Median - actual.
        inside: Whether inside 80 and 95 %, shape (2, n).
    """

    crps: Floats
    crps_random_walk: Floats
    crps_expected: Floats
    error: Floats
    inside: Floats

    def patched(self, other: Scored, first: int) -> Scored:
        """This one up to the origin before `first`, the other from there on."""
        return Scored(
            *(
                np.concatenate(
                    (getattr(self, name)[..., :first], getattr(other, name)[..., first:]), -1
                )
                for name in self.__slots__
            )
        )


def score(quantiles: Floats, walk: Floats, happened: Floats) -> Scored:
    """Score forecasts of log returns.

    Args:
        quantiles: Of the forecaster, shape (n, 39).
        walk: Deviation of the random walk's, shape (n,).
        happened: Log returns, shape (n,); NaN where not realised.
    """
    rates, actual = np.exp(quantiles), np.exp(happened)
    walks = np.exp(walk[:, None] * _GAUSSIAN)
    bounds = ((LOWER_80, UPPER_80), (LOWER_95, UPPER_95))
    return Scored(
        crps(rates, actual),
        crps(walks, actual),
        expected_crps(rates),
        rates[:, MEDIAN] - actual,
        np.stack(
            [
                ((rates[:, low] <= actual) & (actual <= rates[:, high])).astype(np.float64)
                for low, high in bounds
            ]
        ),
    )


def expanding(moves: Floats, steps: int) -> Floats:
    """The random walk's deviation at each origin: of all moves until then, about zero."""
    count = np.arange(1.0, len(moves) + 1.0)
    return np.sqrt(np.cumsum(moves**2) / count * steps)

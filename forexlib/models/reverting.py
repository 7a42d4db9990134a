"""Empirical errors scaled by a volatility that reverts to its mean, and QR4, their average with RW.

    V[t]     = decay V[t-1] + (1 - decay) r[t]**2               today's variance
    M[t]     = mean of r[1]**2 ... r[t]**2                      the long-run one
    s[t,h]   = M[t]**.5 (V[t] / M[t])**(g[h] / 2)               expected over the next h fixings
    g[h]     = (1 - rho**h) / (h (1 - rho))

If the log of the variance reverts to its mean by a share 1 - rho a day, g[h] is the share of
today's distance from it that is left on average over h days: nearly all after a week, half after a
quarter. A plain EWMA takes g = 1 at every horizon, and is too wide after storms.

QR4 averages, quantile by quantile, two such densities (fast and slow) and, with half of the weight,
the Gaussian of the random walk, as QA4 does; it needs no GARCH and no simulation. rho, the decays
and the half were chosen on origins up to 2021 (docs/evaluation.md).

References: Engle & Patton (2001), "What good is a volatility model?", Quantitative Finance 1,
237-245, doi:10.1088/1469-7688/1/2/305 (mean reversion and its half-life); Barone-Adesi,
Giannopoulos & Vosper (1999), J. Futures Markets 19, 583-602 (scaled empirical errors); Lichtendahl,
Grushka-Cockayne & Winkler (2013), Management Science 59, 1594-1611, doi:10.1287/mnsc.1120.1667.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from forexlib.core.history import Ahead, Floats, History
from forexlib.core.model import Refit
from forexlib.models.enough import expect_fixings
from forexlib.models.errors_at_horizon import scaled_errors, volatility_known
from forexlib.models.random_walk import LearnedRandomWalk, RandomWalk
from forexlib.models.symmetry import symmetric_quantiles

SETTLED = 500
"""Fixings before the first origin whose error is collected: the long-run variance takes two years
to be one."""

FIXINGS_A_DAY = 5 / 7
"""Trading days per calendar day, by which a horizon's g is reckoned: the same at every origin."""


@dataclass(frozen=True, slots=True)
class RevertingErrors:
    """Settings.

    Attributes:
        decay: Weight of yesterday's variance; .97 forgets half in 23 trading days.
        persistence: rho; .975 brings the log variance half-way to its mean in 27 trading days.
        least: Fewest fixings from which errors are collected.
        refit: Nothing slow is learned; a formality of the port.
    """

    decay: float = 0.97
    persistence: float = 0.975
    least: int = 700
    refit: Refit = "year"

    def learn(self, history: History, *, seed: int) -> LearnedRevertingErrors:  # noqa: ARG002
        """There is nothing to learn ahead of the day."""
        return LearnedRevertingErrors(self.decay, self.persistence, self.least)


@dataclass(frozen=True, slots=True)
class LearnedRevertingErrors:
    """Decay and persistence are all there is to know ahead of the day."""

    decay: float
    persistence: float
    least: int = 0

    def errors(self, history: History, ahead: Ahead, levels: Sequence[float]) -> Floats:
        """Quantiles of the error in log return, shape (h, len(levels)).

        Raises:
            TooLittleHistory: If there are fewer than `least` fixings.
        """
        expect_fixings(history, self.least, who="Scaled empirical errors need")
        today = volatility_known(history, decay=self.decay)
        usual = long_run_volatility(history)
        rows = []
        for days, steps in zip(ahead.horizon_days, ahead.trading_days, strict=True):
            expected = usual * (today / usual) ** self.left_of_distance(days)
            moves = scaled_errors(history, expected, days, burn_in=SETTLED).moves
            rows.append(symmetric_quantiles(moves, levels) * (expected[-1] * np.sqrt(steps)))
        return np.vstack(rows)

    def left_of_distance(self, horizon_days: int) -> float:
        """g: what is left on average, over a horizon, of the log variance's distance from its mean.

        One day ahead it is 1; with rho = .975 it is .88 over 15 calendar days, .50 over 90.
        """
        steps = max(1, round(horizon_days * FIXINGS_A_DAY))
        return (1.0 - self.persistence**steps) / (steps * (1.0 - self.persistence))


def long_run_volatility(history: History) -> Floats:
    """Root mean square of all daily log returns known at each fixing, shape (n,)."""
    squares = history.returns**2
    means = np.cumsum(squares) / np.arange(1, len(squares) + 1)
    return np.sqrt(np.concatenate((means[:1], means)))


@dataclass(frozen=True, slots=True)
class Qr4:
    """Settings: those of its members; the random walk has half of the weight."""

    fast: RevertingErrors = field(default_factory=lambda: RevertingErrors(decay=0.97))
    slow: RevertingErrors = field(default_factory=lambda: RevertingErrors(decay=0.985))
    random_walk: RandomWalk = field(default_factory=RandomWalk)
    refit: Refit = "year"

    def learn(self, history: History, *, seed: int) -> LearnedQr4:
        """There is nothing to learn ahead of the day."""
        return LearnedQr4(
            self.fast.learn(history, seed=seed),
            self.slow.learn(history, seed=seed),
            self.random_walk.learn(history, seed=seed),
        )


@dataclass(frozen=True, slots=True)
class LearnedQr4:
    """The three members, learned."""

    fast: LearnedRevertingErrors
    slow: LearnedRevertingErrors
    random_walk: LearnedRandomWalk

    def errors(self, history: History, ahead: Ahead, levels: Sequence[float]) -> Floats:
        """Quantiles of the error in log return, shape (h, len(levels)).

        Raises:
            TooLittleHistory: If there are fewer fixings than a member needs.
        """
        fast, slow, random_walk = (
            member.errors(history, ahead, levels)
            for member in (self.fast, self.slow, self.random_walk)
        )
        return (fast + slow + 2.0 * random_walk) / 4.0

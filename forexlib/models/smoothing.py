"""Additive exponential smoothing of the log rate: a level, a slope, and one kind of error.

    y[t] = l[t-1] + phi b[t-1] + e[t]
    l[t] = l[t-1] + phi b[t-1] + alpha e[t]
    b[t] = phi b[t-1] + beta e[t]

    E[y[t+h] | t] = l[t] + (phi + phi**2 + ... + phi**h) b[t]

Without a slope (phi = beta = 0) it is simple exponential smoothing, (A,N,N); with phi = 1 Holt's
method, (A,A,N); with phi < 1 the damped trend, (A,Ad,N). A slope is drift, and here it is meant.
From known l[0] and b[0] the errors are one linear filter of y, so the pair that makes their sum of
squares least is a regression, and only alpha, beta and phi have to be searched for. Reference:
Hyndman, Koehler, Ord & Snyder (2008), "Forecasting with exponential smoothing: the state space
approach", Springer, ch. 2, 3 and 5, doi:10.1007/978-3-540-71918-2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from forexlib.core.errors import MemberFailed
from forexlib.core.history import Ahead, Floats, History
from forexlib.core.model import Steps
from forexlib.core.reason import Reason
from forexlib.models.origins import from_the_end


@dataclass(frozen=True, slots=True)
class Smoothing:
    """What is searched for.

    Attributes:
        alpha: Share of an error that the level keeps.
        beta: Share of an error that the slope keeps.
        phi: Share of the slope that is left a day later; 0 without a slope.
    """

    alpha: float
    beta: float = 0.0
    phi: float = 0.0

    def errors(self, levels: Floats) -> Floats:
        """e[t] of each of `levels` from l[0] = b[0] = 0, along the last axis."""
        from scipy.signal import lfilter  # noqa: PLC0415  (most of a second to import)

        rest = self.alpha + self.phi * self.beta - 1.0 - self.phi
        seen, kept = (1.0, -1.0 - self.phi, self.phi), (1.0, rest, self.phi * (1.0 - self.alpha))
        return lfilter(seen, kept, levels)

    def damped(self, days: int) -> Floats:
        """Sum of phi + phi**2 + ... + phi**h for h = 0, 1, ... `days`."""
        return np.concatenate(([0.0], np.cumsum(self.phi ** np.arange(1, days + 1))))


@dataclass(frozen=True, slots=True)
class LearnedSmoothing:
    """Parameters, and the state before the first day of the window they were learned from.

    Attributes:
        smoothing: alpha, beta, phi.
        start: Event date of the first fixing that is filtered.
        level: l[0], a log rate.
        slope: b[0], a log return per trading day.
    """

    smoothing: Smoothing
    start: date
    level: float
    slope: float

    def centre(self, history: History, ahead: Ahead) -> Floats:
        """Expected log return to each horizon, shape (h,).

        Raises:
            MemberFailed: If the history does not reach from `start` to the origin.
        """
        return from_the_end(self, history, ahead)

    def centres(self, history: History, origins: Sequence[int], steps: Steps) -> Floats:
        """Expected log returns from each of `origins`, shape (n, h).

        Raises:
            MemberFailed: If the history does not reach from `start` to the first origin.
        """
        first = int(np.searchsorted(history.dates, np.datetime64(self.start, "D")))
        at = np.asarray(origins, dtype=np.intp) - first
        if at.min(initial=0) < 0 or history.dates[first] != np.datetime64(self.start, "D"):
            raise MemberFailed(
                Reason("smoothing_start", day=self.start),
                remedy="Forecast from a later day, or ingest the rates that are missing.",
            )
        observed = history.log_rate[first:] - self.level
        level, slope = self._states(observed)
        damped = self.smoothing.damped(int(steps.max(initial=0)))
        return (level - observed)[at, None] + damped[steps] * slope[at, None]

    def _states(self, observed: Floats) -> tuple[Floats, Floats]:
        """l[t] - l[0] and b[t] after each value, both of shape (n,)."""
        from scipy.signal import lfilter  # noqa: PLC0415  (most of a second to import)

        alpha, beta, phi = self.smoothing.alpha, self.smoothing.beta, self.smoothing.phi
        gone = self.smoothing.damped(len(observed))[1:] * self.slope
        errors = self.smoothing.errors(observed - gone)
        slope = lfilter((beta,), (1.0, -phi), errors) + self.slope * phi ** np.arange(
            1, len(observed) + 1
        )
        return observed - (1.0 - alpha) * errors, slope

    def importances(self) -> Mapping[int, Mapping[str, float]]:
        """It uses no features."""
        return {}


def best_start(levels: Floats, smoothing: Smoothing) -> tuple[float, float, float]:
    """The level and slope before `levels` whose errors have the least squares, and their sum.

    Without a slope (phi = 0) the slope is zero.
    """
    count = len(levels)
    shapes = [np.ones(count), smoothing.damped(count)[1:]][: 1 + (smoothing.phi > 0)]
    errors = smoothing.errors(np.vstack((levels - levels[0], *shapes)))
    seen, beside = errors[0], errors[1:]
    start = np.linalg.solve(beside @ beside.T, beside @ seen)
    left = seen - start @ beside
    level, slope = (*start.tolist(), 0.0)[:2]
    return level + float(levels[0]), slope, float(left @ left)

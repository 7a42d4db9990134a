"""Many tests of one day, judged together, with what is usual as the judge.

With p_i the calibrated p-value of test i and w_i its share of the error that is allowed (sum 1),
q_i = p_i / w_i, and over all moments of the rehearsal

    p_adjusted of the smallest q    share whose smallest q is as small: a max-statistic
    p_adjusted of any other         share whose second smallest q is as small as its own

A test has drifted if the first is at most 5 %; others beside it if theirs is at most .07 %. So one
day without change in twenty has a drift, and one in 1,400 has two; more in practice, as what is
usual is learned from a few years (docs/alarms-drift.md). A max-statistic because Holm's steps would
pay for 25 tests as if each were news, while some ask the same question and horizons share their
days; it knows that from the rehearsal. A level of its own for the second because tests that ask the
same question drift together, and people are woken by two. Seven tenths of the error are given to
the volatility of returns, where a change can be found soon at all; the others share the rest.

    score = min(100, -25 log10 p_adjusted of the smallest q)

so 25 points for each factor of ten by which such a day is rare. Its trend is Kendall's S of the
score of 12 days, five fixings apart, against S of the rehearsal's scores, whose windows overlap in
the same way: it worsens if S is larger than on 95 % of days.

References: Westfall & Young (1993), Resampling-Based Multiple Testing; Lehmann & Romano (2005),
Annals of Statistics 33, 1138-1154, doi:10.1214/009053605000000084 (errors of more than one);
Genovese, Roeder & Wasserman (2006), Biometrika 93, 509-524, doi:10.1093/biomet/93.3.509 (weights);
Mann (1945), Econometrica 13, 245-259, doi:10.2307/1907187.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from forexlib.core.drift import RETURNS
from forexlib.core.history import Floats
from forexlib.monitoring.drift_null import Column, Rehearsal
from forexlib.monitoring.drift_tests import TESTS

TREND_WINDOWS: Final = 12
SHARE_OF_VOLATILITY: Final = 0.7


@dataclass(frozen=True, slots=True)
class Levels:
    """From which p_adjusted on it is drift, at most.

    Attributes:
        first: Of the most extreme test.
        second: Of every other, if the first has drifted.
        trend: From which p_value on the score worsens.
    """

    first: float = 0.05
    second: float = 0.0007
    trend: float = 0.05


@dataclass(frozen=True, slots=True)
class Judged:
    """Of n days and m tests; tests of a series stand together, in the order of `TESTS`.

    Attributes:
        p_value: Calibrated, shape (n, m).
        p_adjusted: For all tests of the day, shape (n, m).
        level: That p_adjusted is held against, shape (n, m).
        drifted: Shape (n, m).
        score: 0 to 100, shape (n,).
    """

    p_value: Floats
    p_adjusted: Floats
    level: Floats
    drifted: NDArray[np.bool_]
    score: Floats


@dataclass(frozen=True, slots=True)
class Family:
    """The tests of a day, and how they behave where nothing changes.

    Attributes:
        usual: Statistics of each test as they were kept, rising, shape (m, N).
        shares: Of the error, shape (m,).
        smallest: Smallest q of each moment, rising, shape (N,).
        second: Second smallest, rising, shape (N,).
        trends: Kendall's S of the score, rising.
    """

    usual: NDArray[np.float32]
    shares: Floats
    smallest: Floats
    second: Floats
    trends: Floats

    @classmethod
    def of(cls, rehearsal: Rehearsal, columns: Sequence[Column]) -> Self:
        """The tests of `columns`, which are some of the rehearsal's.

        Raises:
            ValueError: If a column was not rehearsed.
        """
        chosen = [rehearsal.columns.index(column) for column in columns]
        kept = rehearsal.statistics[:, :, chosen]
        paths, moments = kept.shape[:2]
        usual, chances = _sorted_with_ranks(kept.reshape(paths * moments, -1).T)
        shares = shares_of(columns)
        weighted = np.partition(chances / shares, 1, axis=1)[:, :2]
        smallest = np.sort(weighted[:, 0])
        scores = _score(_share(smallest, weighted[:, 0])).reshape(paths, moments)
        windows = sliding_window_view(scores, TREND_WINDOWS, axis=1)
        trends = kendall(windows.reshape(-1, TREND_WINDOWS))
        return cls(usual, shares, smallest, np.sort(weighted[:, 1]), np.sort(trends))

    def judge(self, statistics: Floats, levels: Levels) -> Judged:
        """Judge n days.

        Args:
            statistics: Shape (n, columns, 5), in the order of the columns.
            levels: From which p-value on it is drift.
        """
        as_kept = statistics.reshape(len(statistics), -1).astype(np.float32)  # ties stay ties
        p_value = _ranks(self.usual, as_kept)
        weighted = p_value / self.shares
        first = np.argmin(weighted, axis=1)
        adjusted = _share(self.second, weighted)
        rows = np.arange(len(weighted))
        adjusted[rows, first] = _share(self.smallest, weighted[rows, first])
        level = np.full(adjusted.shape, levels.second)
        level[rows, first] = levels.first
        drifted = (adjusted <= level) & (adjusted[rows, first] <= levels.first)[:, None]
        return Judged(p_value, adjusted, level, drifted, _score(adjusted[rows, first]))

    def trend_chance(self, trends: Floats) -> Floats:
        """How often Kendall's S is as large where nothing changes, shape (n,)."""
        as_large = len(self.trends) - np.searchsorted(self.trends, trends, side="left")
        return (1.0 + as_large) / (1.0 + len(self.trends))


def shares_of(columns: Sequence[Column]) -> Floats:
    """Of the error allowed, per test; they sum to 1."""
    names = [(column.series, test) for column in columns for test in TESTS]
    favoured = np.asarray([name == (RETURNS, "volatility") for name in names])
    if not favoured.any():
        return np.full(len(names), 1.0 / len(names))
    rest = (1.0 - SHARE_OF_VOLATILITY) / (len(names) - 1)
    return np.where(favoured, SHARE_OF_VOLATILITY, rest)


def kendall(scores: Floats) -> Floats:
    """S = sum over i < j of sign(score_j - score_i) of windows (n, k), oldest first; shape (n,)."""
    k = scores.shape[1]
    pairs = [np.sign(scores[:, i + 1 :] - scores[:, i : i + 1]).sum(axis=1) for i in range(k - 1)]
    return np.sum(pairs, axis=0)


def _sorted_with_ranks(statistics: NDArray[np.float32]) -> tuple[NDArray[np.float32], Floats]:
    """Rows of shape (m, N), rising, and what `_ranks` says of them, (N, m), but quicker."""
    order = np.argsort(statistics, axis=1, kind="stable")
    usual = np.take_along_axis(statistics, order, axis=1)
    places = np.broadcast_to(np.arange(usual.shape[1]), usual.shape).copy()
    places[:, 1:][usual[:, 1:] == usual[:, :-1]] = 0  # equal ones take the place of the first
    smaller = np.empty_like(places)
    np.put_along_axis(smaller, order, np.maximum.accumulate(places, axis=1), axis=1)
    return usual, (1.0 + usual.shape[1] - smaller.T) / (1.0 + usual.shape[1])


def _ranks(usual: NDArray[np.float32], statistics: NDArray[np.float32]) -> Floats:
    """Share of the usual that is as large, of each test, with one more for what is judged."""
    n = usual.shape[1]
    smaller = [np.searchsorted(usual[j], column) for j, column in enumerate(statistics.T)]
    return (1.0 + n - np.stack(smaller, axis=1)) / (1.0 + n)


def _share(rising: Floats, values: Floats) -> Floats:
    """Share of `rising` that is as small, with one more for what is judged."""
    as_small = np.searchsorted(rising, values, side="right").astype(np.float64)
    return (1.0 + as_small) / (1.0 + len(rising))


def _score(p_adjusted: Floats) -> Floats:
    return np.clip(-25.0 * np.log10(p_adjusted), 0.0, 100.0)

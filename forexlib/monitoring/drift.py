"""Whether the market, or the forecasts' errors, have changed: five tests a series, judged together.

See `drift_tests` for the tests, `drift_series` for what they are run on, `drift_null` for their
calibration, `drift_family` for their joint judgement, the score and its trend.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import sqrt
from typing import Final

import numpy as np
from scipy.special import ndtr

from forexlib.core.drift import SCORE, TREND
from forexlib.monitoring.drift_family import TREND_WINDOWS, Family, Judged, Levels, kendall
from forexlib.monitoring.drift_null import EVERY, Column, Design, Rehearsal, tested_windows
from forexlib.monitoring.drift_tests import TESTS, Outcome
from forexlib.monitoring.drift_watch import Watched

Row = dict[str, object]

_UNTESTED: Final[Row] = dict.fromkeys(
    ("statistic", "p_raw", "p_value", "p_adjusted", "level", "drifted", "score")
)


@dataclass(frozen=True)
class Bench:
    """What a day is judged by.

    Attributes:
        design: What is compared with what.
        levels: From which p-value on it is drift.
        rehearsal: How the tests go where nothing changes; None where too little is known to say.
    """

    design: Design
    levels: Levels
    rehearsal: Rehearsal | None
    _families: dict[tuple[Column, ...], Family] = field(default_factory=dict, repr=False)

    def family(self, columns: Iterable[Column]) -> Family:
        """The tests of some columns, of which there is a rehearsal."""
        asked = tuple(columns)
        if asked not in self._families:
            if self.rehearsal is None:
                raise ValueError("nothing was rehearsed")
            self._families[asked] = Family.of(self.rehearsal, asked)
        return self._families[asked]


@dataclass(frozen=True)
class _Day:
    """The tests of one fixing. Attributes: ready: series with their windows; bench: as told."""

    ready: Sequence[tuple[Column, np.ndarray]]
    bench: Bench

    @classmethod
    def at(cls, watched: Sequence[Watched], bench: Bench, day: int) -> _Day | None:
        """None where there is nothing to test, or nothing to judge by."""
        windows = [(one.column, one.window(day, bench.design)) for one in watched]
        ready = [(column, window) for column, window in windows if window is not None]
        return cls(ready, bench) if ready and bench.rehearsal is not None else None

    @cached_property
    def family(self) -> Family:
        return self.bench.family(column for column, _ in self.ready)

    @cached_property
    def tested(self) -> Outcome:
        """Shapes (series, 5)."""
        design = self.bench.design
        told = [tested_windows(column, window[None], design) for column, window in self.ready]
        return Outcome(
            np.concatenate([one.statistic for one in told]),
            np.concatenate([one.p_raw for one in told]),
        )

    @cached_property
    def judged(self) -> Judged:
        return self.family.judge(self.tested.statistic[None], self.bench.levels)

    @property
    def score(self) -> float:
        return float(self.judged.score[0])


def drift_rows(watched: Sequence[Watched], bench: Bench, *, day: int) -> list[Row]:
    """What is to be kept of one day, without its keys: five tests a series, then the score.

    Args:
        watched: Returns and forecasts, as known by the day.
        bench: What it is judged by.
        day: Position of its fixing.
    """
    today = _Day.at(watched, bench, day)
    places: dict[str, int] = {}
    if today is not None:
        places = {column.series: place for place, (column, _) in enumerate(today.ready)}
    rows = []
    for one in watched:
        n_baseline, n_test = one.count(day, bench.design)
        counts: Row = {"series": one.column.series, "n_baseline": n_baseline, "n_test": n_test}
        place = places.get(one.column.series)
        for number, test in enumerate(TESTS):
            told = _UNTESTED if today is None or place is None else _told(today, place, number)
            rows.append({**counts, "test": test, **told})
    return [*rows, _score_row(today, watched, bench, day)]


def _told(today: _Day, place: int, number: int) -> Row:
    judged, at = today.judged, place * len(TESTS) + number
    return {
        "statistic": float(today.tested.statistic[place, number]),
        "p_raw": float(today.tested.p_raw[place, number]),
        "p_value": float(judged.p_value[0, at]),
        "p_adjusted": float(judged.p_adjusted[0, at]),
        "level": float(judged.level[0, at]),
        "drifted": bool(judged.drifted[0, at]),
        "score": None,
    }


def _score_row(today: _Day | None, watched: Sequence[Watched], bench: Bench, day: int) -> Row:
    if today is None:
        return {"series": SCORE, "test": TREND, "n_baseline": 0, "n_test": 0, **_UNTESTED}
    past = [day - EVERY * back for back in range(TREND_WINDOWS - 1, 0, -1)]
    days = [_Day.at(watched, bench, one) for one in past if one >= 0]
    scores = np.asarray([*(one.score for one in days if one is not None), today.score])
    row: Row = {"series": SCORE, "test": TREND, "n_baseline": 0, "n_test": len(scores)}
    if len(scores) < TREND_WINDOWS:
        return {**row, **_UNTESTED, "score": today.score}
    rise = kendall(scores[None])
    chance = float(today.family.trend_chance(rise)[0])
    return {
        **row,
        "statistic": float(rise[0]),
        "p_raw": _kendall_chance(float(rise[0]), len(scores)),
        "p_value": chance,
        "p_adjusted": chance,
        "level": bench.levels.trend,
        "drifted": chance <= bench.levels.trend,
        "score": today.score,
    }


def _kendall_chance(rise: float, n: int) -> float:
    """Of as large an S of n independent values: variance n (n - 1) (2 n + 5) / 18."""
    variance = n * (n - 1) * (2 * n + 5) / 18.0
    return float(ndtr(-(rise - np.sign(rise)) / sqrt(variance)))

"""What looks broken, or too good to be true, in a scored walk-forward: named findings with numbers.

Each is a fault that some forecasting system shipped, seen from its scores alone. In 100 simulated
GARCH worlds of 200 weekly origins and four horizons an honest ensemble earned two findings, both of
coverage at 7 days, and three honest members two between them; the random walk earned 17 of
coverage, for its width does not follow a variance that clusters. That a model beats the random walk
by 2 % is treated as a leak first, however it came about. What these cannot see: weights learned
once from all of a walk's own outcomes, which gain a few members less than 2 %.

    no_width           a 95 % interval without width
    width              typically below 1/2 or above 2 of the random walk's: a wrong unit
    coverage_80, _95   Kupiec's p below .001: wrong widths, or actuals in the wrong rows
    constant           the median takes ten times fewer values than the rate: a stuck input
    far                the median typically over 1/2 standard deviation from the last rate: a model
                       of the level, an old anchor
    moves_do_not_come  the median's moves, if a tenth of the outcomes' size or more, are not the
                       market's, p below .001: a late rate
    rmse_, crps_worse  over 1.02 of the random walk's, 95 % interval above 1: any of these
    rmse_too_good      below .98 of the random walk's: it saw its own outcomes
    crps_too_good      below .95 of it, 95 % interval below 1: the same
    actuals_misdated   one from before its target date, or over 7 days after: shifted rows
    actuals_disagree   over 1 in 20 unlike the rate at which that day's forecasts begin: the same

`moves_do_not_come`: with m the log of median over last rate and y that of actual over last rate, a
right centre has E[m (y - m)] = 0 whatever else it misses (Mincer & Zarnowitz). The mean over its
HAC standard error is compared with Student's t as in `forexlib.scoring.equal_accuracy`; yesterday's
rate taken for today's makes m = -r[t], which nothing answers. Example: m = 1, -1 repeated and y = 0
is a slope of 0, where 1 would be right.

Reference: Mincer & Zarnowitz (1969), "The evaluation of economic forecasts", in Economic Forecasts
and Expectations, NBER, 3-46.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
import polars as pl
from scipy.special import stdtr

from forexlib.core.history import Floats
from forexlib.core.levels import LEVELS, LOWER_95, MEDIAN, UPPER_95
from forexlib.scoring.equal_accuracy import LEAST_OUTCOMES, standard_error
from forexlib.scoring.evaluation import RANDOM_WALK
from forexlib.scoring.overlap import overlap, whole_steps

Finding = Literal[
    "no_width",
    "width",
    "coverage_80",
    "coverage_95",
    "constant",
    "far",
    "moves_do_not_come",
    "rmse_worse",
    "crps_worse",
    "rmse_too_good",
    "crps_too_good",
    "actuals_misdated",
    "actuals_disagree",
]
FINDINGS: Final[tuple[Finding, ...]] = get_args(Finding)

RARE: Final = 0.001
"""Chance at which a right forecaster is suspected."""

WIDTHS: Final = (0.5, 2.0)
"""Of the median 95 % interval, in units of the random walk's."""

FAR: Final = 0.5
"""Typical distance of a median from the last rate, in standard deviations of its own spread."""

LEAST_SIZE: Final = 0.1
"""Root mean square of the median's moves over the outcomes', below which they are nothing to answer
for: those of a rate a day late are .45 at five fixings ahead, .12 at 64."""

FEW_VALUES: Final = 10
WORSE: Final = 1.02
TOO_GOOD: Final = {"rmse": 0.98, "crps": 0.95}
UNLIKE: Final = 0.001
"""Relative difference of two values that should be one; revisions are smaller."""

TOLERATED: Final = 0.05
LATEST: Final = 7
"""Calendar days after its target date at which an actual still counts."""

_TWO_SIDED_95: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Something that should not be.

    Attributes:
        horizon_days: Calendar days.
        model: Whose forecasts.
        finding: Its name.
        value: What was found, in the unit that `why` says.
        low: Least that would have been fine; None where anything less is.
        high: Most that would have been fine; None where anything more is.
        why: The same in words.
    """

    horizon_days: int
    model: str
    finding: Finding
    value: float
    low: float | None
    high: float | None
    why: str


@dataclass(frozen=True, slots=True)
class _Walk:
    """One horizon and model: its rows in order, its tests by name, and what stands beside it."""

    horizon: int
    model: str
    rows: pl.DataFrame
    tests: Mapping[str, Mapping[str, float | None]]
    reference: pl.DataFrame
    began: pl.DataFrame

    def quantiles(self) -> Floats:
        return _levels(self.rows)

    def suspect(
        self,
        finding: Finding,
        value: float,
        why: str,
        *,
        low: float | None = None,
        high: float | None = None,
    ) -> Suspicion:
        return Suspicion(self.horizon, self.model, finding, value, low, high, why)


def suspicions(scored: pl.DataFrame, tests: pl.DataFrame) -> list[Suspicion]:
    """What is suspicious of each model at each horizon, the random walk's included.

    A finding that every model shares is about the actuals or the panel, not about a model. With
    fewer than five outcomes that do not overlap, what would need them is not looked for.

    Args:
        scored: Rows of the view `walk_forward_scored`: horizon_days, model, origin_date,
            target_date, last_rate, quantiles, actual, actual_date.
        tests: What `forexlib.scoring.evaluation.evaluate` says of them.

    Returns:
        By horizon, model, and in the order of `FINDINGS`; empty where nothing is wrong.
    """
    ordered = scored.sort("horizon_days", "model", "origin_date")
    began = ordered.group_by("origin_date").agg(began_at=pl.col("last_rate").median())
    told: dict[tuple[int, str], dict[str, dict[str, float | None]]] = {}
    for row in tests.iter_rows(named=True):
        told.setdefault((row["horizon_days"], row["model"]), {})[row["test"]] = row
    found: list[Suspicion] = []
    for rows in ordered.partition_by("horizon_days", "model", maintain_order=True):
        horizon, model = rows.select("horizon_days", "model").row(0)
        reference = ordered.filter(horizon_days=horizon, model=RANDOM_WALK)
        walk = _Walk(horizon, model, rows, told.get((horizon, model), {}), reference, began)
        own = [one for look in _LOOKS for one in look(walk)]
        found += sorted(own, key=lambda one: FINDINGS.index(one.finding))
    return found


def _widths(walk: _Walk) -> Iterator[Suspicion]:
    widths = _log_widths(walk.rows)
    without = 100.0 * float(np.mean(widths <= 0))
    if without > 0:
        why = f"{without:.1f} % of the 95 % intervals have no width"
        yield walk.suspect("no_width", without, why, high=0.0)
    beside = walk.rows.select("origin_date", own=pl.Series(widths)).join(
        walk.reference.select("origin_date", walk=pl.Series(_log_widths(walk.reference))),
        on="origin_date",
    )
    if walk.model == RANDOM_WALK or beside.is_empty():
        return
    ratio = float(np.median((beside.get_column("own") / beside.get_column("walk")).to_numpy()))
    low, high = WIDTHS
    if not low <= ratio <= high:
        why = f"the 95 % interval is typically {ratio:.3g} times the random walk's"
        yield walk.suspect("width", ratio, f"{why} ({low} to {high} expected)", low=low, high=high)


def _coverages(walk: _Walk) -> Iterator[Suspicion]:
    names: tuple[tuple[Finding, str], ...] = (("coverage_80", "80"), ("coverage_95", "95"))
    for finding, level in names:
        p_value = walk.tests.get(f"kupiec_{level}", {}).get("p_value")
        band = walk.tests.get(f"coverage_{level}", {})
        share = band.get("estimate")
        if p_value is None or share is None or p_value >= RARE:
            continue
        low, high = band.get("low"), band.get("high")
        why = f"the {level} % interval held {share:.1f} % of outcomes (p {p_value:.1g})"
        yield walk.suspect(finding, share, why, low=low, high=high)


def _medians(walk: _Walk) -> Iterator[Suspicion]:
    medians, last = walk.quantiles()[:, MEDIAN], _numbers(walk.rows, "last_rate")
    values, rates = len(np.unique(medians)), len(np.unique(last))
    if values * FEW_VALUES <= rates:
        why = f"the median takes {values} values while the rate takes {rates}"
        yield walk.suspect("constant", float(values), why, low=rates / FEW_VALUES)
    deviation = _log_widths(walk.rows) / (2.0 * _TWO_SIDED_95)
    wide = deviation > 0
    if not wide.any():
        return
    away = float(np.median(np.abs(np.log(medians / last))[wide] / deviation[wide]))
    if away > FAR:
        why = f"the median is typically {away:.2f} standard deviations from the last rate"
        yield walk.suspect("far", away, f"{why} ({FAR} at most)", high=FAR)


def _moves(walk: _Walk) -> Iterator[Suspicion]:
    last = _numbers(walk.rows, "last_rate")
    claimed = np.log(walk.quantiles()[:, MEDIAN] / last)
    came = np.log(_numbers(walk.rows, "actual") / last)
    times = overlap(walk.rows.get_column("origin_date"), walk.horizon)
    n, power = len(claimed), float(claimed @ claimed)
    if n < LEAST_OUTCOMES * times or power < LEAST_SIZE**2 * float(came @ came) or power == 0:
        return
    answered = claimed * (came - claimed)
    error = standard_error(answered, overlap=whole_steps(times))
    if error <= 0:
        return
    p_value = float(stdtr(n / times - 1.0, float(np.mean(answered)) / error))
    if p_value < RARE:
        slope = float(claimed @ came) / power
        why = f"of the moves it expects {100 * slope:.0f} % come (p {p_value:.1g})"
        yield walk.suspect("moves_do_not_come", slope, why, low=1.0)


def _against_the_walk(walk: _Walk) -> Iterator[Suspicion]:
    names: tuple[tuple[str, Finding, Finding], ...] = (
        ("rmse", "rmse_worse", "rmse_too_good"),
        ("crps", "crps_worse", "crps_too_good"),
    )
    for loss, worse, too_good in names:
        told = walk.tests.get(f"{loss}_ratio", {})
        ratio, low, high = told.get("estimate"), told.get("low"), told.get("high")
        if ratio is None or low is None or high is None:
            continue
        numbers = f"{ratio:.3f} of the random walk's (95 %: {low:.3f} to {high:.3f})"
        least = TOO_GOOD[loss]
        if ratio > WORSE and low > 1.0:
            why = f"worse than the random walk: {loss.upper()} is {numbers}"
            yield walk.suspect(worse, ratio, why, high=WORSE)
        elif ratio < least and (loss == "rmse" or high < 1.0):
            why = f"too good to be true: {loss.upper()} is {numbers}; look for a leak"
            yield walk.suspect(too_good, ratio, why, low=least)


def _actuals(walk: _Walk) -> Iterator[Suspicion]:
    late = (pl.col("actual_date") - pl.col("target_date")).dt.total_days()
    misdated = walk.rows.select((~late.is_between(0, LATEST)).mean()).item()
    if misdated:
        why = f"{100 * misdated:.1f} % of the actuals are not of their target date"
        yield walk.suspect("actuals_misdated", 100.0 * misdated, why, high=0.0)
    same_day = walk.rows.join(
        walk.began, left_on="actual_date", right_on="origin_date", how="inner"
    ).select(unlike=(pl.col("actual") / pl.col("began_at") - 1.0).abs() > UNLIKE)
    if same_day.height < LEAST_OUTCOMES:
        return
    share = float(np.mean(same_day.get_column("unlike").to_numpy()))
    if share > TOLERATED:
        why = (
            f"{100 * share:.1f} % of {same_day.height} actuals are not the rate at which forecasts"
            " of the same day begin"
        )
        yield walk.suspect("actuals_disagree", 100.0 * share, why, high=100.0 * TOLERATED)


_LOOKS: Final = (_widths, _coverages, _medians, _moves, _against_the_walk, _actuals)


def _levels(rows: pl.DataFrame) -> Floats:
    """Shape (n, 39)."""
    return rows.get_column("quantiles").list.to_array(len(LEVELS)).to_numpy()


def _log_widths(rows: pl.DataFrame) -> Floats:
    quantiles = _levels(rows)
    return np.log(quantiles[:, UPPER_95] / quantiles[:, LOWER_95])


def _numbers(rows: pl.DataFrame, column: str) -> Floats:
    return rows.get_column(column).to_numpy().astype(np.float64)

"""Whether forecasts have become worse lately, by more than chance and the market can explain.

Two statistics, in percent, of n recent forecasts, on the origins of both windows that the random
walk shares:

    degradation    100 (R_recent / R_base - 1),   R = sum CRPS / sum CRPS of the random walk
    surprise       100 (mean CRPS / mean of its expectation under the issued distribution - 1)

The first asks whether the forecast has lost skill, the second whether it knows its own errors. Both
divide by what the market does: a market twice as wild doubles the RMSE of a right forecast and
moves neither.

The recent window holds some six outcomes that do not overlap. An interval from their own six blocks
is far too short (docs/alarms-performance.md measures it). So dispersion comes from the baseline,
which holds many: with no change, the recent window is one more draw of as much news, and

    interval of R_recent / R_base  =  (R_recent / R_base) / quantiles of R* / R*_base

where both are resampled: the interval whose ends are the changes that a two-sided test would just
not reject. Surprise goes by the same draws, about the baseline's own mean. Recent windows are drawn
in blocks as long as the overlap; with longer ones the far quantiles would reach no further than the
worst window the baseline happens to hold, and a right forecast is no more surprised after it has
been surprised before. A baseline that is as long as w recent windows cannot tell how far windows
that depend on one another do reach, so the log quantiles are stretched by Student's t of w - 1
degrees over the normal (1 at least).

Of as much news: where the origins of one are daily and those of the other weekly, forecasts are
counted in

    n / D,   D = 1 + 2 sum_{0 < k < h} (1 - k / b) (1 - k / h)^2

with b the length of the window, or of the blocks that are drawn, since losses, even functions of
the outcome, of forecasts k of h steps apart correlate by the square of the share of days they have
in common.

A tier holds only where the lower end is above zero: of the interval at the tier's own confidence,
which is as high as false alarms are to be rare, on a day on which all horizons and both statistics
are looked at (Bonferroni). Looking each day does not change the share of days. The interval shown
is the usual one of 95 %, for one statistic at one horizon.

Example: R of 1.21 lately, 1.10 in the baseline, is a degradation of 10 %.

References: Politis & Romano (1992), in Exploring the Limits of Bootstrap, 263-270; Davison &
Hinkley (1997), Bootstrap Methods and their Application, ch. 4.4 and 5.4 (tests, and intervals from
them), doi:10.1017/CBO9780511802843; Gneiting & Ranjan (2011), Journal of Business & Economic
Statistics 29, 411-422, doi:10.1198/jbes.2010.08110 (CRPS).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp
from typing import Final

import numpy as np
import polars as pl
from scipy.special import ndtri, stdtrit

from forexlib.core.event import Severity, rank
from forexlib.core.history import Floats
from forexlib.monitoring.degradation import Baseline, Degradation, Raw, Rise
from forexlib.monitoring.tiers import Tiers
from forexlib.scoring.bootstrap import LEVEL, block_length, resampled_means
from forexlib.scoring.overlap import apart, whole_steps

STATISTICS: Final = 2
DEFAULTS: Final = Tiers()

SCALED: Final = ("crps", "crps_random_walk", "crps_expected")
COLUMNS: Final = ("origin_date", *SCALED, "error", "abs_error", "abs_pct_error")
"""What `degradation` looks at, and error_random_walk; units as in sql/views/scored_forecasts.sql.

The columns that end in random_walk are null where it has no forecast from that origin."""


@dataclass(frozen=True, slots=True)
class Chance:
    """What chance makes of a ratio when nothing has changed: quantiles of its log.

    Attributes:
        low: The 2.5 % one.
        high: The 97.5 % one.
        reach: Those beyond which a WARNING and a HIGH lie.
    """

    low: float
    high: float
    reach: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Draws:
    """How chance is drawn.

    Attributes:
        forecasts: In the recent window.
        outcomes: Of them that do not overlap.
        outcomes_base: The same of the baseline.
        seed: Of the draws.
    """

    forecasts: int
    outcomes: int
    outcomes_base: int
    seed: int

    def length(self, overlap_base: float, *, block: int) -> int:
        """Forecasts of the baseline, in blocks, that hold as much news as the recent ones."""
        overlap = max(1.0, self.forecasts / self.outcomes)
        news = self.forecasts / _design(overlap, block=self.forecasts)
        return max(1, round(news * _design(overlap_base, block=block)))


def degradation(
    recent: pl.DataFrame,
    base: Baseline | None,
    *,
    horizon_days: int,
    tiers: Tiers = DEFAULTS,
    seed: int = 0,
) -> Degradation:
    """Judge one horizon.

    Args:
        recent: Scored forecasts of the recent window, with `COLUMNS`, one row an origin.
        base: None where there is nothing to compare with.
        horizon_days: Calendar days.
        tiers: Thresholds.
        seed: Of the bootstrap; equal frames and seeds give equal verdicts.
    """
    verdict = _unjudged(recent.sort("origin_date"), base, horizon_days)
    if verdict.outcomes < tiers.least_outcomes:
        return verdict
    past = _common(base.scored) if base is not None else recent.clear()
    outcomes_base = apart(past.get_column("origin_date"), horizon_days)
    if outcomes_base < tiers.least_outcomes:
        return replace(verdict, lack="baseline")
    lately = _common(recent)
    now, before = (_scaled(rows).sum(axis=-1) for rows in (lately, past))
    if min(now.min(), before.min()) <= 0.0:  # rates that never move have no skill to lose
        return replace(verdict, lack="baseline")
    draws = Draws(lately.height, verdict.outcomes, outcomes_base, seed)
    by_chance = chance(_scaled(past), draws, tiers)
    skill = rise(float(now[0] / now[1] * before[1] / before[0]), by_chance[0], tiers)
    surprise = rise(float(now[0] / now[2]), by_chance[1], tiers)
    severity = max(skill.severity, surprise.severity, key=rank)
    return replace(
        verdict,
        state="ok" if severity == "INFO" else "degraded",
        lack=None,
        severity=severity,
        skill=skill,
        surprise=surprise,
        with_the_market=_with_the_market(verdict, skill, tiers),
    )


def chance(before: Floats, draws: Draws, tiers: Tiers) -> tuple[Chance, Chance]:
    """What chance makes of both statistics, degradation first.

    Args:
        before: The baseline's CRPS, the random walk's and the expectation, shape (3, n), in the
            order of the origins; all positive in sum.
        draws: How many outcomes recent windows hold.
        tiers: Confidence of the tiers, and how many draws.
    """
    rng = np.random.default_rng(draws.seed)
    n = before.shape[-1]
    overlap = max(1.0, n / draws.outcomes_base)
    short = whole_steps(overlap)
    length = draws.length(overlap, block=short)
    lately, long = (
        resampled_means(before, block=block, rng=rng, replications=tiers.replications, length=many)
        for block, many in ((short, length), (block_length(n, overlap=overlap), n))
    )
    skill = np.log(lately[0] / lately[1]) - np.log(long[0] / long[1])
    surprise = np.log(lately[0] / lately[2]) - np.log(before[0].sum() / before[2].sum())
    return (
        _quantiles(skill, draws, tiers),
        _quantiles(surprise, draws, tiers),
    )


def rise(ratio: float, by_chance: Chance, tiers: Tiers) -> Rise:
    """A ratio that should be 1, with its interval and the tier that holds."""
    percent, low, high, warning, high_floor = (
        100.0 * (ratio * exp(-far) - 1.0)
        for far in (0.0, by_chance.high, by_chance.low, *by_chance.reach)
    )
    severity: Severity = "INFO"
    if percent >= tiers.warning and warning > 0.0:
        severity = tiers.severity(percent) if high_floor > 0.0 else "WARNING"
    return Rise(percent, low, high, (warning, high_floor), severity)


def _design(overlap: float, *, block: int) -> float:
    """How many times the overlap multiplies the variance of a mean loss over a block."""
    lags = np.arange(1, min(block, whole_steps(overlap)))
    return 1.0 + 2.0 * float(np.sum((1.0 - lags / block) * (1.0 - lags / overlap) ** 2))


def _quantiles(logs: Floats, draws: Draws, tiers: Tiers) -> Chance:
    """Stretched as far as so short a baseline leaves open how far chance reaches."""
    freedom = max(1.0, draws.outcomes_base / draws.outcomes - 1.0)
    tests = STATISTICS * tiers.horizons
    middle = float(np.median(logs))

    def reaches(level: float) -> float:
        stretch = stdtrit(freedom, level) / ndtri(level)
        return middle + float(stretch) * (float(np.quantile(logs, level)) - middle)

    return Chance(
        reaches((1.0 - LEVEL) / 2.0),
        reaches((1.0 + LEVEL) / 2.0),
        (reaches(1.0 - tiers.warning_error / tests), reaches(1.0 - tiers.high_error / tests)),
    )


def _common(scored: pl.DataFrame) -> pl.DataFrame:
    return scored.drop_nulls(SCALED).sort("origin_date")


def _scaled(common: pl.DataFrame) -> Floats:
    return common.select(SCALED).to_numpy().T.astype(np.float64)


def _unjudged(recent: pl.DataFrame, base: Baseline | None, horizon_days: int) -> Degradation:
    """What can be said without comparing."""
    return Degradation(
        horizon_days=horizon_days,
        state="insufficient",
        lack="outcomes",
        severity=None,
        n=recent.height,
        outcomes=apart(_common(recent).get_column("origin_date"), horizon_days),
        skill=None,
        surprise=None,
        recent=_raw(recent),
        base=None if base is None else _raw(base.scored),
        baseline=None if base is None else base.label,
        n_base=0 if base is None else base.scored.height,
        with_the_market=False,
    )


def _raw(scored: pl.DataFrame) -> Raw | None:
    if scored.is_empty():
        return None
    squared, walks = (_squares(scored, name) for name in ("error", "error_random_walk"))
    beside = squared[np.isfinite(walks)].sum()
    walk = np.nansum(walks)
    return Raw(
        rmse=float(np.sqrt(squared.mean())),
        mae=float(scored.get_column("abs_error").to_numpy().mean()),
        mape=float(scored.get_column("abs_pct_error").to_numpy().mean()),
        bias=float(scored.get_column("error").to_numpy().mean()),
        rmse_ratio=float(np.sqrt(beside / walk)) if walk > 0.0 else None,
    )


def _squares(scored: pl.DataFrame, column: str) -> Floats:
    """NaN for null."""
    return scored.get_column(column).to_numpy().astype(np.float64) ** 2


def _with_the_market(verdict: Degradation, skill: Rise, tiers: Tiers) -> bool:
    rose, beside_the_walk = verdict.change("rmse"), verdict.change("rmse_ratio")
    return (
        rose is not None
        and rose >= tiers.warning
        and beside_the_walk is not None
        and max(beside_the_walk, skill.percent) < tiers.warning
    )

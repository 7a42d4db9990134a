"""Whether intervals lately held more or less often than they say, by more than chance explains.

Of the last 6 and the last 26 horizons of outcomes (settings), n forecasts of which a share s lies
inside an interval of level q. Their overlap leaves as much to be learnt from them as from

    m = n / D

forecasts that do not overlap, with D the design effect of `forexlib.scoring.coverage`. Right
intervals hold x of m with the binomial law, here at counts that need not be whole (Korn &
Graubard),

    P(X <= x) = I[1 - q](m - x, x + 1),    P(X >= x) = I[q](x, m - x + 1),    x = s m

where I[p](a, b) is the regularised incomplete beta function. Twice the smaller one, times the
number of tests looked at together (both levels, all windows, all horizons: Bonferroni), is the
p-value that decides. Kupiec's p-value of the same forecasts, alone and uncorrected, stands beside
it; at so small chances the chi-squared law behind it promises too much: all of 90 forecasts that do
not overlap inside 80 % has a chance of 1.9e-9, and of 2.3e-10 by that law.

The short window finds intervals that are far too narrow, the long one those that are too wide: of
six outcomes, all inside an interval of 80 % is no news.

References: Korn & Graubard (1998), Survey Methodology 24, 193-201; Kupiec (1995), Journal of
Derivatives 3, 73-84, doi:10.3905/jod.1995.407942; Rao & Scott (1981), Journal of the American
Statistical Association 76, 221-230, doi:10.1080/01621459.1981.10477633.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import numpy as np
import polars as pl
from scipy.optimize import brentq
from scipy.special import betainc

from forexlib.core.event import Severity, rank
from forexlib.core.history import Floats
from forexlib.monitoring.tiers import Tiers
from forexlib.scoring.coverage import Hits, design_effect, kupiec
from forexlib.scoring.overlap import apart

LEVELS: Final = (80, 95)
DEFAULTS: Final = Tiers()
TINY: Final = 1e-300

CoverageState = Literal["insufficient", "ok", "too narrow", "too wide"]


@dataclass(frozen=True, slots=True)
class CoverageAlarm:
    """What one window says of one interval.

    Attributes:
        horizon_days: Calendar days.
        level: Of the interval, in percent.
        times: Length of the window in horizons.
        state: too narrow: too few lie inside; too wide: too many.
        severity: INFO where the interval is right for all we know; None if insufficient.
        n: Forecasts.
        outcomes: Of them that do not overlap.
        share: Inside, in percent; None without a forecast.
        low: Lower end of the band in which no WARNING is given, in percent; None if insufficient.
        high: Its upper end.
        p_value: Of right intervals, corrected for all that is looked at; None if insufficient.
        kupiec_p: Kupiec's, of this window and level alone; None if insufficient.
    """

    horizon_days: int
    level: int
    times: int
    state: CoverageState
    severity: Severity | None
    n: int
    outcomes: int
    share: float | None
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    kupiec_p: float | None = None


def coverage_alarms(
    scored: pl.DataFrame, *, horizon_days: int, last_day: date, tiers: Tiers = DEFAULTS
) -> tuple[CoverageAlarm, ...]:
    """One a level: that of the window with the least p-value, the shortest if none has any.

    Args:
        scored: origin_date, actual_date, inside_80 and inside_95, one row an origin.
        horizon_days: Calendar days.
        last_day: Of the newest outcome of any forecast; windows end there.
        tiers: Thresholds.
    """
    windows = [
        (times, scored.filter(pl.col("actual_date").is_between(first, last_day)))
        for times in sorted(tiers.coverage_horizons)
        for first in (tiers.first_day(last_day, horizon_days, times=times),)
    ]
    return tuple(
        min(
            (_judge(rows, level, times, horizon_days, tiers) for times, rows in windows),
            key=lambda one: 2.0 if one.p_value is None else one.p_value,
        )
        for level in LEVELS
    )


def worst(alarms: tuple[CoverageAlarm, ...]) -> Severity | None:
    """The gravest severity; None where all are insufficient."""
    said = [one.severity for one in alarms if one.severity is not None]
    return max(said, key=rank, default=None)


def chance_of(share: Floats | float, *, level: float, outcomes: Floats | float) -> Floats:
    """Two-sided p-value of a share inside, of `outcomes` independent forecasts.

    Args:
        share: In [0, 1].
        level: Of the interval, in (0, 1).
        outcomes: Positive, not necessarily whole.
    """
    inside = np.maximum(np.multiply(share, outcomes), TINY)
    outside = np.maximum(np.multiply(np.subtract(1.0, share), outcomes), TINY)
    fewer = betainc(outside, inside + 1.0, 1.0 - level)
    more = betainc(inside, outside + 1.0, level)
    return np.minimum(1.0, 2.0 * np.minimum(fewer, more))


def _judge(
    rows: pl.DataFrame, level: int, times: int, horizon_days: int, tiers: Tiers
) -> CoverageAlarm:
    ordered = rows.sort("origin_date")
    inside: Hits = ordered.get_column(f"inside_{level}").to_numpy().astype(np.bool_)
    n, outcomes = len(inside), apart(ordered.get_column("origin_date"), horizon_days)
    share = float(inside.mean()) if n else None
    if share is None or outcomes < tiers.least_outcomes:
        told = None if share is None else 100.0 * share
        return CoverageAlarm(horizon_days, level, times, "insufficient", None, n, outcomes, told)
    nominal, overlap = level / 100.0, n / outcomes
    effective = n / design_effect(n, level=nominal, overlap=overlap)
    tests = len(LEVELS) * len(tiers.coverage_horizons) * tiers.horizons
    p_value = min(1.0, tests * float(chance_of(share, level=nominal, outcomes=effective)))
    severity = _severity(p_value, tiers)
    state: CoverageState = "too narrow" if share < nominal else "too wide"
    low, high = _band(nominal, effective, tiers.warning_error / tests)
    return CoverageAlarm(
        horizon_days,
        level,
        times,
        "ok" if severity == "INFO" else state,
        severity,
        n,
        outcomes,
        100.0 * share,
        low,
        high,
        p_value,
        kupiec(inside, level=nominal, overlap=overlap).p_value,
    )


def _severity(p_value: float, tiers: Tiers) -> Severity:
    if p_value <= tiers.high_error:
        return "HIGH"
    return "WARNING" if p_value <= tiers.warning_error else "INFO"


def _band(level: float, outcomes: float, error: float) -> tuple[float, float]:
    """In percent, the ends of the shares whose two-sided p-value is above `error`, by bisection."""
    low, high = (
        end
        if chance_of(end, level=level, outcomes=outcomes) > error
        else brentq(
            lambda at: float(chance_of(at, level=level, outcomes=outcomes)) - error, level, end
        )
        for end in (0.0, 1.0)
    )
    return 100.0 * low, 100.0 * high

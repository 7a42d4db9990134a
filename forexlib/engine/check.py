"""The output check: what stands between a computed distribution and anybody's eyes."""

from __future__ import annotations

import numpy as np

from forexlib.core.errors import MemberFailed
from forexlib.core.history import Ahead, Floats
from forexlib.core.levels import ALL_LEVELS, LEVELS

CENTRE_LIMIT = 0.5
"""Farthest a centre may stand from the random walk's, in standard deviations of the horizon."""

WIDTH_LIMITS = (0.6, 1.7)
"""Narrowest and widest 95 % interval, relative to the robust model's."""

ROBUST_WIDTH_LIMITS = (0.25, 4.0)
"""The same for that model itself, relative to the random walk's expanding variance."""

_LOW, _HIGH = ALL_LEVELS.index(LEVELS[0]), ALL_LEVELS.index(LEVELS[-1])
MIDDLE = ALL_LEVELS.index(0.5)
"""Position of the median in `ALL_LEVELS`."""

_TWO_SIDED_95 = 1.959963984540054


def check_rates(rates: Floats, ahead: Ahead) -> None:
    """Refuse what cannot be a forecast, whatever model made it.

    Args:
        rates: At `ALL_LEVELS` for each horizon, shape (h, 43).
        ahead: The horizons.

    Raises:
        MemberFailed: If there is not one row per horizon and one column per level, if a quantile is
            not finite, not positive or below its neighbour, or if a 95 % interval has no width or
            is narrower than a shorter horizon's.
    """
    if rates.shape != (len(ahead.horizon_days), len(ALL_LEVELS)):
        raise _failed(f"it has the shape {rates.shape}")
    if not np.isfinite(rates).all() or (rates <= 0).any():
        raise _failed("a quantile is not a positive number")
    if (np.diff(rates, axis=1) < 0).any():
        raise _failed("quantiles cross")
    widths = np.log(rates[:, _HIGH] / rates[:, _LOW])
    if (widths <= 0).any():
        raise _failed("the 95 % interval has no width")
    shorter, longer = widths[:-1], widths[1:]
    more_days = np.diff(ahead.trading_days) > 0
    if (longer[more_days] <= shorter[more_days]).any():
        raise _failed("the 95 % interval does not widen with the horizon")


def check_centre(centre: Floats, random_walk: Floats) -> None:
    """Refuse a centre that no daily model of a floating rate can honestly claim.

    Args:
        centre: Expected log returns, shape (h,).
        random_walk: The random walk's error quantiles at `ALL_LEVELS`, shape (h, 43).

    Raises:
        MemberFailed: If it is not finite, or farther than half a standard deviation from zero.
    """
    if not np.isfinite(centre).all():
        raise _failed("its centre is not a number")
    deviation = (random_walk[:, _HIGH] - random_walk[:, _LOW]) / (2 * _TWO_SIDED_95)
    if (deviation <= 0).any():
        raise _failed("the random walk beside it has no width")
    worst = float(np.max(np.abs(centre) / deviation))
    if worst > CENTRE_LIMIT:
        raise _failed(
            f"its centre stands {worst:.2f} standard deviations from the random walk"
            f" ({CENTRE_LIMIT} at most)"
        )


def check_width(errors: Floats, reference: Floats, *, limits: tuple[float, float]) -> None:
    """Refuse a 95 % or 99 % interval out of proportion to a reference's.

    Args:
        errors: Error quantiles at `ALL_LEVELS`, shape (h, 43).
        reference: The same of the reference.
        limits: Smallest and largest ratio of the widths.

    Raises:
        MemberFailed: If a ratio lies outside.
    """
    if errors.shape != reference.shape:
        raise _failed(f"its errors have the shape {errors.shape}, not {reference.shape}")
    for name, low, high in (("95 %", _LOW, _HIGH), ("99 %", 0, -1)):
        ratio = (errors[:, high] - errors[:, low]) / (reference[:, high] - reference[:, low])
        if not ((ratio >= limits[0]) & (ratio <= limits[1])).all():
            raise _failed(
                f"its {name} interval is {ratio.min():.2f} to {ratio.max():.2f} times the"
                f" reference's ({limits[0]} to {limits[1]} allowed)"
            )


def distance(errors: Floats, reference: Floats) -> float:
    """How far a 95 % interval is from a reference's: the largest |log ratio| of any horizon."""
    widths = [one[:, _HIGH] - one[:, _LOW] for one in (errors, reference)]
    return float(np.max(np.abs(np.log(widths[0] / widths[1]))))


def _failed(why: str) -> MemberFailed:
    return MemberFailed(
        f"The output check failed: {why}.", remedy="Nothing of it is issued; the run falls back."
    )

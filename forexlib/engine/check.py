"""The output check: what stands between a computed distribution and anybody's eyes."""

from __future__ import annotations

import numpy as np

from forexlib.core.errors import MemberFailed
from forexlib.core.history import Ahead, Floats
from forexlib.core.levels import ALL_LEVELS, LEVELS
from forexlib.core.reason import Reason

CENTRE_LIMIT = 0.5
"""Farthest a centre may stand from the random walk's, in standard deviations of the horizon."""

WIDTH_LIMITS = (0.6, 1.7)
"""Narrowest and widest 95 % interval, relative to the robust model's."""

ROBUST_WIDTH_LIMITS = (0.25, 4.0)
"""The same for that model itself, relative to the random walk's expanding variance."""

HALF_WAY_LIMITS = (0.6, 1.6)
"""The same for a spread that is half a random walk's, relative to the mean of the reference's and
the random walk's: halved or doubled, it lies outside in calm and storm."""

ALIKE_LIMITS = (0.83, 1.2)
"""The same for a version, relative to its recipe learned by the calendar from the same data."""

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
        raise _failed(Reason("shape", shape=str(rates.shape)))
    if not np.isfinite(rates).all() or (rates <= 0).any():
        raise _failed(Reason("not_positive"))
    if (np.diff(rates, axis=1) < 0).any():
        raise _failed(Reason("crossing"))
    widths = np.log(rates[:, _HIGH] / rates[:, _LOW])
    if (widths <= 0).any():
        raise _failed(Reason("no_width"))
    shorter, longer = widths[:-1], widths[1:]
    more_days = np.diff(ahead.trading_days) > 0
    if (longer[more_days] <= shorter[more_days]).any():
        raise _failed(Reason("not_widening"))


def check_centre(centre: Floats, random_walk: Floats) -> None:
    """Refuse a centre that no daily model of a floating rate can honestly claim.

    Args:
        centre: Expected log returns, shape (h,).
        random_walk: The random walk's error quantiles at `ALL_LEVELS`, shape (h, 43).

    Raises:
        MemberFailed: If it is not finite, or farther than half a standard deviation from zero.
    """
    if not np.isfinite(centre).all():
        raise _failed(Reason("centre_no_number"))
    deviation = (random_walk[:, _HIGH] - random_walk[:, _LOW]) / (2 * _TWO_SIDED_95)
    if (deviation <= 0).any():
        raise _failed(Reason("walk_no_width"))
    worst = float(np.max(np.abs(centre) / deviation))
    if worst > CENTRE_LIMIT:
        raise _failed(Reason("centre_far", distance=worst, limit=CENTRE_LIMIT))


def check_width(errors: Floats, reference: Floats, *, limits: tuple[float, float]) -> None:
    """Refuse a 95 % or 99 % interval out of proportion to a reference's.

    Args:
        errors: Error quantiles at `ALL_LEVELS`, shape (h, 43).
        reference: The same of the reference.
        limits: Smallest and largest ratio of the widths.

    Raises:
        MemberFailed: If a ratio lies outside.
    """
    why = disproportion(errors, reference, limits=limits)
    if why is not None:
        raise _failed(why)


def disproportion(
    errors: Floats, reference: Floats, *, limits: tuple[float, float], code: str = "width_out"
) -> Reason | None:
    """Which 95 % or 99 % interval is out of proportion to a reference's; None where neither is.

    Args:
        errors: Error quantiles at `ALL_LEVELS`, shape (h, 43).
        reference: The same of the reference.
        limits: Smallest and largest ratio of the widths.
        code: Of the reason that is given.
    """
    if errors.shape != reference.shape:
        return Reason("errors_shape", shape=str(errors.shape), wanted=str(reference.shape))
    least, most = limits
    for level, low, high in ((95, _LOW, _HIGH), (99, 0, -1)):
        ratio = (errors[:, high] - errors[:, low]) / (reference[:, high] - reference[:, low])
        if not ((ratio >= least) & (ratio <= most)).all():
            ends = {"low": float(ratio.min()), "high": float(ratio.max())}
            return Reason(code, level=level, least=least, most=most, **ends)
    return None


def check_witness(
    errors: Floats, witness: Floats, *, usual: Floats, half_way: bool
) -> Reason | None:
    """Refuse a width that a witness contradicts, or say that the witness is in doubt.

    Of two that contradict each other the one that is farther from the random walk's is taken to be
    wrong.

    Args:
        errors: Of what is issued, error quantiles at `ALL_LEVELS`, shape (h, 43).
        witness: The same of a model made of other parts.
        usual: The same of the random walk, which knows nothing of calm and storm.
        half_way: Whether half of `errors` is the random walk's, so that in storm and calm alike
            they must lie near the mean of `witness` and `usual`.

    Returns:
        What contradicts what, if it is the witness that is taken to be wrong; None if nothing does.

    Raises:
        MemberFailed: If the width of `errors` is taken to be wrong.
    """
    why = disproportion(errors, witness, limits=WIDTH_LIMITS)
    if why is None and half_way:
        half = (witness + usual) / 2
        why = disproportion(errors, half, limits=HALF_WAY_LIMITS, code="width_out_half_way")
    if why is None or distance(errors, usual) < distance(witness, usual):
        return why
    raise _failed(why)  # also of a NaN, which is near nothing


def distance(errors: Floats, reference: Floats) -> float:
    """How far a 95 % interval is from a reference's: the largest |log ratio| of any horizon."""
    widths = [one[:, _HIGH] - one[:, _LOW] for one in (errors, reference)]
    return float(np.max(np.abs(np.log(widths[0] / widths[1]))))


def _failed(why: Reason) -> MemberFailed:
    return MemberFailed(
        Reason("output_check", why=why), remedy="Nothing of it is issued; the run falls back."
    )

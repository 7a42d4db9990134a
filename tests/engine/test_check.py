"""The output check lets a sound forecast through and refuses each unsound one, saying why."""

from collections.abc import Callable

import numpy as np
import pytest

from forexlib.core.errors import MemberFailed
from forexlib.core.history import Ahead, Floats
from forexlib.core.levels import ALL_LEVELS
from forexlib.engine.check import (
    WIDTH_LIMITS,
    check_centre,
    check_rates,
    check_width,
    check_witness,
)
from forexlib.models.random_walk import LearnedRandomWalk
from tests.series import from_returns

AHEAD = Ahead((7, 30), (4, 16))
ERRORS = LearnedRandomWalk().errors(from_returns([0.01, -0.01]), AHEAD, ALL_LEVELS)
"""Standard deviations of 2 % and 4 %."""


def spoiled(row: int, column: int, value: float) -> Floats:
    rates = 900.0 * np.exp(ERRORS)
    rates[row, column] = value
    return rates


def passes(check: Callable[[], None]) -> bool:
    """Whether a check has nothing against what it is shown."""
    try:
        check()
    except MemberFailed:
        return False
    return True


def test_a_sound_forecast_passes() -> None:
    assert passes(lambda: check_rates(900.0 * np.exp(ERRORS), AHEAD))
    assert passes(lambda: check_centre(np.array([0.009, -0.019]), ERRORS))
    assert passes(lambda: check_width(ERRORS, ERRORS, limits=WIDTH_LIMITS))


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0, -900.0])
def test_a_quantile_that_is_no_positive_number_is_refused(value: float) -> None:
    with pytest.raises(MemberFailed, match="not a positive number"):
        check_rates(spoiled(0, 20, value), AHEAD)


@pytest.mark.parametrize("column", [0, 20, 42])
def test_crossing_quantiles_are_refused_anywhere(column: int) -> None:
    neighbour = column + 1 if column < 42 else column - 1
    rates = 900.0 * np.exp(ERRORS)
    rates[1, [column, neighbour]] = rates[1, [neighbour, column]]

    with pytest.raises(MemberFailed, match="quantiles cross"):
        check_rates(rates, AHEAD)


def test_a_longer_horizon_with_the_narrower_interval_is_refused() -> None:
    with pytest.raises(MemberFailed, match="does not widen"):
        check_rates(900.0 * np.exp(ERRORS[::-1]), AHEAD)


def test_horizons_with_the_same_target_may_be_equally_wide() -> None:
    twice = 900.0 * np.exp(ERRORS[[0, 0]])

    assert passes(lambda: check_rates(twice, Ahead((6, 7), (4, 4))))
    assert not passes(lambda: check_rates(twice, Ahead((6, 7), (4, 5))))


@pytest.mark.parametrize("sign", [-1, 1])
def test_a_centre_may_stand_half_a_standard_deviation_away_and_no_farther(sign: int) -> None:
    assert passes(lambda: check_centre(np.array([0.0, sign * 0.0199]), ERRORS))
    with pytest.raises(MemberFailed, match=r"0\.50 standard deviations .* \(0\.5 at most\)"):
        check_centre(np.array([0.0, sign * 0.0201]), ERRORS)


def test_a_centre_that_is_not_a_number_is_refused() -> None:
    with pytest.raises(MemberFailed, match="its centre is not a number"):
        check_centre(np.array([np.nan, 0.0]), ERRORS)


@pytest.mark.parametrize("ratio", [0.61, 1.69])
def test_a_width_within_the_limits_passes(ratio: float) -> None:
    assert passes(lambda: check_width(ratio * ERRORS, ERRORS, limits=WIDTH_LIMITS))


@pytest.mark.parametrize("ratio", [0.59, 1.71, -1.0])
def test_a_width_out_of_proportion_is_refused(ratio: float) -> None:
    with pytest.raises(MemberFailed, match=rf"{ratio:.2f} times the reference's \(0\.6 to 1\.7"):
        check_width(ratio * ERRORS, ERRORS, limits=WIDTH_LIMITS)


def test_one_horizon_out_of_proportion_is_enough() -> None:
    with pytest.raises(MemberFailed, match=r"1\.00 to 3\.00 times"):
        check_width(ERRORS * [[1.0], [3.0]], ERRORS, limits=WIDTH_LIMITS)


def test_a_width_that_is_not_a_number_is_refused() -> None:
    with pytest.raises(MemberFailed, match="nan"):
        check_width(np.full_like(ERRORS, np.nan), ERRORS, limits=WIDTH_LIMITS)


@pytest.mark.parametrize(
    "refuse",
    [
        lambda: check_rates(spoiled(0, 0, np.nan), AHEAD),
        lambda: check_centre(np.array([9.0, 9.0]), ERRORS),
        lambda: check_width(9.0 * ERRORS, ERRORS, limits=WIDTH_LIMITS),
    ],
    ids=["rates", "centre", "width"],
)
def test_a_refusal_says_what_happens_next(refuse: Callable[[], None]) -> None:
    with pytest.raises(MemberFailed, match="The output check failed") as refusal:
        refuse()

    assert "falls back" in refusal.value.remedy


WEEK = Ahead((7,), (4,))


def test_a_distribution_without_width_is_refused() -> None:
    with pytest.raises(MemberFailed):
        check_rates(np.full((1, 43), 900.0), WEEK)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_centre_beside_a_random_walk_without_width_is_refused() -> None:
    with pytest.raises(MemberFailed):
        check_centre(np.zeros(1), np.zeros((1, 43)))


@pytest.mark.parametrize("shape", [(1, 42), (2, 43), (43,)])
def test_a_forecast_of_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    rates = 900.0 * np.exp(0.02 * np.broadcast_to(np.linspace(-1, 1, shape[-1]), shape))

    with pytest.raises(MemberFailed):
        check_rates(rates, WEEK)


STORM = 1.9 * ERRORS
"""Of a witness that follows a storm all the way."""


def test_a_width_that_is_doubled_in_a_storm_is_refused_although_the_witness_is_wide() -> None:
    sound = (ERRORS + STORM) / 2

    assert check_witness(sound, STORM, usual=ERRORS, half_way=True) is None
    with pytest.raises(MemberFailed, match=r"2\.00 times the mean of the reference's and the"):
        check_witness(2.0 * sound, STORM, usual=ERRORS, half_way=True)


def test_a_spread_that_follows_a_storm_all_the_way_is_held_against_the_witness_alone() -> None:
    wild = 1.6 * STORM

    assert check_witness(wild, STORM, usual=ERRORS, half_way=False) is None
    with pytest.raises(MemberFailed, match="random walk's"):
        check_witness(wild, STORM, usual=ERRORS, half_way=True)


def test_of_a_width_and_a_wilder_witness_the_witness_is_in_doubt() -> None:
    doubt = check_witness(ERRORS, 2.0 * ERRORS, usual=ERRORS, half_way=True)

    assert doubt is not None
    assert doubt.startswith("its 95 % interval is 0.50 to 0.50 times the reference's")


def test_a_width_that_is_no_number_is_never_believed_against_a_witness() -> None:
    with pytest.raises(MemberFailed, match="nan"):
        check_witness(np.nan * ERRORS, ERRORS, usual=ERRORS, half_way=True)

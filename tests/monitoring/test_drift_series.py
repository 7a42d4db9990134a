"""What is tested knows neither level nor season."""

import numpy as np
import pytest

from forexlib.monitoring.drift_series import (
    WARM_UP,
    known_volatility,
    standardised,
    steps_of,
    windows_ending,
)

RETURNS = np.random.default_rng(1).standard_normal(300) * 0.01


def test_scaling_all_returns_changes_nothing() -> None:
    assert standardised(7.0 * RETURNS) == pytest.approx(standardised(RETURNS))


def test_volatility_is_known_the_day_before() -> None:
    later = RETURNS.copy()
    later[200:] = 9.0

    before, after = (known_volatility(one, decay=0.97) for one in (RETURNS, later))

    assert (after[WARM_UP:201] == before[WARM_UP:201]).all()
    assert np.isnan(before[:WARM_UP]).all()
    assert after[201] > before[201]


def test_a_return_of_always_the_same_size_is_one() -> None:
    steady = 0.01 * np.tile([1.0, -1.0], 100)

    assert np.abs(standardised(steady)) == pytest.approx(1.0)


def test_what_never_moved_is_zero() -> None:
    assert (standardised(np.zeros(100)) == 0.0).all()


@pytest.mark.parametrize(("days", "steps"), [(1, 1), (7, 5), (15, 11), (30, 21), (90, 64)])
def test_a_horizon_in_fixings(days: int, steps: int) -> None:
    assert steps_of(days) == steps


def test_windows_end_where_they_are_told_to() -> None:
    values = np.arange(20.0)

    assert windows_ending(values, np.array([4, 19]), length=3).tolist() == [[2, 3, 4], [17, 18, 19]]
    assert windows_ending(values, np.array([19]), length=3, stride=5).tolist() == [[9, 14, 19]]

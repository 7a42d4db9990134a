"""The vector autoregression, on processes without noise: what it should find is known exactly."""

from dataclasses import replace

import numpy as np
import pytest

from forexlib.core.errors import MemberFailed, TooLittleHistory
from forexlib.core.history import Ahead, Floats, History
from forexlib.models.var import LearnedVar, Var
from tests.series import history

ONE = Var(regressors=("USDBRL",))


def turning(*, modulus: float) -> Floats:
    """A matrix that turns a vector by a tenth of a radian and shrinks it to `modulus`."""
    return modulus * np.array([[np.cos(0.1), -np.sin(0.1)], [np.sin(0.1), np.cos(0.1)]])


def without_noise(matrix: Floats, *, count: int = 700) -> History:
    """Returns r[t] = matrix r[t-1] of the target and of USDBRL, cumulated."""
    moves = [np.array([0.01, 0.0])]
    for _ in range(count - 2):
        moves.append(matrix @ moves[-1])
    levels = np.vstack((np.zeros(2), np.cumsum(moves, axis=0)))
    return history(levels[:, 0], regressors={"USDBRL": levels[:, 1]})


def test_coefficients_are_recovered() -> None:
    matrix = turning(modulus=0.999)

    learned = ONE.learn(without_noise(matrix), horizons=(7,), seed=1)

    assert np.array(learned.matrix) == pytest.approx(matrix)


def test_a_process_without_noise_is_forecast_exactly() -> None:
    whole = without_noise(turning(modulus=0.999), count=720)
    known = whole.first(700)
    learned = ONE.learn(known, horizons=(7, 30), seed=1)

    centre = learned.centre(known, Ahead((7, 30), (5, 20)))

    now = known.log_rate[-1]
    assert centre == pytest.approx(whole.log_rate[[704, 719]] - now)


def test_the_forecast_is_the_sum_of_the_matrix_powers() -> None:
    matrix = np.array([[0.1, 0.4], [0.0, 0.2]])
    known = history([0.0, 0.01], regressors={"USDBRL": [0.0, 0.02]})
    powers = matrix + matrix @ matrix + matrix @ matrix @ matrix

    centre = LearnedVar(("USDBRL",), tuple(map(tuple, matrix.tolist()))).centre(
        known, Ahead((3,), (3,))
    )

    assert centre.item() == pytest.approx((powers @ [0.01, 0.02])[0])


def test_a_trend_without_any_echo_is_not_extrapolated() -> None:
    """A constant would be drift in disguise: the coefficient on 0.1 % a day is all there is."""
    noise = 0.01 * np.random.default_rng(1).standard_normal((1000, 2))
    levels = np.cumsum(noise + np.array([0.001, 0.0]), axis=0)
    climbing = history(levels[:, 0], regressors={"USDBRL": levels[:, 1]})

    learned = ONE.learn(climbing, horizons=(90,), seed=1)

    assert abs(learned.centre(climbing, Ahead((90,), (63,))).item()) < 0.01  # drift would say .063


def test_a_regressor_unknown_today_is_taken_not_to_have_moved() -> None:
    known = history([0.0, 0.01], regressors={"USDBRL": [0.0, np.nan]})

    centre = LearnedVar(("USDBRL",), ((0.5, 0.9), (0.0, 0.0))).centre(known, Ahead((1,), (1,)))

    assert centre.item() == pytest.approx(0.005)


def test_an_explosive_process_is_refused() -> None:
    with pytest.raises(MemberFailed, match="explosive"):
        ONE.learn(without_noise(turning(modulus=1.002)), horizons=(7,), seed=1)


def test_without_any_of_its_regressors_it_fails_and_names_them() -> None:
    alone = replace(without_noise(turning(modulus=0.9)), regressor_names=("USDPLN",))

    with pytest.raises(MemberFailed, match=r"none of its regressors \(USDBRL\)"):
        ONE.learn(alone, horizons=(7,), seed=1)


def test_days_without_the_regressor_do_not_count() -> None:
    known = without_noise(turning(modulus=0.999))
    known.regressors[:300] = np.nan

    with pytest.raises(TooLittleHistory, match="needs 500 days on which all of USDBRL"):
        ONE.learn(known, horizons=(7,), seed=1)

"""The random walk: closed forms."""

from math import sqrt
from statistics import NormalDist

import numpy as np
import pytest

from forexlib.core.errors import TooLittleHistory
from forexlib.core.history import Ahead
from forexlib.models.random_walk import LearnedNoChange, LearnedRandomWalk, RandomWalk
from tests.series import from_returns

ONE_SIGMA = NormalDist().cdf(1.0)


def test_sigma_is_the_root_mean_square_of_all_returns() -> None:
    returns = [0.03, -0.04]

    errors = LearnedRandomWalk().errors(from_returns(returns), Ahead((1,), (1,)), [ONE_SIGMA])

    assert errors == pytest.approx(np.array([[sqrt((0.03**2 + 0.04**2) / 2)]]))


def test_spread_grows_with_the_square_root_of_the_trading_days() -> None:
    history = from_returns([0.01, -0.01])

    errors = LearnedRandomWalk().errors(history, Ahead((1, 6), (1, 4)), [ONE_SIGMA])

    assert errors.ravel() == pytest.approx([0.01, 0.02])


def test_no_change_is_expected_however_steep_the_trend() -> None:
    climbing = from_returns([0.01] * 300)

    assert LearnedNoChange().centre(climbing, Ahead((7, 90), (5, 63))).tolist() == [0.0, 0.0]


def test_two_hundred_and_fifty_returns_are_enough_and_one_fewer_is_not() -> None:
    enough = from_returns([0.01] * 250)

    learned = RandomWalk().learn(enough, seed=1)

    assert np.isfinite(learned.errors(enough, Ahead((7,), (5,)), [0.5])).all()
    with pytest.raises(TooLittleHistory, match=r"needs 251 fixings and got 250\. Ingest older"):
        learned.errors(enough.first(250), Ahead((7,), (5,)), [0.5])

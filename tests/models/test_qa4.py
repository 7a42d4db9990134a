"""QA4 is the average of its four members, quantile by quantile."""

import numpy as np
import pytest

from forexlib.core.errors import TooLittleHistory
from forexlib.core.history import Ahead
from forexlib.core.levels import ALL_LEVELS
from forexlib.models.ewma import LearnedEwmaErrors
from forexlib.models.qa4 import Qa4
from forexlib.models.random_walk import LearnedRandomWalk
from tests.series import from_returns

RETURNS = 0.01 * np.random.default_rng(7).standard_normal(999)


def test_each_quantile_is_the_mean_of_the_four_members() -> None:
    history, ahead = from_returns(RETURNS), Ahead((7, 30), (5, 21))
    qa4 = Qa4().learn(history, seed=1)

    errors = qa4.errors(history, ahead, ALL_LEVELS)

    members = [
        qa4.garch.errors(history, ahead, ALL_LEVELS),
        LearnedEwmaErrors(0.985).errors(history, ahead, ALL_LEVELS),
        LearnedEwmaErrors(0.99).errors(history, ahead, ALL_LEVELS),
        LearnedRandomWalk().errors(history, ahead, ALL_LEVELS),
    ]
    assert errors == pytest.approx(sum(members) / 4)


def test_it_needs_what_its_neediest_member_needs() -> None:
    history = from_returns(RETURNS[:549])
    learned = Qa4().learn(history, seed=1)

    with pytest.raises(TooLittleHistory, match="600 fixings and got 550"):
        learned.errors(history, Ahead((7,), (5,)), [0.5])

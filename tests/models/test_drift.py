"""The random walk with drift, by hand."""

import numpy as np
import pytest

from forexlib.core.errors import TooLittleHistory
from forexlib.core.history import Ahead
from forexlib.models.drift import Drift, LearnedDrift
from tests.series import from_returns


def test_the_mean_of_all_daily_returns_goes_on() -> None:
    history = from_returns([0.03, -0.01, 0.01])  # a mean of 0.01

    centre = LearnedDrift().centre(history, Ahead((7, 30), (5, 21)))

    assert centre == pytest.approx([0.05, 0.21])


def test_the_mean_is_of_what_was_known_at_each_origin() -> None:
    history = from_returns([0.02, -0.02, 0.03])

    centres = LearnedDrift().centres(history, [1, 2, 3], np.array([[1], [1], [2]]))

    assert centres.ravel() == pytest.approx([0.02, 0.0, 0.02])


def test_two_hundred_and_fifty_returns_are_enough_and_one_fewer_is_not() -> None:
    enough = from_returns([0.01] * 250)

    learned = Drift().learn(enough, horizons=(7,), seed=1)

    assert learned.centre(enough, Ahead((7,), (5,))).item() == pytest.approx(0.05)
    with pytest.raises(TooLittleHistory, match=r"needs 251 fixings and got 250\. Ingest older"):
        Drift().learn(enough.first(250), horizons=(7,), seed=1)

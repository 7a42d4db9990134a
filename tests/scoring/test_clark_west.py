from math import sqrt

import numpy as np
import pytest

from forexlib.scoring.clark_west import clark_west
from forexlib.scoring.equal_accuracy import compare
from tests.scoring.worlds import SEED, moves, rejected


def noise(worlds: int, n: int) -> np.ndarray:
    """What a model adds to the random walk's forecast without knowing anything; persistent."""
    drawn = np.random.default_rng(SEED + 1).standard_normal((worlds, n + 19))
    return 0.4 * moves(worlds, n, 20, increments=drawn)


def test_the_worked_number_of_the_docstring() -> None:
    walk = np.tile([1.0, 3.0], 20)

    found = clark_west(walk / 2, walk, overlap=1)

    assert found.gain == pytest.approx(5.0)
    assert found.statistic == pytest.approx(5 / 4 * sqrt(40) * sqrt(39 / 40))


@pytest.mark.parametrize(("steps", "n"), [(1, 60), (5, 200), (13, 200)])
def test_a_model_that_only_adds_noise_is_seldom_called_better(steps: int, n: int) -> None:
    realised = moves(1000, n, steps)
    worlds = zip(noise(1000, n) - realised, -realised, strict=True)

    told = [clark_west(model, walk, overlap=steps).p_value for model, walk in worlds]

    assert 0.01 < rejected(told) < 0.075


def test_what_a_model_knows_is_found_where_its_squared_error_hides_it() -> None:
    realised = moves(300, 400, 5)
    model = 0.4 * realised + 2 * noise(300, 400) - realised
    worlds = [*zip(model, -realised, strict=True)]

    told = [clark_west(one, walk, overlap=5).p_value for one, walk in worlds]
    plain = [compare(one**2, walk**2, overlap=5).finding for one, walk in worlds]

    assert rejected(told) > 0.95
    assert plain.count("better") / 300 < 0.6


def test_forecasts_that_never_differ_have_no_statistic() -> None:
    found = clark_west(np.ones(50), np.ones(50), overlap=2)

    assert (found.n, found.gain, found.statistic, found.p_value) == (50, 0.0, None, None)


def test_too_few_outcomes_have_a_gain_and_no_p_value() -> None:
    few, none = (clark_west(np.zeros(n), np.ones(n), overlap=8) for n in (39, 0))

    assert (few.gain, few.p_value) == (2.0, None)
    assert none.gain is None

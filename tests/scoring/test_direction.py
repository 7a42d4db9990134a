from math import sqrt

import numpy as np
import pytest

from forexlib.scoring.direction import direction
from tests.scoring.worlds import SEED, moves, rejected


def momentum(worlds: int, n: int, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Forecasts that follow the last twenty steps of a walk, and where it went."""
    drawn = np.random.default_rng(SEED).standard_normal((worlds, n + steps + 19))
    past, ahead = drawn[:, : n + 19], drawn[:, 20:]
    return moves(worlds, n, 20, increments=past), moves(worlds, n, steps, increments=ahead)


def test_the_worked_number_of_the_docstring() -> None:
    realised, predicted = np.tile([1, 1, -1, -1], 10), np.tile([1, 1, 1, -1], 10)

    found = direction(predicted.astype(float), realised.astype(float), overlap=1)

    assert found.hits == pytest.approx(75.0)
    assert found.statistic == pytest.approx(1 / 8 * sqrt(32) * sqrt(40) * sqrt(39 / 40))
    assert found.low is not None
    assert found.high is not None
    assert (found.low + found.high) / 2 == pytest.approx(50.0)


@pytest.mark.parametrize("least_move", [0.0, 0.3])
@pytest.mark.parametrize(("steps", "n"), [(1, 100), (5, 300), (13, 560)])
def test_guesses_are_seldom_called_skill(steps: int, n: int, least_move: float) -> None:
    guesses = moves(1000, n, 3, seed=SEED + 1)
    worlds = zip(guesses, moves(1000, n, steps), strict=True)

    told = [direction(*one, overlap=steps, least_move=least_move).p_value for one in worlds]

    assert 0.025 < rejected(told) < 0.075


@pytest.mark.parametrize("least_move", [0.0, 0.3])
@pytest.mark.parametrize(("steps", "n"), [(1, 400), (5, 400), (13, 560)])
def test_nor_is_following_the_past_of_a_walk(steps: int, n: int, least_move: float) -> None:
    worlds = zip(*momentum(1000, n, steps), strict=True)

    told = [direction(*one, overlap=steps, least_move=least_move).p_value for one in worlds]

    assert rejected(told) < 0.06


def test_knowing_a_part_of_the_move_is_found() -> None:
    past, ahead = momentum(300, 300, 5)
    worlds = zip(past + ahead, ahead, strict=True)

    assert rejected([direction(*one, overlap=5).p_value for one in worlds]) > 0.95


def test_no_move_is_neither_hit_nor_miss() -> None:
    predicted = np.array([0.001, 0.0001, -0.001, 0.001])
    realised = np.array([0.01, 0.01, 0.01, 0.0])

    found = direction(predicted, realised, overlap=1, least_move=0.0005)

    assert (found.n, found.hits) == (2, 50.0)


def test_a_forecast_that_always_says_up_has_no_statistic() -> None:
    found = direction(np.ones(50), np.tile([1.0, -1.0], 25), overlap=1)

    assert (found.hits, found.statistic, found.p_value) == (50.0, None, None)


def test_a_forecast_that_never_moves_has_nothing() -> None:
    found = direction(np.zeros(50), np.ones(50), overlap=1)

    assert (found.n, found.hits, found.p_value) == (0, None, None)

"""Exponentially weighted volatility against its own definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forexlib.core.history import Floats
from forexlib.models.volatility import WARM_UP, decaying_sum, ewma_volatility


def returns(count: int) -> Floats:
    return 0.01 * np.random.default_rng(1).standard_normal(count)


def test_each_variance_is_the_weighted_mean_of_the_last_one_and_the_newest_square() -> None:
    moves, decay = returns(200), 0.94
    variance = float(np.mean(moves[:WARM_UP] ** 2))
    expected = [variance] * WARM_UP
    for move in moves[WARM_UP:]:
        variance = decay * variance + (1 - decay) * move**2
        expected.append(variance)

    volatility = ewma_volatility(moves, decay=decay)

    assert volatility**2 == pytest.approx(np.array(expected))


def test_constant_moves_have_their_own_size_as_volatility() -> None:
    assert ewma_volatility(np.full(100, -0.01), decay=0.985) == pytest.approx(np.full(100, 0.01))


def test_a_move_counts_half_after_the_half_life() -> None:
    half_life = 46  # 0.985**46 = 0.499
    moves = np.zeros(WARM_UP + 1 + half_life)
    moves[WARM_UP] = 0.1

    variances = ewma_volatility(moves, decay=0.985) ** 2

    assert variances[-1] / variances[WARM_UP] == pytest.approx(0.5, abs=0.002)


def test_later_returns_change_nothing() -> None:
    moves = returns(300)

    whole, part = ewma_volatility(moves, decay=0.985), ewma_volatility(moves[:200], decay=0.985)

    assert whole[:200].tobytes() == part.tobytes()


@given(
    news=st.lists(st.floats(0.0, 1.0), min_size=1, max_size=30),
    start=st.floats(0.0, 1.0),
    decay=st.floats(0.0, 0.999),
)
def test_decaying_sum_is_the_naive_loop(news: list[float], start: float, decay: float) -> None:
    expected = [start]
    for fed in news:
        expected.append(decay * expected[-1] + fed)

    assert decaying_sum(np.array(news), start=start, decay=decay) == pytest.approx(expected)

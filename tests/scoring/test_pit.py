import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from forexlib.core.levels import LEVELS
from forexlib.scoring.pit import histogram, long_run_covariance, pit, uniformity
from tests.scoring.worlds import moves, rejected

QUANTILES = np.tile(ndtri(np.asarray(LEVELS)), (4, 1))


def transforms(n: int, steps: int, *, spread: float = 1.0, worlds: int = 1000) -> np.ndarray:
    """PIT of moves of a walk under forecasts whose spread is 1 / `spread`, tails gathered."""
    values = ndtr(spread * moves(worlds, n, steps))
    return np.select([values < 1 / 40, values > 39 / 40], [1 / 80, 79 / 80], default=values)


def test_an_outcome_on_a_quantile_has_its_level_and_between_two_the_middle() -> None:
    actual = np.array([QUANTILES[0, 0], 0.0, QUANTILES[0, 37], QUANTILES[0, 9:11].mean()])

    assert pit(QUANTILES, actual) == pytest.approx([1 / 40, 0.5, 38 / 40, 10.5 / 40])


def test_in_a_tail_it_is_the_middle_of_the_tail() -> None:
    assert pit(QUANTILES, np.array([-9.0, -1.97, 1.97, 9.0])) == pytest.approx(
        [1 / 80, 1 / 80, 79 / 80, 79 / 80]
    )


def test_quantiles_that_coincide_are_no_trouble() -> None:
    flat = np.full((2, 39), 5.0)

    assert pit(flat, np.array([4.0, 5.0])) == pytest.approx([1 / 80, 79 / 80])


def test_right_forecasts_have_a_twentieth_in_each_bin() -> None:
    evenly = (np.arange(2000) + 0.5) / 2000

    counts = histogram(pit(np.tile(QUANTILES[0], (2000, 1)), ndtri(evenly)))

    assert counts.tolist() == [100] * 20


def test_without_overlap_the_covariance_is_that_of_the_powers_of_a_uniform() -> None:
    covariance = long_run_covariance(100, overlap=1)

    assert covariance[0, 0] == pytest.approx(1.0, abs=0.001)
    assert covariance[1, 1] == pytest.approx(9 / 5 - 1, abs=0.01)
    assert covariance[0, 2] == pytest.approx(9 / 5, abs=0.01)
    assert covariance[0, 1] == pytest.approx(0.0, abs=1e-9)


def test_with_overlap_it_is_what_worlds_show() -> None:
    worlds = (np.sqrt(12) * (transforms(300, 10, worlds=4000) - 0.5))[:, :, None] ** np.arange(1, 5)

    covariance = long_run_covariance(300, overlap=10)

    assert np.diag(np.cov(worlds.mean(axis=1).T)) * 300 == pytest.approx(
        np.diag(covariance), rel=0.1
    )


@pytest.mark.parametrize(("steps", "n"), [(1, 60), (5, 60), (13, 120), (22, 1500)])
def test_right_forecasts_are_seldom_called_wrong(steps: int, n: int) -> None:
    told = [uniformity(one, overlap=steps).p_value for one in transforms(n, steps)]

    assert 0.025 < rejected(told) < 0.075


@pytest.mark.parametrize("spread", [0.75, 1.3])
def test_spreads_that_are_wrong_are_found(spread: float) -> None:
    worlds = transforms(600, 5, spread=spread, worlds=200)

    assert rejected([uniformity(one, overlap=5).p_value for one in worlds]) > 0.95


def test_too_few_outcomes_say_nothing() -> None:
    found = uniformity(np.full(39, 0.5), overlap=8)

    assert (found.n, found.statistic, found.p_value) == (39, None, None)

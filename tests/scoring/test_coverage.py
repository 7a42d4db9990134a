from math import log, sqrt

import numpy as np
import pytest
from scipy.special import ndtri

from forexlib.scoring.coverage import (
    Hits,
    christoffersen,
    coverage,
    coverage_interval,
    design_effect,
    independence,
    kupiec,
    nominal_band,
)
from tests.scoring.worlds import SEED, moves, rejected

EASY = [(1, 100), (5, 400), (13, 560), (22, 1500)]


def held(level: float, n: int, steps: int, *, scale: float = 1.0, worlds: int = 1000) -> Hits:
    """Whether intervals of the right shape hold, `scale` times as wide as they should be."""
    return np.abs(moves(worlds, n, steps)) < scale * ndtri((1 + level) / 2)


def clustered(worlds: int, n: int) -> Hits:
    """As many misses as 80 % allow, each followed by another three times in five."""
    uniform = np.random.default_rng(SEED).random((worlds, n))
    inside = np.empty((worlds, n), dtype=np.bool_)
    inside[:, 0] = uniform[:, 0] < 0.8
    for t in range(1, n):
        inside[:, t] = uniform[:, t] < np.where(inside[:, t - 1], 0.9, 0.4)
    return inside


def test_of_a_hundred_outcomes_eighty_percent_may_be_seventy_two_to_eighty_eight() -> None:
    assert nominal_band(0.8, 100.0) == pytest.approx((72.16, 87.84), abs=0.01)
    assert nominal_band(0.95, 3.0)[1] == 100.0


def test_coverage_is_outside_where_its_band_is_left() -> None:
    inside = np.arange(100) < 72

    alone, overlapping = (coverage(inside, level=0.8, overlap=times) for times in (1.0, 2.0))

    assert (alone.share, alone.outside, overlapping.outside) == (72.0, True, False)


def test_the_worked_number_of_the_docstring() -> None:
    found = kupiec(np.arange(100) < 72, level=0.8, overlap=1)

    assert found.statistic == pytest.approx(2 * (72 * log(0.72 / 0.8) + 28 * log(0.28 / 0.2)))
    assert found.statistic == pytest.approx(3.67, abs=0.005)


def test_clusters_are_told_by_the_table_of_what_follows_what() -> None:
    inside = np.tile([True, True, False, False], 10)  # 20 hits, 19 misses; half stay, half change

    found = independence(inside, level=0.5, overlap=1)

    after_hit, after_miss, either = (
        hits * log(hits / (hits + misses)) + misses * log(misses / (hits + misses))
        for hits, misses in ((10, 10), (9, 10), (19, 20))
    )
    assert found.statistic == pytest.approx(2 * (after_hit + after_miss - either))


def test_conditional_coverage_is_the_sum_of_both() -> None:
    inside = held(0.8, 300, 5, worlds=1)[0]
    parts = [test(inside, level=0.8, overlap=5).statistic for test in (kupiec, independence)]

    found = christoffersen(inside, level=0.8, overlap=5)

    assert found.statistic == pytest.approx(sum(one for one in parts if one is not None))


def test_without_overlap_there_is_no_design_effect() -> None:
    assert design_effect(100, level=0.8, overlap=1.0) == 1.0


def test_the_design_effect_is_the_variance_that_overlap_adds() -> None:
    inside = held(0.8, 400, 10, worlds=4000)

    effect = design_effect(400, level=0.8, overlap=10)

    assert np.var(np.mean(inside, axis=1)) * 400 / 0.16 == pytest.approx(effect, rel=0.1)


def test_at_two_steps_it_adds_twice_the_correlation_of_hits_that_share_half_their_days() -> None:
    draws = np.random.default_rng(SEED).standard_normal((3, 400_000))
    common = np.abs((draws[0] + draws[1:]) / sqrt(2)) < ndtri(0.9)

    effect = design_effect(10**9, level=0.8, overlap=2)

    assert effect - 1 == pytest.approx(2 * np.corrcoef(common)[0, 1], abs=0.01)


@pytest.mark.parametrize("level", [0.8, 0.95])
@pytest.mark.parametrize(("steps", "n"), EASY)
def test_right_intervals_are_seldom_called_wrong(level: float, steps: int, n: int) -> None:
    worlds = held(level, n, steps)

    told = [kupiec(one, level=level, overlap=steps).p_value for one in worlds]
    both = [christoffersen(one, level=level, overlap=steps).p_value for one in worlds]

    assert 0.015 < rejected(told) < 0.08
    assert 0.01 < rejected(both) < 0.08


@pytest.mark.parametrize(("steps", "n"), EASY)
def test_misses_without_clusters_are_seldom_called_clustered(steps: int, n: int) -> None:
    told = [independence(one, level=0.8, overlap=steps).p_value for one in held(0.8, n, steps)]

    assert 0.02 < rejected(told) < 0.08


def test_intervals_a_fifth_too_narrow_are_found() -> None:
    worlds = held(0.8, 1000, 5, scale=0.8, worlds=200)

    assert rejected([kupiec(one, level=0.8, overlap=5).p_value for one in worlds]) > 0.95


def test_clusters_of_misses_are_found_where_their_number_is_right() -> None:
    worlds = clustered(200, 200)

    told = [independence(one, level=0.8, overlap=1).p_value for one in worlds]
    both = [christoffersen(one, level=0.8, overlap=1).p_value for one in worlds]

    assert rejected(told) > 0.95
    assert rejected(both) > 0.95


def test_the_bootstrap_band_holds_the_level_of_right_intervals() -> None:
    rng = np.random.default_rng(SEED)

    bands = [coverage_interval(one, overlap=5, rng=rng) for one in held(0.8, 1000, 5, worlds=300)]

    assert np.mean([band.low <= 80 <= band.high for band in bands]) > 0.9


def test_too_few_outcomes_say_nothing() -> None:
    inside = np.ones(39, dtype=np.bool_)

    found = [test(inside, level=0.8, overlap=8) for test in (kupiec, independence, christoffersen)]

    assert {(one.n, one.statistic, one.p_value) for one in found} == {(39, None, None)}


def test_intervals_that_always_hold_have_an_answer() -> None:
    found = christoffersen(np.ones(100, dtype=np.bool_), level=0.8, overlap=3)

    assert found.p_value is not None
    assert found.p_value < 0.01

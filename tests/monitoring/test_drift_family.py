"""Many tests of one day err together no more often than said."""

import numpy as np
import pytest

from forexlib.monitoring.drift_family import Family, Levels, kendall, shares_of
from forexlib.monitoring.drift_null import Column, Rehearsal
from forexlib.monitoring.drift_tests import TESTS

COLUMNS = (Column("returns"), Column("7d"))
USUAL = np.random.default_rng(1).standard_normal((50, 40, 2, 5)).astype(np.float32)
FAMILY = Family.of(Rehearsal(COLUMNS, USUAL), COLUMNS)
LEVELS = Levels(first=0.05, second=0.01)


def test_the_usual_drifts_as_often_as_the_levels_say() -> None:
    days = USUAL.reshape(-1, 2, 5).astype(np.float64)

    judged = FAMILY.judge(days, LEVELS)

    drifted = judged.drifted.sum(axis=1)
    assert np.mean(drifted > 0) == pytest.approx(0.05, abs=0.001)
    assert np.mean(drifted > 1) <= 0.01
    assert np.median(judged.score) == pytest.approx(-25 * np.log10(0.5), abs=0.1)


def test_one_extreme_test_is_one_drift_and_two_are_two() -> None:
    one, two = np.zeros((1, 2, 5)), np.zeros((1, 2, 5))
    one[0, 0, 4] = two[0, 0, 4] = two[0, 1, 0] = 9.0

    assert FAMILY.judge(one, LEVELS).drifted.sum() == 1
    judged = FAMILY.judge(two, LEVELS)
    assert judged.drifted.sum() == 2
    assert sorted(judged.level[0, [4, 5]]) == [0.01, 0.05]
    assert judged.score[0] == pytest.approx(-25 * np.log10(1 / 2001), abs=20)


def test_equal_statistics_have_equal_p_values() -> None:
    few = np.round(USUAL)
    family = Family.of(Rehearsal(COLUMNS, few), COLUMNS)
    days = few.reshape(-1, 2, 5).astype(np.float64)

    judged = family.judge(days, LEVELS)

    place = 3
    zero = days.reshape(len(days), -1)[:, place] == 0.0
    shares = (days.reshape(len(days), -1)[:, place] >= 0.0).mean()
    assert judged.p_value[zero, place] == pytest.approx(shares, abs=0.001)
    assert np.mean(judged.drifted.any(axis=1)) <= 0.05


def test_the_calibrated_p_value_is_a_rank() -> None:
    least = np.full((1, 2, 5), -99.0)

    assert (FAMILY.judge(least, LEVELS).p_value == 1.0).all()
    assert FAMILY.judge(-least, LEVELS).p_value == pytest.approx(1 / 2001)


def test_the_shares_of_the_error_sum_to_one_and_volatility_has_most() -> None:
    shares = shares_of(COLUMNS)

    assert shares.sum() == pytest.approx(1.0)
    assert shares[[*TESTS].index("volatility")] == pytest.approx(0.7)
    assert shares_of(COLUMNS[1:]) == pytest.approx(0.2)


def test_kendalls_s_of_a_rise_counts_every_pair() -> None:
    rising = np.arange(4.0)

    assert kendall(np.stack([rising, -rising, np.zeros(4)])).tolist() == [6.0, -6.0, 0.0]


def test_a_rise_is_rarer_than_a_fall_and_never_impossible() -> None:
    steep, none, fall = FAMILY.trend_chance(np.array([66.0, 0.0, -66.0]))

    assert 0.0 < steep < 0.01
    assert none == pytest.approx(0.5, abs=0.1)
    assert fall == 1.0

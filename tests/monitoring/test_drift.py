"""Drift is rare where nothing changes, and found where something does; levels are never tested."""

import numpy as np
import pytest

from forexlib.core.history import Floats
from forexlib.monitoring.drift import Bench, Row, drift_rows
from forexlib.monitoring.drift_family import Levels
from forexlib.monitoring.drift_tests import five_tests
from forexlib.monitoring.drift_watch import watched_returns
from tests.monitoring.worlds import DESIGN, bench, history, returns

LEARNED = 1500
PAST = returns(LEARNED, seed=5)
BENCH = bench(PAST)


def measured(moves: Floats, judge: Bench = BENCH) -> list[Row]:
    known = history(moves)
    return drift_rows([watched_returns(known)], judge, day=len(known) - 1)


def drifted(moves: Floats) -> int:
    return sum(row["drifted"] is True for row in measured(moves) if row["series"] != "score")


def test_where_nothing_changes_drift_is_rare() -> None:
    whole = np.concatenate((PAST, returns(700, seed=6)))

    found = [drifted(whole[:end]) for end in range(LEARNED + 7, len(whole), 7)]

    assert np.mean(np.asarray(found) >= 1) <= 0.10  # 5 %, and its own chance
    assert np.mean(np.asarray(found) >= 2) <= 0.01


def test_twice_the_volatility_is_found_within_twenty_fixings() -> None:
    found = 0
    for seed in range(10):
        wild = np.concatenate((PAST, 2.0 * returns(20, seed=100 + seed)))
        found += any(drifted(wild[: LEARNED + days]) for days in range(3, 21))

    assert found >= 9


def test_levels_of_a_random_walk_would_always_drift_and_its_returns_do_not() -> None:
    whole = np.concatenate((PAST, returns(600, seed=7)))
    prices = np.exp(history(whole).log_rate)
    ends = range(LEARNED + 20, len(whole), 20)
    windows = np.stack([prices[end - 119 : end + 1] for end in ends])

    on_levels = (five_tests(windows, baseline=90).p_raw < 0.05).any(axis=1)
    on_returns = [drifted(whole[:end]) > 0 for end in ends]

    assert np.mean(on_levels) > 0.9
    assert np.mean(on_returns) < 0.15


def test_the_level_of_the_rate_changes_nothing() -> None:
    known = history(returns(400, seed=8))
    moved = history(returns(400, seed=8))
    moved.log_rate[:] += np.log(1000.0)

    first, second = (
        drift_rows([watched_returns(one)], BENCH, day=len(one) - 1) for one in (known, moved)
    )

    for one, other in zip(first, second, strict=True):
        assert one["statistic"] == pytest.approx(other["statistic"])


def test_later_days_change_nothing() -> None:
    whole = np.concatenate((PAST, returns(50, seed=9)))
    later = np.concatenate((whole, 9.0 * returns(50, seed=10)))

    known = watched_returns(history(later))

    assert drift_rows([known], BENCH, day=len(whole)) == measured(whole)


def test_with_too_little_the_counts_say_how_much_there_is() -> None:
    rows = measured(returns(100, seed=1))  # the first 60 have no volatility known beforehand

    *tests, score = rows
    assert {(row["n_baseline"], row["n_test"]) for row in tests} == {(10, 30)}
    assert all(row["statistic"] is None and row["drifted"] is None for row in rows)
    assert (score["score"], score["n_test"]) == (None, 0)


def test_without_a_rehearsal_nothing_is_judged() -> None:
    rows = measured(PAST, Bench(DESIGN, Levels(), None))

    assert all(row["p_value"] is None for row in rows)


def test_a_rise_of_the_score_over_weeks_worsens() -> None:
    whole = np.concatenate((PAST, 1.06 ** np.arange(60) * returns(60, seed=13)))

    calm, wild = measured(PAST)[-1], measured(whole)[-1]

    assert calm["drifted"] is False
    assert wild["drifted"] is True
    assert wild["n_test"] == 12

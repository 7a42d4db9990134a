"""What is usual is learned from the past, the same each time."""

from dataclasses import replace

import numpy as np
import pytest

from forexlib.core.errors import TooLittleHistory
from forexlib.monitoring.drift_null import Column, Rehearsal, rehearse, resampled, scored_paths
from tests.monitoring.worlds import DESIGN, returns

SMALL = replace(DESIGN, paths=5, moments=10)


def test_the_same_past_gives_the_same_bytes_and_they_can_be_read_back() -> None:
    once, again = (rehearse(returns(600, seed=1), SMALL).to_bytes() for _ in range(2))

    read = Rehearsal.from_bytes(once, SMALL)

    assert once == again
    assert read.to_bytes() == once
    assert read.statistics.shape == (5, 10, 5, 5)
    assert np.isfinite(read.statistics).all()


def test_another_seed_or_past_gives_others() -> None:
    base = rehearse(returns(600, seed=1), SMALL).to_bytes()

    assert rehearse(returns(600, seed=2), SMALL).to_bytes() != base
    assert rehearse(returns(600, seed=1), replace(SMALL, seed=9)).to_bytes() != base


def test_returns_and_forecasts_daily_and_weekly_are_rehearsed() -> None:
    assert SMALL.columns == (
        Column("returns"),
        Column("7d"),
        Column("30d"),
        Column("7d", 5),
        Column("30d", 5),
    )


def test_too_short_a_past_is_refused() -> None:
    with pytest.raises(TooLittleHistory, match="499 returns"):
        rehearse(returns(499, seed=1), SMALL)


def test_paths_are_the_past_in_long_blocks() -> None:
    past = np.arange(1000.0)

    paths = resampled(past, paths=20, length=2000, seed=1)

    joints = np.mean(np.diff(paths, axis=1) % 1000.0 != 1.0)
    assert 1 / 400 < joints < 1 / 160


def test_right_forecasts_of_a_week_share_four_days_of_five() -> None:
    path = resampled(returns(2000, seed=1), paths=10, length=2000, seed=1)

    scores = scored_paths(path, (7,))["7d"][:, 400:]

    near = np.mean([np.corrcoef(one[1:], one[:-1])[0, 1] for one in scores])
    apart = np.mean([np.corrcoef(one[5:], one[:-5])[0, 1] for one in scores])
    assert near == pytest.approx(0.8, abs=0.05)
    assert apart == pytest.approx(0.0, abs=0.05)
    assert np.std(scores) == pytest.approx(1.0, abs=0.05)

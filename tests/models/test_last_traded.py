"""The last traded price as a forecast: what a target that averages must be held against."""

import numpy as np
import pytest

from forexlib.core.errors import MemberFailed
from forexlib.core.history import Ahead, History
from forexlib.models.last_traded import LastTraded
from tests.panels import DAILY_VOLATILITY
from tests.series import history

QUOTE = "yahoo_close/USDCLP"
AHEAD = Ahead((7, 30), (5, 21))


def averaged(count: int = 3000) -> History:
    """A target that is the mean of the two closes before it, and the newest close beside it."""
    chance = np.random.default_rng(5)
    close = np.cumsum(DAILY_VOLATILITY * chance.standard_normal(count)) + 6.8
    return history((close[:-1] + close[1:]) / 2.0, regressors={QUOTE: close[1:]})


def test_it_is_the_gap_to_the_price_at_every_horizon() -> None:
    known = history([6.80, 6.81], regressors={QUOTE: [6.80, 6.83]})

    centre = LastTraded().learn(known, horizons=(7, 30), seed=1).centre(known, AHEAD)

    assert centre == pytest.approx([0.02, 0.02])


@pytest.mark.parametrize(("ahead", "own", "walk"), [(1, 0.25, 0.5), (5, 4.25, 4.5)])
def test_where_the_target_averages_it_beats_the_random_walk_on_it(
    ahead: int, own: float, walk: float
) -> None:
    """By as much as the variances of the errors, in squared daily moves, say."""
    known = averaged()
    learned = LastTraded().learn(known, horizons=(7,), seed=1)
    origins = np.arange(1000, len(known) - ahead)

    expected = learned.centres(known, list(origins), np.full((len(origins), 1), ahead))[:, 0]

    moved = known.log_rate[origins + ahead] - known.log_rate[origins]
    ratio = np.sqrt(np.mean((moved - expected) ** 2) / np.mean(moved**2))
    assert ratio == pytest.approx(np.sqrt(own / walk), abs=0.02)


def test_no_newer_price_costs_the_benchmark_and_says_so() -> None:
    known = history([6.8], regressors={QUOTE: [np.nan]})
    learned = LastTraded().learn(known, horizons=(7,), seed=1)

    with pytest.raises(MemberFailed, match=r"No quote yahoo_close/USDCLP.*sources check"):
        learned.centre(known, AHEAD)


def test_without_a_quote_it_says_which() -> None:
    with pytest.raises(MemberFailed, match=r"no quote yahoo_close/USDCLP"):
        LastTraded().learn(history([6.8]), horizons=(7,), seed=1)

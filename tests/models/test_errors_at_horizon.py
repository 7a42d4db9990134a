"""Realised errors at one horizon: which origins count, and in which units."""

import numpy as np
import pytest

from forexlib.core.errors import TooLittleHistory
from forexlib.models.errors_at_horizon import BURN_IN, scaled_errors, volatility_known
from tests.series import from_returns

RETURNS = 0.01 * np.random.default_rng(2).standard_normal(499)


def test_an_error_is_the_move_to_the_first_fixing_on_or_after_the_horizon() -> None:
    history = from_returns(RETURNS)
    sigma = np.full(len(history), 0.02)

    errors = scaled_errors(history, sigma, 7)

    origin, steps, move = errors.origins[0], errors.steps[0], errors.moves[0]
    target = origin + steps
    assert history.dates[target] - history.dates[origin] >= np.timedelta64(7, "D")
    assert history.dates[target - 1] - history.dates[origin] < np.timedelta64(7, "D")
    assert move * 0.02 * np.sqrt(steps) == pytest.approx(RETURNS[origin:target].sum())


def test_only_settled_and_realised_origins_count() -> None:
    history = from_returns(RETURNS)

    errors = scaled_errors(history, np.ones(len(history)), 30)

    assert errors.origins[0] == BURN_IN
    targets = errors.origins + errors.steps
    assert len(history) - 3 < targets.max() < len(history)  # a target date may skip a fixing
    assert (np.diff(errors.origins) == 1).all()


def test_the_volatility_of_an_origin_knows_the_return_that_led_to_it_and_no_later_one() -> None:
    calm, stormy = RETURNS.copy(), RETURNS.copy()
    stormy[300] = 0.5

    before, after = (volatility_known(from_returns(moves), decay=0.985) for moves in (calm, stormy))

    changed = np.flatnonzero(before != after)
    assert changed[0] == 301  # return 300 leads from fixing 300 to fixing 301
    assert len(before) == 500


def test_fewer_than_a_hundred_realised_origins_are_refused_with_a_remedy() -> None:
    history = from_returns(RETURNS[:340])

    with pytest.raises(TooLittleHistory, match=r"errors are realised at 7 days and 100") as refusal:
        scaled_errors(history, np.ones(len(history)), 7)

    assert "shorter horizon" in refusal.value.remedy

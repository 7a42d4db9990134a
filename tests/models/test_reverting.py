"""Errors scaled by a volatility that reverts to its mean, and QR4."""

import numpy as np
import pytest

from forexlib.core.errors import TooLittleHistory
from forexlib.core.history import Ahead, Floats
from forexlib.core.levels import ALL_LEVELS
from forexlib.models.random_walk import LearnedRandomWalk
from forexlib.models.reverting import (
    LearnedRevertingErrors,
    Qr4,
    RevertingErrors,
    long_run_volatility,
)
from tests.series import from_returns

AHEAD = Ahead((1, 7, 30, 90), (1, 5, 21, 63))
CALM = 0.01 * np.random.default_rng(7).standard_normal(1400)
MODEL = LearnedRevertingErrors(decay=0.97, persistence=0.975)


def stormy(factor: float) -> Floats:
    """The same past with its last three months `factor` times as wild."""
    return np.concatenate((CALM[:-60], factor * CALM[-60:]))


def width(returns: Floats, *, model: LearnedRevertingErrors = MODEL) -> Floats:
    """Distance of the median from the 95 % quantile at each horizon."""
    return model.errors(from_returns(returns), AHEAD, [0.95])[:, 0]


@pytest.mark.parametrize(
    ("days", "left"),
    [
        pytest.param(1, 1.0, id="one step"),
        pytest.param(3, (1 + 0.975) / 2, id="two steps: the mean of 1 and rho"),
        pytest.param(15, 0.88, id="eleven steps"),
        pytest.param(90, 0.50, id="sixty-four steps"),
    ],
)
def test_what_is_left_of_the_distance_on_average_by_hand(days: int, left: float) -> None:
    assert MODEL.left_of_distance(days) == pytest.approx(left, abs=0.005)


def test_what_is_left_is_the_mean_of_what_is_left_each_day() -> None:
    steps = round(30 * 5 / 7)

    assert MODEL.left_of_distance(30) == pytest.approx(np.mean(0.975 ** np.arange(steps)))


def test_the_long_run_volatility_by_hand() -> None:
    """Returns of 1 % and 3 %: the root of (1 + 9) / 2; before there is any, the first."""
    usual = long_run_volatility(from_returns([0.01, 0.03]))

    assert usual == pytest.approx([0.01, 0.01, 0.01 * np.sqrt(5.0)])


def test_moves_of_one_size_either_way_have_their_size_as_every_quantile() -> None:
    history = from_returns([0.01] * 799)

    errors = MODEL.errors(history, Ahead((1,), (1,)), [0.2, 0.5, 0.8])

    assert errors.ravel() == pytest.approx([-0.01, 0.0, 0.01])


def test_today_twice_as_wild_is_twice_to_the_g_as_wide() -> None:
    """The last return alone: V and M before it are known, and no error collected has changed."""
    wild = CALM.copy()
    wild[-1] = 0.08
    before, after = width(CALM), width(wild)

    fed = {"V": 0.03 * (0.08**2 - CALM[-1] ** 2), "M": (0.08**2 - CALM[-1] ** 2) / len(CALM)}
    v, m = _variance(CALM), float(np.mean(CALM**2))
    for row, days in enumerate(AHEAD.horizon_days):
        g = MODEL.left_of_distance(days)
        grown = np.sqrt((1 + fed["M"] / m) ** (1 - g) * (1 + fed["V"] / v) ** g)
        assert after[row] / before[row] == pytest.approx(grown, rel=0.01)


def _variance(returns: Floats) -> float:
    variance = float(np.mean(returns[:60] ** 2))
    for move in returns[60:]:
        variance = 0.97 * variance + 0.03 * move**2
    return variance


def test_after_a_storm_it_is_wider_and_the_less_so_the_longer_the_horizon() -> None:
    wider = width(stormy(3.0)) / width(CALM)

    assert (wider > 1.1).all()
    assert (np.diff(wider) < 0).all()


def test_in_a_calm_it_is_narrower_and_the_less_so_the_longer_the_horizon() -> None:
    narrower = width(stormy(0.3)) / width(CALM)

    assert (narrower < 1.0).all()
    assert (np.diff(narrower) > 0).all()


def test_a_variance_that_never_reverts_is_as_wide_after_a_storm_at_any_horizon() -> None:
    stubborn = LearnedRevertingErrors(decay=0.97, persistence=1.0 - 1e-9)

    wider = width(stormy(3.0), model=stubborn) / width(CALM, model=stubborn)

    assert wider[-1] == pytest.approx(wider[0], rel=0.35)
    assert wider[-1] > (width(stormy(3.0)) / width(CALM))[-1]


def test_qr4_gives_the_random_walk_half_of_the_weight() -> None:
    history = from_returns(CALM)
    qr4 = Qr4().learn(history, seed=1)

    errors = qr4.errors(history, AHEAD, ALL_LEVELS)

    fast, slow, random_walk = (
        model.errors(history, AHEAD, ALL_LEVELS)
        for model in (
            LearnedRevertingErrors(0.97, 0.975),
            LearnedRevertingErrors(0.985, 0.975),
            LearnedRandomWalk(),
        )
    )
    assert errors == pytest.approx(0.25 * fast + 0.25 * slow + 0.5 * random_walk)


@pytest.mark.parametrize("settings", [RevertingErrors(), Qr4()], ids=["reverting", "qr4"])
def test_seven_hundred_fixings_are_needed(settings: RevertingErrors | Qr4) -> None:
    short, enough = from_returns(CALM[:698]), from_returns(CALM[:699])
    week = Ahead((7,), (5,))

    with pytest.raises(TooLittleHistory, match="700 fixings and got 699"):
        settings.learn(short, seed=1).errors(short, week, [0.5])

    assert settings.learn(enough, seed=1).errors(enough, week, [0.5]) == pytest.approx(0.0)


def test_nothing_is_drawn_so_no_seed_changes_it() -> None:
    history = from_returns(CALM)

    one, other = (Qr4().learn(history, seed=seed) for seed in (1, 2))

    assert one == other

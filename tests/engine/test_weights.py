"""Weights: the slope, how it is shrunk, and what luck and skill earn."""

import math

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from forexlib.core.history import Floats
from forexlib.engine.evidence import Evidence
from forexlib.engine.weights import (
    LEAST_OUTCOMES,
    RANDOM_WALK,
    LearnedWeights,
    believe,
    learn_weights,
    shrinkage,
    slope_through_zero,
)


def evidence(centres: Floats, moves: Floats, *, horizon: int = 7) -> Evidence:
    """One horizon, unit scales, a member a column of `centres`."""
    names = tuple(f"member {i}" for i in range(centres.shape[1]))
    return Evidence(
        names, (horizon,), 7, np.ones((len(moves), 1)), moves[:, None], centres[:, None, :]
    )


def test_the_slope_and_its_t_statistic_by_hand() -> None:
    """Moves 1, 3, 1, 3, ... on centres of 1: slope 2, residuals one apart, se = sqrt(100) / 100."""
    centres, moves = np.ones(100), np.tile([1.0, 3.0], 50)

    slope, t_statistic = slope_through_zero(centres, moves, lags=0)

    assert (slope, t_statistic) == pytest.approx((2.0, 20.0))


def test_a_lag_takes_what_neighbours_share_into_account() -> None:
    """Neighbours' residuals are opposite: 100 - 2 * 1/2 * 99 = 1, so se = 1 / 100."""
    centres, moves = np.ones(100), np.tile([1.0, 3.0], 50)

    slope, t_statistic = slope_through_zero(centres, moves, lags=1)

    assert (slope, t_statistic) == pytest.approx((2.0, 200.0))


@pytest.mark.parametrize("lags", [0, 2, 12])
def test_the_t_statistic_is_that_of_statsmodels(lags: int) -> None:
    import statsmodels.api as sm  # noqa: PLC0415  (seconds to import)

    generator = np.random.default_rng(1)
    centres = generator.standard_normal(300)
    moves = 0.2 * centres + generator.standard_normal(300)
    kernel = {"maxlags": lags, "use_correction": False}
    expected = sm.OLS(moves, centres).fit(cov_type="HAC", cov_kwds=kernel)

    slope, t_statistic = slope_through_zero(centres, moves, lags=lags)

    assert slope == pytest.approx(expected.params[0])
    assert t_statistic == pytest.approx(expected.tvalues[0])


def test_origins_at_which_the_member_had_no_forecast_are_left_out() -> None:
    centres, moves = np.ones(150), np.tile([0.0, 1.0], 75)
    centres[100:] = np.nan

    belief, t_statistic = believe(centres, moves, overlap=1)

    assert t_statistic == pytest.approx(10.0)
    assert belief == pytest.approx(0.5 * 0.99)


def test_a_member_that_hardly_ever_disagreed_is_not_judged() -> None:
    centres, moves = np.ones(500), np.ones(500)
    centres[LEAST_OUTCOMES - 1 :] = 0.0

    assert believe(centres, moves, overlap=1) == (0.0, 0.0)


def test_outcomes_that_overlap_count_once() -> None:
    centres, moves = np.ones(3 * LEAST_OUTCOMES), np.tile([0.0, 1.0], 3 * LEAST_OUTCOMES // 2)

    assert believe(centres, moves, overlap=3)[0] > 0
    assert believe(centres, moves, overlap=3.1) == (0.0, 0.0)


def test_a_slope_beyond_doubt_is_kept_whole() -> None:
    assert shrinkage(1e200) == 1.0


@pytest.mark.parametrize(
    ("t_statistic", "kept"), [(-5.0, 0.0), (0.0, 0.0), (1.0, 0.0), (2.0, 0.75), (10.0, 0.99)]
)
def test_a_slope_is_believed_as_far_as_it_stands_out(t_statistic: float, kept: float) -> None:
    assert shrinkage(t_statistic) == pytest.approx(kept)


def test_a_member_that_is_always_right_gets_the_whole_weight() -> None:
    moves = np.random.default_rng(1).standard_normal(400)
    centres = moves + 0.01 * np.random.default_rng(2).standard_normal(400)

    learned = learn_weights(evidence(centres[:, None], moves))

    assert learned.at(7)["member 0"] == pytest.approx(1.0, abs=0.01)
    assert learned.origins == (400,)


def test_a_member_that_is_always_wrong_gets_nothing() -> None:
    moves = np.random.default_rng(1).standard_normal(400)

    learned = learn_weights(evidence(-moves[:, None], moves))

    assert learned.at(7) == {RANDOM_WALK: 1.0, "member 0": 0.0}


def test_a_member_that_claims_twice_what_happens_is_halved() -> None:
    moves = np.random.default_rng(1).standard_normal(400)
    noise = 0.1 * np.random.default_rng(2).standard_normal(400)

    learned = learn_weights(evidence(2.0 * moves[:, None], moves + noise))

    assert learned.at(7)["member 0"] == pytest.approx(0.5, abs=0.01)


def test_members_that_are_believed_alike_share_equally() -> None:
    moves = np.random.default_rng(1).standard_normal(400)
    noise = 0.01 * np.random.default_rng(2).standard_normal((400, 2))
    right_twice_wrong_once = np.column_stack((moves[:, None] + noise, -moves))

    learned = learn_weights(evidence(right_twice_wrong_once, moves))

    assert list(learned.at(7).values()) == pytest.approx([0.0, 0.5, 0.5, 0.0], abs=0.01)


def test_the_weights_of_a_horizon_sum_to_one() -> None:
    generator = np.random.default_rng(3)
    moves = generator.standard_normal(300)
    centres = 0.3 * moves[:, None] + generator.standard_normal((300, 4))

    learned = learn_weights(evidence(centres, moves))

    assert sum(learned.at(7).values()) == pytest.approx(1.0)
    assert min(learned.at(7).values()) >= 0.0


def test_outcomes_not_realised_count_for_nothing() -> None:
    moves = np.random.default_rng(1).standard_normal(400)
    centres = moves + 0.01 * np.random.default_rng(2).standard_normal(400)
    moves[300:] = np.nan

    learned = learn_weights(evidence(centres[:, None], moves))

    assert learned.origins == (300,)
    assert learned.at(7)["member 0"] == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize(("horizon", "most"), [(7, 0.05), (30, 0.08), (90, 0.12)])
def test_luck_earns_little_on_many_random_walks(horizon: int, most: float) -> None:
    """Persistent forecasts of overlapping moves they know nothing about, 550 weekly origins."""
    generator = np.random.default_rng(horizon)
    span = max(1, round(horizon / 7))

    earned = [learn_weights(unrelated(generator, span=span, horizon=horizon)) for _ in range(200)]

    assert np.mean([learned.at(horizon)["member 0"] for learned in earned]) < most


def unrelated(generator: np.random.Generator, *, span: int, horizon: int) -> Evidence:
    weekly = generator.standard_normal(550 + span)
    moves = np.convolve(weekly, np.ones(span), "valid")[:550] / np.sqrt(span)
    beliefs = 0.2 * np.convolve(generator.standard_normal(559), np.ones(10), "valid") / np.sqrt(10)
    return evidence(beliefs[:, None], moves, horizon=horizon)


def test_skill_earns_more_the_longer_it_is_seen() -> None:
    generator = np.random.default_rng(4)
    beliefs = 0.2 * generator.standard_normal(3000)
    moves = beliefs + generator.standard_normal(3000)

    weights = [
        learn_weights(evidence(beliefs[:count, None], moves[:count])).at(7)["member 0"]
        for count in (120, 3000)
    ]

    assert weights[0] < weights[1]
    assert weights[1] > 0.8


def test_the_random_walks_share_is_what_is_left() -> None:
    learned = LearnedWeights(("arma", "var"), (7,), ((0.25, 0.5),), ((2.0, 3.0),), (400,))

    assert learned.at(7) == {RANDOM_WALK: 0.25, "arma": 0.25, "var": 0.5}


def test_a_faint_belief_hardly_dilutes_a_strong_one() -> None:
    generator = np.random.default_rng(5)
    moves = generator.standard_normal(2000)
    strong = moves + 0.1 * generator.standard_normal(2000)
    faint = 0.1 * moves + generator.standard_normal(2000)

    learned = learn_weights(evidence(np.column_stack((strong, faint)), moves))

    assert 0.0 < learned.at(7)["member 1"] < 0.02
    assert learned.at(7)["member 0"] > 0.85


@pytest.mark.parametrize("row", [(math.nan, 0.5), (-0.1, 0.5), (0.7, 0.4), (math.inf, 0.0)])
def test_what_are_no_shares_are_no_weights(row: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="no weights"):
        LearnedWeights(("arma", "var"), (7,), (row,), (), (400,))


def test_weights_that_are_no_numbers_cannot_be_read_back() -> None:
    sound = LearnedWeights(("arma", "var"), (7,), ((0.25, 0.5),), (), (400,))
    adapter = TypeAdapter(LearnedWeights)
    text = adapter.dump_json(sound).replace(b"0.25", b"NaN")

    with pytest.raises(ValidationError, match="no weights"):
        adapter.validate_json(text)

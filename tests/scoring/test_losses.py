import duckdb
import numpy as np
import pytest
import scoringrules
from scipy.special import ndtri, stdtrit

from forexlib.core.levels import LEVELS
from forexlib.scoring.losses import crps, expected_crps, interval_score_95, pinball

QUANTILES = 900.0 + 20.0 * ndtri(np.asarray(LEVELS))
ACTUAL = np.array([850.0, 900.0, 913.0, 990.0])
MANY = np.tile(QUANTILES, (4, 1))


def test_the_worked_number_of_the_docstring() -> None:
    assert crps(np.full(39, 900.0), np.array(910.0)) == pytest.approx(10.0)


def test_pinball_leans_by_the_level() -> None:
    losses = pinball(np.full(39, 900.0), np.array(890.0))

    assert losses[0] == pytest.approx(10 * 39 / 40)
    assert losses[38] == pytest.approx(10 * 1 / 40)


def test_the_crps_is_that_of_scoringrules() -> None:
    expected = scoringrules.crps_quantile(ACTUAL, MANY, np.asarray(LEVELS))

    assert crps(MANY, ACTUAL) == pytest.approx(expected)


def test_both_scores_are_those_of_the_sql() -> None:
    formulas = """
        select
            2 / 39 * list_sum([
                greatest(i / 40 * (actual - rate), (i / 40 - 1) * (actual - rate))
                for rate, i in quantiles
            ]),
            quantiles[39] - quantiles[1]
            + 40 * greatest(quantiles[1] - actual, actual - quantiles[39], 0)
        from (select $quantiles::double[] as quantiles, unnest($actual::double[]) as actual)
    """

    told = duckdb.execute(formulas, {"quantiles": QUANTILES.tolist(), "actual": ACTUAL.tolist()})

    scores = zip(*told.fetchall(), strict=True)
    assert [crps(MANY, ACTUAL), interval_score_95(MANY, ACTUAL)] == [
        pytest.approx(list(one)) for one in scores
    ]


def test_the_interval_score_is_the_width_while_it_holds() -> None:
    width = QUANTILES[38] - QUANTILES[0]

    scores = interval_score_95(MANY, ACTUAL)

    assert scores[1:3] == pytest.approx([width, width])
    assert scores[3] == pytest.approx(width + 40 * (990 - QUANTILES[38]))


def test_the_expected_crps_is_its_mean_over_outcomes_of_the_distribution_itself() -> None:
    """Straight between the quantiles, and an exponential tail through the last two beyond them."""
    rng = np.random.default_rng(20240607)
    level = rng.random(200_000)
    low, high = QUANTILES[1] - QUANTILES[0], QUANTILES[38] - QUANTILES[37]
    outcomes = np.interp(level, np.asarray(LEVELS), QUANTILES)
    below, above = level < LEVELS[0], level > LEVELS[-1]
    outcomes[below] = QUANTILES[0] + low / np.log(2.0) * np.log(level[below] / LEVELS[0])
    outcomes[above] = QUANTILES[38] - high / np.log(2.0) * np.log(
        (1.0 - level[above]) / (1.0 - LEVELS[-1])
    )

    drawn = crps(np.broadcast_to(QUANTILES, (len(outcomes), 39)), outcomes).mean()

    assert expected_crps(QUANTILES) == pytest.approx(drawn, rel=0.005)


@pytest.mark.parametrize(("freedom", "off"), [(np.inf, 0.009), (8.0, 0.002), (4.0, -0.015)])
def test_tails_of_other_shapes_change_the_expected_crps_by_little(
    freedom: float, off: float
) -> None:
    level = (np.arange(400_000) + 0.5) / 400_000
    score = ndtri if np.isinf(freedom) else lambda at: stdtrit(freedom, at)
    quantiles = 900.0 + 10.0 * score(np.asarray(LEVELS))
    outcomes = 900.0 + 10.0 * score(level)

    mean = crps(np.broadcast_to(quantiles, (len(outcomes), 39)), outcomes).mean()

    assert expected_crps(quantiles) / mean - 1.0 == pytest.approx(off, abs=0.001)


def test_a_point_expects_no_loss() -> None:
    assert expected_crps(np.full((2, 39), 900.0)) == pytest.approx([0.0, 0.0])

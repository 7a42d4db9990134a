import duckdb
import numpy as np
import pytest
import scoringrules
from scipy.special import ndtri

from forexlib.core.levels import LEVELS
from forexlib.scoring.losses import crps, interval_score_95, pinball

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

from datetime import date

import numpy as np
import polars as pl
import pytest
from scipy.special import ndtri

from forexlib.core.calendar import each_day
from forexlib.core.levels import LEVELS
from forexlib.scoring.evaluation import SCHEMA, evaluate
from forexlib.scoring.losses import crps, interval_score_95
from tests.scoring.worlds import moves

OWN = [
    f"{test}_{level}{tail}"
    for level in (80, 95)
    for test, tail in (
        ("coverage", ""),
        ("coverage", "_bootstrap"),
        ("kupiec", ""),
        ("christoffersen", ""),
    )
]
AGAINST = ["rmse_ratio", "crps_ratio", "interval_score_ratio", "clark_west", "pesaran_timmermann"]


def scored(model: str, n: int, *, horizon: int = 7, knows: float = 0.0) -> pl.DataFrame:
    """A right Gaussian forecast of a walk on business days; `knows` a share of the move."""
    days = (d for d in each_day(date(2014, 1, 1), date(2025, 12, 31), step=1) if d.weekday() < 5)
    moved = 900 * 0.02 * moves(1, n, round(horizon / 1.4))[0]
    actual, mean = 900 + moved, 900 + knows * moved
    around = 900 * 0.02 * ndtri(np.asarray(LEVELS))
    quantiles, walk = mean[:, None] + (1 - knows) * around, np.tile(900 + around, (n, 1))
    return pl.DataFrame(
        {
            "origin_date": [day for day, _ in zip(days, range(n), strict=False)],
            "last_rate": np.full(n, 900.0),
            "mean": mean,
            "quantiles": quantiles.tolist(),
            "actual": actual,
            "error": mean - actual,
            "abs_error": np.abs(mean - actual),
            "inside_80": (quantiles[:, 3] <= actual) & (actual <= quantiles[:, 35]),
            "inside_95": (quantiles[:, 0] <= actual) & (actual <= quantiles[:, 38]),
            "crps": crps(quantiles, actual),
            "interval_score_95": interval_score_95(quantiles, actual),
            "error_random_walk": 900 - actual,
            "crps_random_walk": crps(walk, actual),
            "interval_score_95_random_walk": interval_score_95(walk, actual),
        }
    ).with_columns(horizon_days=pl.lit(horizon, pl.Int16), model=pl.lit(model))


def found(evaluated: pl.DataFrame, test: str) -> dict[str, float]:
    return evaluated.filter(test=test).row(0, named=True)


def test_each_model_has_a_row_a_test_and_the_random_walk_only_its_own() -> None:
    rows = pl.concat([scored("knowing", 300, knows=0.1), scored("random_walk", 300)])

    evaluated = evaluate(rows)

    assert evaluated.schema == pl.Schema(SCHEMA)
    tests = {model: evaluated.filter(model=model)["test"].to_list() for model in rows["model"]}
    assert sorted(tests["knowing"]) == sorted([*AGAINST, *OWN, "pit_uniform"])
    assert sorted(tests["random_walk"]) == sorted([*OWN, "pit_uniform"])


def test_a_model_that_knows_a_tenth_of_the_move_has_nine_tenths_of_the_error() -> None:
    evaluated = evaluate(scored("knowing", 1000, knows=0.1))

    for test in ("rmse_ratio", "crps_ratio", "interval_score_ratio"):
        one = found(evaluated, test)
        assert one["estimate"] == pytest.approx(0.9)
        assert one["low"] <= one["estimate"] <= one["high"]
        assert one["p_value"] < 0.01
    assert found(evaluated, "clark_west")["p_value"] < 0.01
    assert found(evaluated, "pesaran_timmermann")["estimate"] == pytest.approx(100.0)


def test_right_forecasts_on_business_days_are_alike_with_what_chance_allows() -> None:
    evaluated = evaluate(scored("random_walk", 1000))

    assert found(evaluated, "coverage_80")["outcomes"] == pytest.approx(200.0)
    for level in (80, 95):
        band = found(evaluated, f"coverage_{level}")
        drawn = found(evaluated, f"coverage_{level}_bootstrap")
        assert band["low"] <= band["estimate"] <= band["high"]
        assert drawn["low"] <= drawn["estimate"] == band["estimate"] <= drawn["high"]
    assert evaluated.filter(pl.col("p_value") < 0.01).height == 0


def test_origins_without_a_random_walk_count_only_for_the_model_itself() -> None:
    rows = scored("knowing", 300, knows=0.1)
    known = pl.int_range(pl.len()) >= 100
    partly = rows.with_columns(
        pl.when(known).then(pl.col(f"{name}_random_walk")).name.keep()
        for name in ("error", "crps", "interval_score_95")
    )

    evaluated = evaluate(partly)

    assert found(evaluated, "crps_ratio")["n"] == found(evaluated, "clark_west")["n"] == 200
    assert found(evaluated, "pit_uniform")["n"] == 300


@pytest.mark.parametrize("n", [1, 2, 24])
def test_too_few_outcomes_are_nulls(n: int) -> None:
    evaluated = evaluate(scored("knowing", n, horizon=90, knows=0.1))

    assert evaluated["p_value"].null_count() == evaluated.height == 14
    assert found(evaluated, "rmse_ratio")["estimate"] == pytest.approx(0.9)


def test_a_random_walk_that_never_forecast_leaves_nulls() -> None:
    rows = scored("knowing", 300, knows=0.1).with_columns(
        pl.lit(None, pl.Float64).alias(f"{name}_random_walk")
        for name in ("error", "crps", "interval_score_95")
    )

    one = found(evaluate(rows), "rmse_ratio")

    assert (one["n"], one["estimate"], one["p_value"]) == (0, None, None)


def test_no_rows_have_no_findings() -> None:
    assert evaluate(scored("knowing", 5).clear()).schema == pl.Schema(SCHEMA)


def test_a_row_depends_on_the_seed_and_not_on_its_neighbours() -> None:
    one, other = scored("one", 300), scored("other", 300, knows=0.1)

    together = evaluate(pl.concat([other, one]), seed=3)

    assert together.filter(model="one").equals(
        evaluate(one.sample(fraction=1, shuffle=True), seed=3)
    )
    assert not together.filter(model="one").equals(evaluate(one, seed=4))

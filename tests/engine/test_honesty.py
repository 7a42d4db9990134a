"""A walk over the past: no skill where none is to be had, intervals that mean what they say.

Origins are farther apart than their horizon, so outcomes are independent and a count of hits is
binomial. The bounds are those that chance oversteps once in ten thousand tests.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import dataframely as dy
import numpy as np
import polars as pl
import pytest
from scipy.stats import binom

from forexlib.core.calendar import each_day
from forexlib.core.frames import Panel
from forexlib.core.levels import LEVELS
from forexlib.core.series import NBP_FIXING
from forexlib.engine.forecast import Prepared, Question, forecast
from forexlib.engine.learning import Learner
from forexlib.engine.recipe import REGRESSORS, Recipe
from forexlib.sources.nbp_archive import NbpArchive
from tests.engine.parts import LIGHT
from tests.fakes import MemoryArtefacts
from tests.panels import TARGET, noon, simulated

ONCE_IN_TEN_THOUSAND = 3.7
"""Standard errors that chance oversteps on one side once in ten thousand tests."""


def walked(panel: dy.DataFrame[Panel], origins: Sequence[date], recipe: Recipe) -> pl.DataFrame:
    """Every forecast from `origins` beside the first fixing on or after its target date."""
    learner = Learner(recipe, MemoryArtefacts())
    questions = (Question("USDCLP", NBP_FIXING, "backfill", noon(day)) for day in origins)
    runs = [forecast(Prepared.look(panel, asked, recipe), learner) for asked in questions]
    fixings = panel.filter(pl.col("series") == TARGET).sort("event_date")
    return (
        pl.concat(run.predictions for run in runs)
        .sort("target_date")
        .join_asof(
            fixings.select(target_date="event_date", actual="value"),
            on="target_date",
            strategy="forward",
        )
        .with_columns(loss=(pl.col("actual").log() - pl.col("mean").log()) ** 2)
    )


def hits(forecasts: pl.DataFrame, *, low: float, high: float) -> int:
    """How many actuals lie between the quantiles at two levels."""
    quantiles = pl.col("quantiles").list
    lower, upper = (quantiles.get(LEVELS.index(level)) for level in (low, high))
    inside = pl.col("actual").is_between(lower, upper)
    return forecasts.select(inside.sum()).item()


def advantage(forecasts: pl.DataFrame, model: str) -> float:
    """Mean loss spared against the random walk, in standard errors."""
    losses = (
        forecasts.filter(pl.col("model").is_in([model, "random_walk"]))
        .pivot(on="model", index=("fingerprint", "origin_date"), values="loss")
        .drop_nulls()
    )
    spared = (losses.get_column("random_walk") - losses.get_column(model)).to_numpy()
    error = spared.std() / np.sqrt(len(spared))
    return float(spared.mean() / error)


@pytest.mark.slow
def test_nothing_is_gained_where_there_is_nothing_to_know() -> None:
    """Random walks, and regressors that know nothing: whoever wins has seen the future."""
    fixed = simulated().filter(pl.col("series") == TARGET).get_column("event_date").sort()
    origins = fixed[1100:1560:6].to_list()

    worlds = pl.concat(walked(simulated(seed=seed), origins, LIGHT) for seed in (11, 12, 13))

    monthly = pl.col("origin_date").is_in(origins[::5])
    week = worlds.filter(pl.col("horizon_days") == 7)
    month = worlds.filter(pl.col("horizon_days") == 30, monthly)
    for model in ("ensemble", *LIGHT.members):
        assert advantage(week, model) < ONCE_IN_TEN_THOUSAND
        assert advantage(month, model) < ONCE_IN_TEN_THOUSAND


@pytest.mark.slow
def test_what_can_be_known_is_found() -> None:
    """A third of each move of USDBRL is made by the target only on the next day."""
    fixed = simulated().filter(pl.col("series") == TARGET).get_column("event_date").sort()
    tomorrow = replace(LIGHT, horizons=(1,))

    forecasts = walked(simulated(seed=14, stale=0.35), fixed[1200:1590:2].to_list(), tomorrow)

    assert advantage(forecasts, "var") > 0.0
    assert advantage(forecasts, "ensemble") > 0.0


@pytest.mark.slow
def test_usdclp_is_forecast_neither_too_well_nor_with_absurd_intervals() -> None:
    recipe = Recipe(horizons=(7, 30))
    published = NbpArchive(first_day=date(2011, 8, 31)).fetch(
        [TARGET, *REGRESSORS], since={}, as_of=datetime(2025, 6, 30, 12, tzinfo=UTC)
    )
    panel = Panel.validate(published.select(Panel.column_names()))
    wednesdays = each_day(date(2019, 1, 9), date(2024, 12, 18), step=35)

    forecasts = walked(panel, wednesdays, recipe)

    for horizon in recipe.horizons:
        rows = forecasts.filter(pl.col("horizon_days") == horizon)
        issued = rows.filter(pl.col("model") == "ensemble")
        for low, high in ((0.1, 0.9), (0.025, 0.975)):
            fewest, most = binom.interval(1 - 1e-4, len(wednesdays), high - low)
            assert fewest <= hits(issued, low=low, high=high) <= most
        mean_loss = dict(rows.group_by("model").agg(pl.col("loss").mean()).iter_rows())
        assert np.sqrt(mean_loss["ensemble"] / mean_loss["random_walk"]) > 0.9
    assert forecasts.get_column("mode").unique().to_list() == ["ensemble"]
    assert moved(forecasts, horizon=7) > 0.0001


def moved(forecasts: pl.DataFrame, *, horizon: int) -> float:
    """Mean absolute distance of the ensemble's median from the last rate, in log."""
    rows = forecasts.filter(pl.col("model") == "ensemble", pl.col("horizon_days") == horizon)
    median = pl.col("quantiles").list.get(LEVELS.index(0.5))
    return rows.select((median / pl.col("last_rate")).log().abs().mean()).item()

"""Optional regressors: the benchmarks they allow, and a forecast that goes on without them."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from forexlib.core.frames import Panel
from forexlib.engine.forecast import forecast
from forexlib.engine.ladder import ENSEMBLE, climb
from forexlib.engine.learning import Learner
from forexlib.engine.recipe import Recipe
from forexlib.engine.survey import chosen_models
from forexlib.models.catalogue import benchmarks
from tests.engine.parts import LIGHT, prepared
from tests.fakes import MemoryArtefacts
from tests.panels import OUTSIDE, TARGET, last_noon, simulated, with_outside

PANEL = with_outside(simulated())
FULL = LIGHT.for_series(TARGET, OUTSIDE)


@pytest.mark.parametrize(
    ("series", "beside", "found"),
    [
        (TARGET, OUTSIDE, {"forward", "last_traded"}),
        ("dolar_observado/USDCLP", OUTSIDE, {"forward", "last_traded"}),
        (TARGET, OUTSIDE[:2], {"forward"}),
        (TARGET, OUTSIDE[1:], {"last_traded"}),
        (TARGET, (), set()),
        ("nbp_fixing/USDBRL", OUTSIDE, set()),
        ("yahoo_close/USDCLP", OUTSIDE, {"forward"}),
    ],
)
def test_a_benchmark_is_there_where_its_series_are(
    series: str, beside: tuple[str, ...], found: set[str]
) -> None:
    assert set(benchmarks(series, beside)) == found


def test_without_optional_series_the_recipe_is_what_it_was() -> None:
    assert Recipe().for_series(TARGET, ()).digest() == Recipe().digest()
    assert FULL.digest() != LIGHT.digest()


def test_benchmarks_are_stored_beside_and_have_no_weight() -> None:
    ready = prepared(PANEL, recipe=FULL)

    issued = climb(Learner(FULL, MemoryArtefacts()), ready.history, ready.ahead)

    assert (issued.mode, issued.warnings) == ("ensemble", ())
    assert {"forward", "last_traded"} <= set(issued.rates)
    for weights in issued.weights.values():
        assert not {"forward", "last_traded"} & set(weights)


def test_all_models_of_a_walk_are_those_that_can_be_walked() -> None:
    assert {"forward", "last_traded"} <= set(chosen_models(["all"], FULL))
    assert not {"forward", "last_traded"} & set(chosen_models(["all"], LIGHT))


@pytest.mark.parametrize("missing", OUTSIDE)
def test_a_run_goes_on_without_a_series_that_is_absent(missing: str) -> None:
    panel = Panel.validate(PANEL.filter(pl.col("series") != missing))

    run = forecast(prepared(panel, recipe=FULL), Learner(FULL, MemoryArtefacts()))

    assert run.mode == "ensemble"
    benchmark = "last_traded" if missing == OUTSIDE[2] else "forward"
    assert benchmark not in set(run.predictions["model"])
    assert any(benchmark in text and missing in text for text in run.warnings)


@pytest.mark.parametrize("dead", ["nbp_fixing/USDMXN", *OUTSIDE])
def test_a_run_goes_on_without_a_series_that_died_six_weeks_ago(dead: str) -> None:
    end = last_noon(PANEL) - timedelta(days=45)
    alive = (pl.col("series") != dead) | (pl.col("available_at") <= end)
    panel = Panel.validate(PANEL.filter(alive))
    as_of = last_noon(simulated())

    run = forecast(prepared(panel, as_of=as_of, recipe=FULL), Learner(FULL, MemoryArtefacts()))

    assert run.mode == "ensemble"
    issued = run.predictions.filter(model=ENSEMBLE)
    assert issued["horizon_days"].to_list() == list(FULL.horizons)
    assert np.isfinite(issued["mean"].to_numpy()).all()

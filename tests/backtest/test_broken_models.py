"""A broken model in the ensemble's place is called broken, by a finding with a name and a number.

The faults are those that an older public system shipped. All of them forecast the same weeks of the
same world, in which nothing can be known, and are scored and tested as every walk is.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from benchmarks.null_world import Forgetful, QuickLearner
from forexlib.core.levels import LEVELS
from forexlib.core.validation import WalkedOrigin
from forexlib.engine.ladder import climb
from forexlib.engine.recipe import Recipe
from forexlib.scoring.evaluation import SCHEMA, evaluate
from forexlib.scoring.suspicion import Suspicion, suspicions
from tests.backtest.broken import (
    ENSEMBLE,
    MEMBERS,
    RECIPE,
    WALK,
    everyone,
    in_its_place,
    scored,
    weighted_in_hindsight,
    with_actuals_shifted,
    without_width,
    world,
)
from tests.engine.parts import prepared


@pytest.fixture(scope="module")
def origins() -> list[WalkedOrigin]:
    walker = everyone()
    return walker.walked(walker.walk.instants)


@pytest.fixture(scope="module")
def rows(origins: list[WalkedOrigin]) -> pl.DataFrame:
    return scored(origins, world())


def suspected(rows: pl.DataFrame) -> list[Suspicion]:
    return suspicions(rows, evaluate(rows))


def named(found: Sequence[Suspicion], *, model: str = ENSEMBLE, horizon: int = 7) -> set[str]:
    return {one.finding for one in found if one.model == model and one.horizon_days == horizon}


def the(finding: str, found: Sequence[Suspicion]) -> Suspicion:
    """The one at 7 days about the ensemble."""
    (one,) = (
        one for one in found if (one.finding, one.model, one.horizon_days) == (finding, ENSEMBLE, 7)
    )
    return one


@pytest.mark.slow
@pytest.mark.parametrize("model", [ENSEMBLE, *MEMBERS])
def test_honest_models_are_not_suspected(rows: pl.DataFrame, model: str) -> None:
    honest = in_its_place(rows, model)

    found = suspected(honest)

    assert found == []


@pytest.mark.slow
def test_a_constant_rate_is_called_constant_far_and_worse(rows: pl.DataFrame) -> None:
    found = suspected(in_its_place(rows, "constant+qr4"))

    assert named(found) >= {"constant", "far", "moves_do_not_come", "rmse_worse", "crps_worse"}
    assert the("constant", found).value == 1.0
    assert the("rmse_worse", found).value > 2.0
    assert named(found, model=WALK) == set()


@pytest.mark.slow
def test_a_forecast_from_yesterdays_rate_expects_moves_that_do_not_come(rows: pl.DataFrame) -> None:
    found = suspected(in_its_place(rows, "late+qr4"))

    late = the("moves_do_not_come", found)
    assert late.value < 0.5
    assert late.low == 1.0
    assert late.why.startswith("of the moves it expects")


@pytest.mark.slow
def test_a_spread_without_width_does_not_pass_the_output_check(
    origins: list[WalkedOrigin],
) -> None:
    reasons = {origin.failures["no_change+none"] for origin in origins}

    assert reasons == {"The output check failed: the 95 % interval has no width."}


@pytest.mark.slow
def test_stored_forecasts_without_width_are_found(rows: pl.DataFrame) -> None:
    found = suspected(without_width(rows))

    assert named(found) >= {"no_width", "width", "coverage_80", "coverage_95", "crps_worse"}
    assert the("no_width", found).value == 100.0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("model", "factor"), [("no_change+percent", 100.0), ("no_change+hundredth", 0.01)]
)
def test_a_spread_in_the_wrong_unit_has_the_wrong_width(
    rows: pl.DataFrame, model: str, factor: float
) -> None:
    found = suspected(in_its_place(rows, model))

    assert named(found) >= {"width", "coverage_80", "coverage_95", "crps_worse"}
    assert the("width", found).value == pytest.approx(factor, rel=0.2)


@pytest.mark.slow
@pytest.mark.parametrize("spread", ["percent", "hundredth", "none"])
def test_a_spread_in_the_wrong_unit_is_never_issued(spread: str) -> None:
    models = {**RECIPE.models, "qr4": replace(RECIPE.models["qr4"], spread=spread)}
    broken = replace(RECIPE, models=models)
    ready = prepared(world(), recipe=broken)

    issued = climb(QuickLearner(broken, Forgetful()), ready.history, ready.ahead)

    assert issued.mode == "naive"
    assert "The output check failed: its 95 % interval is" in issued.reason


@pytest.mark.slow
def test_a_constant_rate_among_the_members_is_left_out() -> None:
    recipe = with_member("constant")
    ready = prepared(world(), recipe=recipe)

    issued = climb(QuickLearner(recipe, Forgetful()), ready.history, ready.ahead)

    assert "constant" not in issued.rates
    assert any("standard deviations from the random walk" in why for why in issued.warnings)


@pytest.mark.slow
def test_a_centre_that_trained_on_its_own_outcomes_is_too_good(rows: pl.DataFrame) -> None:
    found = suspected(in_its_place(rows, "hindsight+qr4"))

    too_good = the("rmse_too_good", found)
    assert too_good.value < 0.98 == too_good.low
    assert "look for a leak" in too_good.why


@pytest.mark.slow
def test_weights_of_the_quarter_they_are_judged_on_are_too_good(rows: pl.DataFrame) -> None:
    found = suspected(weighted_in_hindsight(rows))

    assert named(found) >= {"rmse_too_good", "crps_too_good"}


@pytest.mark.slow
@pytest.mark.parametrize("by", [1, -1])
def test_actuals_one_row_off_disagree_for_every_model(rows: pl.DataFrame, by: int) -> None:
    found = suspected(with_actuals_shifted(in_its_place(rows, ENSEMBLE), by=by))

    for model in (ENSEMBLE, WALK):
        assert named(found, model=model) >= {"actuals_disagree", "coverage_80"}
    assert the("actuals_disagree", found).value > 50.0


@pytest.mark.slow
def test_actuals_shifted_with_their_dates_are_misdated(rows: pl.DataFrame) -> None:
    shifted = in_its_place(rows, ENSEMBLE).with_columns(pl.col("actual_date") - pl.duration(days=7))

    found = suspected(shifted)

    assert "actuals_misdated" in named(found)
    assert the("actuals_misdated", found).value == 100.0


def test_too_few_outcomes_are_not_suspected_of_what_needs_more() -> None:
    days = [date(2024, 1, 3) + timedelta(days=7 * week) for week in range(4)]
    few = pl.DataFrame(
        {
            "horizon_days": [30] * 4,
            "model": ["ensemble"] * 4,
            "origin_date": days,
            "target_date": [day + timedelta(days=30) for day in days],
            "actual_date": [day + timedelta(days=30) for day in days],
            "last_rate": [900.0, 905.0, 910.0, 900.0],
            "quantiles": [[850.0 + i for i in range(39)]] * 4,
            "actual": [1000.0, 700.0, 1000.0, 700.0],
        },
        schema_overrides={"horizon_days": pl.Int16},
    )

    found = suspicions(few, pl.DataFrame(schema=SCHEMA))

    assert {one.finding for one in found} <= {"far"}
    assert len(few["quantiles"][0]) == len(LEVELS)


def with_member(centre: str) -> Recipe:
    """The recipe with one more member, of a centre with the honest spread."""
    models = {**RECIPE.models, centre: replace(RECIPE.models["ridge"], centre=centre)}
    return replace(RECIPE, models=models, members=(*MEMBERS, centre))

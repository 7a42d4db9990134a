"""A version says what the calendar says on the day it is made, and stays what it is ever after."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import dataframely as dy
import polars as pl
import pytest

from forexlib.backtest.walk_forward import Walk, Walker
from forexlib.core.frames import Panel
from forexlib.core.history import Floats
from forexlib.engine.bundle import Bundle, serve
from forexlib.engine.forecast import forecast
from forexlib.engine.ladder import ENSEMBLE, Issued, climb
from forexlib.engine.learning import Learner
from forexlib.engine.recipe import Recipe
from forexlib.engine.survey import chosen_models, survey
from forexlib.models.var import Var
from tests.engine.bundles import FOUR, FULL, FULL_PANEL, IN_APRIL, IN_MARCH, PANEL, bundled, look
from tests.engine.parts import LIGHT, asked, with_centre
from tests.fakes import MemoryArtefacts
from tests.panels import noon


def same(one: Mapping[str, Floats], other: Mapping[str, Floats]) -> bool:
    """Whether all rates are the same, byte for byte."""
    return [*one] == [*other] and all(one[name].tobytes() == other[name].tobytes() for name in one)


def issued_alike(one: Issued, other: Issued) -> bool:
    """Whether everything that is issued is the same."""
    return same(one.rates, other.rates) and all(
        getattr(one, part) == getattr(other, part)
        for part in ("mode", "reason", "versions", "weights", "importances", "warnings")
    )


@pytest.mark.parametrize(
    ("recipe", "panel"),
    [
        pytest.param(FOUR, PANEL, id="fixings alone"),
        pytest.param(FULL, FULL_PANEL, id="with optional series"),
        pytest.param(FULL, PANEL, id="with optional series that have not begun"),
    ],
)
def test_a_version_by_the_calendar_issues_what_the_calendar_issues(
    recipe: Recipe, panel: dy.DataFrame[Panel], artefacts: MemoryArtefacts
) -> None:
    calendar = Learner(recipe, artefacts)
    bundle = bundled(calendar, panel)

    served = Bundle.read(bundle.text, version=bundle.version)

    ready = look(panel, served.recipe)
    begun = replace(calendar, recipe=served.recipe)  # what has not begun is in no digest
    by_version = climb(serve(served, MemoryArtefacts()), ready.history, ready.ahead)
    assert issued_alike(by_version, climb(begun, ready.history, ready.ahead))
    assert same(by_version.rates, climb(calendar, ready.history, ready.ahead).rates)
    assert by_version.mode == "ensemble"
    assert {*recipe.members, "qa4", ENSEMBLE, "random_walk"} <= set(by_version.rates)


def test_all_models_of_a_walk_that_a_version_has_are_the_calendars(
    artefacts: MemoryArtefacts,
) -> None:
    calendar = Learner(FULL, artefacts)
    ready = look(FULL_PANEL, FULL)
    served = serve(bundled(calendar, FULL_PANEL), artefacts)
    own = (ENSEMBLE, "random_walk", "qr4", "qa4", "garch", "forward", "last_traded", "var+qa4")

    by_version = survey(served, ready.history, ready.ahead, chosen_models(own, FULL))

    by_calendar = survey(calendar, ready.history, ready.ahead, chosen_models(own, FULL))
    assert same(by_version.rates, by_calendar.rates)
    assert by_version.versions == by_calendar.versions
    assert by_version.failures == {}


def test_a_version_has_no_models_but_its_own(artefacts: MemoryArtefacts) -> None:
    ready = look(PANEL, FOUR)
    bundle = bundled(Learner(FOUR, artefacts), PANEL)
    others = ("ridge", *FOUR.members, "ensemble_equal")

    found = survey(serve(bundle, artefacts), ready.history, ready.ahead, others)

    assert set(found.failures) == {"ridge", "ensemble_equal"}
    assert found.failures["ridge"] == f"Version {bundle.version} has no ridge."


@pytest.mark.parametrize("members", [FOUR.members, FOUR.members[:1]])
def test_an_ensemble_by_another_rule_is_not_given_the_versions_weights(
    members: Sequence[str], artefacts: MemoryArtefacts
) -> None:
    ready = look(PANEL, FOUR)
    served = serve(bundled(Learner(FOUR, artefacts), PANEL), artefacts)

    found = survey(served, ready.history, ready.ahead, (*members, "ensemble_equal"))

    assert "weights of its own ensemble only" in found.failures["ensemble_equal"]


def test_the_calendar_goes_on_and_a_version_stays(artefacts: MemoryArtefacts) -> None:
    calendar = Learner(LIGHT, artefacts)
    bundle = bundled(calendar, PANEL, as_of=IN_MARCH)
    served = serve(bundle, artefacts)

    in_march, in_april = (look(PANEL, LIGHT, as_of=moment) for moment in (IN_MARCH, IN_APRIL))

    assert bundle.anchor == date(2024, 1, 2)
    for ready, alike in ((in_march, True), (in_april, False)):
        one = climb(served, ready.history, ready.ahead)
        other = climb(calendar, ready.history, ready.ahead)
        assert issued_alike(one, other) == alike
        assert one.mode == "ensemble"


def test_a_walk_with_a_version_says_what_the_version_issues(artefacts: MemoryArtefacts) -> None:
    served = serve(bundled(Learner(FULL, artefacts), FULL_PANEL, as_of=IN_MARCH), artefacts)
    days = [noon(date(2024, 3, 27)), noon(date(2024, 4, 3)), IN_APRIL]
    models = chosen_models([ENSEMBLE, "qa4", *FULL.members], FULL)
    walk = Walk("walk", asked(FULL_PANEL, as_of=days[-1]), models, tuple(days))

    walked = Walker.over(FULL_PANEL, walk, served).walked(days)

    for moment, one in zip(days, walked, strict=True):
        run = forecast(look(FULL_PANEL, FULL, as_of=moment), served)
        columns = ("model", "horizon_days", "mean", "quantiles", "tails", "model_version")
        alone = run.predictions.filter(pl.col("model").is_in(models)).select(columns)
        assert (one.state, one.failures) == ("done", {})
        assert one.forecasts is not None
        assert (
            one.forecasts.select(columns)
            .sort("model", "horizon_days")
            .equals(alone.sort("model", "horizon_days"))
        )


def test_what_cannot_be_learned_is_left_out_and_named(artefacts: MemoryArtefacts) -> None:
    recipe = with_centre("var", Var(least=10_000))
    ready = look(PANEL, recipe)
    bundle = bundled(Learner(recipe, artefacts), PANEL)

    issued = climb(serve(bundle, artefacts), ready.history, ready.ahead)

    assert [*bundle.failed] == ["var"]
    assert "needs 10000 days" in bundle.failed["var"]
    assert "var" not in bundle.parts
    assert "var" not in issued.rates
    assert issued.warnings == (f"var was left out: {bundle.failed['var']}",)
    assert issued_alike(issued, climb(Learner(recipe, artefacts), ready.history, ready.ahead))


def test_without_weights_a_version_is_robust_and_says_why(artefacts: MemoryArtefacts) -> None:
    recipe = replace(LIGHT, combination="magic")
    ready = look(PANEL, recipe)
    bundle = bundled(Learner(recipe, artefacts), PANEL)

    issued = climb(serve(bundle, artefacts), ready.history, ready.ahead)

    assert bundle.failed == {"weights": "KeyError: 'magic'"}
    assert (issued.mode, issued.reason) == ("robust", "ensemble failed: KeyError: 'magic'")
    assert issued_alike(issued, climb(Learner(recipe, artefacts), ready.history, ready.ahead))


def test_a_member_that_the_weights_believe_and_the_version_lacks_costs_the_ensemble(
    artefacts: MemoryArtefacts,
) -> None:
    whole = bundled(Learner(LIGHT, artefacts), PANEL)
    parts = {name: one for name, one in whole.parts.items() if name != "var"}
    lame = Bundle.made(whole.recipe, whole.features, whole.anchor, parts, {"var": "It exploded."})
    ready = look(PANEL, LIGHT)

    issued = climb(serve(lame, artefacts), ready.history, ready.ahead)

    assert issued.mode == "robust"
    assert issued.reason == (
        "ensemble failed: var, which the ensemble believes, failed: It exploded."
    )


def test_a_series_that_is_gone_is_not_taken_for_another(artefacts: MemoryArtefacts) -> None:
    served = serve(bundled(Learner(LIGHT, artefacts), PANEL), artefacts)
    fewer = Panel.validate(PANEL.filter(pl.col("series") != "nbp_fixing/DXY"))
    ready = look(fewer, LIGHT)

    issued = climb(served, ready.history, ready.ahead)

    assert issued.mode == "robust"
    assert not {"var", "lead_lag", "random_forest"} & set(issued.rates)


def test_serving_reads_and_writes_no_artefact_but_its_own(artefacts: MemoryArtefacts) -> None:
    bundle = bundled(Learner(LIGHT, artefacts), PANEL)
    ready, empty = look(PANEL, LIGHT), MemoryArtefacts()

    issued = climb(serve(bundle, empty), ready.history, ready.ahead)

    assert issued.mode == "ensemble"
    assert empty.kept == {}


def test_a_part_of_a_form_unknown_here_costs_what_needs_it(artefacts: MemoryArtefacts) -> None:
    whole = bundled(Learner(LIGHT, artefacts), PANEL)
    parts = {**whole.parts, "var": ('{"order":2}', "0" * 12)}
    ready = look(PANEL, LIGHT)
    other = Bundle.made(whole.recipe, whole.features, whole.anchor, parts, {})

    issued = climb(serve(other, artefacts), ready.history, ready.ahead)

    assert issued.mode == "robust"
    assert (
        f"What version {other.version} learned as var cannot be read:"
        " LearnedVar.regressors: Field required."
    ) in issued.reason

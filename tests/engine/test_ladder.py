"""Whatever breaks, the run delivers the best rung that stands, and says why it is no better."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from forexlib.core.errors import Refused
from forexlib.core.history import Floats
from forexlib.core.levels import ALL_LEVELS
from forexlib.engine import learning
from forexlib.engine.check import check_rates
from forexlib.engine.ladder import ENSEMBLE, Issued, climb, climb_at
from forexlib.engine.learning import Learner
from forexlib.engine.recipe import Recipe
from forexlib.engine.workbench import Workbench
from tests.engine.parts import (
    FAULTS,
    LIGHT,
    SHAPES,
    Fault,
    FaultyCentre,
    FaultySpread,
    LearnedFault,
    LearnedFaultySpread,
    LearnedSkewed,
    Shape,
    Skewed,
    prepared,
    with_centre,
    with_spread,
)
from tests.fakes import MemoryArtefacts
from tests.panels import simulated, truncated

PREPARED = prepared(simulated())
MEDIAN = ALL_LEVELS.index(0.5)
CENTRE_OF = {name: LIGHT.models[name].centre for name in LIGHT.members}
SPREADS_OF = {
    name: LIGHT.models[name].spread for name in ("arima_garch", LIGHT.robust, "random_walk")
}


def climbed(recipe: Recipe, artefacts: MemoryArtefacts, *, fixings: int = 1600) -> Issued:
    """What is issued from the first `fixings` of the simulated panel."""
    return climb(Learner(recipe, artefacts), PREPARED.history.first(fixings), PREPARED.ahead)


def spoil_centre(
    member: str, fault: Fault, monkeypatch: pytest.MonkeyPatch, *, recipe: Recipe = LIGHT
) -> Recipe:
    monkeypatch.setitem(learning.LEARNED_TYPES, CENTRE_OF[member], LearnedFault)
    return with_centre(CENTRE_OF[member], FaultyCentre(fault), recipe=recipe)


def spoil_spread(model: str, shape: Shape, monkeypatch: pytest.MonkeyPatch) -> Recipe:
    monkeypatch.setitem(learning.LEARNED_TYPES, SPREADS_OF[model], LearnedFaultySpread)
    return with_spread(SPREADS_OF[model], FaultySpread(shape))


def said(issued: Issued) -> str:
    return " ".join((issued.reason, *issued.warnings))


def test_when_all_goes_well_the_ensemble_is_issued(artefacts: MemoryArtefacts) -> None:
    issued = climbed(LIGHT, artefacts)

    assert (issued.mode, issued.reason, issued.warnings) == ("ensemble", "", ())
    assert set(issued.rates) == {"random_walk", "qr4", "qa4", *LIGHT.members, ENSEMBLE}
    assert set(issued.versions) == set(issued.rates)


def test_the_ensembles_centre_is_the_weighted_one_and_its_width_that_of_qr4(
    artefacts: MemoryArtefacts,
) -> None:
    issued = climbed(LIGHT, artefacts)

    last = PREPARED.history.log_rate[-1]
    moves = {name: np.log(rates) - last for name, rates in issued.rates.items()}
    centred = ("random_walk", *LIGHT.members)
    for row, days in enumerate(LIGHT.horizons):
        weighted = sum(issued.weights[days][name] * moves[name][row, MEDIAN] for name in centred)
        assert moves[ENSEMBLE][row] == pytest.approx(weighted + moves["qr4"][row])


def test_the_weights_of_each_horizon_sum_to_one(artefacts: MemoryArtefacts) -> None:
    issued = climbed(LIGHT, artefacts)

    totals = {days: sum(weights.values()) for days, weights in issued.weights.items()}
    assert totals == pytest.approx({7: 1.0, 30: 1.0})


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("member", LIGHT.members)
def test_a_member_that_fails_costs_its_own_forecast_and_is_named(
    member: str,
    fault: Fault,
    artefacts: MemoryArtefacts,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    issued = climbed(spoil_centre(member, fault, monkeypatch), artefacts)

    check_rates(issued.rates[ENSEMBLE], PREPARED.ahead)
    assert issued.mode in {"ensemble", "robust"}
    assert member not in issued.rates
    assert member in said(issued)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_members_spread_that_fails_is_named_and_does_not_reach_the_ensemble(
    shape: Shape,
    artefacts: MemoryArtefacts,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    issued = climbed(spoil_spread("arima_garch", shape, monkeypatch), artefacts)

    check_rates(issued.rates[ENSEMBLE], PREPARED.ahead)
    assert "arima_garch" not in issued.rates
    assert "arima_garch" in said(issued)


@pytest.mark.parametrize("shape", SHAPES)
def test_without_qr4_the_random_walk_is_issued(
    shape: Shape,
    artefacts: MemoryArtefacts,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    issued = climbed(spoil_spread("qr4", shape, monkeypatch), artefacts)

    assert issued.mode == "naive"
    assert issued.reason
    assert issued.rates[ENSEMBLE].tobytes() == issued.rates["random_walk"].tobytes()
    assert issued.weights == {7: {"random_walk": 1.0}, 30: {"random_walk": 1.0}}


@pytest.mark.parametrize("shape", ["cross", "are not numbers", "are mirrored"])
def test_without_the_random_walk_nothing_is_issued(
    shape: Shape,
    artefacts: MemoryArtefacts,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(Refused, match="No forecast can be made from 1600 fixings"):
        climbed(spoil_spread("random_walk", shape, monkeypatch), artefacts)


def test_every_member_failing_at_once_leaves_qr4s_forecast(
    artefacts: MemoryArtefacts,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recipe = LIGHT
    for member in LIGHT.members:
        recipe = spoil_centre(member, "is not a number", monkeypatch, recipe=recipe)

    issued = climbed(recipe, artefacts)

    assert issued.rates[ENSEMBLE] == pytest.approx(issued.rates["qr4"])
    assert all(member in said(issued) for member in LIGHT.members)


def test_a_member_the_ensemble_believes_in_takes_it_down_a_rung(
    artefacts: MemoryArtefacts,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was evaluated is an ensemble with the member; without it, it is another one."""
    believed = prepared(simulated(stale=1.0))
    learner = Learner(LIGHT, artefacts)
    healthy = climb(learner, believed.history, believed.ahead)
    monkeypatch.setattr("forexlib.models.var.LearnedVar.centre", fail_on_the_last_day)

    issued = climb(learner, believed.history, believed.ahead)

    assert healthy.weights[7]["var"] > 0.2
    assert (healthy.mode, issued.mode) == ("ensemble", "robust")
    assert "var, which the ensemble believes, failed: " in issued.reason
    assert issued.rates[ENSEMBLE].tobytes() == issued.rates["qr4"].tobytes()


def fail_on_the_last_day(*_: object) -> Floats:
    raise FloatingPointError("the newest fixing is odd")


@pytest.mark.parametrize("fixings", [1, 100, 250])
def test_too_little_history_for_any_rung_is_refused_with_a_remedy(
    fixings: int, artefacts: MemoryArtefacts
) -> None:
    with pytest.raises(Refused, match=f"from {fixings} fixings") as refusal:
        climbed(LIGHT, artefacts, fixings=fixings)

    assert "forex ingest" in refusal.value.remedy


@pytest.mark.parametrize(
    ("fixings", "mode"),
    [
        pytest.param(520, "naive", id="a variance can be estimated, errors are too few"),
        pytest.param(740, "ensemble", id="members are too young, and no evidence believes them"),
        pytest.param(1100, "ensemble", id="evidence has begun"),
    ],
)
def test_the_rung_is_what_the_history_allows(
    fixings: int, mode: str, artefacts: MemoryArtefacts
) -> None:
    issued = climbed(LIGHT, artefacts, fixings=fixings)

    check_rates(issued.rates[ENSEMBLE], PREPARED.ahead)
    assert issued.mode == mode
    assert bool(issued.reason) == (mode == "naive")


def test_members_too_young_are_named(artefacts: MemoryArtefacts) -> None:
    issued = climbed(LIGHT, artefacts, fixings=740)

    assert issued.warnings == (
        "random_forest was left out: The forest needs 750 fixings and got 504.",
    )
    assert issued.weights[7]["random_walk"] == 1.0


def test_what_failed_is_part_of_the_version(
    artefacts: MemoryArtefacts,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    healthy = climbed(LIGHT, artefacts)

    spoiled = climbed(spoil_centre("var", "is far away", monkeypatch), artefacts)

    assert spoiled.versions[ENSEMBLE] != healthy.versions[ENSEMBLE]
    assert spoiled.versions["qr4"] == healthy.versions["qr4"]


def test_importances_are_of_the_horizons_asked_for(artefacts: MemoryArtefacts) -> None:
    week = replace(PREPARED.ahead, horizon_days=(7,), trading_days=(4,))

    issued = climb(Learner(LIGHT, artefacts), PREPARED.history, week)

    assert set(issued.importances) == {7}
    assert sum(issued.importances[7].values()) == pytest.approx(1.0)


def test_the_simulated_history_is_the_one_of_its_days() -> None:
    short = prepared(truncated(simulated(), 1100))

    assert PREPARED.history.first(1100).fingerprint() == short.history.fingerprint()


@pytest.mark.parametrize("how", ["shifted", "tails", "short"])
def test_qr4_out_of_place_is_not_issued(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(learning.LEARNED_TYPES, "qr4", LearnedSkewed)
    learner = Learner(with_spread("qr4", Skewed(how)), MemoryArtefacts())

    issued = climb(learner, PREPARED.history, PREPARED.ahead)

    assert issued.mode == "naive"
    assert "qr4" in issued.reason


def test_importances_that_break_cost_nobodys_forecast(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> Mapping[int, Mapping[str, float]]:
        raise ValueError("no gain")

    monkeypatch.setattr("forexlib.models.forest.LearnedForest.importances", broken)

    issued = climb(Learner(LIGHT, MemoryArtefacts()), PREPARED.history, PREPARED.ahead)

    assert ENSEMBLE in issued.rates


def test_a_useless_member_that_breaks_in_an_unforeseen_way_does_not_cost_a_rung(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(learning.LEARNED_TYPES, "var", LearnedFault)
    learner = Learner(with_centre("var", FaultyCentre("breaks while learning")), MemoryArtefacts())

    assert climb(learner, PREPARED.history, PREPARED.ahead).mode == "ensemble"


def test_two_hundred_and_fifty_one_fixings_are_enough_whatever_the_season() -> None:
    """Begun in July, the year's first fixing is only the 127th of 300."""
    young = prepared(simulated(300, first=date(2018, 7, 2)))

    issued = climb(Learner(LIGHT, MemoryArtefacts()), young.history, young.ahead)

    assert issued.mode == "naive"


@pytest.mark.parametrize("times", [0.25, 0.5, 2.0, 4.0])
def test_a_width_that_is_halved_or_doubled_is_stopped_or_said(
    times: float, artefacts: MemoryArtefacts
) -> None:
    bench = scaled_bench("qr4", times, artefacts)

    issued = climb_at(bench)

    stopped = issued.mode == "naive" and "interval" in issued.reason
    assert stopped or any("contradicts" in text for text in issued.warnings)
    assert stopped or times == 2.0


@pytest.mark.parametrize("times", [0.5, 2.0])
def test_a_reference_that_is_wrong_itself_does_not_stop_what_is_right(
    times: float, artefacts: MemoryArtefacts
) -> None:
    issued = climb_at(scaled_bench("qa4", times, artefacts))

    assert issued.mode in {"ensemble", "naive"}
    assert "interval" in said(issued)


def test_a_reference_out_of_all_proportion_is_no_witness_and_said_to_be_none(
    artefacts: MemoryArtefacts,
) -> None:
    issued = climb_at(scaled_bench("qa4", 9.0, artefacts))

    assert issued.mode == "ensemble"
    assert issued.warnings[0].startswith("qa4 is no witness of the width: its 95 % interval is")


@pytest.mark.parametrize("fault", ["are not numbers", "cross", "are ten times too wide"])
def test_a_reference_that_cannot_be_used_refuses_nothing(
    fault: Shape, artefacts: MemoryArtefacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(learning.LEARNED_TYPES, "qa4", LearnedFaultySpread)

    issued = climbed(with_spread("qa4", FaultySpread(fault)), artefacts)

    assert issued.mode == "ensemble"


def scaled_bench(spread: str, times: float, artefacts: MemoryArtefacts) -> Workbench:
    """A workbench on which one spread is made already, its widths multiplied."""
    bench = Workbench(Learner(LIGHT, artefacts), PREPARED.history, PREPARED.ahead)
    bench.spread(spread)
    bench.errors[spread] = times * bench.errors[spread]
    return bench

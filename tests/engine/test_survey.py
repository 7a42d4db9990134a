"""Any models side by side: which can be chosen, what they are made of, and what fails."""

from collections.abc import Sequence

import numpy as np
import pytest

from forexlib.core.errors import Refused, SettingsError
from forexlib.core.levels import ALL_LEVELS
from forexlib.engine import learning
from forexlib.engine.combinations import COMBINATIONS
from forexlib.engine.ladder import ENSEMBLE, climb
from forexlib.engine.learning import Learner
from forexlib.engine.recipe import Recipe
from forexlib.engine.survey import ALONE, ENSEMBLES, Survey, chosen_models, members_of, survey
from forexlib.models.catalogue import CENTRES, MODELS, SPREADS
from tests.engine.parts import (
    FAULTS,
    LIGHT,
    Fault,
    FaultyCentre,
    FaultySpread,
    LearnedFault,
    LearnedFaultySpread,
    prepared,
    with_centre,
    with_spread,
)
from tests.fakes import MemoryArtefacts
from tests.panels import simulated

READY = prepared(simulated(stale=0.5))
LAST = READY.history.log_rate[-1]
MIDDLE = ALL_LEVELS.index(0.5)


def surveyed(
    *names: str, artefacts: MemoryArtefacts, recipe: Recipe = LIGHT, fixings: int = 1600
) -> Survey:
    models = chosen_models(names, recipe)
    known = READY.history.first(fixings)
    return survey(Learner(recipe, artefacts), known, READY.ahead, models)


def test_the_random_walk_comes_first_and_each_model_once() -> None:
    assert chosen_models(["var", "qr4", "random_walk", "var"], LIGHT) == (
        "random_walk",
        "var",
        "qr4",
    )


def test_all_is_every_model_and_every_ensemble() -> None:
    every = chosen_models(["var+ewma", "all"], LIGHT)

    assert set(every) == {"var+ewma", *MODELS, ENSEMBLE, *ENSEMBLES}
    assert {f"ensemble_{rule}" for rule in COMBINATIONS} == set(ENSEMBLES)
    assert len(every) == len(set(every))


@pytest.mark.parametrize(
    "name",
    [
        "nonsense",
        "var+nonsense",
        "nonsense+ewma",
        "var+",
        "+ewma",
        "var+ewma+garch",
        "ewma+var",
        "",
    ],
)
def test_a_model_that_does_not_exist_is_refused_with_those_that_do(name: str) -> None:
    with pytest.raises(SettingsError, match="There is no model") as refusal:
        chosen_models(["var", name], LIGHT)

    assert repr(name) in refusal.value.what
    assert "random_forest" in refusal.value.remedy
    assert "lead_lag" in refusal.value.remedy


@pytest.mark.parametrize(
    "names", [["ensemble_equal"], ["ensemble_stacked", "qr4", "no_change+garch"]]
)
def test_an_ensemble_of_nobody_is_refused(names: Sequence[str]) -> None:
    with pytest.raises(SettingsError, match=r"nothing for an ensemble to combine.*--models all"):
        chosen_models(names, LIGHT)


def test_the_issued_ensemble_brings_its_own_members() -> None:
    assert chosen_models(["ensemble"], LIGHT) == ("random_walk", "ensemble")


def test_an_ensemble_takes_one_model_for_each_centre_that_moves() -> None:
    models = chosen_models(["qr4", "var+ewma", "var", "ensemble", "ridge", "ensemble_equal"], LIGHT)

    assert members_of(models, LIGHT) == ("var+ewma", "ridge")


def test_any_centre_goes_with_any_spread(artefacts: MemoryArtefacts) -> None:
    names = [f"{centre}+{spread}" for centre in CENTRES for spread in SPREADS]

    found = surveyed(*names, artefacts=artefacts)

    assert (found.failures, found.mode) == ({}, ALONE)
    learner = Learner(LIGHT, artefacts)
    for centre in CENTRES:
        expected = learner.centre(centre, READY.history).learned.centre(READY.history, READY.ahead)
        for spread in SPREADS:
            learned = learner.spread(spread, READY.history).learned
            errors = learned.errors(READY.history, READY.ahead, ALL_LEVELS)
            rates = np.exp(LAST + expected[:, None] + errors)
            assert found.rates[f"{centre}+{spread}"].tobytes() == rates.tobytes()
    assert len(set(found.versions.values())) == len(found.versions) == len(names) + 1


def test_a_model_by_its_parts_says_the_same_as_by_its_name(artefacts: MemoryArtefacts) -> None:
    found = surveyed("var", "var+qr4", artefacts=artefacts)

    assert found.rates["var"].tobytes() == found.rates["var+qr4"].tobytes()


def test_models_answer_in_the_order_they_were_asked_in(artefacts: MemoryArtefacts) -> None:
    found = surveyed("ridge", ENSEMBLE, "ewma", artefacts=artefacts)

    assert [*found.rates] == [*found.versions] == ["random_walk", "ridge", ENSEMBLE, "ewma"]


def test_what_is_issued_is_what_the_ladder_issues(artefacts: MemoryArtefacts) -> None:
    issued = climb(Learner(LIGHT, artefacts), READY.history, READY.ahead)

    found = surveyed(ENSEMBLE, *LIGHT.members, "qa4", "theta", artefacts=artefacts)

    assert (found.mode, found.weights) == (issued.mode, issued.weights)
    for name in (ENSEMBLE, "random_walk", "qa4", *LIGHT.members):
        assert found.rates[name].tobytes() == issued.rates[name].tobytes()
        assert found.versions[name] == issued.versions[name]
    assert found.weights[7]["random_walk"] < 1.0


def test_an_equal_ensemble_by_hand(artefacts: MemoryArtefacts) -> None:
    """Three members and the random walk: a quarter of the sum of their centres, QR4's width."""
    members = ("var", "theta", "ridge")

    found = surveyed(*members, "qr4", "ensemble_equal", artefacts=artefacts)

    unmoved = found.rates["qr4"]
    centre = sum(np.log(found.rates[name][:, MIDDLE]) - LAST for name in members) / 4
    assert np.log(found.rates["ensemble_equal"] / unmoved) == pytest.approx(
        np.tile(centre[:, None], len(ALL_LEVELS)), abs=1e-12
    )
    assert found.failures == {}


@pytest.mark.parametrize("name", ENSEMBLES)
def test_an_ensemble_of_the_chosen_is_not_that_of_others(
    artefacts: MemoryArtefacts, name: str
) -> None:
    few = surveyed("var", name, artefacts=artefacts)
    more = surveyed("var", "lead_lag", name, artefacts=artefacts)

    assert few.failures == more.failures == {}
    assert few.versions[name] != more.versions[name]
    assert few.rates[name].tobytes() != more.rates[name].tobytes()


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault != "is far away"])
def test_a_model_that_fails_is_recorded_and_the_others_go_on(
    artefacts: MemoryArtefacts, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setitem(learning.LEARNED_TYPES, "theta", LearnedFault)
    broken = with_centre("theta", FaultyCentre(fault))

    found = surveyed("theta", "var", "theta+ewma", artefacts=artefacts, recipe=broken)

    assert set(found.failures) == {"theta", "theta+ewma"}
    assert all(found.failures.values())
    assert set(found.rates) == set(found.versions) == {"random_walk", "var"}


def test_an_ensemble_that_believes_a_model_that_failed_fails_too(
    artefacts: MemoryArtefacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(learning.LEARNED_TYPES, "theta", LearnedFault)
    broken = with_centre("theta", FaultyCentre("refuses to learn"))

    found = surveyed("theta", "var", "ensemble_equal", artefacts=artefacts, recipe=broken)

    assert "theta, which the ensemble believes, failed" in found.failures["ensemble_equal"]
    assert set(found.rates) == {"random_walk", "var"}


def test_too_little_evidence_fails_the_rules_that_need_it(artefacts: MemoryArtefacts) -> None:
    found = surveyed("var", *ENSEMBLES, artefacts=artefacts, fixings=1150)

    assert set(found.failures) == {"ensemble_inverse_rmse", "ensemble_stacked"}
    assert "50 realised origins" in found.failures["ensemble_stacked"]
    assert {"ensemble_equal", "ensemble_shrunk"} <= set(found.rates)


def test_a_young_history_costs_each_model_its_own_forecast(artefacts: MemoryArtefacts) -> None:
    """400 fixings: QR4 needs 700, and everything whose width is QR4's."""
    found = surveyed("qr4", "theta", "drift+gaussian", artefacts=artefacts, fixings=400)

    assert set(found.failures) == {"qr4", "theta"}
    assert "700 fixings and got 400" in found.failures["qr4"]
    assert set(found.rates) == {"random_walk", "drift+gaussian"}


def test_even_the_random_walk_may_fail_unless_the_ensemble_is_asked_for(
    artefacts: MemoryArtefacts,
) -> None:
    found = surveyed("qr4", artefacts=artefacts, fixings=20)

    assert set(found.failures) == {"random_walk", "qr4"}
    assert not found.rates
    with pytest.raises(Refused, match="No forecast can be made from 20 fixings"):
        surveyed(ENSEMBLE, artefacts=artefacts, fixings=20)


def test_a_comparison_may_be_wilder_than_what_is_issued(
    artefacts: MemoryArtefacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(learning.LEARNED_TYPES, "theta", LearnedFault)
    monkeypatch.setitem(learning.LEARNED_TYPES, "garch", LearnedFaultySpread)
    wild = with_spread("garch", FaultySpread("are ten times too wide"))
    wild = with_centre("theta", FaultyCentre("is far away"), recipe=wild)

    found = surveyed("theta", "garch", artefacts=artefacts, recipe=wild)

    assert found.failures == {}
    assert np.log(found.rates["theta"][:, MIDDLE]) - LAST == pytest.approx(10.0)


def test_a_member_too_wild_to_be_issued_is_still_compared(
    artefacts: MemoryArtefacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ladder leaves it out of what is issued; so would a record that flatters it."""
    monkeypatch.setitem(learning.LEARNED_TYPES, "arma", LearnedFault)
    wild = with_centre("arma", FaultyCentre("is far away"))

    found = surveyed(ENSEMBLE, "arima_garch", artefacts=artefacts, recipe=wild)

    assert found.failures == {}
    assert np.log(found.rates["arima_garch"][:, MIDDLE]) - LAST == pytest.approx(10.0)
    assert abs(np.log(found.rates[ENSEMBLE][:, MIDDLE]) - LAST).max() < 0.05


def test_what_is_no_distribution_at_all_fails_however_it_is_compared(
    artefacts: MemoryArtefacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(learning.LEARNED_TYPES, "garch", LearnedFaultySpread)
    crossed = with_spread("garch", FaultySpread("cross"))

    found = surveyed("garch", "arima_garch", "qr4", artefacts=artefacts, recipe=crossed)

    assert set(found.failures) == {"garch", "arima_garch"}
    assert "quantiles cross" in found.failures["garch"]

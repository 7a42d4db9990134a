"""What a member said in a quarter is computed once, kept, and is what it would have said then."""

import numpy as np
import pytest
from pydantic import TypeAdapter

from forexlib.core.history import Ahead
from forexlib.engine import learning
from forexlib.engine.ensemble import Ensemble, said
from forexlib.engine.evidence import FIRST_ORIGIN, STEP, nominal_steps, quarters
from forexlib.engine.learning import Learner
from forexlib.engine.said import LearnedSayings
from forexlib.models.catalogue import MODELS
from tests.engine.parts import LIGHT, Fault, FaultyCentre, LearnedFault, prepared, with_centre
from tests.fakes import MemoryArtefacts
from tests.panels import simulated

KNOWN = prepared(simulated(stale=0.5)).history
ORIGINS = np.arange(FIRST_ORIGIN, len(KNOWN), STEP)
QUARTERS = [ORIGINS[rows] for rows in quarters(KNOWN, ORIGINS)]
ASKED = QUARTERS[4]
THEN = KNOWN.first(int(ASKED[-1]) + 1)
MEMBERS = tuple(name for name, model in MODELS.items() if model.centre != "no_change")


def test_what_was_said_comes_back_to_the_last_bit_and_silence_as_silence() -> None:
    centres = np.random.default_rng(1).standard_normal((4, 2)) / 3e7
    centres[2] = np.nan
    adapter = TypeAdapter(LearnedSayings)

    kept = adapter.validate_json(adapter.dump_json(LearnedSayings.of(centres)))

    assert np.array_equal(kept.centres(2), centres, equal_nan=True)


def test_a_quarter_without_an_origin_has_as_many_columns() -> None:
    assert LearnedSayings.of(np.empty((0, 3))).centres(3).shape == (0, 3)


@pytest.mark.parametrize("member", MEMBERS)
def test_what_is_kept_is_what_is_computed_anew(member: str, artefacts: MemoryArtefacts) -> None:
    first = said(Learner(LIGHT, artefacts), member, THEN, ASKED)
    before = dict(artefacts.kept)

    read_back = said(Learner(LIGHT, artefacts), member, THEN, ASKED)
    anew = said(Learner(LIGHT, MemoryArtefacts()), member, THEN, ASKED)

    assert np.isfinite(first).all()
    assert first.tobytes() == read_back.tobytes() == anew.tobytes()
    assert artefacts.kept == before


@pytest.mark.parametrize("member", MEMBERS)
def test_it_is_what_a_forecast_on_that_day_would_have_said(
    member: str, artefacts: MemoryArtefacts
) -> None:
    learner = Learner(LIGHT, artefacts)
    ahead = Ahead(LIGHT.horizons, nominal_steps(LIGHT.horizons))

    together = said(learner, member, THEN, ASKED)

    centre = MODELS[member].centre
    for row, origin in zip(together, ASKED.tolist(), strict=True):
        on_that_day = KNOWN.first(origin + 1)
        alone = learner.centre(centre, on_that_day).learned.centre(on_that_day, ahead)
        assert row == pytest.approx(alone, abs=1e-12)


def test_a_quarter_once_said_is_never_asked_for_again() -> None:
    artefacts = MemoryArtefacts()
    ensemble = Ensemble(("var", "lead_lag"), "shrunk")
    early = KNOWN.first(int(QUARTERS[6][-1]) + 1)
    ensemble.weights(Learner(LIGHT, artefacts), early)
    before = {key for key in artefacts.kept if key.startswith("said-")}

    ensemble.weights(Learner(LIGHT, artefacts), KNOWN)

    after = {key for key in artefacts.kept if key.startswith("said-")}
    assert before < after


@pytest.mark.parametrize("rule", ["shrunk", "stacked"])
def test_weights_from_what_was_kept_are_those_from_what_is_asked_anew(rule: str) -> None:
    """Another rule asked quarter after quarter, and left what was said."""
    artefacts = MemoryArtefacts()
    for quarter in QUARTERS[3:]:
        known = KNOWN.first(int(quarter[-1]) + 1)
        Ensemble(("var", "lead_lag"), "equal").weights(Learner(LIGHT, artefacts), known)

    ensemble = Ensemble(("var", "lead_lag"), rule)
    kept = ensemble.weights(Learner(LIGHT, artefacts), KNOWN)
    anew = ensemble.weights(Learner(LIGHT, MemoryArtefacts()), KNOWN)

    assert kept == anew
    assert sum(kept.learned.weights[0]) > 0


@pytest.mark.parametrize("fault", ["is far away", "is not a number", "breaks while learning"])
def test_what_could_not_be_issued_was_not_said(
    fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(learning.LEARNED_TYPES, "theta", LearnedFault)
    broken = with_centre("theta", FaultyCentre(fault))

    assert np.isnan(said(Learner(broken, MemoryArtefacts()), "theta", THEN, ASKED)).all()


def test_two_models_of_one_centre_share_what_was_said() -> None:
    artefacts = MemoryArtefacts()
    learner = Learner(LIGHT, artefacts)

    one, other = (said(learner, name, THEN, ASKED) for name in ("var", "var+ewma"))

    assert one.tobytes() == other.tobytes()
    assert len([key for key in artefacts.kept if key.startswith("said-")]) == 1

"""A version whose width is not its recipe's is found, also where a forecast alone looks sound."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from forexlib.core.history import Ahead, Floats, History
from forexlib.core.model import LearnedSpread
from forexlib.engine.bundle import Bundle, serve
from forexlib.engine.learning import Kept, Learner
from forexlib.engine.recipe import Recipe
from forexlib.engine.seats import Seat, defects, forecast_from
from forexlib.models.reverting import LearnedQr4
from tests.engine.bundles import FOUR, IN_MARCH, PANEL, bundled, look
from tests.engine.test_seats import by_width
from tests.fakes import MemoryArtefacts

QUICK = replace(FOUR, members=("var",), combination="equal", beside=())
GARCH = replace(QUICK, robust="garch")
"""A recipe whose spread is learned."""


@dataclass(frozen=True, slots=True)
class Misread:
    """A spread of which every quantile is so many times what was learned."""

    sound: LearnedSpread
    times: float

    def errors(self, history: History, ahead: Ahead, levels: Sequence[float]) -> Floats:
        return self.times * self.sound.errors(history, ahead, levels)


def version(recipe: Recipe, artefacts: MemoryArtefacts) -> Bundle:
    """Learned in March; it is asked half a year later."""
    return bundled(Learner(recipe, artefacts, anchored=True), PANEL, as_of=IN_MARCH)


def seat(bundle: Bundle, artefacts: MemoryArtefacts) -> Seat:
    ready, learner = look(PANEL, bundle.recipe), serve(bundle, artefacts)
    return Seat(bundle.version, ready, learner, frozenset(FOUR.horizons))


def misread(bundle: Bundle, artefacts: MemoryArtefacts, times: float) -> Seat:
    found = seat(bundle, artefacts)
    kept = found.learner.spread("qr4", found.prepared.history)
    assert isinstance(kept.learned, LearnedQr4)
    found.learner.memory["qr4"] = Kept(Misread(kept.learned, times), kept.version)
    return found


@pytest.mark.parametrize("recipe", [QUICK, GARCH], ids=["qr4", "garch"])
def test_what_a_version_learned_itself_is_like_its_recipe(
    recipe: Recipe, artefacts: MemoryArtefacts
) -> None:
    assert seat(version(recipe, artefacts), artefacts).unlike() == ""


@pytest.mark.parametrize("times", [0.5, 0.8, 1.4, 2.0])
def test_a_width_that_is_read_back_wrong_is_unlike(
    times: float, artefacts: MemoryArtefacts
) -> None:
    found = misread(version(QUICK, artefacts), artefacts, times).unlike()

    assert f"its 95 % interval is {times:.2f} to {times:.2f} times that of its own recipe" in found


def test_it_is_said_where_the_output_check_sees_nothing(artefacts: MemoryArtefacts) -> None:
    a_little = misread(version(QUICK, artefacts), artefacts, 0.8)

    run = forecast_from([a_little])

    assert defects(run) == {}
    (warning,) = run.warnings
    assert f"Version {a_little.version} is unlike its own recipe" in warning
    assert "0.80 to 0.80 times" in warning


def test_who_falls_for_another_version_is_not_taken_for_it() -> None:
    """The calmer of two that contradict each other issues for both; it alone is read wrong."""
    wild, calm = by_width("ewma", 7, 15), by_width("random_walk", 30, 90)
    kept = calm.learner.spread("gaussian", calm.prepared.history)
    calm.learner.memory["gaussian"] = Kept(Misread(kept.learned, 0.8), kept.version)

    run = forecast_from([wild, calm])

    assert "contradict each other" in run.reason
    assert [one.split(" is unlike")[0] for one in run.warnings if "is unlike" in one] == [
        f"Version {calm.version}"
    ]


def test_the_calendar_is_its_recipe(artefacts: MemoryArtefacts) -> None:
    learner = Learner(QUICK, artefacts)

    assert Seat("calendar", look(PANEL, QUICK), learner, frozenset(FOUR.horizons)).unlike() == ""

"""The ensemble learns its weights from members that knew only their own past."""

from math import log

import numpy as np
import pytest

from forexlib.core.history import History
from forexlib.core.levels import ALL_LEVELS
from forexlib.core.model import LearnedCentre
from forexlib.engine.ensemble import REFIT, Ensemble
from forexlib.engine.evidence import FIRST_ORIGIN, STEP
from forexlib.engine.ladder import ENSEMBLE, climb
from forexlib.engine.learning import Kept, Learner, refit_size
from tests.engine.parts import LIGHT, prepared
from tests.fakes import MemoryArtefacts
from tests.panels import simulated

READY = prepared(simulated(stale=1.0))


def test_each_past_origin_asks_for_members_learned_by_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: set[tuple[str, int]] = set()
    honest = Learner.centre

    def spy(self: Learner, name: str, history: History) -> Kept[LearnedCentre]:
        asked.add((name, refit_size(history, self.recipe.centres[name].refit)))
        return honest(self, name, history)

    monkeypatch.setattr(Learner, "centre", spy)

    Ensemble(LIGHT.members, "shrunk").weights(Learner(LIGHT, MemoryArtefacts()), READY.history)

    known = READY.history.first(refit_size(READY.history, REFIT))
    origins = [known.first(origin + 1) for origin in range(FIRST_ORIGIN, len(known), STEP)]
    for member in LIGHT.members:
        name = LIGHT.models[member].centre
        sizes = {refit_size(past, LIGHT.centres[name].refit) for past in origins}
        assert len(sizes) > 1
        assert {size for asked_name, size in asked if asked_name == name} <= sizes


def test_the_issued_median_is_the_weighted_sum_of_the_members() -> None:
    issued = climb(Learner(LIGHT, MemoryArtefacts()), READY.history, READY.ahead)

    middle = ALL_LEVELS.index(0.5)
    last = READY.history.log_rate[-1]
    for row, days in enumerate(READY.ahead.horizon_days):
        said = {name: log(rates[row, middle]) - last for name, rates in issued.rates.items()}
        expected = sum(share * said[name] for name, share in issued.weights[days].items())
        assert said[ENSEMBLE] == pytest.approx(expected, abs=1e-12)
    assert abs(log(issued.rates[ENSEMBLE][0, middle]) - last) > 1e-5
    assert np.isfinite(issued.rates[ENSEMBLE]).all()

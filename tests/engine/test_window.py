"""A rolling window: what lies before it does not exist, save for the random walk."""

from dataclasses import replace

import numpy as np
import pytest

from forexlib.core.history import History
from forexlib.core.model import Refit
from forexlib.engine.learning import Learner, refit_size
from forexlib.engine.survey import Survey, chosen_models, survey
from forexlib.models.catalogue import CENTRES, MODELS, SPREADS
from tests.backtest.parts import noons, said, walker
from tests.engine.parts import LIGHT, prepared
from tests.fakes import MemoryArtefacts
from tests.panels import simulated

PANEL = simulated()
READY = prepared(PANEL)
KNOWN = READY.history
WINDOW = 1400
"""Calendar days; of 1,600 fixings' 2,300."""

GAUSSIAN = {name for name, model in MODELS.items() if model.spread == "gaussian"}
ROLLING = tuple(name for name in MODELS if name not in GAUSSIAN)


def learner(*, window: int | None = WINDOW, artefacts: MemoryArtefacts | None = None) -> Learner:
    return Learner(LIGHT, artefacts or MemoryArtefacts(), window_days=window)


def surveyed(known: History, *, window: int | None = WINDOW) -> Survey:
    models = chosen_models(tuple(MODELS), LIGHT)
    return survey(learner(window=window), known, READY.ahead, models)


def day(known: History, refit: Refit) -> np.datetime64:
    """The refit day of the newest fixing's period."""
    return known.dates[refit_size(known, refit) - 1]


@pytest.mark.parametrize("name", [*CENTRES, *SPREADS])
def test_a_part_sees_the_window_before_its_refit_day_and_all_since(name: str) -> None:
    refit = {**SPREADS, **CENTRES}[name].refit

    seen = learner().seen(name, KNOWN)

    begin = len(KNOWN) - len(seen)
    if name == "gaussian":
        assert seen is KNOWN
        return
    first_day = day(KNOWN, refit) - np.timedelta64(WINDOW, "D")
    assert KNOWN.dates[begin - 1] <= first_day < KNOWN.dates[begin]
    assert seen.dates.tobytes() == KNOWN.dates[begin:].tobytes()


def test_from_one_refit_day_to_the_next_the_window_begins_on_the_same_day() -> None:
    by_quarter: dict[object, set[object]] = {}
    for count in range(1300, 1600):
        known = KNOWN.first(count)
        begins = learner().seen("arma", known).dates[0]
        by_quarter.setdefault(day(known, "quarter"), set()).add(begins)

    assert len(by_quarter) >= 4
    assert {len(begins) for begins in by_quarter.values()} == {1}


def test_a_window_longer_than_the_past_is_all_of_it() -> None:
    assert len(learner(window=10_000).seen("var", KNOWN)) == len(KNOWN)


def test_nothing_before_the_window_changes_a_byte_of_any_model_but_the_random_walks() -> None:
    longest = min(day(KNOWN, "year"), day(KNOWN, "quarter")) - np.timedelta64(WINDOW, "D")
    gone = longest >= KNOWN.dates
    forged = replace(
        KNOWN,
        log_rate=np.where(gone, KNOWN.log_rate + np.sin(np.arange(len(KNOWN))), KNOWN.log_rate),
        regressors=np.where(gone[:, None], 9.9, KNOWN.regressors),
        features=np.where(gone[:, None], -9.9, KNOWN.features),
    )

    honest, other = surveyed(KNOWN), surveyed(forged)

    assert gone.sum() > 300
    assert honest.failures == other.failures == {}
    for name in ROLLING:
        assert honest.rates[name].tobytes() == other.rates[name].tobytes(), name
    for name in GAUSSIAN:
        assert honest.rates[name].tobytes() != other.rates[name].tobytes(), name


def test_the_random_walk_is_the_same_in_any_window() -> None:
    rolling, expanding = surveyed(KNOWN), surveyed(KNOWN, window=None)

    walk = "random_walk"
    assert rolling.rates[walk].tobytes() == expanding.rates[walk].tobytes()
    assert rolling.versions[walk] == expanding.versions[walk]
    assert rolling.rates["garch"].tobytes() != expanding.rates["garch"].tobytes()
    assert rolling.rates["theta"].tobytes() != expanding.rates["theta"].tobytes()


def test_where_a_rolling_walk_begins_changes_no_byte() -> None:
    models = ("ensemble", "ensemble_equal", "random_forest", "garch")
    stops = noons(range(1450, 1600, 25))

    whole, late = (
        replace(one, learner=learner())
        for one in (
            walker(PANEL, stops, models=models),
            walker(PANEL, stops[4:], models=models),
        )
    )

    rows = said(whole.walked(stops))
    assert said(late.walked(stops[4:])).equals(rows.filter(rows["as_of"] >= stops[4]))


def test_too_short_a_window_costs_the_models_that_need_more() -> None:
    """A year and a half is some 380 fixings: QR4 needs 700; the random walk sees all."""
    found = surveyed(KNOWN, window=550)

    assert "qr4" in found.failures
    assert "fixings" in found.failures["qr4"]
    assert "random_walk" in found.rates


def test_windows_that_share_their_artefacts_learn_apart() -> None:
    """An expanding forecast after a rolling walk says what it says without one."""
    models, shared = chosen_models(tuple(MODELS), LIGHT), MemoryArtefacts()

    rolling = survey(learner(artefacts=shared), KNOWN, READY.ahead, (*models, "ensemble_shrunk"))
    after = survey(
        learner(window=None, artefacts=shared), KNOWN, READY.ahead, (*models, "ensemble_shrunk")
    )

    alone = survey(learner(window=None), KNOWN, READY.ahead, (*models, "ensemble_shrunk"))
    assert after.versions == alone.versions
    assert after.versions["ensemble_shrunk"] != rolling.versions["ensemble_shrunk"]
    for name, rates in alone.rates.items():
        assert after.rates[name].tobytes() == rates.tobytes()

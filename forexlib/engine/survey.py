"""Any models, side by side at one origin: what a walk-forward does where a forecast is issued.

The issued `ensemble` and its members are made by the very ladder that makes live forecasts. Others
are composed beside them, held to no bounds of what could be issued: a comparison from which the
wild days of a model were left out would flatter it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from forexlib.core.errors import SettingsError
from forexlib.core.history import Ahead, Floats, History
from forexlib.engine.combinations import COMBINATIONS
from forexlib.engine.ensemble import Ensemble
from forexlib.engine.ladder import ENSEMBLE, climb_at
from forexlib.engine.learning import Learner
from forexlib.engine.recipe import Recipe
from forexlib.engine.weights import RANDOM_WALK
from forexlib.engine.workbench import Workbench

ALONE: Final = "alone"
"""The mode of forecasts that stand on no ladder."""

ENSEMBLES: Final = {f"ensemble_{rule}": rule for rule in COMBINATIONS}
"""Ensembles of the models chosen for a walk, one per rule; `ensemble` is the recipe's own."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What the models said at one origin.

    Attributes:
        mode: The rung that `ensemble` stands on; `alone` if it was not asked for.
        rates: Model to rates at `ALL_LEVELS`, shape (h, 43).
        versions: Model to the version that made it.
        weights: Of `ensemble`, horizon to member to weight.
        failures: Model to why it has no rates.
    """

    mode: str
    rates: Mapping[str, Floats]
    versions: Mapping[str, str]
    weights: Mapping[int, Mapping[str, float]]
    failures: Mapping[str, str]


def chosen_models(names: Sequence[str], recipe: Recipe) -> tuple[str, ...]:
    """The models of a walk: `random_walk` first, each once.

    Args:
        names: Of models, ensembles, or `centre+spread`; `all` stands for every name there is.
        recipe: Whose models can be chosen.

    Raises:
        SettingsError: If none is named, one does not exist, or an ensemble is left without members.
    """
    if not names:
        raise SettingsError(
            "No model is named.",
            remedy=f"Choose some, such as --models {ENSEMBLE},{recipe.robust}.",
        )
    every = (*recipe.models, ENSEMBLE, *ENSEMBLES)
    wanted = [one for name in names for one in (every if name == "all" else (name,))]
    chosen = tuple(dict.fromkeys((RANDOM_WALK, *wanted)))
    for name in chosen:
        if name not in every:
            recipe.model(name)
    if set(chosen) & set(ENSEMBLES) and not members_of(chosen, recipe):
        raise SettingsError(
            "No model chosen forecasts a change, so there is nothing for an ensemble to combine.",
            remedy="Choose more models, such as --models all.",
        )
    return chosen


def members_of(models: Sequence[str], recipe: Recipe) -> tuple[str, ...]:
    """Those of a walk's models that an ensemble can combine: one for each centre but no change."""
    unmoved = recipe.model(RANDOM_WALK).centre
    by_centre: dict[str, str] = {}
    for name in models:
        if name == ENSEMBLE or name in ENSEMBLES:
            continue
        by_centre.setdefault(recipe.model(name).centre, name)
    return tuple(name for centre, name in by_centre.items() if centre != unmoved)


def survey(learner: Learner, history: History, ahead: Ahead, models: Sequence[str]) -> Survey:
    """Forecast with each of `models` from the newest fixing of `history`.

    Args:
        learner: The recipe, and what was learned for it.
        history: Everything known.
        ahead: The horizons asked for.
        models: As `chosen_models` answers them.

    Raises:
        Refused: If `ensemble` is asked for and not even the random walk can be estimated.
    """
    bench = Workbench(learner, history, ahead)
    rates: dict[str, Floats] = {}
    versions: dict[str, str] = {}
    mode, weights = ALONE, {}
    if ENSEMBLE in models:
        issued = climb_at(bench)
        mode, weights = issued.mode, dict(issued.weights)
        rates, versions = dict(issued.rates), dict(issued.versions)
    for name in models:
        if name not in rates and name not in ENSEMBLES:
            bench.failures.pop(name, None)  # of the bounds of what could be issued, perhaps
            bench.attempt(name, partial(bench.compose, name, plausible=False))
    members = members_of(models, learner.recipe)
    for name in models:
        if name in ENSEMBLES:
            asked = Ensemble(members, ENSEMBLES[name])
            bench.attempt(name, partial(bench.combine, name, asked, plausible=False))
    rates, versions = {**bench.rates, **rates}, {**bench.versions, **versions}
    return Survey(
        mode=mode,
        rates={name: rates[name] for name in models if name in rates},
        versions={name: versions[name] for name in models if name in rates},
        weights=weights,
        failures={name: why for name, why in bench.failures.items() if name in models},
    )

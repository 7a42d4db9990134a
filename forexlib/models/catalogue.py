"""Every model by name: which centre, which spread. Adding a model is one file and one line here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from forexlib.core.model import Centre, Spread
from forexlib.models.arima import Arima, LearnedArma
from forexlib.models.ewma import EwmaErrors, LearnedEwmaErrors
from forexlib.models.forest import Forest, LearnedForest
from forexlib.models.garch import Garch, LearnedGarch
from forexlib.models.qa4 import LearnedQa4, Qa4
from forexlib.models.random_walk import (
    LearnedNoChange,
    LearnedRandomWalk,
    NoChange,
    RandomWalk,
)
from forexlib.models.var import LearnedVar, Var


@dataclass(frozen=True, slots=True)
class Model:
    """A centre composed with a spread, both by name."""

    centre: str
    spread: str


CENTRES: Final[Mapping[str, Centre]] = {
    "no_change": NoChange(),
    "arma": Arima(),
    "var": Var(),
    "forest": Forest(),
}

SPREADS: Final[Mapping[str, Spread]] = {
    "gaussian": RandomWalk(),
    "ewma": EwmaErrors(),
    "garch": Garch(),
    "qa4": Qa4(),
}

MODELS: Final[Mapping[str, Model]] = {
    "random_walk": Model("no_change", "gaussian"),
    "qa4": Model("no_change", "qa4"),
    "arima_garch": Model("arma", "garch"),
    "var": Model("var", "qa4"),
    "random_forest": Model("forest", "qa4"),
}

LEARNED: Final[Mapping[str, type]] = {
    "no_change": LearnedNoChange,
    "arma": LearnedArma,
    "var": LearnedVar,
    "forest": LearnedForest,
    "gaussian": LearnedRandomWalk,
    "ewma": LearnedEwmaErrors,
    "garch": LearnedGarch,
    "qa4": LearnedQa4,
}
"""What each centre and spread learns: the type its artefact is read back as."""

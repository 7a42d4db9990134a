"""A light recipe, and members that fail in every way the ladder must survive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, get_args

import dataframely as dy
import numpy as np

from forexlib.core.errors import MemberFailed
from forexlib.core.frames import Panel
from forexlib.core.history import Ahead, Floats, History
from forexlib.core.model import Centre, Refit, Spread, Steps
from forexlib.core.series import NBP_FIXING
from forexlib.engine.forecast import Prepared, Question
from forexlib.engine.recipe import Recipe
from forexlib.models.catalogue import CENTRES, SPREADS
from forexlib.models.forest import Forest
from forexlib.models.garch import Garch
from forexlib.models.qa4 import Qa4
from tests.panels import REGRESSORS, last_noon

FEW_PATHS = Garch(paths=1000)
LIGHT = Recipe(
    horizons=(7, 30),
    regressors=tuple(f"{NBP_FIXING}/{name}" for name in REGRESSORS),
    centres={**CENTRES, "forest": Forest(trees=20)},
    spreads={**SPREADS, "garch": FEW_PATHS, "qa4": Qa4(garch=FEW_PATHS)},
)


def asked(panel: dy.DataFrame[Panel], *, as_of: datetime | None = None) -> Question:
    """A live question about USDCLP, by default when all of `panel` is public."""
    return Question("USDCLP", NBP_FIXING, "live", as_of or last_noon(panel))


def prepared(
    panel: dy.DataFrame[Panel], *, as_of: datetime | None = None, recipe: Recipe = LIGHT
) -> Prepared:
    return Prepared.look(panel, asked(panel, as_of=as_of), recipe)


def with_centre(name: str, centre: Centre, *, recipe: Recipe = LIGHT) -> Recipe:
    return replace(recipe, centres={**recipe.centres, name: centre})


def with_spread(name: str, spread: Spread, *, recipe: Recipe = LIGHT) -> Recipe:
    return replace(recipe, spreads={**recipe.spreads, name: spread})


Fault = Literal[
    "refuses to learn",
    "breaks while learning",
    "refuses to answer",
    "breaks while answering",
    "is not a number",
    "is far away",
    "is too short",
]
FAULTS: tuple[Fault, ...] = get_args(Fault)


@dataclass(frozen=True, slots=True)
class FaultyCentre:
    """A centre that goes wrong, always in the same way."""

    fault: Fault
    refit: Refit = "year"

    def learn(
        self,
        history: History,  # noqa: ARG002
        *,
        horizons: Sequence[int],  # noqa: ARG002
        seed: int,  # noqa: ARG002
    ) -> "LearnedFault":
        if self.fault == "refuses to learn":
            raise MemberFailed("The likelihood is flat.", remedy="Look at it.")
        if self.fault == "breaks while learning":
            raise ValueError("singular matrix")
        return LearnedFault(self.fault)


@dataclass(frozen=True, slots=True)
class LearnedFault:
    """What a faulty centre learned: how to go wrong."""

    fault: Fault

    def centre(self, history: History, ahead: Ahead) -> Floats:  # noqa: ARG002
        horizons = len(ahead.horizon_days)
        match self.fault:
            case "refuses to answer":
                raise MemberFailed("The likelihood is flat.", remedy="Look at it.")
            case "breaks while answering":
                raise ValueError("singular matrix")
            case "is far away":
                return np.full(horizons, 10.0)
            case "is too short":
                return np.zeros(0)
            case _:
                return np.full(horizons, np.nan)

    def centres(self, history: History, origins: Sequence[int], steps: Steps) -> Floats:
        one = Ahead(tuple(range(steps.shape[1])), (1,) * steps.shape[1])
        return np.vstack([self.centre(history.first(origin + 1), one) for origin in origins])

    def importances(self) -> Mapping[int, Mapping[str, float]]:
        return {}


Shape = Literal["cross", "are not numbers", "are ten times too wide", "are mirrored"]
SHAPES: tuple[Shape, ...] = get_args(Shape)


@dataclass(frozen=True, slots=True)
class FaultySpread:
    """A spread whose quantiles cannot be a forecast."""

    shape: Shape
    refit: Refit = "year"

    def learn(self, history: History, *, seed: int) -> "LearnedFaultySpread":  # noqa: ARG002
        return LearnedFaultySpread(self.shape)


@dataclass(frozen=True, slots=True)
class LearnedFaultySpread:
    """Gaussian errors of 0.7 % a day, spoiled."""

    shape: Shape

    def errors(self, history: History, ahead: Ahead, levels: Sequence[float]) -> Floats:  # noqa: ARG002
        sound = np.outer(np.sqrt(ahead.trading_days), np.linspace(-0.018, 0.018, len(levels)))
        match self.shape:
            case "cross":
                return sound[:, [1, 0, *range(2, len(levels))]]
            case "are not numbers":
                return np.full_like(sound, np.nan)
            case "are ten times too wide":
                return 10.0 * sound
            case "are mirrored":
                return -sound


@dataclass(frozen=True, slots=True)
class Skewed:
    """A spread out of place, out of proportion, or out of shape."""

    how: str
    refit: Refit = "year"

    def learn(self, history: History, *, seed: int) -> "LearnedSkewed":  # noqa: ARG002
        return LearnedSkewed(self.how)


@dataclass(frozen=True, slots=True)
class LearnedSkewed:
    """What it learned: how to go wrong."""

    how: str

    def errors(self, history: History, ahead: Ahead, levels: Sequence[float]) -> Floats:  # noqa: ARG002
        sound = np.outer(np.sqrt(ahead.trading_days), np.linspace(-0.018, 0.018, len(levels)))
        if self.how == "shifted":
            return sound + 10.0
        if self.how == "tails":
            sound[:, -2:] += 5.0
            return sound
        return sound[:, :-1]

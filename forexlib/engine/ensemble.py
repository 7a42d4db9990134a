"""The ensembles' weights: learned on the first fixing of a quarter from walk-forward evidence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forexlib.core.errors import MemberFailed, TooLittleHistory
from forexlib.core.history import Ahead, Floats, History
from forexlib.core.model import LearnedCentre, Refit
from forexlib.engine.check import CENTRE_LIMIT
from forexlib.engine.combinations import COMBINATIONS
from forexlib.engine.evidence import Positions, gather, nominal_steps
from forexlib.engine.guard import guarded
from forexlib.engine.learning import Kept, Learner
from forexlib.engine.said import LearnedSayings
from forexlib.engine.weights import LearnedWeights

REFIT: Refit = "quarter"
"""On the first fixing of which calendar period the weights are learned again."""


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Settings of one ensemble.

    Attributes:
        members: Models whose centres are combined, beside the random walk.
        combination: How, by name; see `forexlib.engine.combinations`.
    """

    members: tuple[str, ...]
    combination: str

    def weights(self, learner: Learner, history: History) -> Kept[LearnedWeights]:
        """The weights as learned on the refit day of the newest fixing's quarter.

        Raises:
            TooLittleHistory: If a rule needs more evidence than there is.
        """
        known = learner.at_refit(history, REFIT)
        recipe = learner.recipe
        centres = tuple(recipe.centre_of(name) for name in self.members)
        models = {name: recipe.model(name) for name in self.members}
        calendar = learner.by_the_calendar()  # in the past everybody was as the calendar had it
        reaches = {name: one.reach for name, one in models.items() if one.reach is not None}

        def learn() -> LearnedWeights:
            evidence = gather(
                known,
                members=self.members,
                horizons=recipe.horizons,
                said=lambda member, past, origins: said(calendar, member, past, origins),
                reaches=reaches,
            )
            return COMBINATIONS[self.combination](evidence)

        window = learner.window_days
        settings = (self, centres, sorted(reaches.items()), recipe.horizons, window)
        return learner.kept("weights", settings, known, learn)


def said(learner: Learner, member: str, known: History, origins: Positions) -> Floats:
    """What a member forecast at `origins`, the positions of one quarter; see `evidence.Said`."""
    recipe = learner.recipe
    name = recipe.model(member).centre
    asked = tuple(origins.tolist())
    centre, window = recipe.centre(name), learner.window_days
    settings = (name, centre, recipe.horizons, asked, CENTRE_LIMIT, window)

    def ask() -> LearnedSayings:
        return LearnedSayings.of(_ask(learner, name, known, origins))

    return learner.kept("said", settings, known, ask).learned.centres(len(recipe.horizons))


def _ask(learner: Learner, name: str, known: History, origins: Positions) -> Floats:
    """Forecasts that are finite and could be issued; NaN for the others, and where it failed."""
    horizons = learner.recipe.horizons
    ahead = Ahead(horizons, nominal_steps(horizons))
    shape = (len(origins), len(horizons))
    try:
        centres = guarded(lambda: _centres(learner, name, known, origins, ahead))
    except (MemberFailed, TooLittleHistory):
        return np.full(shape, np.nan)
    if centres.shape != shape:
        return np.full(shape, np.nan)
    squares = np.cumsum(known.returns**2)[origins - 1] / origins
    limits = CENTRE_LIMIT * np.sqrt(squares[:, None] * np.asarray(ahead.trading_days))
    sound = np.isfinite(centres) & (np.abs(centres) <= limits)
    return np.where(sound.all(axis=1)[:, None], centres, np.nan)


def _centres(
    learner: Learner, name: str, known: History, origins: Positions, ahead: Ahead
) -> Floats:
    learned: LearnedCentre = learner.centre(name, known).learned
    seen = learner.seen(name, known)
    within = origins - (len(known) - len(seen))
    return learned.centres(seen, within.tolist(), np.tile(ahead.trading_days, (len(origins), 1)))

"""One origin's parts as they come to be known: centres, spreads, and models made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from forexlib.core.errors import MemberFailed, TooLittleHistory
from forexlib.core.history import Ahead, Floats, History
from forexlib.core.levels import ALL_LEVELS
from forexlib.core.reason import Reason
from forexlib.engine.check import (
    MIDDLE,
    ROBUST_WIDTH_LIMITS,
    WIDTH_LIMITS,
    check_centre,
    check_rates,
    check_width,
    check_witness,
    disproportion,
)
from forexlib.engine.ensemble import Ensemble
from forexlib.engine.guard import guarded
from forexlib.engine.learning import Learner
from forexlib.engine.recipe import digest
from forexlib.engine.weights import RANDOM_WALK
from forexlib.models.catalogue import HALF_A_RANDOM_WALK
from forexlib.models.random_walk import LearnedRandomWalk

GAUSSIAN: Final = "gaussian"


@dataclass(frozen=True, slots=True)
class Workbench:
    """What is known at one origin; lives for one forecast.

    Attributes:
        learner: The recipe, and what was learned for it.
        history: Everything known.
        ahead: The horizons asked for.
        errors: Spread to error quantiles at `ALL_LEVELS`, shape (h, 43).
        centres: Model to expected log returns, shape (h,).
        rates: Model to rates at `ALL_LEVELS`, shape (h, 43).
        learned: Part to the version of what was learned for it, also if it failed afterwards.
        versions: Model to the version of its rates.
        failures: Model to what went wrong.
        doubts: What was issued all the same, and why one may doubt it.
    """

    learner: Learner
    history: History
    ahead: Ahead
    errors: dict[str, Floats] = field(default_factory=dict)
    centres: dict[str, Floats] = field(default_factory=dict)
    rates: dict[str, Floats] = field(default_factory=dict)
    learned: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    def spread(self, name: str) -> Floats:
        """Error quantiles of the spread `name`, made once."""
        if name not in self.errors:
            kept = self.learner.spread(name, self.history)
            self.learned[name] = kept.version
            seen = self.learner.seen(name, self.history)
            self.errors[name] = kept.learned.errors(seen, self.ahead, ALL_LEVELS)
        return self.errors[name]

    def centre(self, name: str) -> Floats:
        """Expected log returns of the centre `name`."""
        kept = self.learner.centre(name, self.history)
        self.learned[name] = kept.version
        return kept.learned.centre(self.learner.seen(name, self.history), self.ahead)

    def compose(self, name: str, *, plausible: bool = True) -> None:
        """Make, check and keep the distribution of a model of the recipe.

        Args:
            name: One of the recipe's models, or a centre and a spread joined by a +.
            plausible: Whether it must be one that could be issued; else any distribution will do.
        """
        model = self.learner.recipe.model(name)
        centre, errors = self.centre(model.centre), self.spread(model.spread)
        if plausible:
            self._check(name, centre, errors)
        self.centres[name] = centre
        self.rates[name] = self.joined(centre, errors)
        self.versions[name] = digest(name, self.learned[model.centre], self.learned[model.spread])

    def combine(
        self, name: str, ensemble: Ensemble, *, plausible: bool = True
    ) -> Mapping[int, Mapping[str, float]]:
        """Make, check and keep the distribution of an ensemble of models made before.

        Args:
            name: Under which it is kept.
            ensemble: Its members and its rule.
            plausible: As in `compose`.

        Returns:
            Horizon to member to weight, the random walk among the members.
        """
        kept = ensemble.weights(self.learner, self.history)
        self.learned[name] = kept.version
        weights = {days: kept.learned.at(days) for days in self.ahead.horizon_days}
        centre = np.zeros(len(self.ahead.horizon_days))
        for row, believed in enumerate(weights.values()):
            for member in ensemble.members:
                if believed[member] > 0:
                    centre[row] += believed[member] * self._believed_centre(member)[row]
        robust = self.learner.recipe.model(self.learner.recipe.robust)
        errors = self.spread(robust.spread)
        if plausible:
            check_centre(centre, self.spread(GAUSSIAN))
            check_centre(centre + errors[:, MIDDLE], self.spread(GAUSSIAN))
        self.rates[name] = self.joined(centre, errors)
        self.versions[name] = digest(
            name, ensemble, self.learned[name], self.learned[robust.spread]
        )
        return weights

    def joined(self, centre: Floats, errors: Floats) -> Floats:
        """Rates of a centre with a spread, refused unless they are a distribution."""
        rates = np.exp(self.history.log_rate[-1] + centre[:, None] + errors)
        check_rates(rates, self.ahead)
        return rates

    def attempt(self, name: str, make: Callable[[], object]) -> bool:
        """Whether `make` went through; if not, why is kept under `name`.

        A model that breaks must cost its own forecast, not everybody's. Only what the disk does is
        nobody's own: it is passed on.
        """
        try:
            guarded(make)
        except (MemberFailed, TooLittleHistory) as error:
            self.failures[name] = error.what
        return name not in self.failures

    def _check(self, name: str, centre: Floats, errors: Floats) -> None:
        """Refuse what could not be issued."""
        recipe, gaussian = self.learner.recipe, self.spread(GAUSSIAN)
        check_centre(centre, gaussian)
        if name == recipe.robust:
            check_width(errors, gaussian, limits=ROBUST_WIDTH_LIMITS)
            self._check_beside_the_reference(errors)
        elif name != RANDOM_WALK:
            reference = self.spread(recipe.model(recipe.robust).spread)
            check_width(errors, reference, limits=WIDTH_LIMITS)
        check_centre(centre + errors[:, MIDDLE], gaussian)

    def _check_beside_the_reference(self, errors: Floats) -> None:
        """Refuse the spread of what is issued if an independent one contradicts it.

        A fault that halves or doubles a width leaves it plausible beside the random walk's, which
        knows nothing of calm and storm, and in a storm beside the reference's, which follows it all
        the way. If of the two the reference is taken to be wrong, the run says so. A reference that
        cannot be made, or is out of all proportion, refuses nothing: that is told.
        """
        recipe = self.learner.recipe
        if recipe.reference == recipe.robust or recipe.reference not in recipe.models:
            return
        try:
            reference = guarded(lambda: self.spread(recipe.model(recipe.reference).spread))
        except (MemberFailed, TooLittleHistory):
            return
        beyond = disproportion(reference, self.spread(GAUSSIAN), limits=ROBUST_WIDTH_LIMITS)
        if beyond is not None:
            self.doubts.append(Reason("no_witness", model=recipe.reference, why=beyond))
            return
        usual = LearnedRandomWalk().errors(self.history, self.ahead, ALL_LEVELS)
        half_way = recipe.model(recipe.robust).spread in HALF_A_RANDOM_WALK
        doubt = check_witness(errors, reference, usual=usual, half_way=half_way)
        if doubt is not None:
            told = Reason("contradicts", other=recipe.reference, model=recipe.robust, why=doubt)
            self.doubts.append(told)

    def _believed_centre(self, member: str) -> Floats:
        """The centre of a member that has a weight.

        Raises:
            MemberFailed: If the member failed: without it the ensemble is not what was evaluated.
        """
        if member in self.failures:
            raise MemberFailed(
                Reason("believed_failed", model=member, why=self.failures[member]),
                remedy="The run falls back by itself.",
            )
        return self.centres[member]

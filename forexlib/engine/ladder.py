"""One forecast from one history: the best mode that passes its checks, and why no better one.

    ensemble    weighted centre, qa4's spread
    robust      no change, qa4's spread
    naive       no change, Gaussian with expanding variance: the random walk
    refusal     too little history even for that

A member that fails is left out and named. If the ensemble believed it, the ensemble cannot be what
its track record says, so the run stands one rung lower.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from forexlib.core.errors import MemberFailed, Refused, TooLittleHistory
from forexlib.core.history import Ahead, Floats, History
from forexlib.core.levels import ALL_LEVELS
from forexlib.core.runs import Mode
from forexlib.engine.check import (
    MIDDLE,
    ROBUST_WIDTH_LIMITS,
    WIDTH_LIMITS,
    check_centre,
    check_rates,
    check_width,
)
from forexlib.engine.ensemble import weights_for
from forexlib.engine.guard import guarded
from forexlib.engine.learning import Learner
from forexlib.engine.recipe import digest
from forexlib.engine.weights import RANDOM_WALK

ENSEMBLE = "ensemble"
GAUSSIAN = "gaussian"


@dataclass(frozen=True, slots=True)
class Issued:
    """What the ladder answers.

    Attributes:
        mode: The rung reached.
        reason: Why no better one; "" in the best.
        rates: Model to rates at `ALL_LEVELS`, shape (h, 43); `ensemble` is what is issued.
        versions: Model to the version that made it.
        weights: Horizon to member to weight.
        importances: Horizon to feature to share.
        warnings: What was left out, and why.
    """

    mode: Mode
    reason: str
    rates: Mapping[str, Floats]
    versions: Mapping[str, str]
    weights: Mapping[int, Mapping[str, float]]
    importances: Mapping[int, Mapping[str, float]]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Workbench:
    """One origin's parts as they come to be known; lives for one call of `climb`.

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

    def spread(self, name: str) -> Floats:
        """Error quantiles of the spread `name`, made once."""
        if name not in self.errors:
            kept = self.learner.spread(name, self.history)
            self.learned[name] = kept.version
            self.errors[name] = kept.learned.errors(self.history, self.ahead, ALL_LEVELS)
        return self.errors[name]

    def centre(self, name: str) -> Floats:
        """Expected log returns of the centre `name`."""
        kept = self.learner.centre(name, self.history)
        self.learned[name] = kept.version
        return kept.learned.centre(self.history, self.ahead)

    def compose(self, name: str) -> None:
        """Make, check and keep the distribution of a model of the recipe."""
        model = self.learner.recipe.models[name]
        gaussian = self.spread(GAUSSIAN)
        centre, errors = self.centre(model.centre), self.spread(model.spread)
        check_centre(centre, gaussian)
        if name == self.learner.recipe.robust:
            check_width(errors, gaussian, limits=ROBUST_WIDTH_LIMITS)
        elif name != RANDOM_WALK:
            reference = self.learner.recipe.models[self.learner.recipe.robust].spread
            check_width(errors, self.spread(reference), limits=WIDTH_LIMITS)
        self.centres[name] = centre
        self.rates[name] = self.checked(centre, errors)
        self.versions[name] = digest(name, self.learned[model.centre], self.learned[model.spread])

    def checked(self, centre: Floats, errors: Floats) -> Floats:
        """Rates of a centre with a spread, refused unless they can be a forecast."""
        check_centre(centre + errors[:, MIDDLE], self.spread(GAUSSIAN))
        rates = np.exp(self.history.log_rate[-1] + centre[:, None] + errors)
        check_rates(rates, self.ahead)
        return rates

    def attempt(self, name: str, make: Callable[[], None]) -> bool:
        """Whether `make` went through; if not, why is kept under `name`.

        A model that breaks must cost its own forecast, not everybody's. Only what the disk does is
        nobody's own: it is passed on.
        """
        try:
            guarded(make)
        except (MemberFailed, TooLittleHistory) as error:
            self.failures[name] = error.what
        return name not in self.failures


def climb(learner: Learner, history: History, ahead: Ahead) -> Issued:
    """Forecast from the newest fixing of `history`.

    Args:
        learner: The recipe, and what was learned for it.
        history: Everything known.
        ahead: The horizons asked for.

    Raises:
        Refused: If not even the random walk can be estimated.
    """
    bench = _Workbench(learner, history, ahead)
    recipe = learner.recipe
    if not bench.attempt(RANDOM_WALK, lambda: bench.compose(RANDOM_WALK)):
        raise Refused(
            f"No forecast can be made from {len(history)} fixings up to {history.last_day}:"
            f" {bench.failures[RANDOM_WALK]}",
            remedy="Ingest older rates (`forex ingest --full`), or forecast from a later day.",
        )
    if not bench.attempt(recipe.robust, lambda: bench.compose(recipe.robust)):
        return _fall(bench, "naive", RANDOM_WALK, because=recipe.robust)
    for member in recipe.members:
        bench.attempt(member, partial(bench.compose, member))
    weights: dict[int, Mapping[str, float]] = {}
    if not bench.attempt(ENSEMBLE, lambda: _combine(bench, weights)):
        return _fall(bench, "robust", recipe.robust, because=ENSEMBLE)
    return _issued(bench, "ensemble", "", weights)


def _combine(bench: _Workbench, weights: dict[int, Mapping[str, float]]) -> None:
    """Fill `weights`, and make, check and keep the ensemble's distribution."""
    kept = weights_for(bench.learner, bench.history)
    bench.learned[ENSEMBLE] = kept.version
    centre = np.zeros(len(bench.ahead.horizon_days))
    for row, days in enumerate(bench.ahead.horizon_days):
        believed = kept.learned.at(days)
        for member in bench.learner.recipe.members:
            if believed[member] > 0:
                centre[row] += believed[member] * _believed_centre(bench, member)[row]
        weights[days] = believed
    check_centre(centre, bench.spread(GAUSSIAN))
    model = bench.learner.recipe.models[bench.learner.recipe.robust]
    bench.rates[ENSEMBLE] = bench.checked(centre, bench.spread(model.spread))


def _believed_centre(bench: _Workbench, member: str) -> Floats:
    """The centre of a member that has a weight.

    Raises:
        MemberFailed: If the member failed: without it the ensemble is not what was evaluated.
    """
    if member in bench.failures:
        raise MemberFailed(
            f"{member}, which the ensemble believes, failed: {bench.failures[member]}",
            remedy="The run falls back by itself.",
        )
    return bench.centres[member]


def _fall(bench: _Workbench, mode: Mode, model: str, *, because: str) -> Issued:
    """Issue `model` in the ensemble's place."""
    bench.rates[ENSEMBLE] = bench.rates[model]
    certain = {days: {RANDOM_WALK: 1.0} for days in bench.ahead.horizon_days}
    return _issued(bench, mode, f"{because} failed: {bench.failures.pop(because)}", certain)


def _explain(bench: _Workbench, centre: str, importances: dict[int, Mapping[str, float]]) -> None:
    """Add what a centre says of its features to `importances`."""
    importances.update(bench.learner.centre(centre, bench.history).learned.importances())


def _issued(
    bench: _Workbench, mode: Mode, reason: str, weights: Mapping[int, Mapping[str, float]]
) -> Issued:
    recipe = bench.learner.recipe
    parts = (recipe.digest(), tuple(sorted(bench.learned.items())))
    importances: dict[int, Mapping[str, float]] = {}
    for member in recipe.members:
        if member in bench.rates:
            explained = partial(_explain, bench, recipe.models[member].centre, importances)
            bench.attempt(f"the importances of {member}", explained)
    return Issued(
        mode=mode,
        reason=reason,
        rates=bench.rates,
        versions={**bench.versions, ENSEMBLE: digest(ENSEMBLE, *parts)},
        weights=weights,
        importances={d: importances[d] for d in bench.ahead.horizon_days if d in importances},
        warnings=tuple(f"{name} was left out: {why}" for name, why in bench.failures.items()),
    )

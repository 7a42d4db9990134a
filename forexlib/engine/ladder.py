"""One forecast from one history: the best mode that passes its checks, and why no better one.

    ensemble    weighted centre, qr4's spread
    robust      no change, qr4's spread
    naive       no change, Gaussian with expanding variance: the random walk
    refusal     too little history even for that

What stands beside for comparison is held to no bounds but those of a distribution: a benchmark that
was silent on wild days would be flattered. A member that fails is left out and named. If the
ensemble believed it, the ensemble cannot be what its track record says, so the run stands one rung
lower.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from forexlib.core.errors import MemberFailed, Refused, TooLittleHistory
from forexlib.core.history import Ahead, Floats, History
from forexlib.core.reason import Reason
from forexlib.core.runs import Mode
from forexlib.engine.ensemble import Ensemble
from forexlib.engine.guard import guarded
from forexlib.engine.learning import Learner
from forexlib.engine.recipe import digest
from forexlib.engine.weights import RANDOM_WALK
from forexlib.engine.workbench import Workbench

ENSEMBLE = "ensemble"


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


def climb(learner: Learner, history: History, ahead: Ahead) -> Issued:
    """Forecast from the newest fixing of `history`.

    Args:
        learner: The recipe, and what was learned for it.
        history: Everything known.
        ahead: The horizons asked for.

    Raises:
        Refused: If not even the random walk can be estimated.
    """
    return climb_at(Workbench(learner, history, ahead))


def climb_at(bench: Workbench, *, barred: str = "") -> Issued:
    """The same at a workbench of one's own, on which the models made stay.

    Args:
        bench: The workbench.
        barred: Why the ensemble must not be issued, where it must not.

    Raises:
        Refused: If not even the random walk can be estimated.
    """
    recipe, history = bench.learner.recipe, bench.history
    if not bench.attempt(RANDOM_WALK, lambda: bench.compose(RANDOM_WALK)):
        raise Refused(
            Reason(
                "no_forecast",
                n=len(history),
                day=history.last_day,
                why=bench.failures[RANDOM_WALK],
            ),
            remedy=Reason("no_forecast_remedy"),
        )
    if not bench.attempt(recipe.robust, lambda: bench.compose(recipe.robust)):
        return _fall(bench, "naive", RANDOM_WALK, because=recipe.robust)
    if barred:
        bench.failures[ENSEMBLE] = barred
        return _fall(bench, "robust", recipe.robust, because=ENSEMBLE)
    for name in recipe.members:
        bench.attempt(name, partial(bench.compose, name))
    for name in recipe.beside:
        bench.attempt(name, partial(bench.compose, name, plausible=False))
    weights: dict[int, Mapping[str, float]] = {}
    ensemble = Ensemble(recipe.members, recipe.combination)
    if not bench.attempt(ENSEMBLE, lambda: weights.update(bench.combine(ENSEMBLE, ensemble))):
        return _fall(bench, "robust", recipe.robust, because=ENSEMBLE)
    return _issued(bench, "ensemble", "", weights)


def _fall(bench: Workbench, mode: Mode, model: str, *, because: str) -> Issued:
    """Issue `model` in the ensemble's place."""
    bench.rates[ENSEMBLE] = bench.rates[model]
    certain = {days: {RANDOM_WALK: 1.0} for days in bench.ahead.horizon_days}
    why = Reason("fell", model=because, why=bench.failures.pop(because))
    return _issued(bench, mode, why, certain)


def _importances(bench: Workbench) -> tuple[dict[int, Mapping[str, float]], list[Reason]]:
    """What members say of their features by horizon, and why that of others is left out."""
    recipe, history = bench.learner.recipe, bench.history
    found: dict[int, Mapping[str, float]] = {}
    left_out = []
    for member in recipe.members:
        if member in bench.rates:
            name = recipe.model(member).centre
            try:
                learned = bench.learner.centre(name, history).learned
                found.update(guarded(learned.importances))
            except (MemberFailed, TooLittleHistory) as error:
                left_out.append(Reason("importances_left_out", model=member, why=error.what))
    return found, left_out


def _issued(
    bench: Workbench, mode: Mode, reason: str, weights: Mapping[int, Mapping[str, float]]
) -> Issued:
    recipe = bench.learner.recipe
    parts = (recipe.digest(), tuple(sorted(bench.learned.items())))
    importances, unexplained = _importances(bench)
    left_out = (Reason("left_out", model=name, why=why) for name, why in bench.failures.items())
    return Issued(
        mode=mode,
        reason=reason,
        rates=dict(bench.rates),
        versions={**bench.versions, ENSEMBLE: digest(ENSEMBLE, *parts)},
        weights=weights,
        importances={d: importances[d] for d in bench.ahead.horizon_days if d in importances},
        warnings=(*bench.doubts, *left_out, *unexplained),
    )

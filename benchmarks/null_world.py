"""One simulated world: rates in which nothing can be known, or one thing, and a walk over them.

    r[t] = sigma[t] z[t],   sigma2[t+1] = (1 - alpha - beta) v + alpha r[t]**2 + beta sigma2[t]

for the target and four regressors, z Student's t of eight degrees and unit variance. The
coefficients are those of a GARCH(1,1)-t of 3,822 NBP fixings of USD/CLP (.048, .948, 8.6, daily
.77 %), rounded. The regressors' shocks correlate with the target's of the same day by .3, as in
life, so that whoever sees a regressor a day too early wins; of tomorrow they know nothing. Weekdays
without holidays: seven calendar days are always five fixings.

Where a signal is planted, weeks are blocks of five fixings that end on the origins, and

    R[k] = phi R[k-1] + E[k],   r[t] = phi R[k-1] / 5 + e[t] on each of the five days of week k

with e as r above and E its sum: weekly returns without overlap are exactly AR(1) with coefficient
phi, and an origin at the end of a week can at best spare phi**2 of the squared error.

The walk goes in whole quarters: weights and centres come from `Ensemble.weights` and `said`, the
engine's own, which answer for many origins at once what its ladder answers for each.

Reference: Bollerslev (1987), "A conditionally heteroskedastic time series model for speculative
prices and rates of return", Review of Economics and Statistics 69, 542-547, doi:10.2307/1925546.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from typing_extensions import override

from forexlib.core.history import Ahead, Floats, History
from forexlib.core.levels import LEVELS, LOWER_80, LOWER_95, UPPER_80, UPPER_95
from forexlib.engine.ensemble import Ensemble, said
from forexlib.engine.evidence import STEP, nominal_steps, quarters
from forexlib.engine.forgetful import Forgetful
from forexlib.engine.learning import Kept, LearnedT_co, Learner, one_thread
from forexlib.engine.recipe import Recipe
from forexlib.features.recipe import feature_frame
from forexlib.models.catalogue import MODELS, Model
from forexlib.scoring.losses import crps

ALPHA, BETA, FREEDOM, VOLATILITY, CORRELATION = 0.05, 0.945, 8, 0.0077, 0.3
REGRESSORS: Final = ("DXY", "USDBRL", "USDMXN", "USDAUD")
WEEK: Final = 5
BURN_IN: Final = 500
FIRST_DAY: Final = np.datetime64("2012-01-02", "D")
MEMBERS: Final = ("arma+qr4", "var", "lead_lag", "ridge")
"""Each with the settings it is issued with; the forest alone is too slow for a thousand worlds."""

TRUTH: Final = "the truth"
"""A model of planted worlds: it was told the coefficient."""

QUICK: Final = replace(
    Recipe(),
    members=MEMBERS,
    beside=(),
    regressors=tuple(f"nbp_fixing/{name}" for name in REGRESSORS),
    models={**MODELS, MEMBERS[0]: Model("arma", "qr4")},
)

Hits = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class World:
    """What is simulated.

    Attributes:
        seed: Of everything drawn.
        phi: Coefficient of the AR(1) in weekly returns; 0 where nothing can be known.
        fixings: How many.
        first: Position of the first origin, in whole weeks.
        spread_every: Origins from one whose distribution is made to the next.
    """

    seed: int
    phi: float = 0.0
    fixings: int = 2600
    first: int = 1600
    spread_every: int = 4

    def origins(self) -> NDArray[np.intp]:
        """Positions of the origins, one a week: the last fixing of each."""
        return np.arange(self.first, self.fixings, STEP)


@dataclass(frozen=True, slots=True)
class Walked:
    """What was forecast in one world and what followed, over n origins and h horizons.

    Attributes:
        moves: Realised log returns, (n, h); NaN where not realised.
        centres: Model to forecast log returns, (n, h); the ensemble's and each member's, zero where
            the member had none that could be issued, and where a signal is planted the truth's.
        together: Weight of all members together at each origin, (n, h).
        refits: The same on each refit day, (q, h).
        spread: Every how many origins the distribution was looked at; k of them.
        inside_80: Whether the outcome fell into the ensemble's interval, (k, h); False where it is
            not realised.
        inside_95: The same.
        crps: Of the ensemble, relative to the rate, (k, h); NaN where not realised.
        crps_walk: Of the Gaussian random walk.
    """

    moves: Floats
    centres: dict[str, Floats]
    together: Floats
    refits: Floats
    spread: int
    inside_80: Hits
    inside_95: Hits
    crps: Floats
    crps_walk: Floats


@dataclass(frozen=True, slots=True)
class QuickLearner(Learner):
    """A Learner of one history: it remembers by position, not by the hash of what was seen.

    What is learned is the same; writing it down, reading it back and hashing all of its inputs
    would take three times as long as learning it.
    """

    @override
    def kept(
        self,
        name: str,
        settings: tuple[object, ...],
        known: History,
        learn: Callable[[], LearnedT_co],
    ) -> Kept[LearnedT_co]:
        key = f"{name} {settings!r} {known.start} {len(known)}"
        if key not in self.memory:
            self.memory[key] = Kept(learn(), key)
        return self.memory[key]


def returns(world: World) -> Floats:
    """Daily log returns of the target and the regressors, shape (fixings, 1 + regressors)."""
    generator = np.random.default_rng(world.seed)
    shape = (BURN_IN + world.fixings, 1 + len(REGRESSORS))
    shocks = generator.standard_t(FREEDOM, shape) * np.sqrt((FREEDOM - 2) / FREEDOM)
    shocks[:, 1:] *= np.sqrt(1.0 - CORRELATION**2)
    shocks[:, 1:] += CORRELATION * shocks[:, :1]
    mean, moves = VOLATILITY**2, np.empty(shape)
    variance = np.full(shape[1], mean)
    for day, shock in enumerate(shocks):
        moves[day] = np.sqrt(variance) * shock
        variance = (1.0 - ALPHA - BETA) * mean + ALPHA * moves[day] ** 2 + BETA * variance
    settled = moves[BURN_IN:]
    settled[:, 0] = planted(settled[:, 0], phi=world.phi)
    return settled


def planted(shocks: Floats, *, phi: float) -> Floats:
    """Daily returns whose weeks are AR(1); week k is the days 5k + 1 to 5k + 5, day 0 in none."""
    moves = shocks.copy()
    before = 0.0
    for day in range(1, len(shocks), WEEK):
        moves[day : day + WEEK] += phi * before / WEEK
        before = float(moves[day : day + WEEK].sum())
    return moves


def history_of(moves: Floats) -> History:
    """What is known once everything has happened: the target starts at 800, regressors at 5."""
    levels = np.cumsum(moves, axis=0) + np.log([800.0] + [5.0] * len(REGRESSORS))
    frame = pl.DataFrame(levels, schema=["log_rate", *REGRESSORS])
    features = feature_frame(frame)
    known = features.select(pl.when(pl.all().is_finite()).then(pl.all()).otherwise(float("nan")))
    return History(
        dates=np.busday_offset(FIRST_DAY, np.arange(len(levels))),
        log_rate=np.ascontiguousarray(levels[:, 0]),
        regressors=np.ascontiguousarray(levels[:, 1:]),
        regressor_names=REGRESSORS,
        features=np.ascontiguousarray(known.to_numpy()),
        feature_names=tuple(features.columns),
    )


Weigh = Callable[[Learner, History], Floats]
"""What each member weighs at each horizon, (h, m), for a quarter of which the newest is known."""


def weigh(learner: Learner, known: History) -> Floats:
    """As the engine does: by the evidence of the first fixing of the quarter."""
    recipe = learner.recipe
    ensemble = Ensemble(recipe.members, recipe.combination)
    return np.asarray(ensemble.weights(learner, known).learned.weights)


def walk(world: World, recipe: Recipe = QUICK) -> Walked:
    """Simulate a world and walk forward over it."""
    return walk_over(history_of(returns(world)), world, recipe)


def walk_over(
    history: History, world: World, recipe: Recipe = QUICK, *, weighing: Weigh = weigh
) -> Walked:
    """Walk forward over a history: each quarter's weights and centres from what was known in it."""
    with one_thread():
        return _walked(history, world, QuickLearner(recipe, Forgetful()), weighing)


def _walked(history: History, world: World, learner: Learner, weighing: Weigh) -> Walked:
    recipe, origins = learner.recipe, world.origins()
    heard, shares, refits = [], [], []
    for rows in quarters(history, origins):
        known = history.first(int(origins[rows][-1]) + 1)
        weights = weighing(learner, known)
        members = [said(learner, name, known, origins[rows]) for name in recipe.members]
        heard.append(np.stack(members, axis=-1))
        shares.append(np.broadcast_to(weights, (len(origins[rows]), *weights.shape)))
        refits.append(weights.sum(axis=-1))
    spoken, believed = np.concatenate(heard), np.concatenate(shares)
    centres = {"ensemble": combined(spoken, believed)}
    for column, name in enumerate(recipe.members):
        centres[name] = np.nan_to_num(spoken[..., column])
    if world.phi:
        centres[TRUTH] = expected(history, world, recipe.horizons)
    moves = realised(history, origins, recipe.horizons)
    return Walked(
        moves,
        centres,
        believed.sum(axis=-1),
        np.stack(refits),
        world.spread_every,
        *_distributions(history, world, learner, centres["ensemble"], moves),
    )


def expected(history: History, world: World, horizons: tuple[int, ...]) -> Floats:
    """What who knows phi expects of each horizon from the ends of weeks, (n, h)."""
    origins = world.origins()
    week = history.log_rate[origins] - history.log_rate[origins - WEEK]
    weeks = np.asarray(nominal_steps(horizons)) / WEEK
    ahead = np.arange(1.0, np.ceil(weeks.max()) + 1.0)
    shares = np.clip(weeks[:, None] - ahead + 1.0, 0.0, 1.0) @ world.phi**ahead
    return week[:, None] * shares


def combined(spoken: Floats, believed: Floats) -> Floats:
    """The ensemble's centres, (n, h); no change where a member it believes had no forecast.

    Args:
        spoken: What members forecast, (n, h, m); NaN where nothing that could be issued.
        believed: Their weights, (n, h, m).
    """
    failed = (np.isnan(spoken) & (believed > 0)).any(axis=(1, 2))
    centre = (np.nan_to_num(spoken) * believed).sum(axis=-1)
    return np.where(failed[:, None], 0.0, centre)


def realised(history: History, origins: NDArray[np.intp], horizons: tuple[int, ...]) -> Floats:
    """Log returns from each origin to each horizon, (n, h); NaN where not realised."""
    targets = np.column_stack([history.targets(days)[origins] for days in horizons])
    there = targets < len(history)
    reached = history.log_rate[np.where(there, targets, 0)]
    return np.where(there, reached - history.log_rate[origins][:, None], np.nan)


def _distributions(
    history: History, world: World, learner: Learner, centres: Floats, moves: Floats
) -> tuple[Hits, Hits, Floats, Floats]:
    """Hits of both intervals, and the scores of the ensemble and of the random walk."""
    recipe = learner.recipe
    chosen = slice(0, None, world.spread_every)
    own, walk_ = [], []
    for position in world.origins()[chosen].tolist():
        known = history.first(position + 1)
        ahead = Ahead(recipe.horizons, weekdays_ahead(history, position, recipe.horizons))
        for found, model in ((own, recipe.robust), (walk_, "random_walk")):
            spread = learner.spread(recipe.model(model).spread, known).learned
            found.append(spread.errors(known, ahead, LEVELS))
    happened = np.exp(moves[chosen])
    quantiles = np.exp(centres[chosen][..., None] + np.stack(own))
    return (
        _inside(quantiles, happened, LOWER_80, UPPER_80),
        _inside(quantiles, happened, LOWER_95, UPPER_95),
        crps(quantiles, happened),
        crps(np.exp(np.stack(walk_)), happened),
    )


def weekdays_ahead(history: History, position: int, horizons: tuple[int, ...]) -> tuple[int, ...]:
    """Fixings from an origin to each horizon, which the calendar knows beforehand."""
    day = history.dates[position]
    targets = np.busday_offset(day + np.asarray(horizons), 0, roll="forward")
    return tuple(np.busday_count(day, targets).tolist())


def _inside(quantiles: Floats, happened: Floats, low: int, high: int) -> Hits:
    return (quantiles[..., low] <= happened) & (happened <= quantiles[..., high])

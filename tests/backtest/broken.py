"""Models broken as an older public system's were, and walks in which they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import dataframely as dy
import numpy as np
import polars as pl

from benchmarks.null_world import QUICK, Forgetful, QuickLearner
from forexlib.backtest.walk_forward import Walker
from forexlib.core.frames import Panel
from forexlib.core.history import Ahead, Floats, History
from forexlib.core.levels import LEVELS, LOWER_80, LOWER_95, MEDIAN, UPPER_80, UPPER_95
from forexlib.core.model import Refit, Steps
from forexlib.core.validation import WalkedOrigin
from forexlib.features.history import history_known_at
from forexlib.models.reverting import LearnedQr4, Qr4
from forexlib.scoring.losses import crps, interval_score_95
from tests.backtest.parts import noons, walker
from tests.panels import TARGET, last_noon, simulated

FIXINGS, FIRST = 2600, 1600
"""Of the world that every broken model forecasts, and the position of the first origin in it."""

ENSEMBLE, WALK = "ensemble", "random_walk"
MEMBERS = ("var", "lead_lag", "ridge")


@dataclass(frozen=True, slots=True)
class Constant:
    """A rate that was typed in once."""

    rate: float = 800.0
    refit: Refit = "year"

    def learn(self, history: History, *, horizons: Sequence[int], seed: int) -> "Constant":  # noqa: ARG002
        return self

    def centre(self, history: History, ahead: Ahead) -> Floats:
        return np.full(len(ahead.horizon_days), np.log(self.rate) - history.log_rate[-1])

    def centres(self, history: History, origins: Sequence[int], steps: Steps) -> Floats:
        moved = np.log(self.rate) - history.log_rate[np.asarray(origins)]
        return np.broadcast_to(moved[:, None], steps.shape)

    def importances(self) -> Mapping[int, Mapping[str, float]]:
        return {}


@dataclass(frozen=True, slots=True)
class Late:
    """Yesterday's rate, as if it were today's."""

    refit: Refit = "year"

    def learn(self, history: History, *, horizons: Sequence[int], seed: int) -> "Late":  # noqa: ARG002
        return self

    def centre(self, history: History, ahead: Ahead) -> Floats:
        return np.full(len(ahead.horizon_days), history.log_rate[-2] - history.log_rate[-1])

    def centres(self, history: History, origins: Sequence[int], steps: Steps) -> Floats:
        at = np.asarray(origins)
        moved = history.log_rate[at - 1] - history.log_rate[at]
        return np.broadcast_to(moved[:, None], steps.shape)

    def importances(self) -> Mapping[int, Mapping[str, float]]:
        return {}


@dataclass(frozen=True, slots=True)
class Hindsight:
    """A regression of the week to come on the features, of the very weeks it then forecasts."""

    refit: Refit = "year"

    def learn(self, history: History, *, horizons: Sequence[int], seed: int) -> "LearnedHindsight":  # noqa: ARG002
        whole = future()
        origins = np.arange(FIRST, FIXINGS - 5, 5)
        moves = whole.log_rate[origins + 5] - whole.log_rate[origins]
        slopes, *_ = np.linalg.lstsq(whole.features[origins], moves, rcond=None)
        return LearnedHindsight(tuple(slopes.tolist()))


@dataclass(frozen=True, slots=True)
class LearnedHindsight:
    """Its coefficients."""

    slopes: tuple[float, ...]

    def centre(self, history: History, ahead: Ahead) -> Floats:
        steps = np.asarray([ahead.trading_days])
        return self.centres(history, [len(history) - 1], steps)[0]

    def centres(self, history: History, origins: Sequence[int], steps: Steps) -> Floats:
        moved = history.features[np.asarray(origins)] @ np.asarray(self.slopes)
        return np.broadcast_to(moved[:, None], steps.shape)

    def importances(self) -> Mapping[int, Mapping[str, float]]:
        return {}


@dataclass(frozen=True, slots=True)
class InWrongUnit:
    """QR4 whose errors are `factor` times what they should be."""

    factor: float
    refit: Refit = "year"

    def learn(self, history: History, *, seed: int) -> "LearnedInWrongUnit":
        return LearnedInWrongUnit(self.factor, Qr4().learn(history, seed=seed))


@dataclass(frozen=True, slots=True)
class LearnedInWrongUnit:
    """The right errors, and what they are multiplied by."""

    factor: float
    right: LearnedQr4

    def errors(self, history: History, ahead: Ahead, levels: Sequence[float]) -> Floats:
        return self.factor * self.right.errors(history, ahead, levels)


RECIPE = replace(
    QUICK,
    horizons=(7, 30),
    members=MEMBERS,
    centres={
        **QUICK.centres,
        "constant": Constant(),
        "late": Late(),
        "hindsight": Hindsight(),
    },
    spreads={
        **QUICK.spreads,
        "percent": InWrongUnit(100.0),
        "hundredth": InWrongUnit(0.01),
        "none": InWrongUnit(0.0),
    },
)
BROKEN = (
    "constant+qr4",
    "late+qr4",
    "hindsight+qr4",
    "no_change+percent",
    "no_change+hundredth",
    "no_change+none",
)


def world() -> dy.DataFrame[Panel]:
    """Rates in which nothing can be known, and regressors that know nothing."""
    return simulated(FIXINGS, seed=21)


@cache
def future() -> History:
    """The same when all of it has happened."""
    panel = world()
    return history_known_at(
        panel, target=TARGET, regressors=RECIPE.regressors, as_of=last_noon(panel)
    )


def everyone() -> Walker:
    """Somebody who walks over the weeks of the world with the honest models and the broken."""
    models = (WALK, *MEMBERS, ENSEMBLE, *BROKEN)
    instants = noons(range(FIRST, FIXINGS, 5))
    learner = QuickLearner(RECIPE, Forgetful())
    return replace(walker(world(), instants, models=models, recipe=RECIPE), learner=learner)


def scored(origins: Sequence[WalkedOrigin], panel: dy.DataFrame[Panel]) -> pl.DataFrame:
    """The rows that the view walk_forward_scored has of these origins."""
    fixings = panel.filter(pl.col("series") == TARGET).sort("event_date")
    rows = (
        pl.concat(one.forecasts for one in origins)
        .sort("target_date")
        .join_asof(
            fixings.select(target_date="event_date", actual_date="event_date", actual="value"),
            on="target_date",
            strategy="forward",
        )
        .drop_nulls("actual")
    )
    return rescored(rows)


def rescored(rows: pl.DataFrame) -> pl.DataFrame:
    """The same with scores that belong to the quantiles, means and actuals that are there."""
    quantiles = rows.get_column("quantiles").list.to_array(len(LEVELS)).to_numpy()
    actual = rows.get_column("actual").to_numpy()
    own = rows.with_columns(
        error=pl.col("mean") - pl.col("actual"),
        abs_error=pl.Series(np.abs(quantiles[:, MEDIAN] - actual)),
        inside_80=pl.Series(inside(quantiles, actual, LOWER_80, UPPER_80)),
        inside_95=pl.Series(inside(quantiles, actual, LOWER_95, UPPER_95)),
        crps=pl.Series(crps(quantiles, actual)),
        interval_score_95=pl.Series(interval_score_95(quantiles, actual)),
    ).drop("error_random_walk", "crps_random_walk", "interval_score_95_random_walk", strict=False)
    walk = own.filter(model=WALK).select(
        "horizon_days",
        "origin_date",
        error_random_walk="error",
        crps_random_walk="crps",
        interval_score_95_random_walk="interval_score_95",
    )
    return own.join(walk, on=["horizon_days", "origin_date"], how="left").sort(
        "horizon_days", "model", "origin_date"
    )


def inside(quantiles: Floats, actual: Floats, low: int, high: int) -> np.ndarray:
    return (quantiles[:, low] <= actual) & (actual <= quantiles[:, high])


def in_its_place(rows: pl.DataFrame, model: str) -> pl.DataFrame:
    """A walk of the random walk and an ensemble, which is another model under its name."""
    put = rows.filter(model=model).with_columns(model=pl.lit(ENSEMBLE))
    return pl.concat([rows.filter(model=WALK), put])


def without_width(rows: pl.DataFrame) -> pl.DataFrame:
    """The ensemble's rows with its median for every quantile."""
    median = pl.col("quantiles").list.get(MEDIAN)
    flat = pl.when(model=ENSEMBLE).then(median.repeat_by(len(LEVELS))).otherwise("quantiles")
    return rescored(in_its_place(rows, ENSEMBLE).with_columns(quantiles=flat))


def weighted_in_hindsight(rows: pl.DataFrame) -> pl.DataFrame:
    """An ensemble whose weights, of each quarter, are the best for the outcomes of that quarter."""
    quarter = ("horizon_days", pl.col("origin_date").dt.truncate("1q"))
    parts = [_best_of(part) for _, part in rows.group_by(*quarter, maintain_order=True)]
    return rescored(pl.concat([rows.filter(model=WALK), *parts]))


def _best_of(rows: pl.DataFrame) -> pl.DataFrame:
    """The ensemble of one horizon and quarter, by least squares of its moves on its members'."""
    walk = rows.filter(model=WALK).sort("origin_date")
    last = walk.get_column("last_rate").to_numpy()
    claimed = np.column_stack(
        [
            _medians(rows.filter(model=name).sort("origin_date")) / last - 1.0
            for name in (*MEMBERS, ENSEMBLE)
        ]
    )
    came = walk.get_column("actual").to_numpy() / last - 1.0
    weights, *_ = np.linalg.lstsq(claimed, came, rcond=None)
    shift = 1.0 + claimed @ weights
    quantiles = walk.get_column("quantiles").list.to_array(len(LEVELS)).to_numpy()
    return walk.with_columns(
        model=pl.lit(ENSEMBLE),
        mean=pl.Series(walk.get_column("mean").to_numpy() * shift),
        quantiles=pl.Series((quantiles * shift[:, None]).tolist()),
    )


def _medians(rows: pl.DataFrame) -> Floats:
    return rows.get_column("quantiles").list.get(MEDIAN).to_numpy()


def with_actuals_shifted(rows: pl.DataFrame, *, by: int) -> pl.DataFrame:
    """Every actual in the row `by` after its own."""
    shifted = rows.sort("horizon_days", "model", "origin_date").with_columns(
        pl.col("actual").shift(by).over("horizon_days", "model")
    )
    return rescored(shifted.drop_nulls("actual"))

"""Worlds in which nothing can be known: nobody gains there, and who saw the future is caught."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import dataframely as dy
import numpy as np
import polars as pl
import pytest

from benchmarks.null_findings import (
    ENSEMBLE,
    NESTED,
    RATIO_BAND,
    Told,
    binomial_band,
    faults,
    mean_ratio,
    size,
    tell,
)
from benchmarks.null_page import page
from benchmarks.null_world import (
    QUICK,
    TRUTH,
    WEEK,
    World,
    expected,
    history_of,
    planted,
    realised,
    returns,
    walk,
    walk_over,
)
from forexlib.backtest.walk_forward import Walk, Walker
from forexlib.core.frames import Panel
from forexlib.core.history import Ahead, Floats, History
from forexlib.core.levels import MEDIAN
from forexlib.core.model import Refit, Steps
from forexlib.core.series import NBP_FIXING, series_name
from forexlib.engine.combinations import stack
from forexlib.engine.ensemble import said
from forexlib.engine.evidence import quarters
from forexlib.engine.forecast import Question
from forexlib.engine.learning import Learner
from forexlib.engine.survey import chosen_models
from forexlib.models.errors_at_horizon import volatility_known
from tests.fakes import MemoryArtefacts
from tests.panels import noon

FEW = replace(QUICK, members=("var", "lead_lag", "ridge"))
"""Members that learn in closed form: the same to the last digits on every machine."""

A_FEW_WORLDS = tuple(World(seed, spread_every=40) for seed in range(4))


@dataclass(frozen=True, slots=True)
class Peeking:
    """A centre that looks, where it is asked about many origins at once, a week ahead of each."""

    share: float = 0.1
    refit: Refit = "year"

    def learn(self, history: History, *, horizons: Sequence[int], seed: int) -> "Peeking":  # noqa: ARG002
        return self

    def centre(self, history: History, ahead: Ahead) -> Floats:  # noqa: ARG002
        return np.zeros(len(ahead.horizon_days))

    def centres(self, history: History, origins: Sequence[int], steps: Steps) -> Floats:
        at = np.asarray(origins)
        later = np.minimum(at + WEEK, len(history) - 1)
        moved = self.share * (history.log_rate[later] - history.log_rate[at])
        return np.broadcast_to(moved[:, None], steps.shape)

    def importances(self) -> Mapping[int, Mapping[str, float]]:
        return {}


PEEKING = replace(FEW, centres={**QUICK.centres, "ridge": Peeking()})


def in_hindsight(history: History, learner: Learner, known: History) -> Floats:
    """Weights of the quarter that ends with `known`, the best for what followed in that quarter."""
    recipe = learner.recipe
    origins = World(0).origins()
    origins = origins[origins < len(known)]
    *_, rows = quarters(history, origins)
    spoken = np.stack([said(learner, m, known, origins[rows]) for m in recipe.members], axis=-1)
    moves = realised(history, origins[rows], recipe.horizons)
    unit = volatility_known(history, decay=0.985)[origins[rows]]
    there = np.isfinite(moves).all(axis=1) & np.isfinite(spoken).all(axis=(1, 2))
    if there.sum() < len(recipe.members):
        return np.zeros((len(recipe.horizons), len(recipe.members)))
    scaled, came = spoken / unit[:, None, None], moves / unit[:, None]
    return np.stack(
        [stack(scaled[there, row], came[there, row]) for row in range(len(recipe.horizons))]
    )


def panel_of(history: History) -> dy.DataFrame[Panel]:
    """The values of a history as if the NBP had published them."""
    levels = np.column_stack([history.log_rate, history.regressors])
    days = history.dates.tolist()
    names = ["USDCLP", *history.regressor_names]
    return Panel.validate(
        pl.concat(
            pl.DataFrame(
                {
                    "series": series_name(NBP_FIXING, name),
                    "event_date": days,
                    "available_at": [noon(day) for day in days],
                    "value": np.exp(column),
                },
                schema=Panel.create_empty().schema,
            )
            for name, column in zip(names, levels.T, strict=True)
        )
    )


@pytest.fixture(scope="module")
def ten() -> list[Told]:
    return [tell(walk(World(seed, spread_every=20), FEW)) for seed in range(10)]


@pytest.mark.slow
def test_nobody_knows_anything_in_ten_worlds(ten: list[Told]) -> None:
    low, high = binomial_band(10)

    assert faults(ten) == []
    assert low <= size(ten) <= high


RECORDED = {
    "var": (
        *(0.58885719, 0.66840947, 0.92218765, 0.49016856, 0.91085729),
        *(0.23941727, 0.62888066, 0.73724603, 0.88828303, 0.09310813),
    ),
    "ridge": (
        *(0.83601763, 0.42769409, 0.63831004, 0.56551368, 0.27284735),
        *(0.63537373, 0.77102853, 0.38580487, 0.67795236, 0.19755878),
    ),
    "ensemble": (
        *(0.53201601, 0.12220345, 0.63845372, 0.18758782, 0.13877786),
        *(0.57677248, 1.0, 1.0, 1.0, 0.10498942),
    ),
}
"""Clark and West's p-values at 7 days in the ten worlds."""


@pytest.mark.slow
@pytest.mark.parametrize("model", RECORDED)
def test_ten_worlds_say_what_they_said_before(ten: list[Told], model: str) -> None:
    p_values = [float(told.p_values[NESTED, model][0]) for told in ten]

    assert p_values == pytest.approx(RECORDED[model], abs=1e-6)


@pytest.mark.slow
def test_a_centre_that_sees_a_week_ahead_is_caught() -> None:
    peeking = [tell(walk(world, PEEKING)) for world in A_FEW_WORLDS]

    found = faults(peeking)

    assert size(peeking) == 1.0
    assert found[0].startswith("the pre-named test rejects in 100.0 % of 4 worlds")
    assert mean_ratio(peeking)[0][0] < RATIO_BAND[0]
    assert faults([tell(walk(world, FEW)) for world in A_FEW_WORLDS]) == []


@pytest.mark.slow
def test_weights_chosen_in_hindsight_are_caught() -> None:
    blessed = []
    for world in A_FEW_WORLDS:
        history = history_of(returns(world))
        walked = walk_over(
            history,
            world,
            FEW,
            weighing=lambda learner, known, all_of_it=history: in_hindsight(
                all_of_it, learner, known
            ),
        )
        blessed.append(tell(walked))

    found = faults(blessed)

    assert any(fault.startswith("the pre-named test rejects in") for fault in found)


@pytest.mark.slow
def test_the_quick_walk_says_what_the_engine_says() -> None:
    """Centres by quarters, against those of the ladder at single origins, by the full learner."""
    world = World(9)
    history = history_of(returns(world))
    walked = walk_over(history, world)
    chosen = np.arange(0, 180, 20)
    instants = [noon(day) for day in history.dates[world.origins()[chosen]].tolist()]
    question = Question("USDCLP", NBP_FIXING, "backfill", instants[-1])
    recipe = replace(QUICK, horizons=(7, 15))
    one_by_one = Walk("walk", question, chosen_models(["ensemble"], recipe), tuple(instants))
    learner = Learner(recipe, MemoryArtefacts())

    origins = Walker.over(panel_of(history), one_by_one, learner).walked(instants)

    compared = 0
    for row, origin in zip(chosen, origins, strict=True):
        rows = origin.forecasts.filter(pl.col("model") == ENSEMBLE).sort("horizon_days")
        for column, steps in enumerate((5, 11)):
            forecast = rows.row(column, named=True)
            if forecast["trading_days"] != steps:
                continue  # a holiday of Warsaw, which simulated weeks have not
            moved = np.log(forecast["quantiles"][MEDIAN] / forecast["last_rate"])
            assert moved == pytest.approx(walked.centres[ENSEMBLE][row, column], abs=1e-9)
            compared += 1
    assert compared > len(chosen)
    assert np.abs(walked.centres[ENSEMBLE][chosen, 0]).max() > 1e-4


def test_planted_weeks_are_autoregressive_exactly() -> None:
    shocks = np.zeros(16)
    shocks[1] = 1.0

    moves = planted(shocks, phi=0.3)

    assert moves[1:].reshape(3, WEEK).sum(axis=1) == pytest.approx([1.0, 0.3, 0.09])
    assert moves[6:11] == pytest.approx([0.06] * 5)


def test_the_truth_expects_a_share_of_the_last_week_and_less_of_the_next_ones() -> None:
    world = World(3, phi=0.3)
    history = history_of(returns(world))

    centres = expected(history, world, (7, 15))

    origins = world.origins()
    week = history.log_rate[origins] - history.log_rate[origins - WEEK]
    assert centres[:, 0] == pytest.approx(0.3 * week)
    assert centres[:, 1] == pytest.approx((0.3 + 0.09 + 0.2 * 0.027) * week)


def test_a_world_is_driftless_with_clusters_and_fat_tails() -> None:
    moves = returns(World(4, fixings=20_000))[:, 0]

    squares = moves**2 / np.mean(moves**2)
    centred = squares - 1.0
    assert abs(moves.mean()) < 3.0 * moves.std() / np.sqrt(len(moves))
    assert 0.005 < moves.std() < 0.011
    assert np.mean(centred[20:] * centred[:-20]) / np.mean(centred**2) > 0.05
    assert np.mean(squares**2) > 3.5


def test_two_of_ten_worlds_are_chance_and_three_are_not() -> None:
    assert binomial_band(10) == (0.0, 0.2)
    assert binomial_band(1000) == (0.037, 0.064)


@pytest.mark.slow
def test_a_planted_signal_is_seen_by_who_knows_it_and_the_page_says_so() -> None:
    told = [tell(walk(World(seed, phi=0.3, spread_every=40), FEW)) for seed in (31, 32)]
    null = [tell(walk(A_FEW_WORLDS[0]))]

    ratio, _ = mean_ratio(told, TRUTH)
    printed = page(null, [tell(walk(World(31, phi=0.3, spread_every=40)))])

    assert ratio[0] < 0.98
    assert "| `the truth` |" in printed

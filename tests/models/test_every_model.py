"""What must hold for every model of the catalogue; a new model is tested by being there."""

from functools import cache

import numpy as np
import polars as pl
import pytest
from pydantic import TypeAdapter

from forexlib.core.errors import TooLittleHistory
from forexlib.core.frames import Panel
from forexlib.core.history import Ahead, Floats, History
from forexlib.core.levels import ALL_LEVELS
from forexlib.core.model import LearnedCentre, LearnedSpread
from forexlib.features.history import history_known_at
from forexlib.models import catalogue
from forexlib.models.catalogue import LEARNED, ON_A_BENCHMARK, SPREADS, Model, benchmarks
from forexlib.models.origins import in_turn
from tests.panels import (
    NBP_FIXING,
    OUTSIDE,
    REGRESSORS,
    TARGET,
    last_noon,
    simulated,
    truncated,
    with_outside,
)

BENCHMARKS = benchmarks(TARGET, OUTSIDE)
CENTRES = {**catalogue.CENTRES, **BENCHMARKS}
MODELS = {**catalogue.MODELS, **{name: Model(name, ON_A_BENCHMARK) for name in BENCHMARKS}}
OF_THE_PAIR = [TARGET, "yahoo_close/USDCLP"]

AHEAD = Ahead((7, 30, 90), (5, 21, 63))
LEARNED_ON = 1300
A_BASIS_POINT = 1e-4
"""A scaled series' returns differ in the last bit, so a likelihood's optimiser stops elsewhere."""
every_model = pytest.mark.parametrize("name", MODELS)


@cache
def known(*, count: int = 1600, scale: float = 1.0) -> History:
    """The history of the first `count` days of the simulated panel, the pair times `scale`."""
    own = pl.col("series").is_in(OF_THE_PAIR)
    scaled = pl.when(own).then(pl.col("value") * scale).otherwise("value")
    whole = with_outside(simulated())
    panel = Panel.validate(truncated(whole, count).with_columns(value=scaled))
    regressors = [*(f"{NBP_FIXING}/{name}" for name in REGRESSORS), *OUTSIDE]
    return history_known_at(panel, target=TARGET, regressors=regressors, as_of=last_noon(panel))


def early(*, scale: float = 1.0) -> History:
    """What was known when the models learned, long before the last fixing."""
    return known(scale=scale).first(LEARNED_ON)


@cache
def learned_centre(name: str, *, scale: float = 1.0) -> LearnedCentre:
    return CENTRES[name].learn(early(scale=scale), horizons=AHEAD.horizon_days, seed=1)


@cache
def learned_spread(name: str, *, scale: float = 1.0) -> LearnedSpread:
    return SPREADS[name].learn(early(scale=scale), seed=1)


def composed(
    seen: History, centre: LearnedCentre, spread: LearnedSpread, *, ahead: Ahead = AHEAD
) -> Floats:
    """Rates at the end of `seen`, shape (h, levels)."""
    errors = spread.errors(seen, ahead, ALL_LEVELS)
    return np.exp(seen.log_rate[-1] + centre.centre(seen, ahead)[:, None] + errors)


@cache
def forecast(name: str, *, scale: float = 1.0) -> Floats:
    """Learned on an early part of the simulated panel, forecast from the end of all of it."""
    centre = learned_centre(MODELS[name].centre, scale=scale)
    return composed(known(scale=scale), centre, learned_spread(MODELS[name].spread, scale=scale))


@every_model
def test_quantiles_never_cross(name: str) -> None:
    assert (np.diff(forecast(name), axis=1) > 0).all()


@every_model
def test_widths_grow_with_the_horizon(name: str) -> None:
    widths = forecast(name)[:, -1] - forecast(name)[:, 0]

    assert (np.diff(widths) > 0).all()


@every_model
def test_errors_are_symmetric_in_log_return(name: str) -> None:
    errors = learned_spread(MODELS[name].spread).errors(known(), AHEAD, ALL_LEVELS)

    assert errors == pytest.approx(-errors[:, ::-1])


@every_model
def test_later_rows_change_nothing(name: str) -> None:
    model, never_longer = MODELS[name], known(count=LEARNED_ON)
    centre = CENTRES[model.centre].learn(never_longer, horizons=AHEAD.horizon_days, seed=1)
    spread = SPREADS[model.spread].learn(never_longer, seed=1)

    of_the_long = composed(early(), learned_centre(model.centre), learned_spread(model.spread))
    of_the_short = composed(never_longer, centre, spread)

    assert early().fingerprint() == never_longer.fingerprint()
    assert of_the_long.tobytes() == of_the_short.tobytes()


@every_model
def test_multiplying_the_series_multiplies_the_forecast(name: str) -> None:
    scaled = forecast(name, scale=7.0)

    assert scaled == pytest.approx(7.0 * forecast(name), rel=A_BASIS_POINT)


@every_model
def test_the_same_seed_learns_the_same(name: str) -> None:
    model = MODELS[name]

    centre = CENTRES[model.centre].learn(early(), horizons=AHEAD.horizon_days, seed=1)
    spread = SPREADS[model.spread].learn(early(), seed=1)

    assert centre == learned_centre(model.centre)
    assert spread == learned_spread(model.spread)


@pytest.mark.parametrize("name", CENTRES)
def test_a_centre_read_back_from_json_gives_the_same_bytes(name: str) -> None:
    adapter, learned = TypeAdapter(LEARNED[name]), learned_centre(name)

    read_back = adapter.validate_json(adapter.dump_json(learned))

    expected = learned.centre(known(), AHEAD)
    assert read_back.centre(known(), AHEAD).tobytes() == expected.tobytes()


@pytest.mark.parametrize("name", SPREADS)
def test_a_spread_read_back_from_json_gives_the_same_bytes(name: str) -> None:
    adapter, learned = TypeAdapter(LEARNED[name]), learned_spread(name)

    read_back = adapter.validate_json(adapter.dump_json(learned))

    expected = learned.errors(known(), AHEAD, ALL_LEVELS)
    assert read_back.errors(known(), AHEAD, ALL_LEVELS).tobytes() == expected.tobytes()


@pytest.mark.parametrize("name", CENTRES)
def test_many_origins_at_once_are_each_origin_by_itself(name: str) -> None:
    learned, origins = learned_centre(name), [LEARNED_ON - 1, LEARNED_ON, 1423, 1599]
    steps = np.array([AHEAD.trading_days, (1, 2, 3), (4, 20, 60), (6, 22, 64)])

    together = learned.centres(known(), origins, steps)

    alone = in_turn(learned, known(), origins, steps, horizons=AHEAD.horizon_days)
    assert together.shape == (4, 3)
    assert together == pytest.approx(alone, abs=1e-12)


@pytest.mark.parametrize("name", CENTRES)
def test_no_origin_needs_no_forecast(name: str) -> None:
    nowhere = learned_centre(name).centres(known(), [], np.empty((0, 3), dtype=np.intp))

    assert nowhere.shape == (0, 3)


@every_model
def test_too_short_a_history_is_refused_with_a_remedy(name: str) -> None:
    with pytest.raises(TooLittleHistory, match=r"got (100|98)") as refusal:
        learn_both(MODELS[name], known().first(100))

    assert refusal.value.remedy.startswith("Ingest older rates")


def learn_both(model: Model, past: History) -> None:
    CENTRES[model.centre].learn(past, horizons=AHEAD.horizon_days, seed=1)
    SPREADS[model.spread].learn(past, seed=1).errors(past, AHEAD, ALL_LEVELS)


def test_every_part_of_every_model_can_be_learned_and_read_back() -> None:
    assert {model.centre for model in MODELS.values()} <= set(CENTRES)
    assert {model.spread for model in MODELS.values()} <= set(SPREADS)
    assert set(LEARNED) == set(CENTRES) | set(SPREADS)


@every_model
def test_refused_horizons_do_not_move_the_others(name: str) -> None:
    model, fewer = MODELS[name], Ahead(AHEAD.horizon_days[1:2], AHEAD.trading_days[1:2])

    alone = composed(
        known(), learned_centre(model.centre), learned_spread(model.spread), ahead=fewer
    )

    assert alone == pytest.approx(forecast(name)[1:2])


def test_the_simulated_panel_is_the_same_every_time() -> None:
    simulated.cache_clear()
    before = known().fingerprint()
    known.cache_clear()

    assert known().fingerprint() == before

"""The feature set: free of scale, from the past only, and never infinite."""

from math import log, sqrt

import numpy as np
import polars as pl
import pytest

from forexlib.core.history import Floats
from forexlib.features.history import history_known_at
from forexlib.features.recipe import feature_frame
from tests.panels import NBP_FIXING, REGRESSORS, TARGET, last_noon, panel_of, simulated

CROSSES = [f"{NBP_FIXING}/{name}" for name in REGRESSORS]


def column(log_rates: np.ndarray, name: str) -> Floats:
    return feature_frame(pl.DataFrame({"log_rate": log_rates})).get_column(name).to_numpy()


def test_names_are_unique_and_as_many_as_columns() -> None:
    history = history_known_at(
        simulated(), target=TARGET, regressors=CROSSES, as_of=last_noon(simulated())
    )

    assert len(set(history.feature_names)) == len(history.feature_names)
    assert history.features.shape == (len(history), len(history.feature_names))


def test_momentum_is_the_return_in_units_of_its_volatility() -> None:
    """Steps of 1 % up make a volatility of 1 %: five of them are sqrt(5) volatilities."""
    climbing = 0.01 * np.arange(100)

    assert column(climbing, "momentum_5")[-1] == pytest.approx(5 / sqrt(5))


def test_storm_is_the_log_of_short_over_long_volatility() -> None:
    """Moves of 2 % for the last five days after moves of 1 %."""
    moves = np.concatenate((np.full(50, 0.01), np.full(5, 0.02)))
    long = sqrt((16 * 0.01**2 + 5 * 0.02**2) / 21)

    storm = column(np.concatenate(([0.0], np.cumsum(moves))), "storm_5_21")

    assert storm[-1] == pytest.approx(log(0.02 / long))


def test_distance_is_measured_from_the_mean_of_the_window() -> None:
    """On a straight line the mean of 63 days lies 31 steps back."""
    climbing = 0.01 * np.arange(100)

    assert column(climbing, "distance_63")[-1] == pytest.approx(31 / sqrt(63))


def test_a_cross_market_return_is_that_of_the_regressor() -> None:
    levels = pl.DataFrame({"log_rate": np.zeros(100), "DXY": 0.02 * np.arange(100)})

    assert feature_frame(levels).get_column("DXY_21").to_list()[-1] == pytest.approx(sqrt(21))


def test_a_feature_is_unknown_until_its_past_is_long_enough() -> None:
    momentum = column(0.01 * np.arange(300), "momentum_126")

    assert np.flatnonzero(np.isfinite(momentum))[0] == 126


def test_multiplying_the_rate_changes_no_feature() -> None:
    walk = np.cumsum(0.01 * np.random.default_rng(1).standard_normal(600))

    one, other = (
        feature_frame(pl.DataFrame({"log_rate": walk + shift})).to_numpy()
        for shift in (0.0, log(7.0))
    )

    assert one == pytest.approx(other, nan_ok=True)


def test_a_rate_that_never_moves_has_unknown_features_not_infinite_ones() -> None:
    panel = panel_of({"USDCLP": [800.0] * 400, "DXY": [90.0] * 400})

    history = history_known_at(panel, target=TARGET, regressors=CROSSES[:1], as_of=last_noon(panel))

    assert np.isnan(history.features).all()


def test_a_rate_that_stops_moving_has_no_infinite_features() -> None:
    moving = 800.0 * np.exp(np.cumsum(0.01 * np.random.default_rng(2).standard_normal(300)))
    panel = panel_of({"USDCLP": np.concatenate((moving, np.full(300, moving[-1])))})

    history = history_known_at(panel, target=TARGET, regressors=[], as_of=last_noon(panel))

    assert not np.isinf(history.features).any()

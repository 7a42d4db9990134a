"""The lead-lag regression: it finds a stale quote, and forecasts one day of it."""

from dataclasses import replace

import numpy as np
import pytest

from forexlib.core.errors import MemberFailed
from forexlib.core.history import Ahead, History
from forexlib.features.history import history_known_at
from forexlib.models.lead_lag import LeadLag, LearnedLeadLag
from forexlib.models.var import LearnedVar, Var
from tests.panels import NBP_FIXING, REGRESSORS, TARGET, last_noon, simulated
from tests.series import history

AHEAD = Ahead((1, 7, 90), (1, 5, 63))


def stale(share: float) -> History:
    """A target that makes a share of USDBRL's move a day late."""
    panel = simulated(stale=share)
    regressors = [f"{NBP_FIXING}/{name}" for name in REGRESSORS]
    return history_known_at(panel, target=TARGET, regressors=regressors, as_of=last_noon(panel))


def test_the_share_that_comes_a_day_late_is_found() -> None:
    learned = LeadLag().learn(stale(0.35), horizons=(7,), seed=1)

    found = dict(zip(("own", *learned.regressors), learned.coefficients, strict=True))
    assert found == pytest.approx(
        {"own": 0.0, "DXY": 0.0, "USDBRL": 0.35, "USDMXN": 0.0, "USDAUD": 0.0}, abs=0.08
    )  # the standard error of each is 1600**-0.5 = 0.025


def test_where_nothing_is_stale_next_to_nothing_is_found() -> None:
    learned = LeadLag().learn(stale(0.0), horizons=(7,), seed=1)

    assert learned.coefficients == pytest.approx([0.0] * 5, abs=0.08)


def test_tomorrow_is_all_that_is_expected_at_any_horizon() -> None:
    known = history([0.0, 0.01], regressors={"USDBRL": [0.0, 0.02]})

    centre = LearnedLeadLag(("USDBRL",), (-0.1, 0.5)).centre(known, AHEAD)

    assert centre == pytest.approx([0.009, 0.009, 0.009])  # -0.1 * 0.01 + 0.5 * 0.02


def test_a_regressor_unknown_today_is_taken_not_to_have_moved() -> None:
    known = history([0.0, 0.01], regressors={"USDBRL": [0.0, np.nan]})

    centre = LearnedLeadLag(("USDBRL",), (-0.1, 0.5)).centre(known, Ahead((1,), (1,)))

    assert centre.item() == pytest.approx(-0.001)


def test_it_is_the_first_row_of_the_vector_autoregression() -> None:
    known = stale(0.35)

    lead_lag = LeadLag().learn(known, horizons=(7,), seed=1)

    var: LearnedVar = Var().learn(known, horizons=(7,), seed=1)
    assert lead_lag.coefficients == pytest.approx(var.matrix[0])


def test_a_trend_without_any_echo_is_not_extrapolated() -> None:
    """Noise around +0.1 % a day; a constant would claim it again tomorrow."""
    noise = 0.01 * np.random.default_rng(1).standard_normal((1000, 2))
    levels = np.cumsum(noise + np.array([0.001, 0.0]), axis=0)
    climbing = history(levels[:, 0], regressors={"USDBRL": levels[:, 1]})

    learned = LeadLag(regressors=("USDBRL",)).learn(climbing, horizons=(1,), seed=1)

    flat = replace(climbing, log_rate=np.zeros(1000), regressors=np.zeros((1000, 1)))
    assert learned.centre(flat, Ahead((1,), (1,))).item() == 0.0


def test_without_any_of_its_regressors_it_fails_and_names_them() -> None:
    alone = replace(stale(0.0), regressor_names=("USDPLN", "USDEUR", "USDGBP", "USDSEK"))

    with pytest.raises(MemberFailed, match=r"finds none of its regressors \(DXY, USDBRL"):
        LeadLag().learn(alone, horizons=(7,), seed=1)

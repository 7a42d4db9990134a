"""The likelihood of an ARMA process against the density itself, and its maximum against others'."""

import warnings
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forexlib.core.history import Floats
from forexlib.models.arma_likelihood import (
    Arma,
    deviance,
    from_partial,
    innovations,
    most_likely,
    to_partial,
)

PROCESSES = {
    "white": Arma(),
    "ar1": Arma(ar=(0.7,)),
    "ma1": Arma(ma=(-0.6,)),
    "ar2": Arma(ar=(0.5, -0.3)),
    "ma2": Arma(ma=(0.4, 0.3)),
    "arma11": Arma(ar=(0.8,), ma=(-0.4,)),
    "arma21": Arma(ar=(0.5, 0.2), ma=(0.5,)),
    "arma12": Arma(ar=(-0.6,), ma=(0.3, 0.4)),
    "arma22": Arma(ar=(0.3, -0.5), ma=(0.6, 0.3)),
}
every_process = pytest.mark.parametrize("process", PROCESSES.values(), ids=PROCESSES)
PARTIAL = st.lists(st.floats(-0.94, 0.94), max_size=2)


@cache
def simulated(process: Arma, *, count: int = 1000) -> Floats:
    """Returns of one per cent a day, after 200 days nobody sees."""
    shocks = 0.01 * np.random.default_rng(11).standard_normal(count + 200)
    returns = np.zeros(count + 200)
    for t in range(2, len(returns)):
        lagged = zip((*process.ar, 0.0, 0.0)[:2], (returns[t - 1], returns[t - 2]), strict=True)
        echoes = zip((*process.ma, 0.0, 0.0)[:2], (shocks[t - 1], shocks[t - 2]), strict=True)
        returns[t] = shocks[t] + sum(weight * past for weight, past in (*lagged, *echoes))
    return returns[200:]


def covariance(process: Arma, count: int) -> Floats:
    """Of `count` returns, in units of the shocks' variance: sums over 2000 impulse responses."""
    impulse = np.zeros(2000)
    impulse[0] = 1.0
    responses = innovations(
        impulse, Arma(tuple(-w for w in process.ma), tuple(-w for w in process.ar))
    )
    gamma = [float(responses[lag:] @ responses[: 2000 - lag]) for lag in range(count)]
    return np.array([[gamma[abs(i - j)] for i in range(count)] for j in range(count)])


@every_process
def test_the_deviance_is_that_of_the_multivariate_normal(process: Arma) -> None:
    returns = simulated(process)[:40]
    sigma = covariance(process, 40)
    variance = returns @ np.linalg.solve(sigma, returns) / 40
    _, log_det = np.linalg.slogdet(2 * np.pi * variance * sigma)

    assert deviance(returns, process) == pytest.approx(log_det + 40)


@every_process
def test_the_coefficients_of_a_long_simulation_are_recovered(process: Arma) -> None:
    found = most_likely(simulated(process, count=8000), p=len(process.ar), q=len(process.ma))

    assert (*found.ar, *found.ma) == pytest.approx((*process.ar, *process.ma), abs=0.12)


@every_process
def test_the_maximum_is_that_of_statsmodels(process: Arma) -> None:
    from statsmodels.tsa.arima.model import ARIMA  # noqa: PLC0415  (a second to import)

    returns, order = simulated(process) * 100, (len(process.ar), 0, len(process.ma))
    found = most_likely(returns, p=order[0], q=order[2])

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = ARIMA(returns, order=order, trend="n").fit()
    assert (*found.ar, *found.ma) == pytest.approx(theirs.params[:-1], abs=2e-3)
    assert deviance(returns, found) == pytest.approx(-2 * theirs.llf, abs=2e-3)


def test_the_process_moves_with_the_scale_of_nothing() -> None:
    returns = simulated(PROCESSES["arma11"])

    one, other = (most_likely(scale * returns, p=1, q=1) for scale in (1.0, 1000.0))

    assert (*one.ar, *one.ma) == pytest.approx((*other.ar, *other.ma), abs=1e-3)


@given(partial=PARTIAL)
def test_any_partial_autocorrelations_are_stationary_and_come_back(partial: list[float]) -> None:
    coefficients = from_partial(partial)

    assert Arma(ar=coefficients).nearest_root() > 1
    assert to_partial(coefficients) == pytest.approx(partial, abs=1e-9)


def test_coefficients_that_explode_start_the_search_from_the_nearest_that_do_not() -> None:
    assert to_partial((1.7,)) == (0.95,)


def test_the_nearest_root_is_the_inverse_of_the_largest_coefficient() -> None:
    assert Arma(ar=(0.5,), ma=(-0.8,)).nearest_root() == pytest.approx(1.25)
    assert Arma().nearest_root() == np.inf

"""The five statistics, beside other people's code; raw p-values as the books have them."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.diagnostic import acorr_ljungbox

from forexlib.core.history import Floats
from forexlib.monitoring.drift_tests import TESTS, Outcome, Test, five_tests

N, M = 90, 30


@pytest.fixture
def windows() -> Floats:
    return np.random.default_rng(3).standard_normal((4, N + M)) * np.linspace(1.0, 1.5, N + M)


def told(tested: Outcome, test: Test, row: int = 0) -> tuple[float, float]:
    place = [*TESTS].index(test)
    return float(tested.statistic[row, place]), float(tested.p_raw[row, place])


def test_kolmogorov_smirnov_is_scipys(windows: Floats) -> None:
    tested = five_tests(windows, baseline=N)

    for row, window in enumerate(windows):
        distance, chance = told(tested, "ks", row)
        theirs = stats.ks_2samp(window[:N], window[N:])
        assert distance == pytest.approx(theirs.statistic)
        assert chance == pytest.approx(theirs.pvalue, abs=0.03)  # theirs is exact


def test_ties_count_together() -> None:
    window = np.concatenate((np.tile([0.0, 1.0], N // 2), np.tile([0.0, 1.0], M // 2)))

    distance, chance = told(five_tests(window[None], baseline=N), "ks")

    assert distance == pytest.approx(0.0, abs=1e-12)
    assert chance == pytest.approx(1.0)


def test_the_mean_is_welchs(windows: Floats) -> None:
    tested = five_tests(windows, baseline=N)

    for row, window in enumerate(windows):
        theirs = stats.ttest_ind(window[:N], window[N:], equal_var=False)
        assert told(tested, "t", row) == pytest.approx((abs(theirs.statistic), theirs.pvalue))


def test_the_spread_is_brown_and_forsythes(windows: Floats) -> None:
    tested = five_tests(windows, baseline=N)

    for row, window in enumerate(windows):
        theirs = stats.levene(window[:N], window[N:], center="median")
        assert told(tested, "levene", row) == pytest.approx((theirs.statistic, theirs.pvalue))


def test_autocorrelation_is_statsmodels(windows: Floats) -> None:
    tested = five_tests(windows, baseline=N)

    for row, window in enumerate(windows):
        theirs = acorr_ljungbox(window[N:], lags=[5]).iloc[0]
        assert told(tested, "ljung_box", row) == pytest.approx(
            (theirs["lb_stat"], theirs["lb_pvalue"])
        )


def test_twice_the_volatility_is_twice_the_mean_size() -> None:
    window = np.concatenate((np.tile([-1.0, 1.0], N // 2), np.tile([-2.0, 2.0], M // 2)))
    weights = 0.7 ** np.arange(M)
    noise = np.sum(weights**2) / np.sum(weights) ** 2 + 1 / N

    statistic, chance = told(five_tests(window[None], baseline=N), "volatility")

    assert statistic == pytest.approx(1.0 / np.sqrt((np.pi / 2 - 1) * noise))
    assert chance == pytest.approx(stats.norm.sf(statistic))


def test_where_the_scale_is_known_the_baseline_does_not_matter(windows: Floats) -> None:
    wild = windows.copy()
    wild[:, :N] *= 9.0

    for one in (windows, wild):
        tested = five_tests(one, baseline=N, scale_known=True)
        assert told(tested, "volatility") == told(
            five_tests(windows, baseline=N, scale_known=True), "volatility"
        )


def test_windows_that_never_move_are_alike() -> None:
    tested = five_tests(np.zeros((1, N + M)), baseline=N)

    assert np.isfinite(tested.statistic).all()
    assert tested.p_raw[0, :4] == pytest.approx(1.0)

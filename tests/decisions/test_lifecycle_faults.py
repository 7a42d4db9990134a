"""What the benchmark of versions plants, and when it retrains."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from benchmarks.lifecycle_faults import TWO_SIDED_95, Fault
from benchmarks.lifecycle_outcomes import planted
from benchmarks.lifecycle_past import GAPS, days_of
from forexlib.core.levels import LEVELS, LOWER_95, MEDIAN, UPPER_95
from forexlib.scoring.losses import crps, expected_crps

WIDTHS = 0.02 * (np.asarray(LEVELS) - 0.5)
"""Log rates about the middle."""


def scored() -> pl.DataFrame:
    """Two forecasts at 900, of which 880 and 905 came."""
    rates, actual = np.vstack([900 * np.exp(WIDTHS)] * 2), np.array([880.0, 905.0])
    return pl.DataFrame(
        {
            "quantiles": rates.tolist(),
            "walk": rates.tolist(),
            "actual": actual,
            "crps": crps(rates, actual),
            "crps_expected": expected_crps(rates),
        }
    )


def test_without_a_fault_the_scores_are_what_they_were() -> None:
    rows = planted(scored(), Fault())

    assert rows["crps"].to_list() == pytest.approx(scored()["crps"].to_list())
    assert rows["inside_95"].to_list() == [False, True]


def test_a_spread_ten_times_as_wide_holds_the_outcome_that_was_outside() -> None:
    rows = planted(scored(), Fault(times=10.0))

    assert rows["inside_95"].to_list() == [True, True]
    assert rows["crps_expected"][0] == pytest.approx(10 * scored()["crps_expected"][0], rel=0.01)


def test_a_centre_is_off_by_deviations_of_the_random_walk() -> None:
    deviation = (WIDTHS[UPPER_95] - WIDTHS[LOWER_95]) / (2 * TWO_SIDED_95)

    rows = planted(scored(), Fault(shift=-0.5))

    middle = 900 * np.exp(WIDTHS[MEDIAN] - 0.5 * deviation)
    assert rows["abs_error"].to_list() == pytest.approx([middle - 880, 905 - middle])


def test_a_hundred_retrainings_end_before_the_rates_do() -> None:
    days = days_of(100)

    gaps = [after - before for before, after in pairwise(days)]
    assert len(days) == 101
    assert timedelta(GAPS[0]) <= min(gaps)
    assert max(gaps) <= timedelta(GAPS[1])
    assert days[-1] <= date(2026, 10, 26)

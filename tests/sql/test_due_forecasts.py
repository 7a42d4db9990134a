"""The arithmetic of one score, by hand and against scoringrules."""

import numpy as np
import pytest
import scoringrules

from forexlib.core.levels import LEVELS
from forexlib.store.duck import DuckStore
from tests.sql.grain import is_unique
from tests.store.builders import NEXT_FRIDAY, at, ladder, published, row, run


def score(store: DuckStore, actual: float, **forecast: object) -> dict[str, object]:
    """The score of the usual forecast, changed as named, when `actual` happened."""
    store.save([run(row(**forecast))], saved_at=at(1))
    store.admit(published((NEXT_FRIDAY, at(8), actual)), admitted_at=at(8))
    store.score(as_of=at(8))
    return store.read("scores").row(0, named=True)


def test_errors_are_of_the_mean_and_of_the_median(store: DuckStore) -> None:
    scored = score(store, 912.0, mean=915.0)

    assert scored["error"] == 915.0 - 912.0
    assert scored["abs_error"] == 912.0 - 910.0
    assert scored["abs_pct_error"] == pytest.approx(100 * 2 / 912)


@pytest.mark.parametrize(
    ("actual", "inside_80", "inside_95", "interval_score_95"),
    [
        (910.0, True, True, 19.0),
        (918.0, True, True, 19.0),
        (918.1, False, True, 19.0),
        (900.5, False, True, 19.0),
        (900.25, False, False, 19.0 + 40 * 0.25),
        (920.0, False, False, 19.0 + 40 * 0.5),
    ],
)
def test_ends_belong_to_the_intervals_and_misses_cost_forty_fold(
    store: DuckStore,
    actual: float,
    inside_80: bool,  # noqa: FBT001
    inside_95: bool,  # noqa: FBT001
    interval_score_95: float,
) -> None:
    scored = score(store, actual)

    assert (scored["inside_80"], scored["inside_95"]) == (inside_80, inside_95)
    assert (scored["width_80"], scored["width_95"]) == (16.0, 19.0)
    assert scored["interval_score_95"] == pytest.approx(interval_score_95)


def test_crps_of_an_actual_at_the_median_by_hand(store: DuckStore) -> None:
    # Σ over i = 1..19 of i / 40 * (20 - i) / 2, on both sides: 2 * 1330 / 80 = 33.25
    scored = score(store, 910.0)

    assert scored["crps"] == pytest.approx(2 / 39 * 33.25)


@pytest.mark.parametrize("actual", [850.0, 902.3, 910.0, 917.9, 1000.0])
def test_crps_is_that_of_scoringrules(store: DuckStore, actual: float) -> None:
    quantiles = np.sort(np.random.default_rng(7).normal(910.0, 8.0, 39))

    scored = score(store, actual, quantiles=quantiles.tolist())

    expected = scoringrules.crps_quantile(actual, quantiles, np.array(LEVELS))
    assert scored["crps"] == pytest.approx(float(expected), rel=1e-12)


@pytest.mark.parametrize(
    ("median", "actual", "hit"),
    [
        pytest.param(910.0, 905.0, True, id="up and up"),
        pytest.param(910.0, 895.0, False, id="up and down"),
        pytest.param(890.0, 895.0, True, id="down and down"),
        pytest.param(890.0, 905.0, False, id="down and up"),
        pytest.param(900.4, 905.0, None, id="moves less than 0.05 %"),
        pytest.param(899.6, 905.0, None, id="falls less than 0.05 %"),
        pytest.param(900.5, 905.0, True, id="moves a little more"),
        pytest.param(910.0, 900.0, None, id="nothing happened"),
    ],
)
def test_direction_is_judged_from_the_rate_the_forecast_is_anchored_at(
    store: DuckStore,
    median: float,
    actual: float,
    hit: bool | None,  # noqa: FBT001
) -> None:
    scored = score(store, actual, quantiles=ladder(median))

    assert scored["direction_hit"] is hit


def test_each_due_forecast_is_one_row(store: DuckStore) -> None:
    rows = [row(), row(model="qa4"), row(model_version="0" * 12), row(horizon_days=6)]
    store.save([run(*rows), run(run_id="shadow", track="shadow")], saved_at=at(1))
    vintages = published((NEXT_FRIDAY, at(8), 912.0), (NEXT_FRIDAY, at(9), 913.0))
    store.admit(vintages, admitted_at=at(10))

    store.score(as_of=at(20))

    scores = store.read("scores")
    assert scores.height == 5
    assert is_unique(scores, "due_forecasts")

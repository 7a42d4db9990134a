"""One set of formulas scores what was issued and what was walked."""

import pytest

from forexlib.store.duck import DuckStore
from forexlib.store.validations import DuckValidations
from tests.store.builders import FRIDAY, NEXT_FRIDAY, at, ladder, published, row, run
from tests.store.walks import origin, walk

SCORES = [
    "actual",
    "actual_date",
    "actual_available_at",
    "error",
    "abs_error",
    "abs_pct_error",
    "inside_80",
    "inside_95",
    "width_80",
    "width_95",
    "crps",
    "crps_expected",
    "interval_score_95",
    "direction_hit",
    "scored_at",
]


@pytest.mark.parametrize("actual", [850.0, 900.0, 902.3, 910.0, 918.0 + 1 / 3, 1000.0])
@pytest.mark.parametrize("median", [900.1, 910.0 + 1 / 7])
def test_a_forecast_earns_the_same_score_live_and_walked(
    store: DuckStore, validations: DuckValidations, actual: float, median: float
) -> None:
    forecast = row(mean=911.0, quantiles=ladder(median, step=2 / 3))
    store.save([run(forecast)], saved_at=at(1))
    validations.begin(walk(), started_at=at(1))
    validations.save("walk", [origin(FRIDAY, forecast)], saved_at=at(1))
    vintages = published((NEXT_FRIDAY, at(8), actual), (NEXT_FRIDAY, at(9), 999.0))
    store.admit(vintages, admitted_at=at(10))

    scored = store.score(as_of=at(20)), validations.score("walk", as_of=at(20))

    live, walked = store.read("scores"), validations.read("validation_scores")
    assert scored == (1, 1)
    assert walked.select(SCORES).equals(live.select(SCORES))
    assert {*walked.columns} - {*SCORES} == {"run_id", "horizon_days", "origin_date", "model"}

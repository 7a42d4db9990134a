"""Each check is silent on a healthy store, and finds what it is there to find."""

import pytest

from forexlib.core.alert import Decision, Judged, Scope
from forexlib.core.budget import Budget
from forexlib.core.event import Event
from forexlib.store.call_ledger import DuckCallLedger
from forexlib.store.decisions import DuckDecisions
from forexlib.store.duck import DuckStore
from forexlib.store.validations import DuckValidations
from tests.paths import SQL
from tests.sql.test_drift_daily import DAMAGE as OF_DRIFT
from tests.sql.test_quarantine_status import DAMAGE as OF_THE_QUARANTINE
from tests.sql.test_versions import DAMAGE as OF_VERSIONS
from tests.store.builders import NEXT_FRIDAY, at, daily, published, row, run
from tests.store.walks import origin, walk

DAMAGE = {
    "decisions_without_message": "update decisions set message_key = 'gone', verdict = 'sent'",
    "forecasts_from_the_future": "update predictions set origin_date = '2024-03-02'",
    "issues_with_gaps": "delete from predictions where model = 'ensemble' and issue = 1",
    "metrics_out_of_step": "update metrics_daily set n = 2",
    "observations_admitted_too_early": "update observations set admitted_at = '2024-03-01'",
    "observations_not_finite": "update observations set value = 'nan'",
    "predictions_without_run": "delete from runs",
    "quantiles_cross": "update predictions set tails = [950, 951, 952, 953]",
    "rates_not_positive": "update predictions set quantiles = list_resize([-1], 39, 910)",
    "records_not_unique": """
        insert into scores by name
        select * replace ('other' as model_version) from scores
    """,
    "runs_without_predictions": "delete from predictions",
    "scores_inconsistent": "update scores set inside_80 = not inside_80",
    "scores_without_prediction": "delete from predictions",
    "source_calls_with_gaps": "update source_calls set call_number = 2",
    "validation_failures_without_origin": "delete from validation_origins",
    "validation_forecasts_answered_before": """
        update validation_scores set actual_available_at = '2024-03-01'
    """,
    "validation_forecasts_from_the_future": """
        update validation_forecasts set target_date = origin_date
    """,
    "validation_forecasts_of_unknown_runs": "update validation_runs set target = 'other'",
    "validation_forecasts_without_origin": "update validation_origins set state = 'repeated'",
    "validation_origins_of_unknown_runs": "delete from validation_runs",
    "validation_quantiles_cross": "update validation_forecasts set tails = [950, 951, 952, 953]",
    "validation_rates_not_positive": """
        update validation_forecasts set quantiles = list_resize([-1], 39, 910)
    """,
    "validation_scores_inconsistent": "update validation_scores set actual_date = '2024-03-07'",
    "validation_scores_without_forecast": "delete from validation_forecasts",
}


@pytest.fixture
def healthy(store: DuckStore, validations: DuckValidations) -> DuckStore:
    store.save([run(row(), row(model="random_walk"))], saved_at=at(1))
    store.save([run(row(fingerprint="more"), run_id="again")], saved_at=at(2))
    store.admit(daily([900.0] * 3), admitted_at=at(5))
    store.admit(published((NEXT_FRIDAY, at(8), 912.0)), admitted_at=at(8))
    store.score(as_of=at(8))
    validations.begin(walk(), started_at=at(8))
    validations.save("walk", [origin(failures={"var": "too few rows"})], saved_at=at(8))
    validations.score("walk", as_of=at(8))
    DuckCallLedger(store.database, SQL).ask("nbp-web", now=at(8), budget=Budget())
    quiet = Judged([Decision(Event("storm", "WARNING"), "entry", "log only", "It is alone.")])
    decided = DuckDecisions(store.database, SQL)
    decided.record(Scope("USDCLP", "nbp_fixing"), lambda _: quiet, horizons=[7], now=at(8))
    return store


def test_nothing_is_wrong_with_a_healthy_store(healthy: DuckStore) -> None:
    found = healthy.violations()

    assert set(found) == {file.stem for file in (SQL / "checks").glob("*.sql")}
    assert not any(found.values())


def test_every_check_is_tried() -> None:
    tried = {*DAMAGE, *OF_DRIFT, *OF_THE_QUARANTINE, *OF_VERSIONS}

    assert tried == {file.stem for file in (SQL / "checks").glob("*.sql")}


@pytest.mark.parametrize("check", DAMAGE)
def test_a_check_finds_its_damage(healthy: DuckStore, check: str) -> None:
    with healthy._database().writing() as opened:
        opened.execute(DAMAGE[check])

    found = healthy.violations()

    assert found[check] > 0

"""What MLflow is to show, from the rows of the ledger."""

import json

from forexlib.registry.plan import Interval, Record, plan_of
from tests.registry.ledger import Ledger

FIRST, SECOND, THIRD = "a" * 12, "b" * 12, "c" * 12


def records(ledger: Ledger) -> dict[str, Record]:
    plan = plan_of(ledger.read("version_list"), ledger.read("champion_reigns"))
    return {record.version: record for record in plan.records}


def test_each_place_is_a_model_and_each_version_one_record() -> None:
    ledger = Ledger()
    for horizon in (7, 30):
        ledger.add(FIRST, horizon)

    plan = plan_of(ledger.read("version_list"), ledger.read("champion_reigns"))

    names = [model.name for model in plan.models]
    assert names == ["forex-USDCLP-nbp_fixing-7d", "forex-USDCLP-nbp_fixing-30d"]
    assert [record.version for record in plan.records] == [FIRST]


def test_the_champion_and_the_newest_shadow_have_aliases() -> None:
    ledger = Ledger()
    ledger.add(FIRST)
    ledger.crown(FIRST)
    ledger.add(SECOND, state="shadow")
    ledger.add(THIRD, state="shadow")

    (model,) = plan_of(ledger.read("version_list"), ledger.read("champion_reigns")).models

    assert model.aliases == {"champion": FIRST, "challenger": THIRD}


def test_what_is_deleted_is_not_shown_and_nobody_is_challenger() -> None:
    ledger = Ledger()
    ledger.add(FIRST, state="deleted")

    plan = plan_of(ledger.read("version_list"), ledger.read("champion_reigns"))

    assert (plan.records, plan.models[0].entries) == ([], [])
    assert plan.models[0].aliases == {"champion": None, "challenger": None}


def test_settings_are_flat_parameters_and_releases_stand_beside() -> None:
    ledger = Ledger()
    ledger.add(FIRST)

    params = records(ledger)[FIRST].params

    assert params == {
        "horizons": "[7, 30]",
        "combination": "shrunk",
        "centres.var.lags": "2",
        "release.polars": "2.1.0",
    }


def test_a_comparison_becomes_metrics_of_its_horizon_and_an_interval() -> None:
    ledger = Ledger()
    compared = {"n": 150, "ratio": 0.98, "low": 0.95, "high": 1.0, "p_value": None}
    ledger.add(FIRST, 7, evidence=compared)
    ledger.add(FIRST, 30, evidence={"calendar": {**compared, "ratio": 0.9}})

    record = records(ledger)[FIRST]

    assert record.metrics == {
        "n_7d": 150.0,
        "crps_ratio_7d": 0.98,
        "crps_ratio_low_7d": 0.95,
        "crps_ratio_high_7d": 1.0,
        "calendar.n_30d": 150.0,
        "calendar.crps_ratio_30d": 0.9,
        "calendar.crps_ratio_low_30d": 0.95,
        "calendar.crps_ratio_high_30d": 1.0,
    }
    assert record.intervals == [Interval(7, 0.98, 0.95, 1.0)]


def test_numbers_behind_a_roll_back_are_not_those_of_the_version_it_leads_to() -> None:
    ledger = Ledger()
    ledger.add(FIRST)
    ledger.crown(FIRST, 7, "initial", n=100.0)
    ledger.crown(FIRST, 7, "rollback", degradation=44.0)

    record = records(ledger)[FIRST]

    assert record.metrics == {"n_7d": 100.0}
    assert record.table == [(7, "initial (turn 1)", "n", 100.0)]


def test_a_lineage_leads_from_parent_to_parent() -> None:
    ledger = Ledger()
    ledger.add(FIRST)
    ledger.add(SECOND, parent=FIRST)
    ledger.add(THIRD, parent=SECOND)

    tags = records(ledger)[THIRD].tags

    assert tags["parent"] == SECOND
    assert tags["lineage"] == f"{THIRD} < {SECOND} < {FIRST}"


def test_a_record_has_another_digest_when_a_number_is_new() -> None:
    ledger = Ledger()
    ledger.add(FIRST)
    before = records(ledger)[FIRST].digest
    again = records(ledger)[FIRST].digest

    ledger.change(FIRST, state_evidence=json.dumps({"ratio": 1.0, "low": 0.9, "high": 1.1}))

    assert again == before
    assert records(ledger)[FIRST].digest != before

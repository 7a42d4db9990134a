"""prefect.yaml, and the check that stands before it is sent."""

import importlib
from typing import Any

import pytest
import yaml
from prefect import Flow
from prefect.client.schemas.schedules import CronSchedule

from flows.sweep import POOL
from flows.variables import FILE, MEANING, check, variables
from forexlib.core.errors import SettingsError

TEXT = FILE.read_text(encoding="utf-8")
DEPLOYMENTS: list[dict[str, Any]] = yaml.safe_load(TEXT)["deployments"]
TYPED = {
    "dashboard": {"daily", "weekly"},
    "deployment-health": {"daily"},
    "forecast": {"daily"},
    "maintenance": {"daily"},
    "monitor": {"daily"},
    "score": {"daily"},
    "validate": {"weekly"},
    "readiness": {"daily"},
    "retrain": {"on-demand", "monthly"},
}
SCHEDULES = [schedule for one in DEPLOYMENTS for schedule in one["schedules"]]


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda one: one["entrypoint"])
def test_each_entrypoint_is_a_flow_of_the_name_people_type(deployment: dict[str, Any]) -> None:
    file, _, name = deployment["entrypoint"].partition(":")
    module = importlib.import_module(file.removesuffix(".py").replace("/", "."))

    found = getattr(module, name)

    assert isinstance(found, Flow)
    assert found.name == name.replace("_", "-")
    assert deployment["name"] in TYPED[found.name]


@pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda one: one["slug"])
def test_each_schedule_is_a_cron_in_santiago(schedule: dict[str, Any]) -> None:
    understood = CronSchedule(cron=schedule["cron"], timezone=schedule["timezone"])

    assert (understood.timezone, schedule["active"]) == ("America/Santiago", True)


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda one: one["entrypoint"])
def test_all_runs_wait_for_the_writers_pool_and_none_is_cancelled_for_being_late(
    deployment: dict[str, Any],
) -> None:
    assert deployment["work_pool"]["name"] == POOL
    assert "concurrency_limit" not in deployment


def test_its_variables_are_those_the_check_explains() -> None:
    assert variables(TEXT) == sorted(MEANING)


@pytest.mark.parametrize("missing", sorted(MEANING))
def test_deploying_is_refused_while_a_variable_is_unset_or_empty(missing: str) -> None:
    environment = {**dict.fromkeys(MEANING, "here"), missing: ""}

    with pytest.raises(SettingsError, match=missing):
        check(TEXT, environment)


def test_deploying_goes_on_when_all_are_set() -> None:
    assert check(TEXT, dict.fromkeys(MEANING, "here")) is None

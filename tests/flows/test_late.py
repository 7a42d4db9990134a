"""Which of the runs that an outage left waiting are still worth doing."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from prefect.client.schemas.objects import FlowRun, State
from prefect.states import Completed, Late, Running, Scheduled

from flows.late import in_place_of, newer_run_is_due


def due(day: int, state: State[Any], *, auto: bool = True, pair: str = "USDCLP") -> FlowRun:
    moment = datetime(2026, 11, day, 16, tzinfo=UTC)
    return FlowRun(
        flow_id=uuid4(),
        state=state,
        expected_start_time=moment,
        auto_scheduled=auto,
        parameters={"pair": pair},
    )


def test_the_oldest_cancels_all_that_wait_but_the_newest_and_stands_aside() -> None:
    oldest, older, newest = due(20, Running()), due(21, Late()), due(22, Late())

    waiting, pointless = in_place_of(oldest, [newest, oldest, older])

    assert (waiting, pointless) == ([older], True)


def test_the_newest_does_its_work() -> None:
    newest = due(22, Running())

    assert in_place_of(newest, [due(21, Late()), newest])[1] is False


def test_an_old_run_that_was_left_over_stands_aside_when_a_newer_one_is_done() -> None:
    assert in_place_of(due(20, Running()), [due(22, Completed())]) == ([], True)


def test_runs_of_other_parameters_or_people_are_left_alone() -> None:
    others = [due(21, Late(), pair="USDBRL"), due(22, Scheduled(), auto=False)]

    assert in_place_of(due(20, Running()), others) == ([], False)


def test_outside_a_run_nothing_is_asked() -> None:
    assert newer_run_is_due() is False

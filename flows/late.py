"""After an outage the runs that were missed are due all at once; only the newest is worth doing.

A run forecasts from what is known when it starts, so each missed run would do the same work. The
first of them to start cancels those that wait, all but the newest, and stands aside itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.context import FlowRunContext
from prefect.states import Cancelled

from flows import clock

STOOD_ASIDE = "A newer run of the same schedule is due; this one would do the same work."

COUNT = [StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING, StateType.COMPLETED]
"""A run that failed or was cancelled takes nobody's place."""

WAITING = {"Scheduled", "Late"}


def newer_run_is_due() -> bool:
    """Whether this run came off a schedule of which a newer run is due; older ones are cancelled.

    A run that a person started is never in question.
    """
    context = FlowRunContext.get()
    mine = context.flow_run if context is not None else None
    if mine is None or mine.deployment_id is None or not mine.auto_scheduled:
        return False
    with get_client(sync_client=True) as client:
        due = client.read_flow_runs(
            flow_run_filter=FlowRunFilter.model_validate(
                {
                    "deployment_id": {"any_": [mine.deployment_id]},
                    "state": {"type": {"any_": COUNT}},
                    "expected_start_time": {"before_": clock.now()},
                }
            ),
            sort=FlowRunSort.EXPECTED_START_TIME_DESC,
            limit=200,
        )
        superseded, newer = in_place_of(mine, due)
        for run in superseded:
            client.set_flow_run_state(run.id, Cancelled(message=STOOD_ASIDE))
    return newer


def in_place_of(mine: FlowRun, due: Sequence[FlowRun]) -> tuple[list[FlowRun], bool]:
    """The waiting runs that a newer one makes pointless, and whether `mine` is pointless too.

    Args:
        mine: A run off a schedule, running.
        due: Runs of the same deployment that are due, wait, run or are done.
    """
    alike = sorted(
        (run for run in due if run.auto_scheduled and run.parameters == mine.parameters),
        key=_when_due,
    )
    newest = max([*alike, mine], key=_when_due)
    waiting = [
        run
        for run in alike
        if run.id not in {newest.id, mine.id} and run.state is not None
        if run.state.name in WAITING
    ]
    return waiting, newest.id != mine.id


def _when_due(run: FlowRun) -> float:
    return run.expected_start_time.timestamp() if run.expected_start_time else 0.0

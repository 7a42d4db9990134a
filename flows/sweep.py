"""`python -m flows.sweep`: before a worker starts, end the runs that a dead one left behind.

A worker that is killed together with its runs, by a power cut for example, leaves them Running for
ever: they would hold the pool's only place. Here they are called Crashed.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import httpx
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, WorkPoolFilter
from prefect.client.schemas.objects import FlowRun
from prefect.settings import PREFECT_API_URL
from prefect.states import Crashed

from forexlib.cli.main import main
from forexlib.cli.output import notes
from forexlib.core.errors import SettingsError

POOL: Final = "forex-writer"
LEFT: Final = "The worker ended before the run did."


def sweep() -> None:
    """Call Crashed what is said to run in the pool and has no process on this host.

    Raises:
        SettingsError: If no server answers.
    """
    try:
        end_what_was_left()
    except httpx.TransportError as error:
        raise SettingsError(
            f"No Prefect server answers at {PREFECT_API_URL.value()}: {error}.",
            remedy="Start one (`make serve`), or set PREFECT_API_URL.",
        ) from error


def end_what_was_left() -> None:
    """Ask the server, look for the processes, and tell it what is not there."""
    with get_client(sync_client=True) as client:
        said_to_run = client.read_flow_runs(
            work_pool_filter=WorkPoolFilter.model_validate({"name": {"any_": [POOL]}}),
            flow_run_filter=FlowRunFilter.model_validate(
                {"state": {"type": {"any_": ["PENDING", "RUNNING", "CANCELLING"]}}}
            ),
        )
        for run in left_behind(said_to_run, environments()):
            client.set_flow_run_state(run.id, Crashed(message=LEFT), force=True)
            notes(None, f"Run {run.name} was left behind by a dead worker; it is Crashed now.")


def left_behind(said_to_run: Iterable[FlowRun], environments: Iterable[bytes]) -> list[FlowRun]:
    """The runs of which no process's environment knows: Prefect gives it the run's id."""
    alive = list(environments)
    return [run for run in said_to_run if not any(str(run.id).encode() in one for one in alive)]


def environments() -> list[bytes]:
    """The environments of this user's processes."""
    found = []
    for file in Path("/proc").glob("[0-9]*/environ"):
        try:
            found.append(file.read_bytes())
        except OSError:  # another user's, or gone
            continue
    return found


if __name__ == "__main__":
    main(sweep)

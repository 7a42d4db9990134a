"""What a run leaves for people and automations in Prefect: log, artifacts, events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from prefect import get_run_logger
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.events import emit_event

from forexlib.jobs.progress import Progress

Cell = str | int | float | None


def log(*lines: str) -> None:
    """Write into the run's log."""
    for line in lines:
        get_run_logger().info(line)


def warn(*lines: str) -> None:
    """Write warnings into the run's log."""
    for line in lines:
        get_run_logger().warning(line)


def table(key: str, rows: Sequence[Mapping[str, Cell]], *, about: str) -> None:
    """Leave a table; `key` names its history of versions."""
    create_table_artifact([dict(row) for row in rows], key=key, description=about)


def markdown(key: str, text: str) -> None:
    """Leave a text."""
    create_markdown_artifact(text, key=key)


def progress(key: str, about: str, steps: int) -> Progress:
    """Leave a bar over `steps` steps; what is returned is told of each that is done."""
    bar = cast("UUID", create_progress_artifact(0.0, key=key, description=about))
    done = 0

    def advance(more: int) -> None:
        nonlocal done
        done += more
        update_progress_artifact(bar, progress=100.0 * done / steps)
        log(f"{about}: {done} of {steps}.")

    return advance


def tell(event: str, subject: str, payload: Mapping[str, Any], *, once: str | None = None) -> None:
    """Emit an event about `subject`; with the same `once` it is kept once, however often told."""
    emit_event(
        event,
        resource={"prefect.resource.id": f"forex.{subject}", "prefect.resource.name": subject},
        payload=dict(payload),
        id=uuid4() if once is None else uuid5(NAMESPACE_URL, f"{event}/{once}"),
    )

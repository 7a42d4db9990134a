"""What happened to the system: events for those who run it; treasurers are not told of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl

from forexlib.core.ages import Age
from forexlib.core.event import Event, Severity

MODES: Final[Mapping[str, Severity]] = {"robust": "WARNING", "naive": "HIGH"}
"""Modes below the best, and how grave they are."""

AGES: Final[Mapping[tuple[str, str], Severity]] = {
    ("target", "late"): "WARNING",
    ("target", "silent"): "HIGH",
    ("target", "dead"): "CRITICAL",
    ("target", "absent"): "CRITICAL",
    ("regressor", "late"): "INFO",
    ("regressor", "left out"): "WARNING",
    ("regressor", "dead"): "WARNING",
    ("regressor", "absent"): "INFO",
}
"""How grave it is that a series is as old as that. An optional series that was never there is no
trouble."""

OPEN_AFTER: Final = 3
"""Failures in a row from which a source is trouble: one refusal is a bad hour, not a condition."""


def stale_series(ages: Sequence[Age], role: str) -> list[Event]:
    """One for each series that is not fresh.

    Args:
        ages: Of several series.
        role: target or regressor.
    """
    return [
        Event(
            "stale_target" if role == "target" else "stale_regressor",
            AGES[role, one.state],
            audience="operations",
            subject=one.series,
            metrics={"state": one.state, "newest": f"{one.newest or ''}", "days": one.overdue},
        )
        for one in ages
        if (role, one.state) in AGES
    ]


def failing_sources(status: pl.DataFrame) -> list[Event]:
    """One for each source whose breaker is open, or that failed several times in a row.

    Args:
        status: Rows of the view `source_status`.
    """
    return [
        Event(
            "failing_source",
            "WARNING",
            audience="operations",
            subject=row["source"],
            metrics={"failures": row["failures_in_a_row"], "error": row["last_error"]},
        )
        for row in status.sort("source").to_dicts()
        if row["state"] in {"open", "failing"} and row["failures_in_a_row"] >= OPEN_AFTER
    ]


def quarantined_values(rows: pl.DataFrame) -> list[Event]:
    """One for each series of which values wait for a person.

    Args:
        rows: Of the view `quarantine_status`: those that are open, and new since the last look.
    """
    found = []
    for (series,), group in rows.sort("series", "event_date").group_by(
        ["series"], maintain_order=True
    ):
        last: Mapping[str, Any] = group.row(-1, named=True)
        found.append(
            Event(
                "quarantined",
                "WARNING",
                audience="operations",
                subject=str(series),
                occasion=f"{last['event_date']} {last['value']:.10g}",
                metrics={
                    "values": group.height,
                    "day": f"{last['event_date']}",
                    "value": last["value"],
                    "reason": last["reason"],
                },
            )
        )
    return found


def lower_mode(issued: pl.DataFrame) -> list[Event]:
    """Whether the newest forecast stands on a lower rung than the best.

    Args:
        issued: mode and reason of the runs of what was issued last.
    """
    worst = max(
        (row for row in issued.to_dicts() if row["mode"] in MODES),
        key=lambda row: row["mode"] == "naive",
        default=None,
    )
    if worst is None:
        return []
    metrics = {"mode": worst["mode"], "reason": worst["reason"]}
    severity = MODES[worst["mode"]]
    return [Event("lower_mode", severity, audience="operations", metrics=metrics)]


def no_forecast(refusal: str) -> list[Event]:
    """That there was no forecast at all."""
    if not refusal:
        return []
    return [Event("no_forecast", "HIGH", audience="operations", metrics={"reason": refusal})]

"""What happened to the system: events for those who run it; treasurers are not told of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from forexlib.core.ages import USUAL as OLD
from forexlib.core.ages import Age, AgeRules, Role
from forexlib.core.event import Event
from forexlib.core.severities import USUAL, Severities

MODES: Final = ("robust", "naive")
"""Modes below the best, falling."""


@dataclass(frozen=True, slots=True)
class SystemRules:
    """What is trouble, and how grave it is.

    Attributes:
        ages: How old a series may be.
        failures: In a row, from which a source is trouble: one refusal is a bad hour.
        missed: Business days without a live forecast from which that is trouble.
        withheld: Calendar days for which a withheld value may be about to be told of: those of an
            archive are no news.
        sources: That are configured; what is no longer asked has not failed. None: all.
        severities: How grave each is.
    """

    ages: AgeRules = OLD
    failures: int = 3
    missed: int = 2
    withheld: int = 30
    sources: Collection[str] | None = None
    severities: Severities = field(default_factory=lambda: USUAL, hash=False)


def stale_series(
    ages: Sequence[Age], role: Role, *, rules: SystemRules | None = None
) -> list[Event]:
    """One for each series that is not fresh.

    Args:
        ages: Of several series.
        role: Of all of them.
        rules: How grave it is.
    """
    severities = (rules or SystemRules()).severities
    return [
        Event(
            f"stale_{role}",
            severities[f"stale_{role}.{one.state.replace(' ', '_')}"],
            audience="operations",
            subject=one.series,
            metrics={"state": one.state, "newest": f"{one.newest or ''}", "days": one.overdue},
        )
        for one in ages
        if one.state != "fresh"
    ]


def failing_sources(status: pl.DataFrame, *, rules: SystemRules | None = None) -> list[Event]:
    """One for each source whose breaker is open, or that failed several times in a row.

    Args:
        status: Rows of the view `source_status`.
        rules: What counts.
    """
    rules = rules or SystemRules()
    return [
        Event(
            "failing_source",
            rules.severities["failing_source"],
            audience="operations",
            subject=row["source"],
            metrics={"failures": row["failures_in_a_row"], "error": row["last_error"]},
        )
        for row in status.sort("source").to_dicts()
        if row["state"] in {"open", "failing"}
        and row["failures_in_a_row"] >= rules.failures
        and (rules.sources is None or row["source"] in rules.sources)
    ]


def quarantined_values(rows: pl.DataFrame, *, rules: SystemRules | None = None) -> list[Event]:
    """One for each series of which values wait for a person.

    Args:
        rows: Of the view `quarantine_status`: those that are open, and new since the last look.
        rules: How grave it is.
    """
    severity = (rules or SystemRules()).severities["quarantined"]
    found = []
    for (series,), group in rows.sort("series", "event_date").group_by(
        ["series"], maintain_order=True
    ):
        last: Mapping[str, Any] = group.row(-1, named=True)
        found.append(
            Event(
                "quarantined",
                severity,
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


def lower_mode(issued: pl.DataFrame, *, rules: SystemRules | None = None) -> list[Event]:
    """Whether the newest forecast stands on a lower rung than the best.

    Args:
        issued: mode, reason and said of the runs of what was issued last.
        rules: How grave it is.
    """
    worst = max(
        (row for row in issued.to_dicts() if row["mode"] in MODES),
        key=lambda row: MODES.index(row["mode"]),
        default=None,
    )
    if worst is None:
        return []
    severity = (rules or SystemRules()).severities[f"lower_mode.{worst['mode']}"]
    said = json.loads(worst["said"])["reason"] if worst.get("said") else worst["reason"]
    metrics = {"mode": worst["mode"], "reason": worst["reason"], "said": json.dumps(said)}
    return [Event("lower_mode", severity, audience="operations", metrics=metrics)]

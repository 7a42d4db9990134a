"""Events of the system, none of which is for the market."""

from datetime import date, timedelta

import polars as pl
import pytest

from forexlib.core.ages import Age, Role, State
from forexlib.core.event import Severity
from forexlib.monitoring.system_events import (
    failing_sources,
    lower_mode,
    quarantined_values,
    stale_series,
)

DAY = date(2026, 10, 26)


def aged(state: State) -> Age:
    return Age("nbp_fixing/DXY", DAY, 12, state, ())


@pytest.mark.parametrize(
    ("role", "state", "severity"),
    [
        ("target", "late", "WARNING"),
        ("target", "silent", "HIGH"),
        ("target", "dead", "CRITICAL"),
        ("target", "absent", "CRITICAL"),
        ("regressor", "late", "INFO"),
        ("regressor", "dead", "WARNING"),
        ("regressor", "absent", "INFO"),
    ],
)
def test_how_grave_an_old_series_is(role: Role, state: State, severity: Severity) -> None:
    [event] = stale_series([aged(state)], role)

    assert (event.severity, event.audience, event.subject) == (
        severity,
        "operations",
        "nbp_fixing/DXY",
    )


@pytest.mark.parametrize("role", ["target", "regressor"])
def test_a_fresh_series_is_no_event(role: Role) -> None:
    assert stale_series([aged("fresh")], role) == []


@pytest.mark.parametrize(
    ("state", "failures", "found"),
    [
        ("failing", 2, False),
        ("failing", 3, True),
        ("open", 7, True),
        ("ok", 0, False),
    ],
)
def test_a_source_is_trouble_after_some_failures(state: str, failures: int, *, found: bool) -> None:
    rows = pl.DataFrame(
        {"source": ["bcch"], "state": [state], "failures_in_a_row": [failures], "last_error": ["x"]}
    )

    events = failing_sources(rows)

    assert [one.key for one in events] == (["failing_source:bcch"] if found else [])
    assert all(one.audience == "operations" for one in events)


def test_values_in_quarantine_are_told_by_series_with_the_last_of_them() -> None:
    rows = pl.DataFrame(
        {
            "series": ["a/X", "b/Y", "a/X"],
            "event_date": [DAY, DAY, DAY - timedelta(days=1)],
            "value": [1.5, 2.0, 1.0],
            "reason": ["jump", "unit", "frozen"],
        }
    )

    first, second = quarantined_values(rows)

    assert (first.subject, first.metrics["values"], first.metrics["value"]) == ("a/X", 2, 1.5)
    assert (first.occasion, second.subject) == ("2026-10-26 1.5", "b/Y")


@pytest.mark.parametrize(
    ("modes", "severity"),
    [
        (["ensemble"], None),
        (["robust"], "WARNING"),
        (["ensemble", "naive", "robust"], "HIGH"),
        ([], None),
    ],
)
def test_the_lowest_mode_counts(modes: list[str], severity: Severity | None) -> None:
    rows = pl.DataFrame({"mode": modes, "reason": ["because"] * len(modes)})

    events = lower_mode(rows)

    assert [one.severity for one in events] == ([] if severity is None else [severity])

"""The flow `retrain` as a plain function: fakes for the run's page, the ledger for real."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from prefect import Task
from prefect.states import State

from flows import clock, retrain
from forexlib.core.errors import SettingsError
from forexlib.decisions.retrain import RetrainVerdict
from forexlib.jobs.retrain import Order, Retrained
from forexlib.wiring import platform
from tests.flows.page import Page
from tests.store.versioned import MONTH, WEEK, first, hexed

NOW = datetime(2024, 3, 29, 10, 30, tzinfo=UTC)
NOBODY = "http://127.0.0.1:9"
"""Where no MLflow answers."""


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch, page: Page) -> None:
    """The tasks as plain functions, on a Friday; nobody forecasts there yet."""
    assert not page.lines
    for name, one in vars(retrain).copy().items():
        if isinstance(one, Task):
            monkeypatch.setattr(retrain, name, one.fn)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setenv("FOREX_MLFLOW_URI", NOBODY)


def crown() -> None:
    """Champions at 7 and 30 days, learned on 2024-03-01."""
    assert not platform().ledger.write([first("old"), first("old", place=MONTH)], now=NOW)


def told(rows: Sequence[Retrained]) -> dict[int, tuple[bool, str | None]]:
    return {one.horizon_days: (one.verdict.due, one.outcome) for one in rows}


def test_without_a_champion_nothing_is_due_and_it_ends_well(page: Page) -> None:
    done = retrain.retrain.fn()

    assert not isinstance(done, State)
    assert told(done) == dict.fromkeys((7, 15, 30, 90), (False, None))
    assert [row["why"] for row in page.tables["retrained-usdclp"]] == [
        f"There is no champion at {days} days that could be learned anew."
        for days in (7, 15, 30, 90)
    ]
    assert (page.events, page.warnings) == ([], [])


def test_where_a_champion_is_young_and_nothing_asks_nothing_is_learned(page: Page) -> None:
    crown()

    done = retrain.retrain.fn(horizon="7d,30d", reason="auto")

    assert not isinstance(done, State)
    assert told(done) == {7: (False, None), 30: (False, None)}
    assert all("Nobody asked" in one.why for one in done)
    assert platform().store.read("retrainings").is_empty()
    assert page.events == []


def test_a_dry_run_says_what_is_due_and_writes_nothing(page: Page) -> None:
    crown()

    retrain.retrain.fn(horizon="7d", reason="MANUAL", dry_run=True)

    (row,) = page.tables["retrained-usdclp"]
    assert (row["due"], row["reason"], row["outcome"]) == (True, "MANUAL", None)
    assert any(line == "7d: not tried. It was asked for." for line in page.lines)
    assert platform().store.read("retrainings").is_empty()


@pytest.mark.parametrize(
    ("horizon", "reason", "said"),
    [
        ("soon", "auto", "'soon' is not a horizon"),
        ("8d", "auto", "8 days is no horizon"),
        ("all", "BOREDOM", "'BOREDOM' is no reason"),
    ],
)
def test_what_cannot_be_meant_is_one_message(horizon: str, reason: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        retrain.retrain.fn(horizon=horizon, reason=reason)


def test_of_what_was_learned_there_is_an_event_and_mlflow_may_be_away(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    crown()
    orders: list[Order] = []
    due = RetrainVerdict(due=True, reason="DRIFT_DETECTED", why="It drifted.", evidence={})

    def learned(_: object, __: object, order: Order, *, now: datetime) -> list[Retrained]:
        assert now == NOW
        orders.append(order)
        return [
            Retrained(WEEK.horizon_days, due, "promoted", hexed("new"), "No worse.", {}),
            Retrained(MONTH.horizon_days, due, "rejected", hexed("new"), "Worse.", {}),
        ]

    monkeypatch.setattr(retrain, "job", learned)

    retrain.retrain.fn(horizon="7d,30d")

    assert orders == [Order((7, 30), None, "prefect", dry=False)]
    said = {"version": hexed("new"), "reason": "DRIFT_DETECTED"}
    assert page.events == [
        ("forex.retrained", "USDCLP", {"horizon_days": 7, "outcome": "promoted", **said}),
        ("forex.retrained", "USDCLP", {"horizon_days": 30, "outcome": "rejected", **said}),
    ]
    (warning,) = page.warnings
    assert "MLflow does not show the newest state" in warning
    assert NOBODY in warning


def test_on_a_full_disk_nothing_is_learned_and_it_is_said_so(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    crown()
    monkeypatch.setenv("FOREX_DISK_CLEAN", "0.000001")
    monkeypatch.setenv("FOREX_DISK_STOP", "0.000002")

    done = retrain.retrain.fn(reason="MANUAL")

    assert done == []
    assert any("learning anew" in line for line in page.warnings)
    assert platform().store.read("retrainings").is_empty()


def test_a_run_that_a_newer_one_replaces_stands_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrain, "newer_run_is_due", lambda: True)

    ended = retrain.retrain.fn()

    assert isinstance(ended, State)
    assert ended.is_cancelled()

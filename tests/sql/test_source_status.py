"""How each source that was ever asked has answered, a row for each."""

from datetime import timedelta

import duckdb
import pytest

from forexlib.core.budget import Budget
from forexlib.store.call_ledger import DuckCallLedger
from forexlib.store.duck import DuckStore
from tests.paths import SQL
from tests.sql.grain import is_unique
from tests.store.builders import at

BUSY = Budget(per_hour=100, per_day=1000)
NOON = at(1)


@pytest.fixture
def ledger(store: DuckStore) -> DuckCallLedger:
    return DuckCallLedger(store.database, SQL)


def live(ledger: DuckCallLedger, source: str, outcomes: str) -> None:
    """Ask a source every minute from noon on: `.` answers, `x` fails, `?` is never heard of."""
    for minute, outcome in enumerate(outcomes):
        now = NOON + timedelta(minutes=minute)
        assert ledger.ask(source, now=now, budget=BUSY).allowed
        if outcome != "?":
            error = f"failure {minute}" if outcome == "x" else None
            ledger.tell(source, now=now, error=error)


def test_a_row_a_source_with_its_state(ledger: DuckCallLedger, store: DuckStore) -> None:
    for name in (".", "x", "xx", "xxx", ".xxx", "xx.", "xx.x", "?", ".?", "xx?", "x?x"):
        live(ledger, name, name)

    rows = store.read("source_status")

    assert is_unique(rows, "source_status")
    said = {row["source"]: (row["state"], row["failures_in_a_row"]) for row in rows.to_dicts()}
    assert said == {
        ".": ("ok", 0),
        "x": ("failing", 1),
        "xx": ("failing", 2),
        "xxx": ("open", 3),
        ".xxx": ("open", 3),
        "xx.": ("ok", 0),
        "xx.x": ("failing", 1),
        "?": ("begun", 0),
        ".?": ("ok", 0),
        "xx?": ("failing", 2),
        "x?x": ("failing", 2),
    }


def test_instants_and_the_last_error_are_those_of_the_last(
    ledger: DuckCallLedger, store: DuckStore
) -> None:
    live(ledger, "web", "x..xxx")

    [row] = store.read("source_status").to_dicts()

    minutes = {
        name: (row[name] - NOON) / timedelta(minutes=1)
        for name in ("last_asked_at", "last_success_at", "last_failure_at", "open_until")
    }
    assert minutes == {
        "last_asked_at": 5,
        "last_success_at": 2,
        "last_failure_at": 5,
        "open_until": 65,
    }
    assert (row["n_calls"], row["last_error"]) == (6, "failure 5")


def test_an_answer_leaves_no_open_breaker(ledger: DuckCallLedger, store: DuckStore) -> None:
    live(ledger, "web", "xxx")
    later = NOON + timedelta(hours=2)
    ledger.ask("web", now=later, budget=BUSY)
    ledger.tell("web", now=later, error=None)

    [row] = store.read("source_status").to_dicts()

    assert (row["state"], row["open_until"], row["last_error"]) == ("ok", None, "failure 2")


@pytest.mark.parametrize(
    "damage",
    [
        "update source_calls set ended_at = null",
        "update source_calls set error = 'it failed'",
        "update source_calls set n_values = -1",
        "update source_calls set outcome = 'perhaps'",
        "update source_calls set cool_down_seconds = -1",
        "insert into source_calls select * from source_calls",
    ],
)
def test_rows_that_contradict_themselves_cannot_be_written(
    ledger: DuckCallLedger, damage: str
) -> None:
    live(ledger, "web", ".")

    with pytest.raises(duckdb.ConstraintException), duckdb.connect(ledger.database) as opened:
        opened.execute(damage)

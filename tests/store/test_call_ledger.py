"""Calls are noted before they are made, by whoever asks, and restarts forget none."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

import pytest

from forexlib.core.budget import Budget
from forexlib.core.errors import StoreError
from forexlib.core.ports import CallLedger
from forexlib.store.call_ledger import LONGEST_ERROR, DuckCallLedger
from forexlib.store.connection import turn
from forexlib.store.duck import DuckStore
from tests.paths import SQL
from tests.store.asker import START

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
BUDGET = Budget()
BUSY = Budget(per_hour=100, per_day=1000)
WEB = "nbp-web"


@pytest.fixture
def ledger(store: DuckStore) -> DuckCallLedger:
    return DuckCallLedger(store.database, SQL)


def fail(ledger: DuckCallLedger, times: int, *, budget: Budget = BUSY) -> None:
    """Fail so often, every minute from START on."""
    for i in range(times):
        assert ledger.ask(WEB, now=START + i * MINUTE, budget=budget).allowed
        ledger.tell(WEB, now=START + i * MINUTE, error="no answer")


def test_what_is_asked_and_told_is_a_row(ledger: DuckCallLedger, store: DuckStore) -> None:
    as_port: CallLedger = ledger

    asked = as_port.ask(WEB, now=START, budget=BUDGET)
    as_port.tell(WEB, now=START + MINUTE, error=None, values=7)

    assert asked.allowed
    [row] = store.read("source_calls").to_dicts()
    assert row == {
        "source": WEB,
        "call_number": 1,
        "began_at": START,
        "ended_at": START + MINUTE,
        "outcome": "ok",
        "error": "",
        "n_values": 7,
        "cool_down_seconds": 0,
    }


def test_a_refusal_is_no_call(ledger: DuckCallLedger, store: DuckStore) -> None:
    ledger.ask(WEB, now=START, budget=BUDGET)

    refused = ledger.ask(WEB, now=START + MINUTE, budget=BUDGET)

    assert (refused.allowed, refused.until) == (False, START + HOUR)
    assert store.read("source_calls").height == 1


def test_each_source_has_a_budget_of_its_own(ledger: DuckCallLedger) -> None:
    asked = [ledger.ask(name, now=START, budget=BUDGET).allowed for name in (WEB, "bcch", WEB)]

    assert asked == [True, True, False]


def test_the_breaker_opens_and_outlives_a_restart(ledger: DuckCallLedger, store: DuckStore) -> None:
    fail(ledger, 3)

    restarted = DuckCallLedger(store.database, SQL)
    refused = restarted.ask(WEB, now=START + HOUR, budget=BUSY)
    trial = restarted.ask(WEB, now=START + HOUR + 2 * MINUTE, budget=BUSY)

    assert (refused.breaker, refused.until) == ("open", START + HOUR + 2 * MINUTE)
    assert (trial.allowed, trial.breaker) == (True, "half-open")
    assert store.read("source_calls").sort("call_number").get_column(
        "cool_down_seconds"
    ).to_list() == [0, 0, 3600, 7200]


def test_an_answer_closes_it(ledger: DuckCallLedger) -> None:
    fail(ledger, 3)
    later = START + 2 * HOUR

    ledger.ask(WEB, now=later, budget=BUSY)
    ledger.tell(WEB, now=later, error=None)

    assert ledger.ask(WEB, now=later + MINUTE, budget=BUSY).breaker == "closed"


def test_an_end_belongs_to_the_newest_call_without_one(
    ledger: DuckCallLedger, store: DuckStore
) -> None:
    ledger.ask(WEB, now=START, budget=BUDGET)  # and the program is killed
    ledger.ask(WEB, now=START + HOUR, budget=BUDGET)
    ledger.tell(WEB, now=START + HOUR, error=None)

    outcomes = store.read("source_calls").sort("call_number").get_column("outcome")

    assert outcomes.to_list() == ["begun", "ok"]


def test_an_error_is_kept_without_its_secrets_and_at_a_sane_length(
    ledger: DuckCallLedger, store: DuckStore
) -> None:
    ledger.ask(WEB, now=START, budget=BUDGET)

    ledger.tell(WEB, now=START, error="https://me:CANARY@x.org/?pass=CANARY failed " + "x" * 9999)

    [error] = store.read("source_calls").get_column("error")
    assert error.startswith("https://***@x.org/?*** failed")
    assert "CANARY" not in error
    assert len(error) == LONGEST_ERROR


def test_an_error_without_words_is_one_all_the_same(
    ledger: DuckCallLedger, store: DuckStore
) -> None:
    ledger.ask(WEB, now=START, budget=BUDGET)

    ledger.tell(WEB, now=START, error="")

    assert store.read("source_calls").get_column("outcome").to_list() == ["failed"]


def test_eight_threads_that_ask_at_once_make_one_call(
    ledger: DuckCallLedger, store: DuckStore
) -> None:
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(ledger.ask, WEB, now=START, budget=BUDGET) for _ in range(8)]

    assert sum(future.result().allowed for future in asked) == 1
    assert store.read("source_calls").height == 1


def test_processes_that_read_their_clocks_in_another_order_make_one_call(
    ledger: DuckCallLedger,
) -> None:
    quick = ledger.ask(WEB, now=START + timedelta(seconds=2), budget=BUDGET)
    slow = ledger.ask(WEB, now=START, budget=BUDGET)

    assert (quick.allowed, slow.allowed) == (True, False)


def test_two_processes_share_one_budget(store: DuckStore) -> None:
    program = [sys.executable, "-m", "tests.store.asker", str(store.database), WEB, "72"]
    askers = [
        subprocess.Popen(program, cwd=SQL.parent, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]

    allowed = [int(asker.communicate(timeout=100)[0]) for asker in askers]

    assert 1 <= sum(allowed) <= 24
    calls = sorted(store.read("source_calls").get_column("began_at"))
    assert len(calls) == sum(allowed)
    assert all(later - earlier >= HOUR for earlier, later in pairwise(calls))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_1440_restarts_in_a_day_make_one_call_an_hour(store: DuckStore) -> None:
    outside: list[int] = []

    for minute in range(1440):
        restarted = DuckCallLedger(store.database, SQL)  # every third one dies while it asks
        now = START + minute * MINUTE
        if restarted.ask(WEB, now=now, budget=BUDGET).allowed:
            outside.append(minute)
            if len(outside) % 3:
                restarted.tell(WEB, now=now, error=None)

    assert outside == [60 * hour for hour in range(24)]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_restart_every_five_minutes_leaves_a_dead_source_alone(store: DuckStore) -> None:
    outside: list[int] = []

    for minute in range(0, 1440, 5):
        restarted = DuckCallLedger(store.database, SQL)
        now = START + minute * MINUTE
        if restarted.ask(WEB, now=now, budget=BUDGET).allowed:
            outside.append(minute // 60)
            restarted.tell(WEB, now=now, error="no answer")

    assert outside == [0, 1, 2, 3, 5, 9, 17]  # pauses of 1, 1, 1, 2, 4 and 8 hours


def test_a_ledger_that_cannot_be_written_lets_nobody_ask(store: DuckStore) -> None:
    impatient = DuckCallLedger(store.database, SQL, patience=0.1)
    store.newest()

    with turn(store.database, "read", patience=1.0), pytest.raises(StoreError, match="too long"):
        impatient.ask(WEB, now=START, budget=BUDGET)

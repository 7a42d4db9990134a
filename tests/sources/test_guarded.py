"""A guarded source is asked within its budget; a refusal is a warning, and no secret gets out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dataframely as dy
import pytest

from forexlib.core.budget import Budget, Verdict
from forexlib.core.errors import SettingsError, SourceError
from forexlib.core.frames import Published
from forexlib.core.ports import Source
from forexlib.jobs.ingest import ingest
from forexlib.sources.bcch import Bcch
from forexlib.sources.fred import Fred
from forexlib.sources.guarded import Guarded
from forexlib.sources.nbp_web import NbpWeb
from forexlib.sources.secret import Secret
from forexlib.store.call_ledger import DuckCallLedger
from forexlib.store.duck import DuckStore
from tests.fakes import MemorySource, MemoryStore
from tests.paths import SQL
from tests.sources.web_server import answer, serving
from tests.store.builders import FIXING, FRIDAY, at, published
from tests.store.empty import empty_store

NOW = datetime(2026, 10, 26, 11, 30, tzinfo=UTC)
FREE = Verdict("closed")
CANARY = "hunter2-CANARY"


@dataclass
class ScriptedLedger:
    """A CallLedger that answers what it is told to, and remembers what it hears."""

    verdict: Verdict = FREE
    heard: list[tuple[str, datetime, str | None, int]] = field(default_factory=list)
    asked: list[tuple[str, datetime, Budget]] = field(default_factory=list)

    def ask(self, source: str, *, now: datetime, budget: Budget) -> Verdict:
        self.asked.append((source, now, budget))
        return self.verdict

    def tell(self, source: str, *, now: datetime, error: str | None, values: int = 0) -> None:
        self.heard.append((source, now, error, values))


@dataclass
class Confused:
    """A Source that finds fault with its settings."""

    name: str = "confused"

    def serves(self, series: str) -> bool:  # noqa: ARG002
        return True

    def fetch(
        self, series: Sequence[str], *, since: Mapping[str, date], as_of: datetime
    ) -> dy.DataFrame[Published]:
        raise SettingsError(f"{series} {since} {as_of}", remedy="Mend it.")


@pytest.fixture
def store(tmp_path: Path) -> DuckStore:
    return empty_store(tmp_path)


VALUES = published((FRIDAY, at(1, 12), 900.0))


def test_a_source_without_its_credentials_is_not_asked_and_the_ledger_not_either() -> None:
    ledger = ScriptedLedger()
    guarded = Guarded(Bcch(), ledger)

    with pytest.raises(SourceError, match=r"Not asked: .* Set FOREX_BCCH_USER and"):
        guarded.fetch(["uf/CLFCLP"], since={}, as_of=NOW)

    assert (ledger.asked, ledger.heard) == ([], [])
    assert guarded.fetch([FIXING], since={}, as_of=NOW).is_empty()


@pytest.mark.parametrize(
    ("source", "lacking"),
    [
        (Bcch(token=Secret("t")), ""),
        (Bcch(user=Secret("me"), password=Secret("p")), ""),
        (Bcch(user=Secret("me")), "FOREX_BCCH_PASSWORD"),
        (Bcch(password=Secret("p")), "FOREX_BCCH_USER"),
        (Bcch(), "FOREX_BCCH_USER and FOREX_BCCH_PASSWORD, or FOREX_BCCH_TOKEN"),
        (Fred(), ""),
        (Fred(key=Secret("k")), ""),
        (MemorySource("web"), ""),
    ],
)
def test_what_is_lacking_are_the_settings_that_are_not_set(source: Source, lacking: str) -> None:
    assert Guarded(source, ScriptedLedger()).lacking == lacking


def test_an_answer_is_passed_on_and_told() -> None:
    ledger, budget = ScriptedLedger(), Budget(per_hour=2)
    guarded: Source = Guarded(MemorySource("web", VALUES), ledger, budget)

    got = guarded.fetch([FIXING], since={}, as_of=NOW)

    assert got.drop("source").equals(VALUES.drop("source"))
    assert guarded.name == "web"
    assert ledger.asked == [("web", NOW, budget)]
    assert ledger.heard == [("web", NOW, None, 1)]


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (NOW + timedelta(minutes=15), "Not asked: it failed 3 times in a row, until 11:45 UTC."),
        (NOW + timedelta(hours=15), "until 2026-10-27 02:30 UTC."),
    ],
)
def test_a_refusal_asks_nobody_and_says_until_when(until: datetime, said: str) -> None:
    inner = MemorySource("web")
    ledger = ScriptedLedger(Verdict("open", "it failed 3 times in a row", until))

    with pytest.raises(SourceError) as refused:
        Guarded(inner, ledger).fetch([FIXING], since={}, as_of=NOW)

    assert refused.value.what.endswith(said)
    assert inner.asked == ledger.heard == []


def test_a_failure_is_told_and_raised_without_secrets() -> None:
    what = f"https://me:{CANARY}@x.org/?pass={CANARY} gave no answer."
    inner = MemorySource("web", error=SourceError(what, remedy=f"Check token={CANARY}."))
    ledger = ScriptedLedger()

    with pytest.raises(SourceError) as failed:
        Guarded(inner, ledger).fetch([FIXING], since={}, as_of=NOW)

    assert failed.value.what == "https://***@x.org/?*** gave no answer."
    assert CANARY not in f"{failed.value} {failed.value.__cause__} {ledger.heard}"
    assert failed.value.__suppress_context__
    [(_, _, error, _)] = ledger.heard
    assert error == failed.value.what


def test_an_error_that_is_not_the_sources_is_no_failure_of_it() -> None:
    ledger = ScriptedLedger()

    with pytest.raises(SettingsError):
        Guarded(Confused(), ledger).fetch([FIXING], since={}, as_of=NOW)

    assert ledger.heard == []


def test_series_of_others_cost_nothing() -> None:
    inner, ledger = MemorySource("web", VALUES, quantities=("uf",)), ScriptedLedger()
    guarded = Guarded(inner, ledger)

    got = guarded.fetch([FIXING], since={}, as_of=NOW)
    guarded.fetch([FIXING, "uf/CL"], since={}, as_of=NOW)

    assert got.is_empty()
    assert [names for names, _ in inner.asked] == [["uf/CL"]]
    assert len(ledger.asked) == 1


def test_ingestion_takes_a_refusal_as_a_warning() -> None:
    ledger = ScriptedLedger(Verdict("closed", "it may be asked once an hour", NOW))
    archive, web = MemorySource("archive", VALUES), MemorySource("web")

    report = ingest(
        [archive, Guarded(web, ledger)], MemoryStore(), series=[FIXING], as_of=NOW, admitted_at=NOW
    )

    assert report.admitted == 1
    [warning] = report.warnings
    assert warning.startswith("web: Not asked: it may be asked once an hour, until 11:30 UTC.")


def test_a_real_server_is_asked_once_an_hour_and_left_alone_when_it_fails(
    store: DuckStore,
) -> None:
    ledger = DuckCallLedger(store.database, SQL)
    refused: list[str] = []

    with serving(answer(b"busy", status=429)) as server:
        guarded = Guarded(NbpWeb(base_url=server.url), ledger)
        for minutes in range(0, 360, 30):
            now = NOW + timedelta(minutes=minutes)
            since = {FIXING: now.date()}
            with pytest.raises(SourceError) as error:
                guarded.fetch([FIXING], since=since, as_of=now)
            refused.append(error.value.what)

    asked = [minutes for minutes, what in enumerate(refused) if not what.startswith("Not asked")]
    assert asked == [0, 2, 4, 6, 10]  # half hours: three failures, then pauses of 1 and 2 hours
    assert len(server.paths) == len(asked)
    [status] = store.read("source_status").to_dicts()
    assert (status["state"], status["failures_in_a_row"]) == ("open", 5)
    assert "429" in status["last_error"]

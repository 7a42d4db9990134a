"""`forex quarantine`: seen, accepted, rejected; mistakes are one message and exit code 2."""

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from forexlib.cli.main import main
from forexlib.cli.quarantine import quarantine
from forexlib.store.duck import DuckStore
from forexlib.store.quarantine import DuckQuarantine
from tests.cli.desk import settle
from tests.paths import SQL
from tests.store.builders import FIXING, at
from tests.store.withheld import withheld

DAY = "2024-03-01"


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> DuckQuarantine:
    """One value of Friday that was kept out."""
    made = DuckQuarantine(settle(monkeypatch, tmp_path) / "forex.duckdb", SQL)
    made.keep(withheld(), seen_at=at(2))
    return made


def say(*words: str) -> Result:
    return CliRunner().invoke(quarantine, list(words))


def test_what_is_kept_out_is_listed_with_its_reason(kept: DuckQuarantine) -> None:
    told = say("list").stdout

    assert all(word in told for word in (FIXING, DAY, "950", "jump", "quarantined", "+5.00 %"))
    assert kept.database.exists()


def test_the_list_as_json_has_every_column(kept: DuckQuarantine) -> None:
    [row] = json.loads(say("list", "--json").stdout)

    assert (row["series"], row["event_date"], row["value"]) == (FIXING, DAY, 950.0)
    assert set(row) == set(kept.read("quarantine_status").columns)


def test_an_accepted_value_is_used_and_leaves_the_list(kept: DuckQuarantine) -> None:
    answer = say("accept", FIXING, DAY, "--by", "ana", "--note", "seen", "--json")

    [row] = json.loads(answer.stdout)
    assert (row["state"], row["decided_by"]) == ("accepted", "ana")
    assert DuckStore(kept.database, SQL).read("observations").height == 1
    assert json.loads(say("list", "--json").stdout) == []
    assert len(json.loads(say("list", "--all", "--json").stdout)) == 1


def test_a_rejected_value_is_kept_by_the_name_of_the_user(
    kept: DuckQuarantine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "berta")

    answer = say("reject", FIXING, DAY)

    assert answer.exit_code == 0
    row = kept.kept([FIXING]).row(0, named=True)
    assert (row["state"], row["decided_by"]) == ("rejected", "berta")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["accept", FIXING, "2024-03-04"], "was ever withheld"),
        (["accept", FIXING, "1 March"], "is not a date"),
        (["accept", FIXING, DAY, "--value", "7"], "7 of nbp_fixing/USDCLP of 2024-03-01 was never"),
        (["reject", FIXING, DAY, "--by", " "], "Nobody is named"),
    ],
)
def test_a_mistake_is_one_message_and_exit_code_2(
    kept: DuckQuarantine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    said: str,
) -> None:
    monkeypatch.setattr(sys, "argv", ["forex", *words])

    with pytest.raises(SystemExit) as ended:
        main(quarantine)

    assert ended.value.code == 2
    assert said in capsys.readouterr().err
    assert kept.kept([FIXING]).item(0, "state") == "quarantined"


def test_in_an_empty_folder_the_list_is_empty(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settle(monkeypatch, tmp_path)

    answer = say("list", "--json")

    assert json.loads(answer.stdout) == []

"""`forex config`: set, look, go back; and what goes wrong."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from forexlib.cli.main import app
from forexlib.wiring import Settings, complaints
from tests.cli.desk import ending, forex, settle

SECRET = "s3cret-of-the-bank"  # noqa: S105


@pytest.fixture
def env(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The settings file of an empty folder."""
    settle(monkeypatch, tmp_path)
    return tmp_path / ".env"


def rows(*words: str) -> list[dict[str, Any]]:
    return json.loads(forex("config", *words, "--json").stdout)


def shown() -> dict[str, tuple[str, str]]:
    return {row["setting"]: (row["value"], row["from"]) for row in rows("show")}


def test_what_is_set_holds(env: Path) -> None:
    forex("config", "set", "FOREX_RECORD_DAYS", "90", "--by", "ana")

    assert env.read_text(encoding="utf-8") == "FOREX_RECORD_DAYS=90\n"
    assert Settings.read().record_days == 90
    assert rows("history")[0]["who"] == "ana"


def test_a_severity_that_is_set_holds_among_the_usual_ones(env: Path) -> None:
    forex("config", "set", "severities", "stale_target.late=INFO, quarantined=HIGH")

    value, origin = shown()["severities"]

    assert origin == "file"
    assert {"stale_target.late=INFO", "quarantined=HIGH", "check_failed=WARNING"} <= set(
        value.split(", ")
    )
    assert Settings.read().severities["quarantined"] == "HIGH"
    assert env.exists()


def test_a_severity_nobody_knows_is_refused_with_those_that_are(
    env: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = forex("config", "set", "severities", "quarantined=LOUD").exception

    assert "there is no severity 'LOUD'; choose among INFO, WARNING, HIGH, CRITICAL" in str(error)
    assert ending(monkeypatch, "config", "set", "severities", "quarantined=LOUD") == 2
    assert not env.exists()


def test_show_says_where_each_value_comes_from(env: Path) -> None:
    env.write_text("FOREX_SEED=5\nFOREX_ONLINE=true\n", encoding="utf-8")

    found = shown()

    assert list(found) == list(Settings.model_fields)
    assert found["seed"] == ("5", "file")
    assert found["online"] == ("false", "environment")
    assert found["horizons"] == ("7,15,30,90", "default")


@pytest.mark.usefixtures("env")
def test_what_is_shown_can_be_set_again() -> None:
    values = {name: value for name, (value, _) in shown().items()}

    assert values["horizons"] == "7,15,30,90"
    assert complaints(**values) == {}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("seed", "seven", "seed = 'seven' cannot be used"),
        ("horizons", "30,7", "rising whole numbers"),
        ("zone", "Santiago", "write a zone such as"),
        ("performance_warning", "60", "do not rise"),
        ("institution", "two\nlines", "cannot be written"),
        ("sed", "7", "There is no setting 'sed'. Is it seed"),
    ],
)
def test_a_bad_value_is_one_message_and_changes_nothing(
    env: Path, name: str, value: str, said: str
) -> None:
    forex("config", "set", "seed", "5")
    before, versions = env.read_bytes(), rows("history")

    error = forex("config", "set", name, value).exception

    assert said in str(error)
    assert (env.read_bytes(), rows("history")) == (before, versions)


@pytest.mark.usefixtures("env")
def test_a_bad_value_ends_with_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ending(monkeypatch, "config", "set", "seed", "seven") == 2

    assert capsys.readouterr().err.count("forex:") == 1


def test_a_value_under_a_variable_of_the_environment_is_judged_all_the_same(
    env: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOREX_SEED", "5")

    assert forex("config", "set", "seed", "seven").exception is not None
    assert not env.exists()
    assert "FOREX_SEED of the environment wins" in forex("config", "set", "seed", "6").output


def test_a_file_with_two_mistakes_is_mended_one_by_one(env: Path) -> None:
    env.write_text("FOREX_SEED=seven\nFOREX_ZONE=Santiago\n", encoding="utf-8")

    for name, value in {"seed": "7", "zone": "America/Santiago"}.items():
        assert forex("config", "set", name, value).exception is None

    assert Settings.read().seed == 7


def test_restoring_brings_a_version_back_and_can_be_undone(env: Path) -> None:
    env.write_text("# By hand.\nFOREX_SEED=5\n", encoding="utf-8")
    forex("config", "set", "seed", "6")
    forex("config", "unset", "seed")

    forex("config", "restore", "1")
    first = env.read_text(encoding="utf-8")
    forex("config", "restore", "3")

    assert first == "# By hand.\nFOREX_SEED=5\n"
    assert env.read_text(encoding="utf-8") == "# By hand.\n"
    history = rows("history")
    assert [row["action"] for row in history] == [
        "restore 3",
        "restore 1",
        "unset seed",
        "set seed",
        "found",
    ]
    assert [row["changed"] for row in history] == [
        ["seed: 5 → –"],
        ["seed: – → 5"],
        ["seed: 6 → –"],
        ["seed: 5 → 6"],
        ["seed: – → 5"],
    ]
    assert [row["id"] for row in history if row["is_current"]] == [5]


def test_a_version_that_cannot_be_used_is_not_brought_back(env: Path) -> None:
    env.write_text("FOREX_SEED=seven\n", encoding="utf-8")
    forex("config", "set", "seed", "7")

    error = forex("config", "restore", "1").exception

    assert "seed = 'seven' cannot be used" in str(error)
    assert env.read_text(encoding="utf-8") == "FOREX_SEED=7\n"


@pytest.mark.usefixtures("env")
def test_an_unknown_version_is_told() -> None:
    assert "There is no version 9" in str(forex("config", "restore", "9").exception)


def test_secrets_are_never_printed(env: Path) -> None:
    env.write_text("PREFECT_API_KEY=key-of-the-cloud\n", encoding="utf-8")
    first = forex("config", "set", "bcch_token", SECRET)
    typed = CliRunner().invoke(app, ["config", "set", "bcch_token", "-"], input=f"{SECRET}2\n")
    printed = [
        first.output,
        typed.output,
        *(
            forex("config", *words).output
            for words in (("show",), ("show", "--json"), ("history",), ("history", "--json"))
        ),
    ]

    assert f"FOREX_BCCH_TOKEN={SECRET}2\n" in env.read_text(encoding="utf-8")
    assert not any(SECRET in text or "key-of-the-cloud" in text for text in printed)
    assert rows("history")[0]["changed"] == ["bcch_token: *** → ***"]
    assert shown()["bcch_token"] == ("***", "file")


def test_a_file_that_is_no_text_is_told_and_can_be_replaced(env: Path) -> None:
    forex("config", "set", "seed", "7")
    env.write_bytes(b"\xff\n")

    assert "not UTF-8" in str(forex("config", "set", "seed", "8").exception)
    assert forex("config", "restore", "2").exception is None
    assert env.read_text(encoding="utf-8") == "FOREX_SEED=7\n"


def test_a_damaged_version_does_not_hide_the_others(env: Path) -> None:
    forex("config", "set", "seed", "7")
    forex("config", "set", "seed", "8")
    [row] = [row for row in rows("history") if row["id"] == 2]
    (env.parent / "data" / "settings-history" / f"{row['sha256']}.env").write_bytes(b"")

    assert rows("history")[1]["changed"] == ["damaged, cannot be restored"]
    assert "is damaged" in str(forex("config", "restore", "2").exception)


def test_unset_of_what_is_not_set_writes_nothing(env: Path) -> None:
    assert "nothing was written" in forex("config", "unset", "seed").output
    assert not env.exists()


@pytest.mark.parametrize(
    ("content", "state", "said"),
    [
        (b"FOREX_SEED=7\n", "ok", ".env"),
        (b"FOREX_SEDE=7\n", "warning", "FOREX_SEDE: there is no such setting"),
        (b"FOREX_SEED=7\nno sense\n", "warning", "of no effect: line 2"),
        (None, "bad", "cannot be read"),
    ],
)
def test_the_doctor_looks_at_the_file(
    env: Path, content: bytes | None, state: str, said: str
) -> None:
    if content is None:
        env.mkdir()
    else:
        env.write_bytes(content)

    findings = json.loads(forex("doctor", "--json").stdout)

    [found] = [one for one in findings if one["subject"] == "settings file"]
    assert found["state"] == state
    assert said in found["what"]


@pytest.mark.slow
def test_two_commands_at_once_lose_nothing(env: Path) -> None:
    words = [sys.executable, "-m", "forexlib.cli.main", "config", "set"]
    both = [
        subprocess.Popen([*words, name, value], cwd=env.parent, stdout=subprocess.DEVNULL)
        for name, value in {"seed": "7", "zone": "UTC"}.items()
    ]

    codes = [one.wait(60) for one in both]

    assert codes == [0, 0]
    assert set(env.read_text(encoding="utf-8").split()) == {"FOREX_SEED=7", "FOREX_ZONE=UTC"}
    assert len(rows("history")) == 3

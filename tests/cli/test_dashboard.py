"""`forex dashboard`: within 100 columns, as a page in both languages, as JSON; errors in words."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from forexlib.cli import clock
from tests.cli.desk import ending, forex, settle
from tests.jobs.dashboard_world import NOW, build
from tests.reporting.report_world import ISSUED_AT


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    (folder / "data").mkdir()
    build(folder / "data")
    return folder


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch, made: Path) -> Path:
    return _then(monkeypatch, made)


def _then(patch: pytest.MonkeyPatch, folder: Path) -> Path:
    def then() -> datetime:
        return NOW

    patch.setattr(clock, "now", then)
    return settle(patch, folder)


def test_the_terminal_shows_one_horizon_within_100_columns(data: Path) -> None:
    answer = forex("dashboard", "--horizon", "30d")

    assert answer.exit_code == 0, answer.output
    assert max(len(line) for line in answer.output.splitlines()) <= 100
    for words in ("Mediana a 30 días", "BACKFILLED", "walk-forward a 30 días", "Alertas"):
        assert words in answer.output
    assert "Mediana a 7 días" not in answer.output
    assert "alta volatilidad" in answer.output or "volatilidad de 7 fixings" in answer.output
    assert data.exists()


def test_english_is_an_option(data: Path) -> None:
    answer = forex("dashboard", "--language", "en")

    assert "Median in 7 days" in answer.output
    assert "Mediana" not in answer.output
    assert data.exists()


def test_the_page_is_one_small_file_in_both_languages(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "new" / "page.html"

    answer = forex("dashboard", "--html", str(file), "--language", "en")

    page = file.read_text(encoding="utf-8")
    assert answer.exit_code == 0, answer.output
    assert file.stat().st_size < 600_000
    assert '<html lang="en">' in page
    for words in ("Median in 90 days", "Mediana a 90 días"):
        assert words in page
    assert data.exists()


def test_json_has_every_section(data: Path) -> None:
    rows = json.loads(forex("dashboard", "--json", "--horizon", "7d").stdout)

    assert {"forecast", "scores", "coverage", "standing", "runs", "leaderboard"} <= set(rows)
    assert {row["horizon_days"] for row in rows["scores"]} == {7}
    assert {row["track"] for row in rows["scores"]} == {"backfill", "walk"}
    assert [row["key"] for row in rows["standing"]] == ["high_volatility", "coverage:7d"]
    assert data.exists()


def test_a_past_instant_has_no_later_decision(data: Path) -> None:
    then = ISSUED_AT.isoformat()

    rows = json.loads(forex("dashboard", "--json", "--as-of", then).stdout)

    assert {row["as_of"] for row in rows["decisions"]} == {"2024-03-01T11:30:00.000000+00:00"}
    assert data.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--horizon", "8d"], "no horizon of 8 days"),
        (["--html", "x.html", "--json"], "Only one of"),
        (["--language", "fr"], "language"),
        (["--html", "data"], "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_one_message(
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    said: str,
) -> None:
    code = ending(monkeypatch, "dashboard", *words)

    complained = capsys.readouterr().err
    assert code == 2
    assert said in complained
    assert "Traceback" not in complained
    assert data.exists()


def test_an_empty_folder_is_a_dashboard_that_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _then(monkeypatch, tmp_path)

    answer = forex("dashboard")

    assert answer.exit_code == 0, answer.output
    assert answer.output.count("Todavía no") >= 8

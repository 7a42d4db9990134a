"""`forex performance`: a table a horizon, tracks apart, and the verdict in words."""

import json
from pathlib import Path

import pytest

from tests.cli.desk import ending, fill, forex, settle
from tests.store.builders import NEXT_FRIDAY, at, published


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A forecast in hindsight and its outcome."""
    folder = settle(monkeypatch, tmp_path)
    store = fill(folder, track="backfill", horizons=(7,))
    store.admit(published((NEXT_FRIDAY, at(8), 1010.0)), admitted_at=at(8))
    return folder


def test_each_horizon_has_its_table_and_a_verdict_in_words(data: Path) -> None:
    answer = forex("performance")

    assert answer.exit_code == 0
    for days in (7, 15, 30, 90):
        assert f"{days} d · nbp_fixing/USDCLP · ensemble" in answer.output
    assert "BACKFILLED" in answer.output
    assert "7 d, RETROACTIVO: insuficiente: 1 resultados" in answer.output
    assert data.exists()


def test_words_follow_the_language(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOREX_LANGUAGE", "en")

    answer = forex("performance", "--horizon", "7d")

    assert "7 d, BACKFILLED: insufficient: 1 outcomes that do not overlap" in answer.output
    assert "15 d" not in answer.output
    assert data.exists()


def test_machines_get_every_number(data: Path) -> None:
    rows = json.loads(forex("performance", "--horizon", "7d", "--json").output)

    backfilled = next(one for one in rows if one["track"] == "backfill")
    assert backfilled["n"] == 1
    assert backfilled["state"] == "insufficient"
    assert backfilled["bias"] == pytest.approx(-10.0, abs=1.0)
    assert {one["track"] for one in rows} == {"live", "backfill"}
    assert data.exists()


def test_a_day_before_the_outcome_knows_nothing_of_it(data: Path) -> None:
    forex("scores")

    rows = json.loads(forex("performance", "--as-of", "2024-03-05", "--json").output)

    assert {one["n"] for one in rows} == {0}
    assert data.exists()


def test_tiers_that_contradict_one_another_are_one_message(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FOREX_PERFORMANCE_HIGH", "5")

    assert ending(monkeypatch, "performance") == 2
    assert "do not rise" in capsys.readouterr().err
    assert data.exists()

import json
from pathlib import Path

import polars as pl
import pytest

from tests.cli.desk import ending, fill, forex, settle


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    return settle(monkeypatch, tmp_path)


def test_a_level_is_answered_at_the_horizon_asked_for(data: Path) -> None:
    fill(data)

    said = forex("prob", "--above", "1000", "--below", "1022.6", "--horizon", "7d").stdout

    assert "P(S > 1,000)" in said
    assert "P(S < 1,022.6)" in said
    assert "50.0 %" in said
    assert "84.1 %" in said  # one sigma: 1000 * exp(0.01 * sqrt(5))
    assert "30 d" not in said


def test_the_title_says_which_forecast_answers(data: Path) -> None:
    fill(data)

    said = forex("prob").stdout

    for part in ("origin 2024-03-01", "anchored at 1,000.00", "mode ensemble", "run run"):
        assert part in " ".join(said.split())
    assert "BACKFILLED" not in said


def test_without_a_level_each_horizon_is_a_column_of_a_grid(data: Path) -> None:
    fill(data)

    lines = forex("prob").stdout.splitlines()

    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in lines if "│" in line]
    assert "7 d · 2024-03-08" in "".join(lines)
    assert "30 d · 2024-03-31" in "".join(lines)
    assert ["1,000", "50.0 %", "50.0 %"] in cells
    assert ["900", "> 99.5 %", "98.9 %"] in cells
    assert ["1,100", "< 0.5 %", "1.9 %"] in cells


def test_hindsight_is_labelled(data: Path) -> None:
    fill(data, track="backfill")

    assert "BACKFILLED" in forex("prob").stdout


def test_a_target_that_has_passed_is_said_to_have(data: Path) -> None:
    fill(data)

    answer = forex("prob", "--above", "980", "--json")

    assert "the target of 7 d, 2024-03-08, has passed" in answer.stderr


def test_json_keeps_the_number_where_people_get_a_bound(data: Path) -> None:
    fill(data)

    told = json.loads(forex("prob", "--below", "920", "--json").stdout)

    assert [(row["event"], row["horizon_days"]) for row in told] == [("below", 7), ("below", 30)]
    assert 0 < told[0]["probability"] < 0.5  # 3.7 sigmas out


def test_csv_and_a_spreadsheet_have_the_same_rows(data: Path) -> None:
    fill(data)

    text = forex("prob", "--csv").stdout
    forex("prob", "--xlsx", "chances.xlsx")

    assert text.count("\n") == 1 + 2 * 11  # 900, 920, ... 1100 at two horizons
    assert (data.parent / "chances.xlsx").read_bytes().startswith(b"PK")
    assert pl.read_csv(text.encode()).get_column("threshold").max() == 1100.0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--above", "980,5"), "'980,5' is no rate"),
        (("--above", "much"), "'much' is no rate"),
        (("--above", "nan"), "nan is no rate"),
        (("--below", "0"), "0.0 is no rate"),
        (("--below=-950",), "-950.0 is no rate"),
        (("--above", "980", "--horizon", "15d"), "no horizon of 15 days"),
        (("--above", "980", "--horizon", "soon"), "is not a horizon"),
        (("--pair", "USDBRL"), "There is no forecast of USDBRL nbp_fixing yet"),
        (("--target", "mesa"), "There is no forecast of USDCLP mesa yet"),
        (("--json", "--csv"), "Only one of"),
    ],
)
def test_a_mistake_is_one_message_and_code_2(
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    said: str,
) -> None:
    fill(data)

    code = ending(monkeypatch, "prob", *words)

    assert code == 2
    assert said in capsys.readouterr().err


def test_in_an_empty_folder_the_remedy_is_a_run(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = ending(monkeypatch, "prob", "--above", "980", "--horizon", "30d")

    assert code == 2
    assert "`forex run`" in capsys.readouterr().err
    assert not (data / "artefacts").exists()

from pathlib import Path

import pytest

from tests.cli.desk import ending, fill, forex, settle


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    folder = settle(monkeypatch, tmp_path)
    monkeypatch.setenv("FOREX_REPORT_ENGINE", "twin")
    return folder


def test_it_prints_where_the_files_are_and_what_made_them(data: Path) -> None:
    fill(data)

    answer = forex("report", "--as-of", "2024-03-02")

    folder = data / "reports" / "2024-03-01-run"
    assert answer.exit_code == 0
    assert sorted(file.name for file in folder.iterdir()) == [
        "usdclp-2024-03-01.html",
        "usdclp-2024-03-01.pdf",
    ]
    assert f"{folder}/usdclp-2024-03-01.pdf  (pdf, " in answer.stdout
    assert "Forecast of origin 2024-03-01, run run; rendered by twin (pandoc " in answer.stdout


def test_the_folder_the_format_the_horizon_and_the_language_can_be_chosen(data: Path) -> None:
    fill(data)

    forex(
        *("report", "--as-of", "2024-03-02", "--horizon", "30d"),
        *("--out", "here", "--format", "html", "--language", "en"),
    )

    assert [file.name for file in (data.parent / "here").iterdir()] == [
        "usdclp-2024-03-01-30d-en.html"
    ]


def test_the_same_instant_gives_the_same_bytes(data: Path) -> None:
    fill(data)

    for name in ("a", "b"):
        forex("report", "--as-of", "2024-03-02", "--out", name)

    for file in (data.parent / "a").iterdir():
        assert file.read_bytes() == (data.parent / "b" / file.name).read_bytes()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--format", "docx"), "Choose pdf or html or both."),
        (("--horizon", "8d"), "has no horizon of 8 days"),
        (("--language", "fr"), "language = 'fr' cannot be used"),
        (("--pair", "USDBRL"), "There is no forecast of USDBRL"),
        (("--as-of", "2024-02-01"), "`forex run --as-of 2024-02-01T11:30+00:00`"),
        (("--out", "taken"), "cannot be written"),
    ],
)
def test_a_mistake_is_one_message_and_code_2(
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    told: str,
) -> None:
    fill(data)
    (data.parent / "taken").touch()

    code = ending(monkeypatch, "report", *words)

    assert code == 2
    assert told in capsys.readouterr().err

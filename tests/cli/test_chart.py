import re
from pathlib import Path

import pytest

from tests.cli.desk import ending, fill, forex, settle


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    return settle(monkeypatch, tmp_path)


def texts(file: Path) -> str:
    """What an SVG says: each text is named in a comment."""
    return "\n".join(re.findall(r"<!--(.*?)-->", file.read_text(encoding="utf-8"), re.DOTALL))


@pytest.mark.parametrize(("name", "magic"), [("a.png", b"\x89PNG"), ("b/c/a.PDF", b"%PDF")])
def test_the_name_says_which_kind_of_file(data: Path, name: str, magic: bytes) -> None:
    fill(data)

    answer = forex("chart", "--out", name)

    assert answer.exit_code == 0
    assert (data.parent / name).read_bytes().startswith(magic)
    assert "forecast of origin 2024-03-01, track live, run run" in answer.stderr


def test_the_chart_is_of_the_stored_forecast(data: Path) -> None:
    fill(data)

    forex("chart", "--out", "a.svg")

    said = texts(data.parent / "a.svg")
    assert "USD/CLP: pronóstico a 7 y 30 días" in said
    assert "Corrida run · versión 0123456789ab · fuente test · datos hasta 1-mar-2024" in said
    assert "BACKFILLED" not in said


def test_hindsight_is_labelled_in_the_language_asked_for(data: Path) -> None:
    fill(data, track="backfill")

    forex("chart", "--out", "a.svg", "--language", "en", "--as-of", "2024-03-02")

    assert "BACKFILLED · made in hindsight" in texts(data.parent / "a.svg")


def test_twice_is_the_same_file(data: Path) -> None:
    fill(data)

    for name in ("a.png", "b.png"):
        forex("chart", "--out", name)

    assert (data.parent / "a.png").read_bytes() == (data.parent / "b.png").read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--out", "a.gif"), "End its name in .png, .svg, .pdf."),
        (("--out", "a"), "is no picture"),
        (("--out", "taken/a.png"), "cannot be written"),
        (("--out", "folder.png"), "cannot be written"),
        (("--out", "a.png", "--language", "fr"), "no chart in 'fr'"),
        (("--out", "a.png", "--as-of", "2024-02-01"), "`forex run --as-of 2024-02-01T11:30+00:00`"),
        (("--out", "a.png", "--as-of", "once"), "is not a date"),
        (("--out", "a.png", "--pair", "USDBRL"), "There is no forecast of USDBRL"),
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
    (data.parent / "taken").touch()
    (data.parent / "folder.png").mkdir()

    code = ending(monkeypatch, "chart", *words)

    assert code == 2
    assert said in capsys.readouterr().err

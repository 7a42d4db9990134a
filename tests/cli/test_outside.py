"""The whole road on services outside: the dólar observado from the bank, or the next source."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from tests.e2e import ARCHIVE_END, Answer, forex
from tests.sources.outside import outside, settings

pytestmark = pytest.mark.slow

SECRETS = {"bcch_user": "canary-user", "bcch_password": "canary-pass&?"}
TARGET = ("--target", "dolar_observado", "--as-of", ARCHIVE_END)


def run(
    data: Path, *, broken: Sequence[str] = (), record_days: str = "0", names: str = ""
) -> Answer:
    """`forex run` of the dólar observado, asking local services of which some are broken."""
    with outside(broken=broken) as server:
        asked = {"sources": names or "bcch,mindicador,yahoo,fred", **settings(server), **SECRETS}
        return forex("run", *TARGET, data=data, record_days=record_days, **asked)


def rows(data: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(data / "forex.duckdb"), read_only=True) as opened:
        return opened.execute(query).fetchall()


def suppliers(data: Path) -> set[tuple[object, ...]]:
    return set(
        rows(
            data,
            "select distinct series, source from observations where series not like 'nbp_fixing/%'",
        )
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Answer]:
    """Half a year of weekly forecasts, so that some came due."""
    data = tmp_path_factory.mktemp("outside") / "data"
    return data, run(data, record_days="180")


def test_the_observado_is_forecast_from_the_bank_with_its_benchmarks(
    made: tuple[Path, Answer],
) -> None:
    data, answer = made

    assert answer.code == 0, answer.complained
    assert ("dolar_observado/USDCLP", "bcch") in suppliers(data)
    models = rows(data, "select distinct model from forecasts where target = 'dolar_observado'")
    assert {("last_traded",), ("forward",), ("ensemble",), ("random_walk",)} <= set(models)
    modes = rows(data, "select distinct mode from runs where as_of >= '2026-10-26'")
    assert modes == [("ensemble",)]


def test_the_average_is_an_artefact_that_the_last_price_shows(made: tuple[Path, Answer]) -> None:
    data, _ = made

    query = "select model from live_scores where horizon_days = 7 and crps_ratio < 1.0"
    better = {model for (model,) in rows(data, query)}

    assert "last_traded" in better  # the market here is a random walk that nobody can forecast


def test_the_report_says_so_with_numbers_from_rows(made: tuple[Path, Answer]) -> None:
    data, _ = made
    with outside() as server:
        asked = {"sources": "bcch,mindicador,yahoo,fred", **settings(server), **SECRETS}
        answer = forex("report", *TARGET, data=data, **asked)

    assert answer.code == 0, answer.complained
    [page] = (data / "reports").glob("*/*.html")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.read_text()).replace("\xa0", " "))
    assert "promedia el día hábil anterior" in text
    assert re.search(r"CRPS relativo al último precio transado : a 7 días \d,\d{3}", text)
    assert re.search(r"CRPS relativo al forward implícito : a 7 días \d,\d{3}", text)


def test_a_canary_is_in_no_row_file_or_word(made: tuple[Path, Answer]) -> None:
    data, answer = made

    assert "canary" not in answer.said + answer.complained
    for file in data.rglob("*"):
        assert not file.is_file() or b"canary" not in file.read_bytes(), file


@pytest.fixture
def data(ingested: Path, made: tuple[Path, Answer], tmp_path: Path) -> Path:
    """The archive's rates, and what was learned: other sources tell of the same market."""
    copy = shutil.copytree(ingested, tmp_path / "data")
    learned, _ = made
    shutil.copytree(learned / "artefacts", copy / "artefacts")
    return copy


def test_where_the_bank_is_broken_the_next_source_serves_and_that_is_said(data: Path) -> None:
    answer = run(data, broken=["bcch"])

    assert answer.code == 0, answer.complained
    assert ("dolar_observado/USDCLP", "mindicador") in suppliers(data)
    assert not {source for _, source in suppliers(data)} & {"bcch"}
    assert "bcch: The Banco Central de Chile" in answer.complained


def test_where_everything_outside_is_broken_it_is_refused_in_one_message(tmp_path: Path) -> None:
    answer = run(tmp_path / "data", broken=["bcch", "mindicador", "yahoo", "fred"])

    assert answer.code == 2
    assert "Nothing is stored of dolar_observado/USDCLP" in answer.complained
    assert "Traceback" not in answer.complained


def test_what_is_optional_may_be_broken(data: Path) -> None:
    answer = run(data, broken=["yahoo", "fred"])

    assert answer.code == 0, answer.complained
    said = re.sub(r"\s+", " ", answer.complained)
    assert "yahoo_close/USDCLP, yahoo_close/HG, yahoo_close/VIX, fred/DFF, fred/DGS10" in said
    assert "fred/VIXCLS: there is no value." in said
    assert {series for series, _ in suppliers(data)} >= {"tpm/CLP", "cobre/USDLB"}
    models = {model for (model,) in rows(data, "select distinct model from forecasts")}
    assert not models & {"last_traded", "forward"}

"""`forex validate` as a person runs it: what it prints and writes, and what it says of mistakes."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from forexlib.store.validations import DuckValidations
from tests.e2e import Answer, forex
from tests.paths import SQL

pytestmark = pytest.mark.slow

WALK = ("validate", "--start", "2026-06-03", "--end", "2026-08-26", "--workers", "1", "--offline")
MODELS = ("--models", "qr4,theta+ewma")
WEEKS, HORIZONS = 13, (7, 15, 30, 90)
NAMES = ("random_walk", "qr4", "theta+ewma")
ONE = ("validate", "--start", "2026-06-03", "--end", "2026-06-03", "--models", "ewma", "--offline")


@pytest.fixture(scope="module")
def walked(ingested: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Answer]:
    """The same after a walk, and what was said of it."""
    data = tmp_path_factory.mktemp("walked") / "data"
    shutil.copytree(ingested, data)
    return data, forex(*WALK, *MODELS, data=data)


@pytest.fixture
def data(ingested: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "data"
    shutil.copytree(ingested, copy)
    return copy


def read(data: Path, relation: str) -> pl.DataFrame:
    return DuckValidations(data / "forex.duckdb", SQL).read(relation)


def files(folder: Path) -> set[str]:
    """What lies in a folder, without what belongs to the database."""
    every = (str(file.relative_to(folder)) for file in folder.rglob("*"))
    return {name for name in every if not name.startswith("data")}


def test_it_prints_two_tables_for_each_horizon_and_what_they_mean(
    walked: tuple[Path, Answer],
) -> None:
    _, answer = walked

    assert answer.code == 0, answer.complained
    for days in HORIZONS:
        assert f"USDCLP nbp_fixing · {days} days · points" in answer.said
        assert f"USDCLP nbp_fixing · {days} days · distributions" in answer.said
    heads = [line for line in answer.said.splitlines() if "┃ model" in line]
    assert len(heads) == 2 * len(HORIZONS)
    assert all(word in heads[0] for word in (" n ", " failed ", " RMSE ", " p DM ", " direction "))
    assert all(word in heads[1] for word in (" CRPS ", " 80 % held ", " 95 % held ", " p PIT "))
    assert answer.said.count("│ theta+ewma") == 2 * len(HORIZONS)
    assert "Ratios below 1 beat the random walk" in answer.said
    assert f"{WEEKS} days ({WEEKS} done); {WEEKS} walked now." in answer.complained


def test_every_number_printed_is_a_row(walked: tuple[Path, Answer]) -> None:
    data, answer = walked

    metrics = read(data, "walk_forward_metrics").filter(horizon_days=30)

    table = answer.said.partition("30 days · points")[2].partition("90 days")[0]
    for row in metrics.to_dicts():
        line = next(one for one in table.splitlines() if one.startswith(f"│ {row['model']} "))
        cells = [cell.strip() for cell in line.strip("│").split("│")]
        assert cells[1:5] == [
            str(row["n_common"]),
            str(row["n_failed"]),
            f"{row['rmse']:,.2f}",
            f"{row['rmse_ratio']:.3f}",
        ]


def test_json_and_csv_have_a_row_for_each_horizon_and_model(walked: tuple[Path, Answer]) -> None:
    data, _ = walked

    as_json = forex(*WALK, *MODELS, "--json", data=data)
    as_csv = forex(*WALK, *MODELS, "--csv", data=data)

    rows = json.loads(as_json.said)
    assert {(row["horizon_days"], row["model"]) for row in rows} == {
        (days, model) for days in HORIZONS for model in NAMES
    }
    assert {row["n"] for row in rows if row["horizon_days"] == 7} == {WEEKS}
    lines = list(csv.DictReader(io.StringIO(as_csv.said)))
    assert [float(line["rmse"]) for line in lines] == [row["rmse"] for row in rows]
    assert "0 walked now" in as_json.complained


def test_a_spreadsheet_is_written(walked: tuple[Path, Answer], tmp_path: Path) -> None:
    data, _ = walked
    file = tmp_path / "new" / "walk.xlsx"

    answer = forex(*WALK, *MODELS, "--xlsx", str(file), data=data)

    assert (answer.code, answer.said) == (0, "")
    assert f"{4 * len(NAMES)} rows written to" in answer.complained.replace("\n", "")
    with zipfile.ZipFile(file) as book:
        assert "xl/worksheets/sheet1.xml" in book.namelist()


SCHEMA = {
    "pair": pl.String,
    "target": pl.String,
    "horizon_days": pl.Int16,
    "origin_date": pl.Date,
    "target_date": pl.Date,
    "model": pl.String,
    "last_rate": pl.Float64,
    "mean": pl.Float64,
    "quantiles": pl.List(pl.Float64),
    "actual": pl.Float64,
    "actual_date": pl.Date,
}


def test_every_forecast_is_written_to_a_parquet_file(
    walked: tuple[Path, Answer], tmp_path: Path
) -> None:
    data, _ = walked
    file = tmp_path / "out" / "walk.parquet"

    answer = forex(*WALK, *MODELS, "--out", str(file), data=data)

    rows = pl.read_parquet(file)
    due = rows.filter(pl.col("actual").is_not_null())
    assert answer.code == 0, answer.complained
    assert rows.height == WEEKS * len(NAMES) * len(HORIZONS)
    assert {name: rows.schema[name] for name in SCHEMA} == SCHEMA
    assert (
        rows.select(set(SCHEMA) - {"actual", "actual_date"}).null_count().sum_horizontal()[0] == 0
    )
    assert rows.select(pl.col("quantiles").list.len().unique()).rows() == [(39,)]
    assert rows.select("horizon_days", "origin_date", "model").is_unique().all()
    assert rows.filter(pl.col("actual").is_null() != pl.col("actual_date").is_null()).is_empty()
    assert (due.get_column("actual_date") >= due.get_column("target_date")).all()
    assert set(rows.filter(pl.col("actual").is_null()).get_column("horizon_days")) == {90}
    assert files(tmp_path) == {"out", "out/walk.parquet"}
    assert f"{rows.height} forecasts written to" in answer.complained


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--start", "2026-08-01", "--end", "2026-07-01"), "no day from 2026-08-01 to 2026-07-01"),
        (("--start", "2026-10-26", "--end", "2026-10-30"), "has an outcome: the newest"),
        (("--start", "2048-01-01", "--end", "2048-02-01"), "2048-01-01 has not come yet"),
        (("--start", "1999-01-01", "--end", "1999-03-01"), "No value of nbp_fixing/USDCLP"),
        (("--start", "soon"), "'soon' is not a date"),
        (("--end", "2026-13-01"), "'2026-13-01' is not a date"),
        (("--models", "nonsense"), "There is no model 'nonsense'"),
        (("--models", "qr4,var+nonsense"), "There is no model 'var+nonsense'"),
        (("--models", "ensemble_equal"), "nothing for an ensemble to combine"),
        (("--pair", "USDXYZ"), "USDXYZ"),
        (("--pair", "foo"), "foo"),
        (("--target", "a b"), "cannot be part"),
        (("--target", "mesa"), "Nothing is stored of mesa/USDCLP"),
        (("--step", "0"), "A step of 0 days leads nowhere"),
        (("--step", "-7"), "A step of -7 days leads nowhere"),
        (("--window", "30"), "30 days of past are too few"),
        (("--initial", "10"), "10 days of past are too few"),
        (("--horizon", "soon"), "'soon' is not a horizon"),
        (("--horizon", "30,7"), "rising whole numbers"),
        (("--workers", "0"), "--workers"),
        (("--json", "--csv"), "Only one of"),
        (("--out", "walk.csv"), "is no name of a Parquet file"),
        (("--out", "/proc/no/such.parquet"), "/proc/no/such.parquet cannot be written"),
        (("--xlsx", "/proc/no/such.xlsx"), "/proc/no/such.xlsx cannot be written"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else "",
)
def test_a_mistake_is_one_message_and_code_2_and_leaves_nothing(
    data: Path, words: tuple[str, ...], said: str
) -> None:
    answer = forex(*ONE, *words, data=data)

    assert told_once(answer), answer.complained
    assert said in " ".join(answer.complained.split())
    assert files(data.parent) == set()
    if words[0] != "--xlsx":
        assert read(data, "validation_origins").is_empty()


def told_once(answer: Answer) -> bool:
    """Whether a process ended with 2, nothing on its output, and one message with its remedy."""
    messages = [line for line in answer.complained.splitlines() if line.startswith("forex: ")]
    of_typer = "Usage:" in answer.complained
    remedy = answer.complained.rstrip().rpartition("\n")[2].strip()
    return (
        answer.code == 2
        and answer.said == ""
        and "Traceback" not in answer.complained
        and (of_typer or (len(messages) == 1 and remedy.endswith(".")))
    )


def test_a_file_below_a_file_cannot_be_written(data: Path) -> None:
    (data.parent / "file").write_text("here", encoding="utf-8")

    answer = forex(*ONE, "--out", "file/walk.parquet", data=data)

    assert told_once(answer), answer.complained
    assert "file/walk.parquet cannot be written" in answer.complained
    assert read(data, "validation_origins").is_empty()
    assert files(data.parent) == {"file"}


def test_a_name_that_is_a_folder_cannot_be_written(data: Path) -> None:
    (data.parent / "walk.parquet").mkdir()

    answer = forex(*ONE, "--out", "walk.parquet", data=data)

    assert told_once(answer), answer.complained
    assert files(data.parent) == {"walk.parquet"}


@pytest.fixture
def read_only_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "ro,size=1m", "tmpfs", str(disk)],  # noqa: S607
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("a disk can only be mounted by root")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)  # noqa: S607


def test_a_read_only_disk_is_told_before_anything_is_walked(
    data: Path, read_only_disk: Path
) -> None:
    answer = forex(*ONE, "--out", str(read_only_disk / "walk.parquet"), data=data)

    assert told_once(answer), answer.complained
    assert "cannot be written: Read-only file system" in " ".join(answer.complained.split())
    assert read(data, "validation_origins").is_empty()


def test_a_data_folder_on_a_read_only_disk_is_told(read_only_disk: Path) -> None:
    answer = forex(*ONE, data=read_only_disk / "data")

    assert told_once(answer), answer.complained


@pytest.mark.parametrize("folder", ["file/data", "file"])
def test_a_data_folder_that_cannot_be_is_told(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").write_text("here", encoding="utf-8")
    here = tmp_path / "work" / "data"
    here.parent.mkdir()

    answer = forex(*ONE, data=here, DATA=str(tmp_path / folder))

    assert told_once(answer), answer.complained


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"FOREX_SEED=\xff\xfe7\n", "not UTF-8", id="no text"),
        pytest.param(b"FOREX_SEED=seven\n", "FOREX_SEED", id="no number"),
        pytest.param(b"FOREX_HORIZONS=7,soon\n", "FOREX_HORIZONS", id="no horizons"),
        pytest.param(b"FOREX_ISSUE_TIME=noon\n", "FOREX_ISSUE_TIME", id="no time"),
        pytest.param(b"FOREX_ZONE=Santiago\n", "FOREX_ZONE", id="no zone"),
    ],
)
def test_a_corrupt_settings_file_is_told(data: Path, content: bytes, said: str) -> None:
    (data.parent / ".env").write_bytes(content)

    answer = forex(*ONE, data=data)

    assert told_once(answer), answer.complained
    assert said in " ".join(answer.complained.split())
    assert read(data, "validation_origins").is_empty()


@pytest.mark.parametrize("settings", [{"seed": "-1"}, {"pair": "CLP"}, {"target": "a/b"}])
def test_a_bad_variable_is_told(data: Path, settings: dict[str, str]) -> None:
    answer = forex(*ONE, data=data, **settings)

    assert told_once(answer), answer.complained


def test_a_database_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "forex.duckdb").write_text("no database at all, " * 500, encoding="utf-8")

    answer = forex(*ONE, data=tmp_path / "data")

    assert told_once(answer), answer.complained
    assert "forex.duckdb" in answer.complained


def test_a_first_walk_takes_the_rates_it_needs(tmp_path: Path) -> None:
    answer = forex(*ONE, "--json", data=tmp_path / "data")

    assert answer.code == 0, answer.complained
    assert {row["model"] for row in json.loads(answer.said)} == {"random_walk", "ewma"}


def test_another_pair_and_horizon_is_walked(data: Path) -> None:
    words = ("--pair", "USDBRL", "--horizon", "10d", "--json")

    answer = forex(*ONE, *words, data=data)

    assert answer.code == 0, answer.complained
    assert {(row["pair"], row["horizon_days"]) for row in json.loads(answer.said)} == {
        ("USDBRL", 10)
    }


def test_the_newest_day_stored_is_the_end_unless_another_is_given(data: Path) -> None:
    answer = forex(
        "validate",
        "--start",
        "2026-10-05",
        "--models",
        "ewma",
        "--workers",
        "2",
        "--json",
        data=data,
    )

    assert answer.code == 0, answer.complained
    assert read(data, "validation_runs").select("last_day").rows() != []
    assert read(data, "validation_origins").height >= 4


def test_models_that_fail_are_said_and_counted(data: Path) -> None:
    """QR4 needs 700 fixings; the first of the peso is of 31 August 2011, a year before some."""
    words = ("validate", "--start", "2012-08-08", "--end", "2012-10-31", "--offline")

    answer = forex(*words, "--models", "qr4", "--workers", "1", data=data)

    assert answer.code == 0, answer.complained
    assert "qr4 failed at" in answer.complained
    assert "700 fixings" in answer.complained
    assert "refused" in answer.complained

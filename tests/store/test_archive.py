"""Restore points: what is kept, once; and that going back gives back everything."""

import shutil
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from forexlib.core.errors import SettingsError, StoreError
from forexlib.store import snapshots
from forexlib.store.archive import Archive
from forexlib.store.artefacts import FolderArtefacts
from forexlib.store.changing import changing_tables
from forexlib.store.compaction import Compactor
from forexlib.store.database import Database
from forexlib.store.duck import DuckStore
from forexlib.store.restore import Restorer
from forexlib.store.swap import JOURNAL
from tests.paths import SQL
from tests.store.builders import many
from tests.store.kept_world import (
    DAY,
    LEARNED,
    NOW,
    archive,
    assert_same,
    build,
    tables,
    views,
)

NEXT = DAY + timedelta(days=1)
CHANGE = """
update metrics_daily
set width_80 = width_80 + 1
where day = (select max(day) from metrics_daily)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world with the restore point of a day."""
    data = tmp_path_factory.mktemp("kept") / "data"
    archive(build(data)).keep(day=DAY, now=NOW)
    return data


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "data")


@pytest.fixture
def kept(data: Path) -> Archive:
    return Archive(data / "forex.duckdb", SQL)


def store_of(data: Path) -> DuckStore:
    return DuckStore(data / "forex.duckdb", SQL)


def add(data: Path, name: str, count: int = 5, *, day: int = 1) -> None:
    store_of(data).save([many(count, run_id=name)], saved_at=NOW + timedelta(days=day, hours=-1))


def files(data: Path) -> dict[str, float]:
    return {
        str(file.relative_to(data)): file.stat().st_mtime_ns
        for file in (data / "snapshots").rglob("*")
        if file.is_file() and not file.name.startswith("archive.")
    }


def wipe(data: Path) -> None:
    """Everything but the snapshots."""
    for path in data.iterdir():
        if path.name != "snapshots":
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def test_tables_whose_rows_some_statement_changes_are_told_from_those_that_grow() -> None:
    changing = changing_tables(SQL)

    assert {"outbox_deliveries", "quarantine", "metrics_daily", "source_calls"} <= changing
    assert {"observations", "runs", "predictions", "scores", "decisions"}.isdisjoint(changing)


def test_after_everything_is_deleted_the_same_rows_and_views_come_back(
    data: Path, kept: Archive
) -> None:
    before, seen = tables(store_of(data)), views(store_of(data))
    assert [
        name for name in ("scores", "validation_forecasts", "outbox") if not before[name].height
    ] == []
    wipe(data)

    done = Restorer(kept).restore(DAY, now=NOW)

    assert_same(tables(store_of(data)), before)
    assert_same(views(store_of(data)), seen)
    assert FolderArtefacts(data / "artefacts").load(LEARNED) == b"what was learned" * 40
    assert (done.aside, done.tables, done.rows) == (
        "",
        len(before),
        sum(one.height for one in before.values()),
    )


def test_a_second_run_of_the_day_writes_nothing(data: Path, kept: Archive) -> None:
    before = files(data)

    done = kept.keep(day=DAY, now=NOW + timedelta(hours=3))

    assert (done.new, done.written_rows, done.written_files) == (False, 0, 0)
    assert files(data) == before


def test_a_day_later_only_what_is_new_is_written(data: Path, kept: Archive) -> None:
    add(data, "new", 7)

    done = kept.keep(day=NEXT, now=NOW + timedelta(days=1))

    assert done.written_rows == 7 + 1  # predictions and their run
    assert done.anew == ()


def test_partitions_bear_the_day_their_rows_were_saved(data: Path, kept: Archive) -> None:
    add(data, "new")
    kept.keep(day=NEXT, now=NOW + timedelta(days=1))

    (file,) = data.glob(f"snapshots/parts/predictions/g1/day={NEXT}/*.parquet")

    assert set(pl.read_parquet(file).get_column("run_id")) == {"new"}


@pytest.mark.slow
def test_each_day_can_be_gone_back_to(data: Path, kept: Archive) -> None:
    first = tables(store_of(data))
    add(data, "second")
    kept.keep(day=NEXT, now=NOW + timedelta(days=1))
    second = tables(store_of(data))

    Restorer(kept).restore(DAY, now=NOW)
    assert_same(tables(store_of(data)), first)
    Restorer(kept).restore(NEXT, now=NOW)

    assert_same(tables(store_of(data)), second)


def test_what_was_there_goes_aside_under_a_name_that_is_told(data: Path, kept: Archive) -> None:
    add(data, "lost")
    before = tables(store_of(data))

    done = Restorer(kept).restore(DAY, now=NOW)

    assert "lost" not in store_of(data).read("runs").get_column("run_id")
    assert_same(tables(store_of(Path(done.aside))), before)


@pytest.mark.slow
def test_after_going_back_the_next_day_writes_what_is_new_alone(data: Path, kept: Archive) -> None:
    add(data, "abandoned")
    kept.keep(day=NEXT, now=NOW + timedelta(days=1))
    Restorer(kept).restore(DAY, now=NOW)
    add(data, "instead", 3)

    done = kept.keep(day=NEXT, now=NOW + timedelta(days=1))

    assert (done.written_rows, done.anew) == (3 + 1, ())
    expected = tables(store_of(data))
    wipe(data)
    Restorer(kept).restore(NEXT, now=NOW)
    assert_same(tables(store_of(data)), expected)


@pytest.mark.slow
def test_another_database_in_its_place_is_kept_anew(data: Path, kept: Archive) -> None:
    wipe(data)
    store_of(data).save([many(300, run_id="other")], saved_at=NOW)

    done = kept.keep(day=NEXT, now=NOW + timedelta(days=1))

    assert "predictions" in done.anew
    expected = tables(store_of(data))
    Restorer(kept).restore(NEXT, now=NOW)
    assert_same(tables(store_of(data)), expected)
    assert Restorer(kept).restore(DAY, now=NOW).rows > 300


@pytest.mark.slow
def test_a_month_that_is_past_becomes_one_file_and_its_days_stay_what_they_were(
    data: Path, kept: Archive
) -> None:
    states = {DAY: tables(store_of(data))}
    for day in range(1, 4):
        add(data, f"run {day}", day=day)
        kept.keep(day=DAY + timedelta(days=day), now=NOW + timedelta(days=day))
        states[DAY + timedelta(days=day)] = tables(store_of(data))
    assert Compactor(kept).compact(before=date(2024, 4, 30)).made == 0

    done = Compactor(kept).compact(before=date(2024, 5, 1))

    assert "2024-04" in done.months
    assert len([*data.glob("snapshots/parts/predictions/g1/month=2024-04/*")]) == 1
    assert [*data.glob("snapshots/parts/*/g1/day=2024-04-*")] == []
    assert Compactor(kept).compact(before=date(2024, 5, 1)).made == 0
    for day, state in states.items():
        Restorer(kept).restore(day, now=NOW)
        assert_same(tables(store_of(data)), state)


@pytest.mark.slow
def test_rows_that_come_late_join_the_month_they_are_of(data: Path, kept: Archive) -> None:
    Compactor(kept).compact(before=date(2024, 5, 1))
    add(data, "late", day=2)
    may = date(2024, 5, 2)
    kept.keep(day=may, now=NOW + timedelta(days=27))
    expected = tables(store_of(data))

    Compactor(kept).compact(before=date(2024, 6, 1))

    assert len([*data.glob("snapshots/parts/predictions/g1/month=2024-04/*")]) == 1
    Restorer(kept).restore(may, now=NOW)
    assert_same(tables(store_of(data)), expected)


def test_a_day_without_restore_point_is_refused_and_the_nearest_are_named(kept: Archive) -> None:
    with pytest.raises(SettingsError, match=f"no restore point of 2023-01-02.*{DAY}"):
        Restorer(kept).restore(date(2023, 1, 2), now=NOW)


@pytest.mark.parametrize("where", ["parts/scores", "whole/metrics_daily", "content"])
def test_a_damaged_file_is_named_and_nothing_changes(data: Path, kept: Archive, where: str) -> None:
    file = next(one for one in (data / "snapshots" / where).rglob("*") if one.is_file())
    file.chmod(0o600)
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    before = tables(store_of(data))

    with pytest.raises(StoreError, match=file.name):
        Restorer(kept).restore(DAY, now=NOW)

    assert_same(tables(store_of(data)), before)
    assert [*data.glob(".restoring-*")] == []


def test_a_damaged_restore_point_is_named(kept: Archive) -> None:
    file = kept.point_file(DAY)
    file.write_text(file.read_text("utf-8").replace('"rows":', '"rows":1', 1), "utf-8")

    with pytest.raises(StoreError, match=f"{DAY}.json is damaged"):
        Restorer(kept).restore(DAY, now=NOW)


def test_a_database_newer_than_the_code_is_refused_by_its_migration(
    data: Path, tmp_path: Path
) -> None:
    older = shutil.copytree(SQL, tmp_path / "sql")
    newest = max((older / "migrations").glob("*.sql"))
    newest.unlink()

    with pytest.raises(StoreError, match=f"newer than this code: it has had {newest.name}"):
        Restorer(Archive(data / "forex.duckdb", older)).restore(DAY, now=NOW)


@pytest.mark.slow
def test_an_older_database_is_brought_to_the_shape_of_the_code(data: Path, tmp_path: Path) -> None:
    newer = shutil.copytree(SQL, tmp_path / "sql")
    number = len([*(newer / "migrations").glob("*.sql")]) + 1
    text = "-- Notes.\nalter table scores add column note varchar;\n"
    (newer / "migrations" / f"{number:04}_notes.sql").write_text(text, "utf-8")

    Restorer(Archive(data / "forex.duckdb", newer)).restore(DAY, now=NOW)
    store = DuckStore(data / "forex.duckdb", newer)
    done = Archive(data / "forex.duckdb", newer).keep(day=NEXT, now=NOW)

    assert "note" in store.read("scores").columns
    assert done.anew == ("scores",)


def test_what_breaks_a_rule_does_not_take_the_place_of_the_data(data: Path, tmp_path: Path) -> None:
    strict = shutil.copytree(SQL, tmp_path / "sql")
    (strict / "checks" / "no_runs.sql").write_text("-- No runs.\nselect * from runs;\n", "utf-8")
    before = tables(store_of(data))

    with pytest.raises(StoreError, match="break rules: no_runs"):
        Restorer(Archive(data / "forex.duckdb", strict)).restore(DAY, now=NOW)

    assert_same(tables(store_of(data)), before)


@pytest.mark.slow
def test_into_a_folder_it_is_built_and_nothing_else_changes(
    data: Path, kept: Archive, tmp_path: Path
) -> None:
    expected = tables(store_of(data))
    add(data, "since")
    before = tables(store_of(data))

    Restorer(kept).build(DAY, tmp_path / "into")

    assert_same(tables(store_of(tmp_path / "into")), expected)
    assert_same(tables(store_of(data)), before)
    with pytest.raises(SettingsError, match="is not empty"):
        Restorer(kept).build(DAY, tmp_path / "into")


def test_the_settings_file_comes_back_and_the_one_before_goes_aside(
    data: Path, tmp_path: Path
) -> None:
    file = tmp_path / ".env"
    file.write_text("FOREX_SEED=1", "utf-8")
    file.chmod(0o600)
    kept = Archive(data / "forex.duckdb", SQL, file)
    kept.keep(day=NEXT, now=NOW)
    file.write_text("FOREX_SEED=2", "utf-8")

    done = Restorer(kept).restore(NEXT, now=NOW)

    assert (file.read_text("utf-8"), file.stat().st_mode & 0o777) == ("FOREX_SEED=1", 0o600)
    assert Path(done.aside, ".env").read_text("utf-8") == "FOREX_SEED=2"


HOLD = """
import sys
from pathlib import Path
from forexlib.store.settings_file import SettingsFile
from tests.store.setter import AT

def edit(old):
    print("holds it", flush=True)
    sys.stdin.readline()
    return old + b"FOREX_PAIR=USDBRL"

file = Path(sys.argv[1])
SettingsFile(file, file.parent / "history").change(edit, who="ana", action="set pair", at=AT)
"""

GO_BACK = """
import sys
from pathlib import Path
from forexlib.store.archive import Archive
from forexlib.store.restore import Restorer
from tests.paths import SQL
from tests.store.test_archive import NEXT, NOW

file = Path(sys.argv[1])
kept = Archive(file.parent / "data" / "forex.duckdb", SQL, file)
print(Restorer(kept).restore(NEXT, now=NOW).aside)
"""


def test_who_goes_back_waits_for_who_is_changing_the_settings(data: Path, tmp_path: Path) -> None:
    """Else the change, made from what was there before, would take the restored file's place."""
    file = tmp_path / ".env"
    file.write_text("FOREX_SEED=1\n", "utf-8")
    Archive(data / "forex.duckdb", SQL, file).keep(day=NEXT, now=NOW)
    file.write_text("FOREX_SEED=2\n", "utf-8")
    changer = python(HOLD, file)
    assert changer.stdout is not None
    assert changer.stdout.readline() == "holds it\n"

    restorer = python(GO_BACK, file)
    while not (data / JOURNAL).exists() and restorer.poll() is None:
        time.sleep(0.05)
    time.sleep(0.5)
    meanwhile = (file.read_text("utf-8"), restorer.poll())
    changer.communicate("\n", timeout=60)
    aside, _ = restorer.communicate(timeout=60)

    assert meanwhile == ("FOREX_SEED=2\n", None)
    assert (changer.returncode, restorer.returncode) == (0, 0)
    assert file.read_text("utf-8") == "FOREX_SEED=1\n"
    changed = Path(aside.strip(), ".env").read_text("utf-8")
    assert changed == "FOREX_SEED=2\nFOREX_PAIR=USDBRL"


def python(program: str, file: Path) -> subprocess.Popen[str]:
    """A process of its own."""
    words = [sys.executable, "-c", program, str(file)]
    pipe = subprocess.PIPE
    return subprocess.Popen(words, cwd=SQL.parent, stdin=pipe, stdout=pipe, text=True)


def test_the_history_of_settings_is_not_made_shorter(data: Path, kept: Archive) -> None:
    index = data / "settings-history" / "index.jsonl"
    index.parent.mkdir()
    index.write_text("first\n", "utf-8")
    kept.keep(day=NEXT, now=NOW)
    index.write_text("first\nsecond\n", "utf-8")

    Restorer(kept).restore(NEXT, now=NOW)
    assert index.read_text("utf-8") == "first\nsecond\n"
    wipe(data)
    Restorer(kept).restore(NEXT, now=NOW)

    assert index.read_text("utf-8") == "first\n"


def test_of_a_long_table_whose_rows_change_only_changed_months_are_written(
    data: Path, kept: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "LONG", 10)
    kept.keep(day=NEXT, now=NOW)
    months = {file.name for file in data.glob("snapshots/whole/metrics_daily/of=*")}
    before = files(data)
    with Database(kept.database, SQL, 60.0).writing() as opened:
        opened.execute(CHANGE)
    expected = tables(store_of(data))

    kept.keep(day=NEXT, now=NOW + timedelta(hours=1))

    new = {name for name in files(data) if name not in before}
    assert len(months) > 1
    assert len([name for name in new if "metrics_daily" in name]) == 1
    store_of(data).save([many(1, run_id="since")], saved_at=NOW)
    Restorer(kept).restore(NEXT, now=NOW)
    assert_same(tables(store_of(data)), expected)


def test_merging_leaves_tables_whose_rows_change_alone(
    data: Path, kept: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "LONG", 10)
    kept.keep(day=NEXT, now=NOW)
    before = {name for name in files(data) if "/whole/" in name}

    Compactor(kept).compact(before=date(2024, 5, 1))

    assert {name for name in files(data) if "/whole/" in name} == before
    assert [*data.glob("snapshots/whole/*/month=*")] == []

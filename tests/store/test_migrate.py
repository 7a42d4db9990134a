"""The database gets the shape of the files, once, whole, and never an unknown one."""

import shutil
from pathlib import Path

import duckdb
import pytest

from forexlib.core.errors import StoreError
from forexlib.store.duck import DuckStore
from forexlib.store.migrate import fill, is_current, migrate, read_plan
from tests.paths import SQL
from tests.store.builders import at, run

SHAPE = {
    "columns": "select table_name, column_name, data_type, is_nullable, column_default"
    " from duckdb_columns() where schema_name = 'main' order by all",
    "rules": "select table_name, constraint_type, constraint_text from duckdb_constraints()"
    " order by all",
    "views": "select view_name, sql from duckdb_views() where not internal order by all",
    "macros": "select function_name, macro_definition from duckdb_functions() where not internal"
    " order by all",
    "ledger": "select version, name, sha256 from schema_migrations order by version",
}


@pytest.fixture
def sql(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SQL, tmp_path / "sql"))


def test_what_was_run_is_in_the_ledger_and_is_not_run_again() -> None:
    plan = read_plan(SQL)
    with duckdb.connect() as opened:
        first = migrate(opened, plan)
        second = migrate(opened, plan)
        ledger = opened.execute("select name from schema_migrations order by version").fetchall()

        assert is_current(opened, plan)
    assert first[-1] == "views"
    assert second == []
    assert ledger == [("views",), *((step.name,) for step in plan.migrations)]


def test_a_database_made_at_one_go_is_the_one_that_was_migrated_step_by_step() -> None:
    plan, shapes = read_plan(SQL), []
    for make in (fill, migrate):
        with duckdb.connect() as opened:
            make(opened, plan)

            assert is_current(opened, plan)
            shapes.append({about: opened.sql(asked).fetchall() for about, asked in SHAPE.items()})

    assert shapes[0] == shapes[1]
    assert all(shapes[0].values())


def test_a_changed_migration_is_refused_by_name(store: DuckStore, sql: Path) -> None:
    store.save([run()], saved_at=at(2))
    file = min((sql / "migrations").glob("*.sql"))
    file.write_text(file.read_text(encoding="utf-8") + "-- changed\n", encoding="utf-8")

    with pytest.raises(StoreError, match=file.name):
        DuckStore(store.database, sql).read("runs")


def next_migration(sql: Path, name: str) -> Path:
    """A file that stands after the last one."""
    count = len([*(sql / "migrations").glob("*.sql")])
    return sql / "migrations" / f"{count + 1:04}_{name}.sql"


def test_a_database_newer_than_the_code_is_refused_by_name(store: DuckStore, sql: Path) -> None:
    newer = next_migration(sql, "tomorrow")
    newer.write_text("create table tomorrow (day date);\n", encoding="utf-8")
    DuckStore(store.database, sql).newest()

    with pytest.raises(StoreError, match=r"newer than this code: it has had \d+_tomorrow\.sql"):
        store.newest()


def test_a_migration_that_fails_half_way_leaves_nothing(store: DuckStore, sql: Path) -> None:
    store.save([run()], saved_at=at(2))
    broken = next_migration(sql, "broken")
    broken.write_text("alter table runs add column x int; select nonsense;", encoding="utf-8")

    with pytest.raises(StoreError, match=r"\d+_broken\.sql"):
        DuckStore(store.database, sql).read("runs")

    assert "x" not in store.read("runs").columns
    assert store.read("runs").height == 1


def test_views_are_made_anew_when_a_file_changes(store: DuckStore, sql: Path) -> None:
    store.newest()
    view = sql / "views" / "data_status.sql"
    changed = view.read_text(encoding="utf-8").replace("as n_rows", "as n_vintages")
    view.write_text(changed, encoding="utf-8")

    columns = DuckStore(store.database, sql).read("data_status").columns

    assert "n_vintages" in columns


def test_views_see_the_columns_a_later_migration_adds(store: DuckStore, sql: Path) -> None:
    store.newest()
    later = next_migration(sql, "later")
    later.write_text("alter table runs add column note varchar;", encoding="utf-8")

    columns = DuckStore(store.database, sql).read("runs").columns

    assert "note" in columns


def test_a_folder_without_migrations_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no migrations"):
        DuckStore(tmp_path / "forex.duckdb", tmp_path).newest()


def test_a_view_must_say_what_it_reads(tmp_path: Path, sql: Path) -> None:
    (sql / "views" / "mute.sql").write_text("create view mute as select 1;", encoding="utf-8")

    with pytest.raises(StoreError, match="view mute"):
        DuckStore(tmp_path / "forex.duckdb", sql).newest()


def test_a_half_made_database_is_begun_again(store: DuckStore) -> None:
    store.database.unlink()
    unfinished = store.database.with_name(store.database.name + ".new")
    unfinished.write_bytes(b"killed while writing this")
    orphan = store.database.with_name(store.database.name + ".wal")
    orphan.write_bytes(b"of a database that was deleted")

    store.newest()

    assert store.database.exists()
    assert not unfinished.exists()
    assert not orphan.exists()


@pytest.mark.parametrize("name", ["0001_again.sql", "0099_gap.sql"])
def test_migrations_have_a_number_of_their_own_without_gaps(
    tmp_path: Path, sql: Path, name: str
) -> None:
    (sql / "migrations" / name).write_text("create table t (x int);\n", encoding="utf-8")

    with pytest.raises(StoreError, match="not numbered 1, 2, 3"):
        DuckStore(tmp_path / "forex.duckdb", sql).newest()

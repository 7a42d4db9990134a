"""Whatever is wrong with the file, the message says so and what to do."""

import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from forexlib.core.errors import StoreError
from forexlib.store.duck import DuckStore
from forexlib.store.trouble import told_as_store_errors
from tests.paths import SQL
from tests.store.builders import at, run

HOLD = """
import sys, time, duckdb
with duckdb.connect(sys.argv[1]) as opened:
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def hold(database: Path, *, seconds: float) -> subprocess.Popen[str]:
    """Another program, which knows nothing of our queue, holds the database open."""
    command = [sys.executable, "-c", HOLD, str(database), str(seconds)]
    holder = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    holder.stdout.readline()
    return holder


def test_a_file_that_is_no_database_is_named(store: DuckStore) -> None:
    store.database.write_text("date,rate\n2024-03-01,900\n" * 500, encoding="utf-8")

    with pytest.raises(StoreError, match="not a DuckDB database") as caught:
        store.save([run()], saved_at=at(2))

    assert str(store.database) in caught.value.what
    assert "forex restore" in caught.value.remedy


def test_the_folder_of_the_database_is_made(tmp_path: Path) -> None:
    store = DuckStore(tmp_path / "not" / "yet" / "forex.duckdb", SQL)

    written = store.save([run()], saved_at=at(2))

    assert written == 1


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StoreError, match="a part of its path is a file"):
        DuckStore(tmp_path / "file" / "forex.duckdb", SQL).newest()


def test_a_database_that_is_a_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="not a database"):
        DuckStore(tmp_path, SQL).newest()


@pytest.mark.parametrize(
    ("complaint", "told"),
    [
        (
            duckdb.IOException(
                "trying to read a database file with version number 99, but we can only read"
                " versions between 64 and 69"
            ),
            "newer version of DuckDB",
        ),
        (PermissionError(13, "Permission denied"), "may not be read or written by this user"),
        (OSError(28, "No space left on device"), "is full"),
        (OSError(30, "Read-only file system"), "cannot be written"),
        (duckdb.FatalException("Corrupt.\nStack trace"), "could not be read or written: Corrupt"),
    ],
)
def test_each_complaint_is_told_in_words(complaint: Exception, told: str) -> None:
    with (
        pytest.raises(StoreError, match=told) as caught,
        told_as_store_errors(Path("forex.duckdb")),
    ):
        raise complaint

    assert caught.value.__cause__ is complaint


def test_another_program_is_waited_for(store: DuckStore) -> None:
    store.save([run()], saved_at=at(2))

    with hold(store.database, seconds=0.5):
        runs = store.read("runs")

    assert runs.height == 1


def test_another_program_is_not_waited_for_for_ever(store: DuckStore) -> None:
    store.save([run()], saved_at=at(2))
    impatient = DuckStore(store.database, SQL, patience=0.2)

    with hold(store.database, seconds=30) as holder:
        started = time.monotonic()
        with pytest.raises(StoreError, match="held open by another program"):
            impatient.read("runs")
        waited = time.monotonic() - started
        holder.kill()

    assert 0.2 < waited < 5


def test_a_connection_left_open_in_this_process_is_waited_for(store: DuckStore) -> None:
    store.save([run()], saved_at=at(2))
    impatient = DuckStore(store.database, SQL, patience=0.2)

    with duckdb.connect(store.database), pytest.raises(StoreError, match="held open"):
        impatient.read("runs")

    assert store.read("runs").height == 1


def test_an_error_in_hand_holds_nothing_open(store: DuckStore) -> None:
    store.save([run()], saved_at=at(2))

    with pytest.raises(StoreError) as caught:
        store.read("nonsense")
    written = store.save([run(run_id="next")], saved_at=at(3))

    assert caught.value.__traceback__ is not None
    assert written == 0


@pytest.mark.parametrize(
    "raised", [RuntimeError("Query interrupted"), duckdb.InterruptException("INTERRUPT Error")]
)
def test_ctrl_c_while_the_database_is_busy_is_ctrl_c(raised: Exception, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), told_as_store_errors(tmp_path / "forex.duckdb"):
        raise raised


def test_other_errors_of_a_program_are_passed_on(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="odd"), told_as_store_errors(tmp_path / "forex.duckdb"):
        raise RuntimeError("odd")

"""What is wrong with a store is told at once, in a sentence and a remedy; nothing hangs."""

import fcntl
import sqlite3
import sys
import time
from pathlib import Path

import pytest

from forexlib.core.errors import RegistryError
from forexlib.registry.mirror import MlflowMirror
from tests.registry.ledger import Ledger


def complaint(mirror: MlflowMirror) -> RegistryError:
    ledger = Ledger()
    ledger.add("a" * 12)
    with pytest.raises(RegistryError) as raised:
        mirror.repair(ledger.read, ledger)
    return raised.value


def test_mlflow_that_is_not_installed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mlflow", None)

    told = complaint(MlflowMirror(tmp_path))

    assert told.what == "MLflow is not installed, so it cannot show the versions."
    assert "pyproject.toml" in told.remedy


@pytest.mark.parametrize("content", [b"no database at all", b"SQLite format 3\x00" + bytes(9000)])
def test_a_damaged_file_is_named_and_may_be_moved_away(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "mlflow.db"
    file.write_bytes(content)

    told = complaint(MlflowMirror(tmp_path))

    assert told.what.startswith(f"{file} cannot be read")
    assert "made anew from the ledger" in told.remedy
    assert file.read_bytes() == content


def test_a_page_that_was_overwritten_is_found(tmp_path: Path) -> None:
    file = tmp_path / "mlflow.db"
    with sqlite3.connect(file) as opened:
        opened.execute("create table numbers (n integer, t text)")
        opened.executemany("insert into numbers values (?, ?)", [(n, "x" * 50) for n in range(999)])
    opened.close()
    content = bytearray(file.read_bytes())
    content[4096:8192] = b"\xff" * 4096
    file.write_bytes(content)

    assert complaint(MlflowMirror(tmp_path)).what.startswith(f"{file} cannot be read")


def test_a_locked_file_is_waited_for_a_few_seconds_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forexlib.registry.trouble.SECONDS", 0.2)
    file = tmp_path / "mlflow.db"
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("create table numbers (n integer)")
    holder.execute("begin exclusive")

    told = complaint(MlflowMirror(tmp_path))

    holder.close()
    assert told.what == f"{file} is locked by another program."


def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    began = time.monotonic()

    told = complaint(MlflowMirror(tmp_path, "http://me:secret@127.0.0.1:9"))

    assert time.monotonic() - began < 5
    assert told.what.startswith("The MLflow server http://***@127.0.0.1:9 cannot be reached")
    assert "FOREX_MLFLOW_URI" in told.remedy


def test_an_address_that_is_none_is_told(tmp_path: Path) -> None:
    assert "cannot be reached" in complaint(MlflowMirror(tmp_path, "http://[half")).what


def test_who_does_not_get_the_turn_says_so(tmp_path: Path) -> None:
    with (tmp_path / "mlflow.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)

        told = complaint(MlflowMirror(tmp_path, patience=0.1))

    assert "Another process has been repairing" in told.what


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")

    assert "could not be made" in complaint(MlflowMirror(tmp_path / "data")).what


@pytest.mark.slow
def test_a_process_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    began = time.monotonic()

    told = complaint(MlflowMirror(tmp_path, patience=0.5))

    assert time.monotonic() - began < 5
    assert "did not answer within 0.5 s" in told.what

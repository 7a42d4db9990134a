"""A full disk is told in words, and what was stored before stays."""

import os
import subprocess
from collections.abc import Generator
from pathlib import Path

import pytest

from forexlib.core.errors import StoreError
from forexlib.store.archive import Archive
from forexlib.store.artefacts import FolderArtefacts
from forexlib.store.duck import DuckStore
from forexlib.store.restore import Restorer
from tests.paths import SQL
from tests.store.builders import at, many


@pytest.fixture
def small_disk(tmp_path: Path) -> Generator[Path]:
    """A disk of 8 MB; only root may make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["/bin/mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("no right to mount a small disk")
    yield disk
    subprocess.run(["/bin/umount", str(disk)], check=True)


def fill(disk: Path) -> Path:
    ballast = disk / "ballast"
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    ballast.write_bytes(b"\0" * free)
    return ballast


def test_a_full_disk_refuses_the_run_and_keeps_those_before(small_disk: Path) -> None:
    store = DuckStore(small_disk / "forex.duckdb", SQL)
    store.save([many(100, run_id="before")], saved_at=at(2))
    ballast = fill(small_disk)

    with pytest.raises(StoreError, match="is full"):
        store.save([many(3000, run_id="too much")], saved_at=at(3))

    assert store.read("runs").get_column("run_id").to_list() == ["before"]
    assert store.read("predictions").height == 100
    ballast.unlink()
    assert store.save([many(100, run_id="after")], saved_at=at(4)) == 100


@pytest.mark.slow
def test_a_disk_that_fills_up_run_by_run_keeps_each_that_was_acknowledged(
    small_disk: Path,
) -> None:
    store = DuckStore(small_disk / "forex.duckdb", SQL)
    acknowledged: list[str] = []

    def save_on() -> None:
        for i in range(100):
            store.save([many(1200, run_id=f"{i}")], saved_at=at(2))
            acknowledged.append(f"{i}")

    with pytest.raises(StoreError, match="is full"):
        save_on()

    stored = store.read("predictions").group_by("run_id").len()
    assert sorted(stored.get_column("run_id")) == sorted(acknowledged)
    assert set(stored.get_column("len")) == {1200}


def test_a_database_that_does_not_fit_is_not_begun(small_disk: Path) -> None:
    ballast = fill(small_disk)
    store = DuckStore(small_disk / "forex.duckdb", SQL)

    with pytest.raises(StoreError, match="is full"):
        store.newest()
    ballast.unlink()

    assert store.newest() == {}


def test_a_full_disk_leaves_the_artefact_that_was_there(small_disk: Path) -> None:
    kept = FolderArtefacts(small_disk)
    kept.save("key", b"first")

    with pytest.raises(StoreError, match="is full"):
        kept.save("key", b"second" * 2_000_000)

    assert kept.load("key") == b"first"
    assert len(list(small_disk.iterdir())) == 1


def test_a_restore_point_that_does_not_fit_leaves_those_before(small_disk: Path) -> None:
    store = DuckStore(small_disk / "forex.duckdb", SQL)
    store.save([many(100, run_id="before")], saved_at=at(2))
    kept = Archive(store.database, SQL)
    kept.keep(day=at(2).date(), now=at(2))
    (small_disk / "artefacts").mkdir()
    (small_disk / "artefacts" / "large").write_bytes(b"\0" * 1_000_000)
    ballast = fill(small_disk)

    with pytest.raises(StoreError, match="is full"):
        kept.keep(day=at(3).date(), now=at(3))

    assert Restorer(kept).check(at(2).date()).day == at(2).date()
    ballast.unlink()
    assert kept.keep(day=at(3).date(), now=at(3)).new
    assert list(kept.folder.rglob("*.unfinished")) == []


def test_going_back_without_room_changes_nothing(small_disk: Path) -> None:
    store = DuckStore(small_disk / "forex.duckdb", SQL)
    store.save([many(100, run_id="before")], saved_at=at(2))
    kept = Archive(store.database, SQL)
    kept.keep(day=at(2).date(), now=at(2))
    store.save([many(100, run_id="since")], saved_at=at(3))
    ballast = fill(small_disk)

    with pytest.raises(StoreError, match="is full"):
        Restorer(kept).restore(at(2).date(), now=at(4))

    assert set(store.read("runs").get_column("run_id")) == {"before", "since"}
    assert list(small_disk.glob(".restoring-*")) == []
    ballast.unlink()
    Restorer(kept).restore(at(2).date(), now=at(4))
    assert store.read("runs").get_column("run_id").to_list() == ["before"]

"""Killed before any step it takes on disk, it leaves the old state or the new one."""

import multiprocessing
import shutil
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from forexlib.store.archive import Archive
from forexlib.store.artefacts import FolderArtefacts
from forexlib.store.duck import DuckStore
from forexlib.store.restore import Restorer
from tests.paths import SQL
from tests.store.builders import many
from tests.store.keeper import work
from tests.store.kept_world import DAY, LEARNED, NOW, archive, build, ordered

NEXT = DAY + timedelta(days=1)
MOST_STEPS = 60
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A restore point, and afterwards another run and another thing learned."""
    data = tmp_path_factory.mktemp("kept") / "data"
    store = build(data, weeks=2)
    archive(store).keep(day=DAY, now=NOW)
    store.save([many(5, run_id="since")], saved_at=NOW + timedelta(hours=9))
    FolderArtefacts(data / "artefacts").save(LEARNED, b"learned since")
    return data


def rounds(made: Path, tmp_path: Path, what: str) -> Iterator[Path]:
    """The data as each death leaves them, until one run comes to its end."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.store.keeper"])
    for fatal in range(MOST_STEPS):
        data = shutil.copytree(made, tmp_path / f"{what}-{fatal}")
        worker = context.Process(target=work, args=(data, what, fatal))
        worker.start()
        worker.join()
        yield data
        shutil.rmtree(data)
        if worker.exitcode == 0:
            return
        assert worker.exitcode == -9
    raise AssertionError("It never ended.")


def state(data: Path) -> tuple[Mapping[str, pl.DataFrame], bytes | None]:
    store = DuckStore(data / "forex.duckdb", SQL)
    rows = {name: ordered(store.read(name)) for name in ("runs", "predictions", "scores")}
    return rows, FolderArtefacts(data / "artefacts").load(LEARNED)


def same(
    one: tuple[Mapping[str, pl.DataFrame], bytes | None],
    other: tuple[Mapping[str, pl.DataFrame], bytes | None],
) -> bool:
    return one[1] == other[1] and all(one[0][name].equals(other[0][name]) for name in one[0])


def test_going_back_leaves_the_old_state_or_the_new_one(made: Path, tmp_path: Path) -> None:
    old = state(shutil.copytree(made, tmp_path / "old"))
    Restorer(Archive(tmp_path / "old" / "forex.duckdb", SQL)).restore(DAY, now=NOW)
    new = state(tmp_path / "old")
    found = []

    for data in rounds(made, tmp_path, "restore"):
        left = state(data)
        found.append("old" if same(left, old) else "new" if same(left, new) else "neither")
        Restorer(Archive(data / "forex.duckdb", SQL)).restore(DAY, now=NOW)
        assert same(state(data), new)
        assert [*data.glob(".restoring-*")] == []

    assert "neither" not in found
    assert found == sorted(found, reverse=True)  # old until it is decided, new from then on
    assert {"old", "new"} == set(found)
    assert len(found) > 8


def test_a_restore_point_is_whole_or_not_there(made: Path, tmp_path: Path) -> None:
    found = []

    for data in rounds(made, tmp_path, "keep"):
        restorer = Restorer(Archive(data / "forex.duckdb", SQL))
        days = restorer.archive.days()
        found.append(len(days))
        assert [restorer.check(day).day for day in days] == days
        assert restorer.archive.keep(day=NEXT, now=NOW + timedelta(days=1)).anew == ()
        assert restorer.check(NEXT).tables["predictions"].parts[-1].rows == 5

    assert set(found) == {1, 2}


def test_merging_leaves_every_restore_point_whole(made: Path, tmp_path: Path) -> None:
    kept = Archive(shutil.copytree(made, tmp_path / "made") / "forex.duckdb", SQL)
    kept.keep(day=NEXT, now=NOW + timedelta(days=1))
    merged = set()

    for data in rounds(kept.data, tmp_path, "compact"):
        restorer = Restorer(Archive(data / "forex.duckdb", SQL))
        points = [restorer.check(day) for day in (DAY, NEXT)]
        merged.add(any(part.merged for part in points[1].tables["predictions"].parts))

    assert merged == {False, True}

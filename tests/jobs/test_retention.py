"""Old versions go for good; MLflow is put in step, and missed by nobody."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from typing_extensions import override

from forexlib.core.errors import RegistryError, StoreError
from forexlib.core.ports import Artefacts
from forexlib.core.version import Crowning, Entry
from forexlib.jobs.retention import Forgotten, forget_old_versions, mirrored
from forexlib.registry.mirror import MlflowMirror
from forexlib.store.artefacts import FolderArtefacts
from forexlib.store.ledger import DuckLedger
from tests.paths import SQL
from tests.store.builders import at
from tests.store.versioned import MONTH, WEEK, entry, first, hexed

LATE = at(1, month=9)
"""Half a year on: nobody reigned lately but who reigns."""
NAMES = [f"version-{count}" for count in range(1, 9)]


@dataclass
class Mirror:
    """Remembers what it was shown; or cannot be reached."""

    trouble: RegistryError | StoreError | None = None
    seen: list[pl.DataFrame] = field(default_factory=list)

    def repair(self, read: Callable[[str], pl.DataFrame], bundles: Artefacts) -> object:  # noqa: ARG002
        if self.trouble is not None:
            raise self.trouble
        self.seen.append(read("version_list"))
        return None


class Stuck(FolderArtefacts):
    """A folder from which nothing can be removed."""

    @override
    def remove(self, key: str) -> None:
        raise StoreError(f"{key} could not be removed.", remedy="Look at the folder.")


@pytest.fixture
def ledger(tmp_path: Path) -> DuckLedger:
    """Eight versions a week ahead, of which the first reigned once and the second reigns."""
    ledger = DuckLedger(tmp_path / "forex.duckdb", SQL)
    ledger.write([first(NAMES[0])], now=at(1))
    ledger.write([entry(NAMES[1], expected=NAMES[0])], now=at(2))
    for name in NAMES[2:]:
        ledger.write([entry(name, expected=NAMES[1], act=None)], now=at(3))
    return ledger


@pytest.fixture
def artefacts(tmp_path: Path) -> FolderArtefacts:
    folder = FolderArtefacts(tmp_path / "artefacts")
    for name in NAMES:
        folder.save(hexed(name), name.encode())
    return folder


def states(ledger: DuckLedger, days: int = 7) -> list[str]:
    rows = ledger.read("version_list", horizon_days=days).sort("number")
    return rows.get_column("state").to_list()


def there(artefacts: FolderArtefacts) -> list[str]:
    return [name for name in NAMES if artefacts.load(hexed(name)) is not None]


def forget(ledger: DuckLedger, shelf: FolderArtefacts, mirror: Mirror | None = None) -> Forgotten:
    return forget_old_versions(ledger, shelf, mirror or Mirror(), now=LATE)


def test_what_is_old_and_needed_by_nobody_goes_with_its_artefact(
    ledger: DuckLedger, artefacts: FolderArtefacts
) -> None:
    mirror = Mirror()

    gone = forget(ledger, artefacts, mirror)

    assert gone == Forgotten((f"7d 3 ({hexed(NAMES[2])})",), ())
    assert states(ledger) == ["registered", "registered", "deleted", *["registered"] * 5]
    assert there(artefacts) == [*NAMES[:2], *NAMES[3:]]
    assert mirror.seen[0].filter(state="deleted").get_column("version").to_list() == [
        hexed(NAMES[2])
    ]
    row = ledger.read("version_list", number=3).row(0, named=True)
    assert "5 newer versions" in row["state_reason"]
    assert ledger.champions("USDCLP", "nbp_fixing")[7].version == hexed(NAMES[1])


def test_a_second_time_nothing_more_goes(ledger: DuckLedger, artefacts: FolderArtefacts) -> None:
    forget(ledger, artefacts)
    steps = ledger.read("version_states").height

    assert forget(ledger, artefacts) == Forgotten((), ())
    assert ledger.read("version_states").height == steps


def test_what_another_horizon_keeps_stays(ledger: DuckLedger, artefacts: FolderArtefacts) -> None:
    ledger.write([first(NAMES[2], place=MONTH)], now=at(4))

    forget(ledger, artefacts)

    assert states(ledger)[2] == "deleted"
    assert states(ledger, 30) == ["registered"]
    assert there(artefacts) == NAMES


def test_what_is_broken_off_half_way_is_finished_the_next_time(
    ledger: DuckLedger, artefacts: FolderArtefacts
) -> None:
    with pytest.raises(StoreError):
        forget(ledger, Stuck(artefacts.folder))
    assert states(ledger)[2] == "deleted"
    assert there(artefacts) == NAMES

    forget(ledger, artefacts)

    assert there(artefacts) == [*NAMES[:2], *NAMES[3:]]


def test_who_was_crowned_meanwhile_stays(ledger: DuckLedger, artefacts: FolderArtefacts) -> None:
    """A person goes back to the very version that was about to go."""
    before = ledger.read("version_list")
    crowned = Crowning(hexed(NAMES[2]), "deploy", "by hand")
    ledger.write([Entry(WEEK, hexed(NAMES[1]), crowning=crowned)], now=at(5))

    class Late(DuckLedger):
        """Reads what was so a moment ago."""

        @override
        def read(self, relation: str, **equal: object) -> pl.DataFrame:
            return before

    gone = forget(Late(ledger.database, SQL), artefacts)

    assert gone.versions == ()
    assert "nothing was deleted" in gone.warnings[0]
    assert states(ledger)[2] == "registered"
    assert there(artefacts) == NAMES


@pytest.mark.parametrize(
    "trouble",
    [
        RegistryError("MLflow is not installed.", remedy="Install it."),
        StoreError("An artefact may not be read.", remedy="Look at the folder."),
    ],
)
def test_without_mlflow_it_goes_all_the_same_with_a_warning(
    ledger: DuckLedger, artefacts: FolderArtefacts, trouble: RegistryError | StoreError
) -> None:
    gone = forget(ledger, artefacts, Mirror(trouble))

    assert len(gone.versions) == 1
    assert gone.warnings[0].startswith(f"MLflow does not show the newest state: {trouble.what}")
    assert there(artefacts) == [*NAMES[:2], *NAMES[3:]]


def age(file: Path, **by: float) -> None:
    """Let a file have been written so long before LATE."""
    then = (LATE - timedelta(**by)).timestamp()
    os.utime(file, (then, then))


def test_what_no_ledger_came_to_know_goes_a_day_later(
    ledger: DuckLedger, artefacts: FolderArtefacts
) -> None:
    names = [hexed("killed yesterday"), hexed("being learned"), "garch-2024-03-01-0123456789ab"]
    for key in names:
        artefacts.save(key, b"learned")
    for file in artefacts.folder.iterdir():
        age(file, days=30)
    age(artefacts.folder / f"{names[1]}.learned", hours=23)
    for name, hours in (("old", 25), ("new", 1)):
        (artefacts.folder / f"{name}.unfinished").touch()
        age(artefacts.folder / f"{name}.unfinished", hours=hours)

    gone = forget(ledger, artefacts)

    assert (gone.abandoned, gone.unfinished) == ((names[0],), 1)
    assert [artefacts.load(key) is not None for key in names] == [False, True, True]
    assert there(artefacts) == [*NAMES[:2], *NAMES[3:]]
    assert [file.name for file in artefacts.folder.glob("*.unfinished")] == ["new.unfinished"]
    assert [*gone.in_words()] == [
        f"Version 7d 3 ({hexed(NAMES[2])}) was deleted.",
        f"The artefact {names[0]} was deleted: the ledger knows no such version.",
        "1 half-written artefact of killed writers deleted.",
    ]


def test_beside_a_ledger_that_knows_nobody_nothing_goes(
    artefacts: FolderArtefacts, tmp_path: Path
) -> None:
    for file in artefacts.folder.iterdir():
        age(file, days=30)

    gone = forget(DuckLedger(tmp_path / "new.duckdb", SQL), artefacts)

    assert gone == Forgotten((), ())
    assert there(artefacts) == NAMES


def test_a_damaged_file_of_mlflow_is_a_warning(
    ledger: DuckLedger, artefacts: FolderArtefacts, tmp_path: Path
) -> None:
    (tmp_path / "mlflow.db").write_bytes(b"no database at all" * 100)

    (warning,) = mirrored(MlflowMirror(tmp_path), ledger, artefacts)

    assert "MLflow does not show the newest state" in warning
    assert "mlflow.db" in warning

"""A database with nothing in it: to make one takes longer than to copy it."""

import tempfile
from functools import cache
from pathlib import Path
from shutil import copyfile

from forexlib.store.duck import DuckStore
from tests.paths import SQL


def empty_store(folder: Path, name: str = "forex.duckdb") -> DuckStore:
    """The store of a database that is there already, in the shape of `sql/`."""
    folder.mkdir(parents=True, exist_ok=True)
    copyfile(_made(), folder / name)
    return DuckStore(folder / name, SQL)


@cache
def _made() -> Path:
    """Once a process, in a folder that goes with it."""
    _folder.append(tempfile.TemporaryDirectory(prefix="empty-store-"))
    file = Path(_folder[0].name) / "forex.duckdb"
    DuckStore(file, SQL).newest()
    return file


_folder: list[tempfile.TemporaryDirectory[str]] = []

"""A database with nothing in it: to make one takes longer than to copy it."""

from functools import cache
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from forexlib.store.duck import DuckStore
from tests.paths import SQL

FILE = "forex.duckdb"


def empty_store(folder: Path, name: str = FILE) -> DuckStore:
    """The store of a database that is there already, in the shape of `sql/`."""
    folder.mkdir(parents=True, exist_ok=True)
    copyfile(Path(_made().name, FILE), folder / name)
    return DuckStore(folder / name, SQL)


@cache
def _made() -> TemporaryDirectory[str]:
    """A folder with one, made once a process, that goes with it."""
    folder = TemporaryDirectory(prefix="empty-store-")
    DuckStore(Path(folder.name, FILE), SQL).newest()
    return folder

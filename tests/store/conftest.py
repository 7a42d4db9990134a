from pathlib import Path
from shutil import copyfile

import pytest

from forexlib.store.duck import DuckStore
from forexlib.store.ledger import DuckLedger
from forexlib.store.validations import DuckValidations
from tests.paths import SQL


@pytest.fixture
def store(tmp_path: Path) -> DuckStore:
    return DuckStore(tmp_path / "forex.duckdb", SQL)


@pytest.fixture
def validations(store: DuckStore) -> DuckValidations:
    """On the same file as `store`."""
    return DuckValidations(store.database, SQL)


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with nothing in it: to make one takes longer than to copy it."""
    file = tmp_path_factory.mktemp("empty") / "forex.duckdb"
    DuckStore(file, SQL).newest()
    return file


@pytest.fixture
def ledger(store: DuckStore, empty: Path) -> DuckLedger:
    """On the same file as `store`."""
    copyfile(empty, store.database)
    return DuckLedger(store.database, SQL)

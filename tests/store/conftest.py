from pathlib import Path

import pytest

from forexlib.store.duck import DuckStore
from forexlib.store.ledger import DuckLedger
from forexlib.store.validations import DuckValidations
from tests.paths import SQL
from tests.store.empty import empty_store


@pytest.fixture
def store(tmp_path: Path) -> DuckStore:
    return empty_store(tmp_path)


@pytest.fixture
def validations(store: DuckStore) -> DuckValidations:
    """On the same file as `store`."""
    return DuckValidations(store.database, SQL)


@pytest.fixture
def ledger(store: DuckStore) -> DuckLedger:
    """On the same file as `store`."""
    return DuckLedger(store.database, SQL)

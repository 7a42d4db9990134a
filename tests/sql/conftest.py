from pathlib import Path

import pytest

from forexlib.store.duck import DuckStore
from tests.paths import SQL


@pytest.fixture
def store(tmp_path: Path) -> DuckStore:
    return DuckStore(tmp_path / "forex.duckdb", SQL)

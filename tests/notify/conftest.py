from pathlib import Path

import pytest

from forexlib.store.outbox import DuckOutbox
from tests.paths import SQL


@pytest.fixture
def outbox(tmp_path: Path) -> DuckOutbox:
    return DuckOutbox(tmp_path / "forex.duckdb", SQL, tmp_path / "outbox")

import shutil
from pathlib import Path

import pytest

from tests.e2e import ARCHIVE_END, forex


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as the first run leaves it, with 8 weeks of track record."""
    data = tmp_path_factory.mktemp("made") / "data"
    answer = forex("run", "--as-of", ARCHIVE_END, data=data, record_days="56")
    assert answer.code == 0, answer.complained
    return data


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """A copy of that folder to break."""
    copy = tmp_path / "data"
    shutil.copytree(made, copy)
    return copy

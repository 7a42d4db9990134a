import shutil
from pathlib import Path

import pytest

from tests.e2e import ARCHIVE_END, anew
from tests.shared import prepared


def first_run(data: Path) -> None:
    answer = anew("run", "--as-of", ARCHIVE_END, data=data, record_days="56")
    assert answer.code == 0, answer.complained


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as the first run leaves it, with 8 weeks of track record."""
    return prepared(tmp_path_factory, "made", first_run)


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """A copy of that folder to break."""
    copy = tmp_path / "data"
    shutil.copytree(made, copy)
    return copy

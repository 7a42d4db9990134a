import shutil
from pathlib import Path

import pytest


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """A copy of the folder that a first run made, to break."""
    copy = tmp_path / "data"
    shutil.copytree(made, copy)
    return copy

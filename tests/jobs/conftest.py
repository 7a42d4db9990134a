"""Folders in which champions forecast: made once, copied for each test."""

from pathlib import Path
from shutil import copytree

import pytest

from tests.jobs.serving_world import KNOWN, World


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with rates, in which nobody has forecast."""
    folder = tmp_path_factory.mktemp("begun") / "data"
    World(folder).admit(KNOWN)
    return folder


@pytest.fixture(scope="session")
def issued(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the first forecast was issued."""
    folder = copytree(begun, tmp_path_factory.mktemp("issued") / "data")
    World(folder).forecast()
    return folder


@pytest.fixture
def fresh(begun: Path, tmp_path: Path) -> World:
    return World(copytree(begun, tmp_path / "data"))


@pytest.fixture
def world(issued: Path, tmp_path: Path) -> World:
    return World(copytree(issued, tmp_path / "data"))

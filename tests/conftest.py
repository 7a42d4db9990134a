"""What all tests share: the longest files are begun first, and a first run is made once for all."""

from pathlib import Path

import pytest
from hypothesis import settings

from tests.e2e import ARCHIVE_END, anew, forex
from tests.shared import prepared

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=3000, deadline=None)
settings.load_profile("same")
"""A commit passes or fails whoever runs it; `make search` looks at more, by chance."""

LONGEST = (
    "flows/test_server.py",
    "backtest/test_fan_out.py",
    "cli/test_outside.py",
    "cli/test_run.py",
    "flows/test_validate_server.py",
    "cli/test_interrupted.py",
    "cli/test_validate.py",
    "store/test_archive.py",
    "cli/test_monitor_faults.py",
    "backtest/test_null_worlds.py",
    "backtest/test_broken_models.py",
    "backtest/test_poison.py",
    "jobs/test_validate.py",
)
"""Files that take half a minute and more; were one begun last, the others would wait for it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, then those with a slow test; else in the order drawn by chance."""
    home = Path(__file__).parent
    slow = {item.path for item in items if item.get_closest_marker("slow") is not None}
    place = {home / name: place for place, name in enumerate(LONGEST)}

    def turn(item: pytest.Item) -> tuple[int, bool]:
        return place.get(item.path, len(LONGEST)), item.path not in slow

    items.sort(key=turn)


def first_run(data: Path) -> None:
    answer = anew("run", "--as-of", ARCHIVE_END, data=data, record_days="56")
    assert answer.code == 0, answer.complained


def ingest(data: Path) -> None:
    answer = forex("ingest", data=data)
    assert answer.code == 0, answer.complained


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the archive's rates and nothing else."""
    return prepared(tmp_path_factory, "ingested", ingest)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as the first run leaves it, with 8 weeks of track record."""
    return prepared(tmp_path_factory, "made", first_run)


@pytest.fixture(scope="session")
def learned(made: Path) -> Path:
    """What that run has learned, to be read back where it is not the learning that is tested."""
    return made / "artefacts"

"""An MLflow store in a folder, spoken to in this process: importing MLflow takes seconds, once."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from forexlib.registry.moved import settle
from forexlib.registry.plan import plan_of
from forexlib.registry.report import Repaired
from forexlib.registry.store import MlflowStore
from forexlib.registry.worker import SETTINGS
from tests.registry.ledger import Ledger

Repair = Callable[[Ledger], Repaired]


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store that shows nothing yet: MLflow takes seconds to make one."""
    folder = tmp_path_factory.mktemp("empty")
    from mlflow.tracking.client import MlflowClient  # noqa: PLC0415  (heavy)

    MlflowClient(MlflowStore.at(folder).uri).create_experiment("others", "file:///nowhere")
    return folder


@pytest.fixture
def folder(empty_store: Path, tmp_path: Path) -> Path:
    return copytree(empty_store, tmp_path / "data")


@pytest.fixture
def repair(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Repair:
    """What the process that talks with MLflow does, in this one."""
    store = MlflowStore.at(folder)
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)

    def act(ledger: Ledger) -> Repaired:
        from forexlib.registry.show import show  # noqa: PLC0415  (imports MLflow)

        settle(store)
        plan = plan_of(ledger.read("version_list"), ledger.read("champion_reigns"))
        return show(plan, store, ledger.load)

    return act

"""The adapters are what the jobs ask for; the type checker is the judge."""

from pathlib import Path

from forexlib.core.ports import Artefacts, Store
from forexlib.store.artefacts import FolderArtefacts
from forexlib.store.duck import DuckStore


def test_the_adapters_fit_the_ports(store: DuckStore, tmp_path: Path) -> None:
    as_port: Store = store
    kept: Artefacts = FolderArtefacts(tmp_path)

    assert as_port.newest() == {}
    assert kept.load("key") is None

"""The adapters are what the jobs ask for; the type checker is the judge."""

from pathlib import Path

from forexlib.core.budget import Budget
from forexlib.core.ports import Artefacts, CallLedger, Store, Validations
from forexlib.store.artefacts import FolderArtefacts
from forexlib.store.call_ledger import DuckCallLedger
from forexlib.store.duck import DuckStore
from forexlib.store.validations import DuckValidations
from tests.store.builders import at


def test_the_adapters_fit_the_ports(
    store: DuckStore, validations: DuckValidations, tmp_path: Path
) -> None:
    as_port: Store = store
    walks: Validations = validations
    kept: Artefacts = FolderArtefacts(tmp_path)
    calls: CallLedger = DuckCallLedger(store.database, store.sql)

    assert as_port.newest() == {}
    assert walks.read("validation_runs").is_empty()
    assert kept.load("key") is None
    assert calls.ask("nbp-web", now=at(1), budget=Budget()).allowed

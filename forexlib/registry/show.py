"""Comparing an MLflow store with the plan, and putting right what differs. Imports MLflow."""

from __future__ import annotations

from collections.abc import Callable

from mlflow.tracking import set_tracking_uri
from mlflow.tracking.client import MlflowClient

from forexlib.registry.plan import Plan
from forexlib.registry.records import Records
from forexlib.registry.report import Repaired
from forexlib.registry.shelf import Shelf
from forexlib.registry.store import MlflowStore
from forexlib.registry.waste import dispose

Load = Callable[[str], bytes | None]


def show(plan: Plan, store: MlflowStore, load: Load) -> Repaired:
    """Make the store show the plan: runs first, then what points to them, then aliases.

    Killed anywhere, it leaves nothing that points nowhere, and the next one goes on.
    """
    set_tracking_uri(store.uri)  # what logs models knows no client
    client = MlflowClient(tracking_uri=store.uri, registry_uri=store.uri)
    records = Records(client, store, load)
    for name in sorted({record.experiment for record in plan.records} | _known(client, plan)):
        records.open(name)
    runs = {record.version: records.show(record) for record in plan.records}
    shelf = Shelf(client)
    for model in plan.models:
        shelf.show(model, runs)
    gone = dispose(client, store, records.waste())
    return Repaired(
        logged=tuple(records.logged),
        renewed=tuple(records.renewed),
        registered=tuple(shelf.registered),
        corrected=tuple(shelf.corrected),
        aliases=tuple(shelf.aliases),
        forgotten=(*shelf.forgotten, *gone),
        without_artefact=tuple(version for version, run in runs.items() if run.model_id is None),
    )


def _known(client: MlflowClient, plan: Plan) -> set[str]:
    """Experiments of models all of whose versions are deleted: what is left there goes."""
    names = {model.name.rpartition("-")[0] for model in plan.models}
    return {name for name in names if client.get_experiment_by_name(name) is not None}

"""Deleting for good: rows and files, with the space freed.

MLflow only marks what is deleted; `mlflow gc` removes it, files and all, but does not look at the
registry: what still points to it must have gone before.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import unquote, urlparse

from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository
from mlflow.tracking.client import MlflowClient

from forexlib.registry.records import Waste
from forexlib.registry.store import MlflowStore


def dispose(client: MlflowClient, store: MlflowStore, waste: Waste) -> list[str]:
    """Delete runs and logged models; return the versions of the runs.

    A server is asked to delete the files, which is where the space is; the rows it only marks,
    until its own `mlflow gc`. Of a store that is no server all goes that was marked, by whomever.
    """
    if not (waste.runs or waste.models or (waste.again and not store.is_server)):
        return []
    for model in waste.models:
        client.delete_logged_model(model.model_id)
    for run in waste.runs:
        client.delete_run(run.info.run_id)
    if store.is_server:
        for uri in _places(waste):
            get_artifact_repository(uri).delete_artifacts()
    else:
        _collect(store)
        for uri in _places(waste):
            _remove(uri)
    if store.file:
        _shrink(store.file)
    return [f"run of {run.data.tags['version']}" for run in waste.runs]


def _places(waste: Waste) -> list[str]:
    runs = [run.info.artifact_uri for run in waste.runs]
    return [
        uri for uri in (*runs, *(one.artifact_location for one in waste.models)) if uri is not None
    ]


def _collect(store: MlflowStore) -> None:
    from mlflow.cli import gc  # noqa: PLC0415  (a second and a half)

    gc.main(["--backend-store-uri", store.uri, "--tracking-uri", store.uri], standalone_mode=False)


def _remove(uri: str) -> None:
    """The empty folders that are left."""
    place = urlparse(uri)
    if place.scheme == "file":
        shutil.rmtree(Path(unquote(place.path)).parent, ignore_errors=True)


def _shrink(file: str) -> None:
    """Give the pages of what went back to the disk; somebody who reads just now prevents it."""
    with suppress(sqlite3.OperationalError), closing(sqlite3.connect(file)) as opened:
        opened.execute("vacuum")

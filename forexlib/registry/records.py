"""Runs: one of each version, with its settings, numbers, table, figure and artefact."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlparse

from mlflow import pyfunc
from mlflow.entities import LoggedModel, Metric, Param, Run, RunTag, ViewType
from mlflow.tracking.client import MlflowClient
from mlflow.tracking.fluent import start_run

from forexlib.registry.picture import ratios
from forexlib.registry.plan import Record
from forexlib.registry.store import MlflowStore

AT_ONCE: Final = 100
"""Parameters and tags that a store takes at once."""

VERSION: Final = re.compile("[0-9a-f]{12}")
"""Names of the models that are logged here."""

TABLE, FIGURE = "evaluation.json", "crps_ratio.png"

COMPLETE, MODEL = "record", "model_id"
"""Tags: the digest of what was logged, set last; the logged model."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The run of a version.

    Attributes:
        run_id: MLflow's.
        model_id: Of the logged model; None if there is no artefact.
        source: What a registered version points to.
    """

    run_id: str
    model_id: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Waste:
    """What goes for good. Attributes: runs, models: ids of those to delete; again: some are."""

    runs: Sequence[Run] = ()
    models: Sequence[LoggedModel] = ()
    again: bool = False


@dataclass(slots=True)
class Records:
    """The runs of a store.

    Attributes:
        client: Of MLflow.
        store: Where.
        load: Gives the artefact of a version.
        logged: Versions whose runs were made.
        renewed: Versions whose runs were brought up to date.
    """

    client: MlflowClient
    store: MlflowStore
    load: Callable[[str], bytes | None]
    logged: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    _experiments: dict[str, str] = field(default_factory=dict)
    _runs: dict[str, Run] = field(default_factory=dict)
    _models: dict[str, LoggedModel] = field(default_factory=dict)
    _waste: list[Run] = field(default_factory=list)
    _used: set[str] = field(default_factory=set)

    def open(self, name: str) -> None:
        """Look into an experiment, which is made if it is not there."""
        found = self.client.get_experiment_by_name(name)
        if found is None:
            where = f"{self.store.artifacts}/{name}" if self.store.artifacts else None
            self._experiments[name] = self.client.create_experiment(name, where)
            return
        if found.lifecycle_stage == "deleted":
            self.client.restore_experiment(found.experiment_id)
        self._experiments[name] = found.experiment_id
        for model in _pages(self.client.search_logged_models, [found.experiment_id]):
            self._models[model.model_id] = model
        for run in _pages(self.client.search_runs, [found.experiment_id]):
            self._file(run)

    def show(self, record: Record) -> Shown:
        """Log a version, or what is new about it; the same again does nothing."""
        run = self._runs.get(record.version)
        if run is None or self._is_broken(run):
            return self._log(record)
        self._used.add(run.info.run_id)
        if run.data.tags[COMPLETE] != record.digest:
            self._tell(run.info.run_id, record)
            self._close(run.info.run_id, record, run.data.tags[MODEL])
            self.renewed.append(record.version)
        return _shown(run, run.data.tags[MODEL])

    def waste(self) -> Waste:
        """What lies in the experiments that were opened and belongs to no version shown."""
        runs = [
            run for run in (*self._runs.values(), *self._waste) if run.info.run_id not in self._used
        ]
        models = [
            model
            for model in self._models.values()
            if VERSION.fullmatch(model.name or "") and model.source_run_id not in self._used
        ]
        deleted = self.client.search_runs(
            list(self._experiments.values()), run_view_type=ViewType.DELETED_ONLY, max_results=1
        )
        return Waste(runs, models, again=bool(deleted))

    def _file(self, run: Run) -> None:
        """Sort a run: the first finished one of each version is the version's."""
        version = run.data.tags.get("version")
        if version is None:
            self._used.add(run.info.run_id)  # somebody's own: it is left alone
        elif COMPLETE not in run.data.tags or version in self._runs:
            self._waste.append(run)
        else:
            self._runs[version] = run

    def _is_broken(self, run: Run) -> bool:
        """Whether its artefact is gone, as when somebody emptied the folder, or may now be had."""
        model_id = run.data.tags[MODEL]
        if not model_id:
            return self.load(run.data.tags["version"]) is not None
        if model_id not in self._models:
            return True
        if not self.store.artifacts:
            return False  # asking a server for each would take long
        place = Path(unquote(urlparse(self._models[model_id].artifact_location).path))
        return not (place / "MLmodel").exists()

    def _log(self, record: Record) -> Shown:
        run = self.client.create_run(
            self._experiments[record.experiment],
            start_time=record.started_at,
            tags={**record.tags},
            run_name=f"{record.version} {record.tags['origin']}",
        )
        run_id = run.info.run_id
        params = [Param(name, value) for name, value in record.params.items()]
        for start in range(0, len(params), AT_ONCE):
            self.client.log_batch(run_id, params=params[start : start + AT_ONCE])
        self._tell(run_id, record)
        content = self.load(record.version)
        model_id = "" if content is None else _log_model(run_id, record, content)
        self._close(run_id, record, model_id)
        self._used.add(run_id)
        self.logged.append(record.version)
        return _shown(run, model_id)

    def _tell(self, run_id: str, record: Record) -> None:
        """Log what may change: numbers, table, figure."""
        metrics = [
            Metric(name, value, record.started_at, 0) for name, value in record.metrics.items()
        ]
        for start in range(0, len(metrics), AT_ONCE):
            self.client.log_batch(run_id, metrics=metrics[start : start + AT_ONCE])
        columns = ["horizon_days", "decision", "measure", "value"]
        table = {"columns": columns, "data": [list(row) for row in record.table]}
        self.client.log_dict(run_id, table, TABLE)
        if record.intervals:
            self.client.log_figure(run_id, ratios(record.version, record.intervals), FIGURE)

    def _close(self, run_id: str, record: Record, model_id: str) -> None:
        told = json.dumps([{"path": TABLE, "type": "table"}])
        tags = {**record.tags, "mlflow.loggedArtifacts": told, MODEL: model_id}
        self.client.log_batch(run_id, tags=[RunTag(*tag) for tag in tags.items()])
        self.client.set_terminated(run_id, end_time=record.started_at)
        self.client.set_tag(run_id, COMPLETE, record.digest)


def _log_model(run_id: str, record: Record, content: bytes) -> str:
    """Log the artefact as a model that forecasts; return its id."""
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / f"{record.version}.json"
        bundle.write_bytes(content)
        with start_run(run_id=run_id):
            told = pyfunc.log_model(
                name=record.version,
                python_model=str(Path(__file__).with_name("served_model.py")),
                artifacts={"bundle": str(bundle)},
                pip_requirements=[],  # else they are guessed, which takes seconds
                metadata={"version": record.version},
            )
    return told.model_id


def _shown(run: Run, model_id: str) -> Shown:
    source = f"models:/{model_id}" if model_id else f"runs:/{run.info.run_id}"
    return Shown(run.info.run_id, model_id or None, source)


def _pages(search: Callable[..., Any], experiments: Sequence[str], **asked: Any) -> list[Any]:  # noqa: ANN401
    """Everything a search finds."""
    found, token = [], None
    while True:
        page = search(experiments, page_token=token, **asked)
        found += page
        token = page.token
        if not token:
            return found

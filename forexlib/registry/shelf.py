"""Registered models, their versions, and the aliases that say who serves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mlflow.entities.model_registry import ModelVersion
from mlflow.exceptions import MlflowException
from mlflow.tracking.client import MlflowClient

from forexlib.registry.plan import Entry, Model
from forexlib.registry.records import Shown


@dataclass(slots=True)
class Shelf:
    """The registry of a store.

    Attributes:
        client: Of MLflow.
        registered: Names of models with their versions, of those that were registered.
        corrected: The same, of those whose tags or description differed.
        aliases: Those that were set or taken away.
        forgotten: Models with versions that the ledger does not show.
    """

    client: MlflowClient
    registered: list[str] = field(default_factory=list)
    corrected: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)

    def show(self, model: Model, runs: Mapping[str, Shown]) -> None:
        """Make one registered model show its versions and aliases; aliases last.

        Until then they stay where they are, so that there is a champion all the while, unless its
        own version had to be registered anew.
        """
        held = self._aliases(model)
        if held is None:
            return
        numbers = self._sorted_out(model, runs)
        for entry in model.entries:
            known = numbers.get(entry.version)
            if known is None:
                numbers[entry.version] = self._register(model, entry, runs[entry.version])
            elif self._correct(known, entry):
                self.corrected.append(f"{model.name}/{entry.version}")
        held = self._aliases(model) or {}
        for alias, version in model.aliases.items():
            wanted = None if version is None else str(numbers[version].version)
            if held.get(alias) != wanted:
                self._point(model, alias, wanted)

    def _aliases(self, model: Model) -> dict[str, str] | None:
        """Aliases that are set, None if there is no such model and nothing to put into it."""
        try:
            found = self.client.get_registered_model(model.name)
        except MlflowException as error:
            if error.error_code != "RESOURCE_DOES_NOT_EXIST":
                raise
            if not model.entries:
                return None
            found = self.client.create_registered_model(model.name, description=model.description)
        if found.description != model.description:
            self.client.update_registered_model(model.name, model.description)
        return {alias: str(number) for alias, number in found.aliases.items()}

    def _sorted_out(self, model: Model, runs: Mapping[str, Shown]) -> dict[str, ModelVersion]:
        """The versions that may stay; those that may not are deleted."""
        wanted = {entry.version for entry in model.entries}
        kept: dict[str, ModelVersion] = {}
        for found in sorted(self._versions(model.name), key=lambda one: int(one.version)):
            version = found.tags.get("version")
            if version is None:
                continue  # somebody's own: it is left alone
            if version in wanted and version not in kept and _points_to(found, runs[version]):
                kept[version] = found
                continue
            self.client.delete_model_version(model.name, str(found.version))
            if version not in wanted:
                self.forgotten.append(f"{model.name}/{version}")
        return kept

    def _versions(self, name: str) -> list[ModelVersion]:
        found: list[ModelVersion] = []
        token = None
        while True:
            page = self.client.search_model_versions(f"name='{name}'", page_token=token)
            found += page
            token = page.token
            if not token:
                return found

    def _register(self, model: Model, entry: Entry, run: Shown) -> ModelVersion:
        self.registered.append(f"{model.name}/{entry.version}")
        return self.client.create_model_version(
            model.name,
            run.source,
            run.run_id,
            tags=dict(entry.tags),
            description=entry.description,
            await_creation_for=0,
            model_id=run.model_id,
        )

    def _correct(self, found: ModelVersion, entry: Entry) -> bool:
        """Put right what differs; return whether anything did."""
        number = str(found.version)
        wrong = {name: value for name, value in entry.tags.items() if found.tags.get(name) != value}
        for name, value in wrong.items():
            self.client.set_model_version_tag(found.name, number, name, value)
        if (found.description or "") == entry.description:
            return bool(wrong)
        self.client.update_model_version(found.name, number, entry.description)
        return True

    def _point(self, model: Model, alias: str, number: str | None) -> None:
        if number is None:
            self.client.delete_registered_model_alias(model.name, alias)
        else:
            self.client.set_registered_model_alias(model.name, alias, number)
        self.aliases.append(f"{model.name}@{alias}")


def _points_to(found: ModelVersion, run: Shown) -> bool:
    return found.run_id == run.run_id and found.source == run.source

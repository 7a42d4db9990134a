"""MLflow shows what the ledger says: it is compared, and what differs is put right."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import polars as pl

from forexlib.registry.conversation import ask
from forexlib.registry.moved import settle
from forexlib.registry.plan import plan_of
from forexlib.registry.report import Repaired
from forexlib.registry.store import MlflowStore
from forexlib.registry.trouble import check_store, not_installed
from forexlib.registry.turn import turn

VERSIONS, REIGNS = "version_list", "champion_reigns"


class Bundles(Protocol):
    """Where the artefacts of versions lie; see `forexlib.core.ports.Artefacts`."""

    def load(self, key: str) -> bytes | None:
        """What was saved under `key`, or None if nothing was, or it was damaged since."""
        ...


@dataclass(frozen=True, slots=True)
class MlflowMirror:
    """An MLflow store that shows the ledger.

    Attributes:
        folder: Of the database; holds `mlflow.db` and `mlartifacts` unless a server is named.
        uri: Of an MLflow server or database; "" for the file in `folder`.
        patience: Seconds that others who repair are waited for, and MLflow then.
    """

    folder: Path
    uri: str = ""
    patience: float = 120.0

    def repair(self, read: Callable[[str], pl.DataFrame], bundles: Bundles) -> Repaired:
        """Make MLflow show what the ledger says.

        Versions that are deleted in the ledger, or unknown to it, go for good. A second repair
        changes nothing. One that is killed is finished by the next.

        Args:
            read: The rows of a view of the ledger, by name; asked once nobody else repairs, so that
                the newest state wins.
            bundles: Read only for versions that MLflow does not have yet.

        Raises:
            RegistryError: If MLflow is not installed, locked, damaged, silent or not to be reached;
                what was not put right is by the next repair.
        """
        store = self._installed()
        with turn(store.lock, patience=self.patience) as held:
            plan = plan_of(read(VERSIONS), read(REIGNS))
            if not plan.models:
                return Repaired()
            check_store(store)
            settle(store)
            return ask(
                {"store": asdict(store), "plan": asdict(plan)},
                bundles.load,
                store=store,
                seconds=self.patience,
                held=held,
            )

    def check(self) -> None:
        """See whether it could be repaired, without MLflow itself.

        Raises:
            RegistryError: If MLflow is not installed, locked, damaged or not to be reached.
        """
        check_store(self._installed())

    def _installed(self) -> MlflowStore:
        if importlib.util.find_spec("mlflow") is None:
            raise not_installed()
        return MlflowStore.at(self.folder, self.uri)

"""Let go of versions that had their time, and keep MLflow in step with the ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import polars as pl

from forexlib.core.errors import RegistryError, StoreError
from forexlib.core.ports import Artefacts, Ledger
from forexlib.core.version import Entry, Place, Standing
from forexlib.decisions.retention import artefacts_that_go, what_is_kept

BY = "maintenance"


class Shelf(Artefacts, Protocol):
    """Where artefacts are kept, and can be let go of."""

    def remove(self, key: str) -> None:
        """Let go of what is kept under `key`, if anything is."""
        ...


class Mirror(Protocol):
    """Where people look at versions."""

    def repair(self, read: Callable[[str], pl.DataFrame], bundles: Artefacts) -> object:
        """Make it show what the ledger says.

        Raises:
            RegistryError: If it cannot be reached or used.
        """
        ...


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What went.

    Attributes:
        versions: Number and version at each place, in words.
        warnings: What could not be done.
    """

    versions: tuple[str, ...]
    warnings: tuple[str, ...]


def forget_old_versions(
    ledger: Ledger, artefacts: Shelf, mirror: Mirror | None, *, now: datetime
) -> Forgotten:
    """Delete for good what is neither new nor was lately needed: state, artefact, MLflow's copy.

    What is broken off is finished the next time.

    Raises:
        StoreError: If the database cannot be read or written, or a file cannot be removed.
    """
    versions = ledger.read("version_list")
    verdicts = what_is_kept(versions, now=now)
    going = [one for one in verdicts if not one.kept]
    serving = {
        Place(row["pair"], row["target"], row["horizon_days"]): row["version"]
        for row in versions.filter("is_champion").to_dicts()
    }
    entries = [
        Entry(
            one.place,
            serving.get(one.place),
            standings=[Standing(one.version, "deleted", one.why, {}, BY)],
        )
        for one in going
    ]
    if entries and ledger.write(entries, now=now):
        return Forgotten((), ("A champion was exchanged meanwhile: nothing was deleted.",))
    for version in artefacts_that_go(versions, verdicts):
        artefacts.remove(version)
    said = tuple(f"{one.place.horizon_days}d {one.number} ({one.version})" for one in going)
    return Forgotten(said, mirrored(mirror, ledger, artefacts))


def mirrored(mirror: Mirror | None, ledger: Ledger, artefacts: Artefacts) -> tuple[str, ...]:
    """Let MLflow show what the ledger says; a warning where it does not.

    Nothing that serves needs it, and the next time puts it right. Without one nothing is shown.
    """
    if mirror is None:
        return ()
    try:
        mirror.repair(ledger.read, artefacts)
    except (RegistryError, StoreError) as error:
        return (f"MLflow does not show the newest state: {error}",)
    return ()

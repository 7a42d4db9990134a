"""Let go of versions that had their time or never got one, and keep MLflow in step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import polars as pl

from forexlib.core.errors import RegistryError, StoreError
from forexlib.core.ports import Artefacts, Ledger
from forexlib.core.version import Entry, Place, Standing
from forexlib.decisions.retention import (
    ABANDONED,
    artefacts_that_go,
    unknown_versions,
    what_is_kept,
)
from forexlib.jobs.finding import count

BY = "maintenance"


class Shelf(Artefacts, Protocol):
    """Where artefacts are kept, and can be let go of."""

    def remove(self, key: str) -> None:
        """Let go of what is kept under `key`, if anything is."""
        ...

    def keys(self) -> Sequence[str]:
        """Every key under which something is kept."""
        ...

    def remove_older(self, key: str, *, than: datetime) -> bool:
        """Let go of what is kept under `key`, unless it was saved since; say whether it went."""
        ...

    def sweep(self, *, before: datetime) -> int:
        """Remove what was left half-written before an instant; say how many."""
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
        abandoned: Artefacts that no ledger knew.
        unfinished: How many that were only half-written.
    """

    versions: tuple[str, ...]
    warnings: tuple[str, ...]
    abandoned: tuple[str, ...] = ()
    unfinished: int = 0

    def in_words(self) -> Iterator[str]:
        """A sentence for each thing that went."""
        yield from (f"Version {one} was deleted." for one in self.versions)
        for version in self.abandoned:
            yield f"The artefact {version} was deleted: the ledger knows no such version."
        if self.unfinished:
            yield f"{count(self.unfinished, 'half-written artefact')} of killed writers deleted."


def forget_old_versions(
    ledger: Ledger, artefacts: Shelf, mirror: Mirror | None, *, now: datetime
) -> Forgotten:
    """Delete for good what is neither new nor was lately needed: state, artefact, MLflow's copy.

    With it go artefacts that no ledger came to know, a day after they were learned. What is broken
    off is finished the next time.

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
    day_ago = now - ABANDONED
    unknown = unknown_versions(versions, artefacts.keys())
    return Forgotten(
        tuple(f"{one.place.horizon_days}d {one.number} ({one.version})" for one in going),
        mirrored(mirror, ledger, artefacts),
        tuple(one for one in unknown if artefacts.remove_older(one, than=day_ago)),
        artefacts.sweep(before=day_ago),
    )


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

"""An MLflow database whose folder was moved or copied: it names its files by absolute paths.

A copy must not keep the paths of what it was copied from: what it deletes would be gone there.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from forexlib.registry.store import MlflowStore
from forexlib.registry.trouble import SECONDS, told_as_registry_errors

_FOLDER: Final = "/mlartifacts"

_PLACES: Final = "select artifact_location from experiments where name like 'forex-%'"

_CORRECTIONS: Final = (
    "update experiments set artifact_location = $new || substr(artifact_location, $rest)"
    " where substr(artifact_location, 1, length($old)) = $old;"
    "update runs set artifact_uri = $new || substr(artifact_uri, $rest)"
    " where substr(artifact_uri, 1, length($old)) = $old;"
    "update logged_models set artifact_location = $new || substr(artifact_location, $rest)"
    " where substr(artifact_location, 1, length($old)) = $old;"
    "update model_versions set storage_location = $new || substr(storage_location, $rest)"
    " where substr(storage_location, 1, length($old)) = $old"
)


def settle(store: MlflowStore) -> None:
    """Name the artifacts by where they are now, if the database was elsewhere before.

    Does nothing of a server.

    Raises:
        RegistryError: If the database cannot be written.
    """
    if not Path(store.file).is_file():
        return
    with (
        told_as_registry_errors(store.file),
        closing(sqlite3.connect(store.file, timeout=SECONDS)) as opened,
    ):
        if not opened.execute(
            "select 1 from sqlite_master where name = 'logged_models'"
        ).fetchall():
            return  # MLflow has not been here yet
        for old in _elsewhere(opened, store.artifacts):
            asked = {"old": old, "new": store.artifacts, "rest": len(old) + 1}
            with opened:
                for correction in _CORRECTIONS.split(";"):
                    opened.execute(correction, asked)


def _elsewhere(opened: sqlite3.Connection, here: str) -> set[str]:
    """Folders of artifacts that are named and are not this one."""
    named = opened.execute(_PLACES).fetchall()
    folders = {uri.rpartition(_FOLDER)[0] + _FOLDER for (uri,) in named if _FOLDER in uri}
    return {folder for folder in folders if folder != here}

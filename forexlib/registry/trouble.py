"""What is wrong with an MLflow store, in words that say what to do; looked for before it is asked.

MLflow takes seconds to import, tries again for minutes, and says what is wrong in many lines.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from forexlib.core.errors import RegistryError
from forexlib.core.redaction import redacted
from forexlib.registry.store import MlflowStore

SECONDS: Final = 5.0
"""A locked file, and a server's first answer, are waited for so long."""

_SHOWN_LATER: Final = "Nothing that serves needs it; the next repair puts it right."


def not_installed() -> RegistryError:
    """MLflow is missing."""
    return RegistryError(
        "MLflow is not installed, so it cannot show the versions.",
        remedy=f"Install what pyproject.toml names (`make run` does). {_SHOWN_LATER}",
    )


def locked(file: str) -> RegistryError:
    """Another program holds the database."""
    return RegistryError(
        f"{file} is locked by another program.",
        remedy=f"End the program that holds it. {_SHOWN_LATER}",
    )


def damaged(file: str, why: str) -> RegistryError:
    """The database cannot be read."""
    return RegistryError(
        f"{file} cannot be read: {why}.",
        remedy="Move it and the folder mlartifacts beside it away: both are made anew from the"
        " ledger by the next repair.",
    )


def silent(store: MlflowStore, seconds: float) -> RegistryError:
    """MLflow did not answer in time."""
    return RegistryError(
        f"MLflow at {redacted(store.uri)} did not answer within {seconds:g} s.",
        remedy=f"See whether the server or the disk is overloaded. {_SHOWN_LATER}",
    )


def refused(store: MlflowStore, why: str) -> RegistryError:
    """MLflow complained."""
    lines = [line.strip() for line in redacted(why).splitlines() if line.strip()]
    told = (lines or ["it did not say why"])[0].rstrip(".")
    if store.file and "database is locked" in why:
        return locked(store.file)
    if store.file and ("malformed" in why or "not a database" in why):
        return damaged(store.file, "it is damaged")
    return RegistryError(
        f"MLflow at {redacted(store.uri)} could not be made to show the ledger: {told}.",
        remedy=f"Correct that, or move the store away to have it made anew. {_SHOWN_LATER}",
    )


def check_store(store: MlflowStore) -> None:
    """See whether it can be written to, without MLflow.

    Raises:
        RegistryError: If it cannot: locked, damaged, or not to be reached.
    """
    if store.file:
        _check_file(store.file)
    elif store.is_server:
        _check_server(store)


def _check_file(file: str) -> None:
    if not Path(file).exists():
        return
    with (
        told_as_registry_errors(file),
        closing(sqlite3.connect(file, timeout=SECONDS)) as opened,
    ):
        if opened.execute("pragma quick_check(1)").fetchone() != ("ok",):
            raise damaged(file, "it is damaged")
        opened.execute("begin immediate")
        opened.rollback()


@contextmanager
def told_as_registry_errors(file: str) -> Generator[None]:
    """Raise RegistryError about `file` for whatever SQLite raises inside."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise locked(file) from error
        raise damaged(file, str(error)) from error
    except sqlite3.DatabaseError as error:
        raise damaged(file, str(error)) from error


def _check_server(store: MlflowStore) -> None:
    import httpx  # noqa: PLC0415  (only where there is a server)

    try:
        httpx.get(f"{store.uri.rstrip('/')}/health", timeout=SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise RegistryError(
            f"The MLflow server {redacted(store.uri)} cannot be reached: {redacted(str(error))}.",
            remedy=f"Start it, or correct FOREX_MLFLOW_URI. {_SHOWN_LATER}",
        ) from error

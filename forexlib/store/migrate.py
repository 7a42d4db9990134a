"""Bring a database to the shape of the files in `sql/`: migrations once, views when they change.

What was run is kept in the table `schema_migrations`; its version 0 stands for all views together.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from forexlib.core.errors import StoreError
from forexlib.store.connection import transaction
from forexlib.store.trouble import DISK_FULL, first_line

VIEWS_VERSION = 0


@dataclass(frozen=True, slots=True)
class Step:
    """A text of SQL to be run once. Attributes: sha256: of the text, in hex."""

    version: int
    name: str
    text: str

    @property
    def sha256(self) -> str:
        """By which a change of the text is noticed."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Plan:
    """The shape a database should have.

    Attributes:
        migrations: In order of their versions, from 1 on.
        views: All views and macros as one step, each after those it reads.
        record: The statement that enters a step into the ledger.
    """

    migrations: tuple[Step, ...]
    views: Step
    record: str


def read_plan(sql: Path) -> Plan:
    """The plan that the folder `sql` holds.

    Raises:
        StoreError: If it holds no migration, or a view whose header does not say what it reads.
    """
    files = sorted((sql / "migrations").glob("[0-9]*_*.sql"))
    if not files:
        raise StoreError(
            f"There are no migrations in {sql}.", remedy="Name the folder `sql` of this project."
        )
    migrations = tuple(
        Step(int(file.name.split("_")[0]), file.name, file.read_text(encoding="utf-8"))
        for file in files
    )
    if [step.version for step in migrations] != list(range(1, len(migrations) + 1)):
        raise StoreError(
            f"The migrations of {sql} are not numbered 1, 2, 3 …:"
            f" {', '.join(step.name for step in migrations)}.",
            remedy="Give each file a number of its own, without gaps.",
        )
    views = Step(VIEWS_VERSION, "views", "\n".join(_views_in_order(sql / "views")))
    record = (sql / "writes" / "record_in_ledger.sql").read_text(encoding="utf-8")
    return Plan(migrations, views, record)


def is_current(opened: duckdb.DuckDBPyConnection, plan: Plan) -> bool:
    """Whether there is nothing to do.

    Raises:
        StoreError: If an applied file has changed since, or the database is newer than the plan.
    """
    return not _pending(opened, plan)


def migrate(opened: duckdb.DuckDBPyConnection, plan: Plan) -> list[str]:
    """Run what is pending, a transaction each; return the names.

    Raises:
        StoreError: As `is_current` does, or if a step fails; then nothing of it remains.
    """
    steps = _pending(opened, plan)
    for step in steps:
        with transaction(opened):
            _run(opened, step, plan)
    return [step.name for step in steps]


def fill(opened: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Run everything on an empty database, in one transaction: the disk is waited for once.

    Raises:
        StoreError: If a step fails; then nothing remains.
    """
    with transaction(opened):
        for step in (*plan.migrations, plan.views):
            _run(opened, step, plan)


def _run(opened: duckdb.DuckDBPyConnection, step: Step, plan: Plan) -> None:
    try:
        opened.execute(step.text)
        opened.execute(plan.record, [step.version, step.name, step.sha256])
    except duckdb.Error as error:
        if DISK_FULL in str(error):
            raise
        raise StoreError(
            f"The database could not be changed by {step.name}: {first_line(error)}.",
            remedy="Nothing of that file was applied; correct it, then run again.",
        ) from error


def _pending(opened: duckdb.DuckDBPyConnection, plan: Plan) -> list[Step]:
    applied = _ledger(opened)
    known = {step.version for step in plan.migrations}
    for version, (name, _) in applied.items():
        if version not in known | {VIEWS_VERSION}:
            raise StoreError(
                f"The database is newer than this code: it has had {name}.",
                remedy="Update the code, or name another database.",
            )
    for step in plan.migrations:
        if step.version in applied and applied[step.version][1] != step.sha256:
            raise StoreError(
                f"{step.name} has changed since it was applied to the database.",
                remedy="Restore the file, and put the change into a new migration.",
            )
    pending = [step for step in plan.migrations if step.version not in applied]
    if pending or applied.get(VIEWS_VERSION, ("", ""))[1] != plan.views.sha256:
        pending.append(plan.views)
    return pending


def _ledger(opened: duckdb.DuckDBPyConnection) -> dict[int, tuple[str, str]]:
    try:
        rows = opened.table("schema_migrations").fetchall()
    except duckdb.CatalogException:  # a new database
        return {}
    return {version: (name, sha256) for version, name, sha256, _ in rows}


def _views_in_order(folder: Path) -> list[str]:
    texts = {file.stem: file.read_text(encoding="utf-8") for file in folder.glob("*.sql")}
    reads = {name: _reads(name, text) for name, text in sorted(texts.items())}
    return [texts[name] for name in TopologicalSorter(reads).static_order() if name in texts]


def _reads(name: str, text: str) -> list[str]:
    header = re.search(r"^-- reads: +(.+)$", text, re.MULTILINE)
    if header is None:
        raise StoreError(
            f"The header of the view {name} does not say what it reads.",
            remedy="Add a line `-- reads: ` with the names of the relations.",
        )
    relations: list[str] = header[1].split(", ")
    return relations

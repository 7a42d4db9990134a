"""Which tables only grow: told from the statements that write to them, all of which are files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

_CHANGES: Final = re.compile(
    r"\b(?:update|delete\s+from|truncate(?:\s+table)?|merge\s+into|insert\s+or\s+replace\s+into)"
    r"\s+(\w+)"
)
_UPSERTS: Final = re.compile(r"\binsert\s+into\s+(\w+)")


def changing_tables(sql: Path) -> frozenset[str]:
    """The tables some statement of `sql/writes` changes rows of, or takes rows from."""
    found: set[str] = set()
    for file in sql.joinpath("writes").glob("*.sql"):
        text = re.sub(r"--.*", "", file.read_text(encoding="utf-8")).lower()
        found.update(_CHANGES.findall(text))
        if re.search(r"\bdo\s+update\b", text):
            found.update(_UPSERTS.findall(text))
    return frozenset(found)


def touched_by(sql: Path, migrations: frozenset[str], table: str) -> bool:
    """Whether one of the `migrations`, by name, speaks of `table`: its rows may be others now."""
    texts = (sql.joinpath("migrations", name) for name in migrations)
    return any(
        re.search(rf"\b{re.escape(table)}\b", text.read_text(encoding="utf-8"))
        for text in texts
        if text.exists()
    )

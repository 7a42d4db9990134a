"""What a view's header says, held against the rows it gives."""

import re

import polars as pl

from tests.paths import SQL


def grain(view: str) -> list[str]:
    """The columns that tell the rows of `view` apart, by its header."""
    header = (SQL / "views" / f"{view}.sql").read_text(encoding="utf-8")
    said = re.search(r"^-- grain: +(.+)$", header, re.MULTILINE)
    assert said is not None
    return str(said[1]).split(", ")


def is_unique(rows: pl.DataFrame, view: str) -> bool:
    """Whether no two rows share the grain."""
    return not rows.is_empty() and rows.select(grain(view)).is_unique().all()

"""Write docs/data-dictionary.md from sql/ and docs/columns.toml.

The relations and their columns come from a database made by the migrations and views, the rest of
a view's words from its header, and what a column means from columns.toml.
"""

from __future__ import annotations

import re
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from forexlib.store.database import Database

HERE = Path(__file__).parent
SQL = HERE.parent / "sql"
PAGE = HERE / "data-dictionary.md"

INTRODUCTION = """# Data dictionary

Written by `make docs` from `sql/` and `docs/columns.toml`; change those. The database is
`data/forex.duckdb`. Civil dates carry no zone; instants are stored in UTC. Rates are in the quote
currency per US dollar. A column has one meaning wherever it appears, unless said otherwise.
"""


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, a view or a macro. Attributes: columns: names and types, in order."""

    name: str
    kind: str
    about: str
    columns: Sequence[tuple[str, str]]


def page() -> str:
    """The dictionary as it should be.

    Raises:
        KeyError: If columns.toml says nothing of a table or column.
    """
    words = tomllib.loads((HERE / "columns.toml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        store = Database(Path(folder) / "forex.duckdb", SQL, 10.0)
        with store.reading() as opened:
            tables = _tables(opened, words["tables"])
            relations = [*tables, *_views(opened, tables)]
    sections = [_section(relation, words) for relation in relations]
    return "\n".join([INTRODUCTION, *sections])


def _tables(opened: duckdb.DuckDBPyConnection, about: Mapping[str, str]) -> list[Relation]:
    text = "".join(
        file.read_text(encoding="utf-8") for file in sorted((SQL / "migrations").glob("*.sql"))
    )
    found = re.findall(r"^create table (\w+) \((.*?)^\);", text, re.MULTILINE | re.DOTALL)
    tables = []
    for name, body in found:
        alone = re.search(r"^ *(\w+) \w+ primary key", body, re.MULTILINE)
        together = re.search(r"primary key \((.*?)\)", body, re.DOTALL)
        key = alone[1] if alone else together[1] if together else ""
        said = f"{_known(about, name)}\n\n- key: {' '.join(key.split())}"
        tables.append(Relation(name, "table", said, _columns(opened, name)))
    return tables


def _views(opened: duckdb.DuckDBPyConnection, tables: Sequence[Relation]) -> list[Relation]:
    types = {name: kind for table in tables for name, kind in table.columns}
    views = []
    for file in sorted((SQL / "views").rglob("*.sql")):
        text = file.read_text(encoding="utf-8")
        macro = re.search(r"create or replace macro \w+\((.*?)\) as (table)?", text)
        name = f"{file.stem}({macro[1]})" if macro else file.stem
        kind = "macro" if macro else "view"
        source = _call(file.stem, macro, types) if macro else file.stem
        views.append(Relation(name, kind, _header(text), _columns(opened, source)))
    return views


def _call(name: str, macro: re.Match[str], types: Mapping[str, str]) -> str:
    """A macro as what stands after `from`; one that gives a struct, by the struct's fields."""
    arguments = macro[1].split(", ")
    if macro[2]:
        return f"{name}({', '.join('null' for _ in arguments)})"
    nulls = ", ".join(f"null::{types[argument]}" for argument in arguments)
    return f"(select unnest({name}({nulls})))"


def _columns(opened: duckdb.DuckDBPyConnection, relation: str) -> list[tuple[str, str]]:
    answered = opened.sql(f"select * from {relation} limit 0")  # noqa: S608  (a name from sql/)
    return [
        (name, str(kind).lower().replace("timestamp with time zone", "timestamptz"))
        for name, kind in zip(answered.columns, answered.types, strict=True)
    ]


def _header(text: str) -> str:
    """The comment on top as Markdown: its paragraphs, and then its list."""
    comment = re.split(r"^(?!--)", text, maxsplit=1, flags=re.MULTILINE)[0]
    words = re.sub(
        r"^--( {2,})?", lambda found: "  " if found[1] else "", comment, flags=re.MULTILINE
    )
    words = re.sub(r"^ (?! )", "", words, flags=re.MULTILINE)
    words = re.sub(r"^(grain|units|reads|used by): +", r"- \1: ", words, flags=re.MULTILINE)
    return words.strip()


def _known(words: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401  (a text, or a list of two)
    if name not in words:
        raise KeyError(f"Say in docs/columns.toml what {name} is, then run `make docs`.")
    return words[name]


def _section(relation: Relation, words: Mapping[str, Any]) -> str:
    bare = relation.name.split("(", maxsplit=1)[0]
    said = {**words["columns"], **words.get(bare, {})}
    rows = [
        f"| `{name}` | {kind} | {' | '.join(_known(said, name))} |"
        for name, kind in relation.columns
    ]
    head = "| column | type | unit | meaning |\n|---|---|---|---|"
    body = "\n".join([head, *rows])
    return f"## {relation.kind} `{relation.name}`\n\n{relation.about}\n\n{body}\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(PAGE.read_text(encoding="utf-8") != page())
    PAGE.write_text(page(), encoding="utf-8")

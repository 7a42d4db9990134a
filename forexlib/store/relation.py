"""Any table or view, whole or where its columns equal some values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import duckdb
import polars as pl

from forexlib.core.errors import StoreError
from forexlib.store.database import Database

Values = Mapping[str, str | int | date]


def read_relation(database: Database, relation: str, equal: Values) -> pl.DataFrame:
    """The rows of a table or view whose columns equal the values given, in no fixed order.

    Raises:
        StoreError: If there is no such relation or column.
    """
    unknown = StoreError(
        f"There is no {relation!r} with the columns {', '.join(equal) or 'asked for'}.",
        remedy="Name a table of sql/migrations or a view of sql/views.",
    )
    if not relation.isidentifier():  # DuckDB would take it for the name of a file
        raise unknown
    with database.reading() as opened:
        try:
            rows: pl.DataFrame = _filtered(opened, relation, equal).pl()
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise unknown from error
    return rows.with_columns(pl.selectors.array().arr.to_list())


def _filtered(
    opened: duckdb.DuckDBPyConnection, relation: str, equal: Values
) -> duckdb.DuckDBPyRelation:
    return filtered(opened.table(relation), equal)


def filtered(rows: duckdb.DuckDBPyRelation, equal: Values) -> duckdb.DuckDBPyRelation:
    """The rows whose columns equal the values given."""
    for column, value in equal.items():
        rows = rows.filter(duckdb.ColumnExpression(column) == duckdb.ConstantExpression(value))
    return rows

"""Versions of the settings file as rows, without a secret in them."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Final

import polars as pl
from pydantic import SecretStr
from rich.markup import escape

from forexlib.core.errors import SettingsError, StoreError
from forexlib.core.settings_text import PREFIX, differences
from forexlib.jobs.finding import masked
from forexlib.store.settings_file import SettingsFile, Version
from forexlib.wiring import Settings

HIDDEN: Final = "***"
DAMAGED: Final = "damaged, cannot be restored"
SCHEMA: Final = {
    "id": pl.Int64(),
    "at": pl.Datetime("us", "UTC"),
    "who": pl.String(),
    "action": pl.String(),
    "changed": pl.List(pl.String()),
    "is_current": pl.Boolean(),
    "sha256": pl.String(),
}


def version_rows(kept: SettingsFile, versions: tuple[Version, ...]) -> pl.DataFrame:
    """One row a version, the newest first; it is current if the file is as it was then."""
    now = sha256(kept.read()).hexdigest()
    current = max((one.id for one in versions if one.sha256 == now), default=None)
    rows = [
        (one.id, one.at, one.who, one.action, changed, one.id == current, one.sha256)
        for one, changed in zip(versions, _changed(kept, versions), strict=True)
    ]
    return pl.DataFrame(rows[::-1], schema=SCHEMA, orient="row")


def _changed(kept: SettingsFile, versions: tuple[Version, ...]) -> Iterator[list[str]]:
    """What each version changed of the one before it."""
    before = ""
    for one in versions:
        try:
            after = text_of(kept.content(one), lenient=True)
        except StoreError:
            yield [DAMAGED]
            continue
        yield list(differences(before, after, _shown_variable))
        before = after


def plain(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """Nothing in the column is taken for markup."""
    return rows.with_columns(pl.col(column).map_elements(escape, return_dtype=pl.String))


def version_table(rows: pl.DataFrame) -> pl.DataFrame:
    """The same for people."""
    shown = rows.with_columns(pl.col("changed").list.join("\n"))
    return plain(shown, "changed").select(
        "id",
        pl.col("at").dt.strftime("%Y-%m-%d %H:%M:%S").alias("UTC"),
        "who",
        "action",
        "changed",
        pl.col("is_current").alias("in force"),
        pl.col("sha256").str.head(12),
    )


def shown(setting: str, value: str) -> str:
    """What may be printed of a value."""
    field = Settings.model_fields.get(setting)
    if field is None or field.annotation is SecretStr:
        return HIDDEN if value else ""
    return masked(setting, value)


def _shown_variable(variable: str, value: str) -> str:
    """Of what is no setting of ours nothing is shown: it may be anybody's secret."""
    return shown(
        variable.removeprefix(PREFIX).lower() if variable.startswith(PREFIX) else "", value
    )


def text_of(content: bytes, *, lenient: bool = False) -> str:
    """The content as text.

    Raises:
        SettingsError: If it is none.
    """
    try:
        return content.decode(errors="replace" if lenient else "strict")
    except UnicodeDecodeError as error:
        raise SettingsError(
            "The settings file is not UTF-8 text.",
            remedy="Save it as UTF-8, or bring an older version back: `forex config history`.",
        ) from error

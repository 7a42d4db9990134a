"""Frames to the terminal as a table, or to elsewhere as JSON, CSV or a spreadsheet."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table

from forexlib.core.errors import SettingsError

WIDE = 180
"""Columns a table may take where the output is no terminal that says how wide it is."""


def console(*, error: bool = False) -> Console:
    """Where people read: standard output, or standard error for warnings."""
    plain = Console(stderr=error, highlight=False, soft_wrap=error)
    return (
        plain
        if plain.is_terminal
        else Console(stderr=error, highlight=False, soft_wrap=error, width=WIDE)
    )


@dataclass(frozen=True, slots=True)
class Format:
    """How a command's rows are to leave.

    Attributes:
        json: As one JSON array.
        csv: As CSV with a header.
        xlsx: As a spreadsheet in this file.
    """

    json: bool = False
    csv: bool = False
    xlsx: str | None = None

    @property
    def table(self) -> bool:
        """Whether a person reads the answer in the terminal."""
        return not (self.json or self.csv) and self.xlsx is None

    def check(self) -> None:
        """Refuse two formats at once.

        Raises:
            SettingsError: If more than one of the three is asked for.
        """
        if sum((self.json, self.csv, self.xlsx is not None)) > 1:
            raise SettingsError(
                "Only one of --json, --csv and --xlsx can be had at once.", remedy="Choose one."
            )


def emit(rows: pl.DataFrame, chosen: Format, *, table: pl.DataFrame, title: str) -> None:
    """Print or write rows.

    Args:
        rows: Everything, for machines.
        chosen: The format.
        table: What a person is shown instead, in the terminal.
        title: Above the table.

    Raises:
        SettingsError: If the spreadsheet cannot be written.
    """
    if chosen.json:
        sys.stdout.write(machine_rows(rows) + "\n")
    elif chosen.csv:
        sys.stdout.write(_flat(rows).write_csv())
    elif chosen.xlsx is not None:
        _write_xlsx(rows, Path(chosen.xlsx))
        console(error=True).print(f"{rows.height} rows written to {chosen.xlsx}.")
    else:
        console().print(as_table(table, title=title))


def as_table(rows: pl.DataFrame, *, title: str) -> Table:
    """A terminal table: numbers right, dates as they are, nothing for null."""
    drawn = Table(title=title, title_justify="left", header_style="bold", expand=False)
    for name, kind in rows.schema.items():
        right = kind.is_numeric()
        drawn.add_column(name, justify="right" if right else "left", overflow="fold")
    for row in rows.iter_rows():
        drawn.add_row(*(cell(value) for value in row))
    return drawn


def cell(value: object) -> str:
    """One value in words: at most two decimals, a dash for nothing."""
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:,.2f}"
        case _:
            return str(value)


def notes(said: Mapping[str, str] | None = None, *lines: str) -> None:
    """Warnings and remarks, to standard error, each on a line of its own."""
    speaker = console(error=True)
    for name, text in (said or {}).items():
        speaker.print(f"{name}: {text}", markup=False)
    for line in lines:
        speaker.print(line, markup=False)


def machine_rows(rows: pl.DataFrame) -> str:
    """Rows as a JSON array, for machines."""
    return _machine(rows).write_json()


def _machine(rows: pl.DataFrame) -> pl.DataFrame:
    """Instants as ISO 8601 with their offset: Polars' own JSON leaves it out."""
    return rows.with_columns(pl.selectors.datetime().dt.strftime("%Y-%m-%dT%H:%M:%S%.6f%:z"))


def _flat(rows: pl.DataFrame) -> pl.DataFrame:
    """Lists as text separated by spaces: CSV and spreadsheets have no lists."""
    lists = [name for name, kind in rows.schema.items() if isinstance(kind, pl.List)]
    return _machine(rows).with_columns(
        pl.col(name).cast(pl.List(pl.String)).list.join(" ") for name in lists
    )


def _write_xlsx(rows: pl.DataFrame, file: Path) -> None:
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415  (only for spreadsheets)

    if file.suffix != ".xlsx" or file.is_dir():
        raise SettingsError(
            f"{file} is no name of a spreadsheet.", remedy="Choose a file ending in .xlsx."
        )
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _flat(rows).write_excel(file, worksheet="forex", autofit=True, freeze_panes=(1, 0))
    except (OSError, FileCreateError) as error:
        raise SettingsError(
            f"{file} cannot be written: {error}.", remedy="Choose another file or folder."
        ) from error

"""Own rates from a CSV file: a day and a rate a row, and optionally when the rate became public.

    fecha;valor                     date,value,known
    01-03-2024;950,25               2024-03-01,950.25,2024-03-01T18:00:00-03:00
    04-03-2024;1.001,50             2024-03-01,950.30,2024-03-04T18:00:00-03:00

Everything is read or nothing: the first row that is wrong refuses the file. What is read is not
believed for that: it still has to pass the gate (`forexlib.jobs.ingest_file`).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final, Never

import dataframely as dy
import polars as pl

from forexlib.core.calendar import FIRST_YEAR, LAST_YEAR, local_date
from forexlib.core.errors import SettingsError
from forexlib.core.frames import Published
from forexlib.core.series import Quantity, quantity_of, series_name
from forexlib.sources.csv_numbers import Convention, convention, number
from forexlib.sources.csv_table import Row, Table, read_table, refuse

DATE_NAMES: Final = ("date", "fecha", "event_date", "day", "dia", "día")
VALUE_NAMES: Final = ("value", "valor", "rate", "tasa", "price", "precio", "close", "cierre")
ISO_DATE: Final = re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})", re.ASCII)
CHILEAN_DATE: Final = re.compile(r"(?P<d>\d{2})-(?P<m>\d{2})-(?P<y>\d{4})", re.ASCII)


def parse_series(text: str) -> str:
    """The series a person named, its instrument in capitals.

    Raises:
        SettingsError: If `text` is not a quantity, a slash and an instrument.
    """
    quantity, slash, instrument = text.strip().partition("/")
    if not slash or not quantity or not instrument:
        raise SettingsError(
            f"{text!r} does not name a series.",
            remedy="Write quantity/INSTRUMENT, for example dolar_observado/USDCLP.",
        )
    return series_name(quantity, instrument.upper())


def read_csv(
    path: Path, *, series: str, as_of: datetime, available_at_column: str | None = None
) -> dy.DataFrame[Published]:
    """The values of `series` in the file `path`.

    Args:
        path: UTF-8; fields separated by `;` or tabs (where a decimal comma may be) or by commas.
            Columns are found by name (`date` or `fecha`, `value` or `valor` ...), others ignored.
        series: `quantity/INSTRUMENT`.
        as_of: No value may have become public later.
        available_at_column: Its column of instants, with zone, at which each value became public;
            one day may then have several values. Without it, the quantity's own publication time.

    Raises:
        SourceError: If a single row is not as it should be; names the file, the row and what to do.
    """
    table = read_table(path)
    instants = None if available_at_column is None else available_at_column.strip().casefold()
    value_at = _column(table, "rate", VALUE_NAMES)
    values = _Reading(
        table=table,
        quantity=quantity_of(series),
        as_of=as_of,
        date_at=_column(table, "date", DATE_NAMES),
        value_at=value_at,
        instant_at=None if instants is None else _column(table, "instant", (instants,)),
        written=_convention(table, value_at),
    ).values()
    return Published.validate(
        pl.DataFrame(
            {
                "series": series,
                "event_date": [day for day, _ in values],
                "available_at": [instant for _, instant in values],
                "value": list(values.values()),
                "source": f"csv:{'_'.join(path.name.split())}",  # a space begins a release
            }
        ).sort("event_date", "available_at"),
        cast=True,
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """A table, where its columns are, and what its values have to obey."""

    table: Table
    quantity: Quantity
    as_of: datetime
    date_at: int
    value_at: int
    instant_at: int | None
    written: Convention

    def values(self) -> dict[tuple[date, datetime], float]:
        """Each value by its day and the instant it became public."""
        values: dict[tuple[date, datetime], float] = {}
        rows: dict[tuple[date, datetime], int] = {}
        for row in self.table.rows:
            day, value = self._day(row), self._value(row)
            key = day, self._instant(row, day)
            if values.setdefault(key, value) != value:
                self._refuse(
                    row,
                    f"{day} has the rate {value} here and {values[key]} in row {rows[key]}.",
                    remedy="Keep one, or name the column that says when each became public.",
                )
            rows.setdefault(key, row.number)
        return values

    def _refuse(self, row: Row, what: str, *, remedy: str) -> Never:
        refuse(self.table.path, what, remedy=remedy, row=row.number)

    def _day(self, row: Row) -> date:
        """The day the row is about."""
        text = row.fields[self.date_at]
        written = ISO_DATE.fullmatch(text) or CHILEAN_DATE.fullmatch(text)
        try:
            day = date(*(int(written[part]) for part in "ymd")) if written else None
        except ValueError:
            day = None
        if day is None:
            what = f"{text!r} is not a date." if text else "the date is missing."
            self._refuse(row, what, remedy="Write dates as 2024-03-31 or 31-03-2024.")
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            what = f"{day} is outside the years {FIRST_YEAR} to {LAST_YEAR}."
            self._refuse(row, what, remedy="Correct the year, or leave the row out.")
        newest = local_date(self.as_of, zone=self.quantity.zone)
        if day > newest + timedelta(days=self.quantity.lead_days):
            what = f"{day} lies in the future of {newest}."
            self._refuse(row, what, remedy="Leave the row out until its day has come.")
        return day

    def _value(self, row: Row) -> float:
        """The row's rate."""
        text = row.fields[self.value_at]
        value = number(text, written=self.written)
        if value is None:
            what = f"{text!r} is not a number." if text else "the rate is missing."
            self._refuse(
                row,
                what,
                remedy="Write 950.25, or 950,25 with ';' between the fields; leave out days "
                "without a rate.",
            )
        if not 0 < value < math.inf:
            what = f"{text!r} cannot be a rate."
            self._refuse(row, what, remedy="Rates are finite and above zero: correct the row.")
        return value

    def _instant(self, row: Row, day: date) -> datetime:
        """When the row's value became public, in UTC."""
        if self.instant_at is None:
            instant, remedy = (
                self.quantity.available_at(day),
                "Leave the row out until then, or name the column that says when it was public.",
            )
        else:
            instant = self._stated(row, row.fields[self.instant_at])
            remedy = "Correct the instant, or leave the row out until then."
            earliest = day - timedelta(days=self.quantity.lead_days)
            if local_date(instant, zone=self.quantity.zone) < earliest:
                what = f"the rate of {day} cannot have been public at {instant:%Y-%m-%d %H:%M} UTC."
                self._refuse(row, what, remedy="Correct the day or the instant.")
        if instant > self.as_of:
            what = f"the rate of {day} becomes public at {instant:%Y-%m-%d %H:%M} UTC, not yet."
            self._refuse(row, what, remedy=remedy)
        return instant

    def _stated(self, row: Row, text: str) -> datetime:
        """The instant a row states; one without a zone could be several and is refused."""
        try:
            instant = datetime.fromisoformat(text)
            if instant.tzinfo is not None:
                instant = instant.astimezone(UTC)
        except (OverflowError, ValueError):
            what = f"{text!r} is not an instant." if text else "the instant is missing."
            self._refuse(row, what, remedy="Write instants as 2024-03-31T18:00:00-03:00.")
        if not FIRST_YEAR <= instant.year <= LAST_YEAR:
            what = f"{text!r} is outside the years {FIRST_YEAR} to {LAST_YEAR}."
            self._refuse(row, what, remedy="Correct the year.")
        if instant.tzinfo is None:
            self._refuse(
                row,
                f"the instant {text!r} has no time zone.",
                remedy="Add its offset from UTC, as in 2024-03-31T18:00:00-03:00, or a Z.",
            )
        return instant


def _column(table: Table, what: str, names: tuple[str, ...]) -> int:
    """The position of the one column whose name is among `names`."""
    found = [i for i, name in enumerate(table.header.fields) if name in names]
    if len(found) != 1:
        said = "more than one column" if found else "no column"
        header = table.delimiter.join(table.header.fields)
        refuse(
            table.path,
            f"there is {said} with the {what}; the header reads {header!r}.",
            remedy=f"Name just one of them {' or '.join(map(repr, names[:2]))}.",
            row=table.header.number,
        )
    return found[0]


def _convention(table: Table, value_at: int) -> Convention:
    """How the file writes its numbers."""
    written = convention(
        (row.fields[value_at] for row in table.rows), comma_possible=table.delimiter != ","
    )
    if written == "unclear":
        row = next(row for row in table.rows if "." in row.fields[value_at])
        refuse(
            table.path,
            f"{row.fields[value_at]!r} may be a fraction or a thousand.",
            remedy="Write decimals with a comma, or separate the fields by commas.",
            row=row.number,
        )
    return written

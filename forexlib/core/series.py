"""What is known about a series before any value of it is seen.

A series is named `quantity/instrument`: `nbp_fixing/USDCLP` is the pesos a dollar costs by the
fixing of the National Bank of Poland. A forecast's `target` is the quantity, its `pair` the
instrument. Another quantity of the same pair is another series, never a substitute.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from forexlib.core.calendar import Market, business_days_before, instant
from forexlib.core.errors import SettingsError

NBP_FIXING: Final = "nbp_fixing"


@dataclass(frozen=True, slots=True)
class Quantity:
    """How and when the values of one quantity come into the world.

    Attributes:
        name: First part of the series' name.
        title: What it is, for people, in Spanish.
        market: Whose business days it is published on.
        zone: The zone `published_at` is in.
        published_at: Wall time at which a day's value becomes public.
        lead: Business days before its own date on which a value becomes public.
        lead_days: How many calendar days ahead of its own date a value may be dated at most.
    """

    name: str
    title: str
    market: Market
    zone: str
    published_at: time
    lead: int = 0
    lead_days: int = 0

    def available_at(self, day: date) -> datetime:
        """The UTC instant at which the value of `day` became public."""
        published_on = business_days_before(day, self.lead, market=self.market)
        return instant(published_on, self.published_at, zone=self.zone)


QUANTITIES: Final = {
    quantity.name: quantity
    for quantity in (
        Quantity(NBP_FIXING, "Fixing del NBP", "warsaw", "Europe/Warsaw", time(12, 15)),
        Quantity(
            "dolar_observado",
            "Dólar observado",
            "santiago",
            "America/Santiago",
            time(18, 0),
            lead=1,
            lead_days=5,
        ),
    )
}


STORED_INSTRUMENTS: Final = (
    "DXY",
    *(f"USD{code}" for code in ("EUR", "JPY", "GBP", "CAD", "SEK", "CHF")),
    *(f"USD{code}" for code in ("BRL", "MXN", "ZAR", "AUD", "NZD", "CNY", "KRW", "NOK")),
)
"""Instruments whose NBP fixings are kept beside whatever is forecast: the parts of the dollar index
and its replica, and the markets that move with the peso."""


def quantity_of(series: str) -> Quantity:
    """The quantity a series belongs to; an unknown one is published in Santiago at 18:00."""
    name = series.split("/", maxsplit=1)[0]
    unknown = Quantity(name, name, "santiago", "America/Santiago", time(18, 0))
    return QUANTITIES.get(name, unknown)


def series_name(quantity: str, instrument: str) -> str:
    """`quantity/instrument`.

    Raises:
        SettingsError: If either part has other characters than letters, digits, `_`, `.` and `-`.
    """
    for part in (quantity, instrument):
        if not re.fullmatch(r"[A-Za-z0-9_.-]+", part):
            raise SettingsError(
                f"{part!r} cannot be part of a series' name.",
                remedy="Use letters, digits, '_', '.' and '-' only.",
            )
    return f"{quantity}/{instrument}"


def quote_currency(pair: str) -> str:
    """`CLP` of `USDCLP`.

    Raises:
        SettingsError: If `pair` is not USD followed by the three letters of another currency.
    """
    if not re.fullmatch(r"USD[A-Z]{3}", pair) or pair == "USDUSD":
        raise SettingsError(
            f"{pair!r} is not a pair this system can forecast.",
            remedy="Write USD and the quote currency, for example USDCLP or USDBRL.",
        )
    return pair[3:]

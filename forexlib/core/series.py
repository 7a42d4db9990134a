"""What is known about a series before any value of it is seen.

A series is named `quantity/instrument`: `nbp_fixing/USDCLP` is the pesos a dollar costs by the
fixing of the National Bank of Poland. A forecast's `target` is the quantity, its `pair` the
instrument. Another quantity of the same pair is another series, never a substitute.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

import numpy as np

from forexlib.core.calendar import Market, business_calendar, business_days_before, instant
from forexlib.core.errors import SettingsError

NBP_FIXING: Final = "nbp_fixing"
SANTIAGO, NEW_YORK = "America/Santiago", "America/New_York"

Release = Literal["daily", "weekly", "monthly", "ninth"]
"""On which day values come out: by lead and lag, a week's on the Monday after it, a month's on the
ninth of the next, or from the tenth to the ninth at once on the ninth before."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a quantity is, and how and when its values come into the world.

    Attributes:
        name: First part of the series' name.
        title: What it is, for people, in Spanish.
        market: Whose business days it is published on.
        zone: Of `published_at`, the wall time at which a day's value becomes public.
        lead: Business days before its own date on which a value becomes public.
        lead_days: How many calendar days ahead of its own date a value may be dated at most.
        lag: Business days after its own date on which a value becomes public.
        release: Which days values come out on; lead and lag count for `daily` alone.
        unit: What one is, in Spanish.
        definition: What it measures exactly, one sentence in Spanish.
        averages: Whether a value averages what was traded on the business day before its own. Such
            a series is easier to forecast than a price, by an artefact (Working 1960).
    """

    name: str
    title: str
    market: Market
    zone: str
    published_at: time
    lead: int = 0
    lead_days: int = 0
    lag: int = 0
    release: Release = "daily"
    unit: str = ""
    definition: str = ""
    averages: bool = False

    def available_at(self, day: date) -> datetime:
        """The UTC instant at which the value of `day` became public."""
        published_on = PUBLICATION_DAYS[self.release](self, day)
        return instant(published_on, self.published_at, zone=self.zone)


def _business_day(
    day: date, count: int, *, roll: Literal["forward", "backward"], of: Market
) -> date:
    """The day `count` business days after `day`, which is first rolled to a business day."""
    return np.busday_offset(day, count, roll=roll, busdaycal=business_calendar(of)).astype(date)


def _by_lead_and_lag(quantity: Quantity, day: date) -> date:
    """`lead` business days before `day`, then `lag` after; weekends came out with the Friday."""
    led = business_days_before(day, quantity.lead, market=quantity.market)
    if quantity.lag == 0:
        return led
    return _business_day(led, quantity.lag, roll="backward", of=quantity.market)


def _the_monday_after(quantity: Quantity, day: date) -> date:
    """The first business day from the Monday after the week of `day` on."""
    monday = day + timedelta(days=7 - day.weekday())
    return _business_day(monday, 0, roll="forward", of=quantity.market)


def _the_ninth_of_the_next_month(quantity: Quantity, day: date) -> date:
    """The first business day from the ninth of the month after that of `day` on."""
    ninth = (day.replace(day=1) + timedelta(days=32)).replace(day=9)
    return _business_day(ninth, 0, roll="forward", of=quantity.market)


def _the_ninth_before(_: Quantity, day: date) -> date:
    """The last ninth of a month before `day`."""
    return (day - timedelta(days=9)).replace(day=9)


PUBLICATION_DAYS: Final[Mapping[Release, Callable[[Quantity, date], date]]] = {
    "daily": _by_lead_and_lag,
    "weekly": _the_monday_after,
    "monthly": _the_ninth_of_the_next_month,
    "ninth": _the_ninth_before,
}

_YAHOO: Final = Quantity(
    "yahoo_close",
    "Cierre de Yahoo",
    "santiago",
    "Europe/London",
    time(23, 59, 59),
    unit="moneda por USD",
    definition="Último precio indicativo, no transado, del día de Londres en Yahoo Finance.",
)
_FRED: Final = Quantity(
    "fred",
    "FRED",
    "new_york",
    NEW_YORK,
    time(18, 0),
    lag=1,
    unit="porcentaje anual",
    definition="Serie diaria de la base FRED del Banco de la Reserva Federal de San Luis.",
)

QUANTITIES: Final = {
    quantity.name: quantity
    for quantity in (
        Quantity(
            NBP_FIXING,
            "Fixing del NBP",
            "warsaw",
            "Europe/Warsaw",
            time(12, 15),
            unit="moneda por USD",
            definition="Cruce de los fixings contra el zloty del Banco Nacional de Polonia.",
        ),
        Quantity(
            "dolar_observado",
            "Dólar observado",
            "santiago",
            SANTIAGO,
            time(18, 0),
            lead=1,
            lead_days=6,
            unit="CLP por USD",
            definition="Promedio ponderado de las compras y ventas de dólares entre bancos del día "
            "hábil anterior, que el Banco Central de Chile publica esa tarde para el siguiente.",
            averages=True,
        ),
        Quantity(
            "uf",
            "Unidad de fomento",
            "santiago",
            SANTIAGO,
            time(18, 0),
            lead_days=31,
            release="ninth",
            unit="CLP por UF",
            definition="Unidad reajustable según el IPC del mes anterior, fijada cada día 9.",
        ),
        Quantity(
            "tpm",
            "Tasa de política monetaria",
            "santiago",
            SANTIAGO,
            time(18, 30),
            unit="porcentaje anual",
            definition="Tasa de política monetaria del Banco Central de Chile vigente cada día.",
        ),
        Quantity(
            "ipc",
            "Variación mensual del IPC",
            "santiago",
            SANTIAGO,
            time(9, 0),
            release="monthly",
            unit="factor mensual",
            definition="Índice de precios al consumidor del mes dividido por el del anterior.",
        ),
        Quantity(
            "cobre",
            "Precio del cobre",
            "santiago",
            SANTIAGO,
            time(18, 0),
            lag=1,
            unit="USD por libra",
            definition="Precio contado del cobre refinado en la Bolsa de Metales de Londres.",
        ),
        _YAHOO,
        _FRED,
    )
}


def _on_yahoo(title: str, unit: str, definition: str) -> Quantity:
    """What Yahoo shows of a market in New York or Chicago, when both are closed."""
    return replace(
        _YAHOO,
        title=title,
        market="new_york",
        zone=NEW_YORK,
        published_at=time(18, 0),
        unit=unit,
        definition=definition,
    )


INSTRUMENTS: Final[Mapping[str, Quantity]] = {
    "yahoo_close/USDBRL": replace(_YAHOO, market="new_york", unit="BRL por USD"),
    "yahoo_close/HG": _on_yahoo(
        "Cobre, futuro COMEX",
        "USD por libra",
        "Último precio del día del futuro de cobre más cercano, según Yahoo Finance.",
    ),
    "yahoo_close/DXY": _on_yahoo(
        "Índice dólar ICE",
        "puntos",
        "Último nivel del día del índice dólar de ICE, según Yahoo Finance.",
    ),
    "yahoo_close/VIX": _on_yahoo(
        "VIX", "puntos", "Nivel de cierre del índice VIX de Cboe, según Yahoo Finance."
    ),
    "yahoo_close/TNX": _on_yahoo(
        "Tasa de 10 años de EE. UU.",
        "porcentaje anual",
        "Nivel de cierre del índice de Cboe de la tasa a 10 años del Tesoro, según Yahoo Finance.",
    ),
    "fred/DFF": replace(
        _FRED,
        title="Tasa efectiva de fondos federales",
        definition="Mediana ponderada de los préstamos a un día de fondos federales (H.15).",
    ),
    "fred/DGS10": replace(
        _FRED,
        title="Tasa del Tesoro a 10 años",
        definition="Rendimiento a vencimiento constante de 10 años del Tesoro de EE. UU. (H.15).",
    ),
    "fred/VIXCLS": replace(
        _FRED,
        title="VIX",
        unit="puntos",
        definition="Nivel de cierre del índice VIX de Cboe, según FRED el día hábil siguiente.",
    ),
    "fred/DTWEXBGS": replace(
        _FRED,
        title="Índice amplio del dólar",
        release="weekly",
        lag=0,
        unit="puntos",
        definition="Índice nominal amplio del dólar, publicado por semanas los lunes (H.10).",
    ),
}
"""Instruments whose unit or whose hour of publication is not their quantity's."""


STORED_INSTRUMENTS: Final = (
    "DXY",
    *(f"USD{code}" for code in ("EUR", "JPY", "GBP", "CAD", "SEK", "CHF")),
    *(f"USD{code}" for code in ("BRL", "MXN", "ZAR", "AUD", "NZD", "CNY", "KRW", "NOK")),
)
"""Instruments whose NBP fixings are kept beside whatever is forecast: the parts of the dollar index
and its replica, and the markets that move with the peso."""


def quantity_of(series: str) -> Quantity:
    """The quantity a series belongs to; an unknown one is published in Santiago at 18:00.

    Where an instrument has a rule of its own (`INSTRUMENTS`), this is that one.
    """
    name = series.split("/", maxsplit=1)[0]
    unknown = Quantity(name, name, "santiago", SANTIAGO, time(18, 0))
    return INSTRUMENTS.get(series) or QUANTITIES.get(name, unknown)


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

"""What people call a series, in either language; `core/series.py` has the Spanish names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from forexlib.core.series import QUANTITIES, quantity_of
from forexlib.reporting.chart_words import Language

ENGLISH: Final[Mapping[str, str]] = {
    "Fixing del NBP": "NBP fixing",
    "Dólar observado": "Dólar observado",
    "Unidad de fomento": "Unidad de fomento",
    "Tasa de política monetaria": "Monetary policy rate",
    "Variación mensual del IPC": "Monthly change of the CPI",
    "Precio del cobre": "Copper price",
    "Cierre de Yahoo": "Yahoo close",
    "FRED": "FRED",
    "Cobre, futuro COMEX": "Copper, COMEX future",
    "Índice dólar ICE": "ICE dollar index",
    "VIX": "VIX",
    "Tasa de 10 años de EE. UU.": "US 10-year rate",
    "Tasa efectiva de fondos federales": "Effective federal funds rate",
    "Tasa del Tesoro a 10 años": "10-year Treasury rate",
    "Índice amplio del dólar": "Broad dollar index",
}
"""By the Spanish name."""


def title_of(series: str, language: Language) -> str:
    """What people call a series, such as `tpm/CLP`, or a quantity; one of a desk's own as it does.

    Example: `mesa/VIX` is called so, since `mesa` alone would be all that the desk brings in.
    """
    quantity = quantity_of(series)
    if quantity.name not in QUANTITIES:
        return series
    return ENGLISH.get(quantity.title, quantity.title) if language == "en" else quantity.title

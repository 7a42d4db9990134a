"""Numbers and days as people write them in Spanish and in English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import floor, log10
from typing import Final, Self

from forexlib.reporting.chart_words import WORDS, Language

SPACE: Final = "\u00a0"
"""Keeps a number and its sign on one line."""

HYPHEN: Final = "\u2011"
"""Keeps a day on one line."""

NONE: Final = "–"
"""What stands where there is no number."""

_MONTHS: Final = {
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
    " diciembre",
    "en": "January February March April May June July August September October November December",
}
_LONG_DAY: Final = {"es": "{day} de {month} de {year}", "en": "{day} {month} {year}"}
_PERCENT: Final = {"es": f"{{number}}{SPACE}%", "en": "{number}%"}


@dataclass(frozen=True, slots=True)
class Numerals:
    """How numbers look in one document.

    Attributes:
        language: Whose signs and months are used.
        decimals: Of rates.
    """

    language: Language = "es"
    decimals: int = 2

    @classmethod
    def for_rate(cls, rate: float, language: Language) -> Self:
        """Numerals that show rates such as this one with five digits that count, or cents."""
        return cls(language, max(2, 4 - floor(log10(rate))))

    def number(self, value: float | None, decimals: int, *, sign: bool = False) -> str:
        """`1.015,14` or `1,015.14`; with a sign `+0,1` or `−0,1`; never a negative zero."""
        if value is None:
            return NONE
        rounded = round(value, decimals) + 0.0
        exact = f"{rounded:{'+' if sign and rounded else ''},.{decimals}f}".replace("-", "−")
        return exact.translate(str.maketrans(",.", WORDS[self.language].marks))

    def rate(self, value: float | None) -> str:
        """A rate, or a distance between two."""
        return self.number(value, self.decimals)

    def change(self, value: float | None) -> str:
        """A distance between two rates, with its sign."""
        return self.number(value, self.decimals, sign=True)

    def level(self, value: float) -> str:
        """A round rate without needless zeros."""
        digits = f"{value:.{self.decimals}f}".rstrip("0").partition(".")[2]
        return self.number(value, len(digits))

    def percent(self, value: float | None, decimals: int = 1, *, sign: bool = False) -> str:
        """A share that is in percent already."""
        number = self.number(value, decimals, sign=sign)
        return NONE if value is None else _PERCENT[self.language].format(number=number)

    def count(self, value: int) -> str:
        """How many."""
        return self.number(value, 0)

    def ratio(self, value: float | None, decimals: int = 3) -> str:
        """A ratio, or another number without a unit."""
        return self.number(value, decimals)

    def span(self, low: str, high: str) -> str:
        """From one number to another."""
        return f"{low}{SPACE}–{SPACE}{high}"

    def interval(self, low: float, high: float) -> str:
        """From one rate to another."""
        return self.span(self.rate(low), self.rate(high))

    def day(self, day: date, *, year: bool = True) -> str:
        """`26-oct-2026`, or `26-oct`; its hyphens do not break."""
        month = WORDS[self.language].months.split()[day.month - 1]
        return HYPHEN.join([str(day.day), month, *([str(day.year)] if year else [])])

    def month(self, day: date) -> str:
        """`ene` and its year below in January, else `feb`: for axes."""
        month = WORDS[self.language].months.split()[day.month - 1]
        return f"{month}\n{day.year}" if day.month == 1 else month

    def long_day(self, day: date) -> str:
        """`26 de octubre de 2026`."""
        month = _MONTHS[self.language].split()[day.month - 1]
        return _LONG_DAY[self.language].format(day=day.day, month=month, year=day.year)

    def listed(self, parts: Sequence[str]) -> str:
        """`7, 15 y 30`."""
        *first, last = parts
        return f"{', '.join(first)} {WORDS[self.language].conjunction} {last}" if first else last

"""What the dashboard says in one language, and how its numbers look."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from forexlib.core.event import SEVERITIES, Severity
from forexlib.reporting.chart_words import Language
from forexlib.reporting.dashboard import words_en, words_es
from forexlib.reporting.dashboard.blocks import Cell, Tone
from forexlib.reporting.forecast_table import horizons_by_mode
from forexlib.reporting.numbers import NONE, Numerals
from forexlib.reporting.reason_words import mode_in_words
from forexlib.reporting.report.words import SAYS as REPORT
from forexlib.reporting.report.words import Words as ReportWords

SAYS: Final[Mapping[Language, Mapping[str, str]]] = {
    "es": {**REPORT["es"], **words_es.SAYS},
    "en": {**REPORT["en"], **words_en.SAYS},
}
TONES: Final[Mapping[Severity, Tone]] = {
    "INFO": "plain",
    "WARNING": "warn",
    "HIGH": "bad",
    "CRITICAL": "bad",
}
SMALLEST: Final = 1e-4


class Words(ReportWords):
    """The report's words, and the dashboard's beside them."""

    def ends(self, low: str, high: str) -> str:
        """An interval in brackets, behind what it is of."""
        return f"[{low};{chr(160)}{high}]"

    def chance(self, p: float | None) -> str:
        """A p-value; what is very small has an exponent."""
        if p is None:
            return NONE
        return self.n.number(p, 4) if p >= SMALLEST or p == 0 else f"{p:.0e}"

    def moment(self, at: datetime | None, zone: str, *, year: bool = True) -> str:
        """A day and time of day in a zone."""
        if at is None:
            return NONE
        local = at.astimezone(ZoneInfo(zone))
        return f"{self.n.day(local.date(), year=year)} {local:%H:%M}"

    def mode(self, mode: str) -> str:
        """What a run stands on."""
        return mode_in_words(mode, self.language)

    def modes(self, issued: pl.DataFrame) -> str:
        """What is issued stands on: `ensamble`, or `ensamble a 7 días y robusto a 15 y 30 días`.

        Args:
            issued: horizon_days and mode.
        """
        found = horizons_by_mode(issued)
        if len(found) == 1:
            return self.mode(next(iter(found)))
        return self.n.listed([f"{self.mode(one)}{self.where(at)}" for one, at in found.items()])


def words_for(rate: float, language: Language) -> Words:
    """The words of a language; its numerals show rates such as `rate`."""
    return Words(SAYS[language], Numerals.for_rate(rate, language))


def grave(severity: str | None) -> Cell:
    """A severity in its tone; a dash for none."""
    known = next((one for one in SEVERITIES if one == severity), None)
    return Cell(NONE, "soft") if known is None else Cell(known, TONES[known])

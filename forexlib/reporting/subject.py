"""The subject of a forecast's mail: one line that says where the rate is thought to go.

`⚠️ USD/CLP 7d: $935 → $950 (+1.6%) | Forecast Change` when something happened, and
`📊 USD/CLP 7d: $935 → $942 (+0.7%) | Sesgo Alcista` when nothing did. Subjects read alike in every
language and fit a telephone, so their numbers are plain: no thousands apart, a point for decimals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any, Final

import polars as pl

from forexlib.core.event import Event, Severity, rank
from forexlib.core.series import quote_currency
from forexlib.reporting.chart_words import Language

HEADLINE_DAYS: Final = 7
"""The horizon a subject is about unless something graver happened at another."""

BIAS_PERCENT: Final = 0.3
"""A median that moves further than this is called a bias."""

SIGNS: Final[Mapping[Severity, str]] = {
    "INFO": "📊",
    "WARNING": "⚠️",
    "HIGH": "🚨",
    "CRITICAL": "🚨",
}

CURRENCY_SIGNS: Final = {"CLP": "$", "MXN": "$", "BRL": "R$"}

TITLES: Final[Mapping[str, Mapping[Language, str]]] = {
    "forecast_change": {"es": "Forecast Change", "en": "Forecast Change"},
    "data_drift": {"es": "Cambio en los datos", "en": "Data Drift"},
    "high_volatility": {"es": "Alta volatilidad", "en": "High Volatility"},
    "economic_event": {"es": "Evento económico", "en": "Economic Event"},
    "regime_change": {"es": "Cambio de régimen", "en": "Regime Change"},
    "stale_data": {"es": "Datos desactualizados", "en": "Stale Data"},
    "lower_mode": {"es": "Modo reducido", "en": "Reduced Mode"},
}

_BIASES: Final[Mapping[Language, tuple[str, str, str]]] = {
    "es": ("Sesgo Bajista", "Neutral", "Sesgo Alcista"),
    "en": ("Bearish Bias", "Neutral", "Bullish Bias"),
}


@dataclass(frozen=True, slots=True)
class Headline:
    """What one horizon says in short.

    Attributes:
        pair: For example USDCLP.
        horizon_days: Calendar days.
        last_rate: Quote currency per USD, where the forecast starts.
        median: Quote currency per USD, where half of the distribution lies below.
        severity: Of the gravest event there; INFO for none that counts.
        events: Those of that severity, if it is more than INFO.
    """

    pair: str
    horizon_days: int
    last_rate: float
    median: float
    severity: Severity
    events: tuple[Event, ...]

    @property
    def change(self) -> float:
        """From `last_rate` to `median`, in percent."""
        return 100.0 * (self.median / self.last_rate - 1.0)


def headline(forecast: pl.DataFrame, events: Sequence[Event] = ()) -> Headline:
    """The horizon a subject is about, and what happened there.

    It is the one with the gravest event; of several the one of 7 days, or the shortest if there is
    none of 7.

    Args:
        forecast: Columns pair, horizon_days, last_rate and median; a row per horizon.
        events: What happened; one without a horizon holds at each.
    """
    lines = [_at(row, events) for row in forecast.sort("horizon_days").iter_rows(named=True)]
    return min(
        lines,
        key=lambda one: (
            -rank(one.severity),
            one.horizon_days != HEADLINE_DAYS,
            one.horizon_days,
        ),
    )


def subject(line: Headline, *, regime: str = "", language: Language = "es") -> str:
    """The subject of a mail about `line`; the `regime` is named where nothing happened."""
    sign = CURRENCY_SIGNS.get(quote_currency(line.pair), "")
    decimals = short_decimals(line.last_rate)
    start, end = (f"{sign}{rate:.{decimals}f}" for rate in (line.last_rate, line.median))
    change = round(line.change, 1) + 0.0  # never -0.0
    return (
        f"{SIGNS[line.severity]} {line.pair[:3]}/{line.pair[3:]} {line.horizon_days}d:"
        f" {start} → {end} ({change:+.1f}%) | {tail(line, regime=regime, language=language)}"
    )


def tail(line: Headline, *, regime: str = "", language: Language = "es") -> str:
    """What happened; where nothing did, the bias and the `regime`, if it is known."""
    if line.events:
        return " + ".join(dict.fromkeys(title(one.kind, language) for one in line.events))
    falling, neutral, rising = _BIASES[language]
    side = rising if line.change > BIAS_PERCENT else neutral
    side = falling if line.change < -BIAS_PERCENT else side
    return f"{side} | {regime}" if regime else side


def title(kind: str, language: Language) -> str:
    """What an event is called; `some_new_kind` is Some New Kind."""
    return TITLES.get(kind, {}).get(language, kind.replace("_", " ").title())


def short_decimals(rate: float) -> int:
    """None for rates from 100 on, two from 1 on, and below so many that three digits count."""
    if rate >= 100:  # noqa: PLR2004
        return 0
    return max(2, 2 - floor(log10(rate)))


def _at(row: Mapping[str, Any], events: Sequence[Event]) -> Headline:
    here = [one for one in events if one.horizon_days in {None, row["horizon_days"]}]
    gravest = max((one.severity for one in here), key=rank, default="INFO")
    told = [one for one in here if one.severity == gravest and gravest != "INFO"]
    return Headline(
        pair=row["pair"],
        horizon_days=row["horizon_days"],
        last_rate=row["last_rate"],
        median=row["median"],
        severity=gravest,
        events=tuple(told),
    )

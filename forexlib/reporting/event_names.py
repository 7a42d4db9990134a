"""What events hold by a code, by the name that people give it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from forexlib.core.event import Event
from forexlib.core.reason import Reason, from_data
from forexlib.reporting.chart_words import Language
from forexlib.reporting.numbers import NONE, Numerals
from forexlib.reporting.reason_words import in_words, mode_in_words

CHECKS: Final[Mapping[str, Mapping[Language, str]]] = {
    "regime": {"es": "régimen de riesgo", "en": "the risk regime"},
    "forecast": {"es": "cambios del pronóstico", "en": "changes of the forecast"},
    "volatility": {"es": "volatilidad", "en": "volatility"},
    "target": {"es": "atraso del objetivo", "en": "the target's age"},
    "regressors": {"es": "atraso de los regresores", "en": "the regressors' ages"},
    "sources": {"es": "fuentes", "en": "sources"},
    "quarantine": {"es": "cuarentena", "en": "quarantine"},
    "mode": {"es": "modo del pronóstico", "en": "the forecast's mode"},
    "service": {"es": "emisión diaria", "en": "daily forecasts"},
    "drift": {"es": "deriva", "en": "drift"},
    "performance": {"es": "desempeño", "en": "performance"},
}
KINDS: Final[Mapping[str, str]] = {
    "StoreError": "la base de datos no se pudo leer",
    "TooLittleHistory": "hay muy pocos datos",
    "SettingsError": "hay un ajuste que no se puede usar",
    "ContractError": "una tabla no tiene la forma prometida",
    "MemberFailed": "un cálculo falló",
    "SourceError": "una fuente de datos falló",
}
"""Of errors, in Spanish; in English the error says it."""

TESTS: Final[Mapping[str, Mapping[Language, str]]] = {
    "ks": {"es": "distribución", "en": "distribution"},
    "t": {"es": "media", "en": "mean"},
    "levene": {"es": "dispersión", "en": "spread"},
    "ljung_box": {"es": "autocorrelación", "en": "autocorrelation"},
    "volatility": {"es": "volatilidad", "en": "volatility"},
}
SERIES: Final[Mapping[Language, Mapping[str, str]]] = {
    "es": {
        "returns": "los retornos",
        "days": "los pronósticos a {days} días",
        "of": "{test} de {series}",
    },
    "en": {
        "returns": "returns",
        "days": "the {days}-day forecasts",
        "of": "{test} of {series}",
    },
}
WITHHELD: Final[Mapping[str, Mapping[Language, str]]] = {
    "type": {"es": "no es un número", "en": "no number"},
    "not positive": {"es": "no es positivo", "en": "not positive"},
    "unit": {"es": "otra unidad", "en": "another unit"},
    "implausible day": {"es": "día imposible", "en": "implausible day"},
    "jump": {"es": "salto", "en": "jump"},
    "frozen": {"es": "repetido", "en": "frozen"},
    "disagreement": {"es": "las fuentes discrepan", "en": "sources disagree"},
    "duplicate": {"es": "duplicado", "en": "duplicate"},
    "revision": {"es": "revisión", "en": "revision"},
    "swapped": {"es": "intercambiado", "en": "swapped"},
}
"""Why the gate did not let a value in."""

AUDIENCES: Final[Mapping[str, str]] = {"market": "mercado", "operations": "operaciones"}
CHANNELS: Final[Mapping[str, str]] = {"email": "correo", "slack": "Slack", "sms": "SMS"}
DELIVERED: Final[Mapping[str, str]] = {
    "delivered": "entregado",
    "waiting": "en espera",
    "no channel": "sin canal",
    "failed": "fallido",
}


def names(event: Event, language: Language, show: Numerals) -> dict[str, str]:
    """Mode, check, tests, why it is so, and why a value was withheld, as far as an event says."""
    said = {name: str(value) for name, value in event.metrics.items() if value is not None}
    return {
        "mode": mode_in_words(said.get("mode", NONE), language),
        "check": CHECKS.get(said.get("check", ""), {}).get(language, said.get("check", NONE)),
        "reason_kept": withheld(said.get("reason", NONE), language),
        "tests": ", ".join(_test(one, language) for one in said.get("tests", NONE).split(", ")),
        "why": f"{_why(said, language, show).rstrip('.')}.",
    }


def withheld(reason: str, language: Language) -> str:
    """Why the gate did not let a value in."""
    return WITHHELD[reason][language] if reason in WITHHELD else reason


def deliveries(said: str, language: Language) -> str:
    """How far the messages of a decision have come, such as `email delivered, slack waiting`."""
    if language == "en":
        return said
    for state, told in DELIVERED.items():
        said = said.replace(state, told)
    return said.replace("email", CHANNELS["email"])


def _test(said: str, language: Language) -> str:
    """A series and one of the drift tests of it; or something else, as it is."""
    series, _, test = said.rpartition(" ")
    if not series or test not in TESTS:
        return said
    told = SERIES[language]
    of = told["returns"] if series == "returns" else told["days"].format(days=series.rstrip("d"))
    return told["of"].format(test=TESTS[test][language], series=of)


def _why(said: Mapping[str, str], language: Language, show: Numerals) -> str:
    """The reason of which the facts are kept; else what is known of its kind, and the record."""
    kept = from_data(json.loads(said["said"])) if "said" in said else ""
    record = said.get("error") or said.get("reason") or NONE
    if isinstance(kept, Reason):
        return in_words(kept, show)
    if language == "en" or record == NONE:
        return record
    kind = KINDS.get(said.get("kind", ""))
    return f"`{record}`" if kind is None else f"{kind} (registro: `{record}`)"

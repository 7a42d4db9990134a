"""What is said of events: one sentence each, in Spanish and in English.

Numbers come from the event's own metrics; where one of them is missing a sentence says a dash.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from forexlib.core.alert import Phase
from forexlib.core.event import Event, Metric
from forexlib.core.series import NBP_FIXING
from forexlib.reporting.chart_words import Language
from forexlib.reporting.event_names import names
from forexlib.reporting.numbers import NONE, Numerals
from forexlib.reporting.series_titles import title_of

SENTENCES: Final[Mapping[str, Mapping[Language, str]]] = {
    "forecast_change": {
        "es": "A {days} días la mediana pasó de {median_before} a {median} ({change}) desde el"
        " pronóstico del {origin_before}.",
        "en": "At {days} days the median went from {median_before} to {median} ({change}) since"
        " the forecast of {origin_before}.",
    },
    "high_volatility": {
        "es": "La volatilidad de 7 fixings es {ratio} veces la de 90 ({short} frente a {long}"
        " anual).",
        "en": "The volatility of 7 fixings is {ratio} times that of 90 ({short} against {long} a"
        " year).",
    },
    "economic_event": {
        "es": "{title}: {day}.",
        "en": "{title}: {day}.",
    },
    "regime_change": {
        "es": "El régimen de riesgo cambió a {state} el {since}.",
        "en": "The risk regime changed to {state} on {since}.",
    },
    "data_drift": {
        "es": "{n_drifted} de lo usual (puntaje {score} de 100): {tests}.",
        "en": "{n_drifted} from the usual (score {score} of 100): {tests}.",
    },
    "degraded": {
        "es": "A {days} días el CRPS relativo al paseo aleatorio empeoró {percent} [{low}; {high}]"
        " frente {baseline} (n = {n}).",
        "en": "At {days} days the CRPS relative to the random walk worsened by {percent} [{low};"
        " {high}] against {baseline} (n = {n}).",
    },
    "surprised": {
        "es": "A {days} días el CRPS medio es {percent} [{low}; {high}] mayor que el que la propia"
        " distribución espera (n = {n}).",
        "en": "At {days} days the mean CRPS is {percent} [{low}; {high}] above what the"
        " distribution itself expects (n = {n}).",
    },
    "coverage": {
        "es": "A {days} días el intervalo de {level} % contuvo {share} de {n} (esperable: {low} a"
        " {high}).",
        "en": "At {days} days the {level}% interval held {share} of {n} (to be expected: {low} to"
        " {high}).",
    },
    "stale_target": {
        "es": "{series}: último valor del {newest}, {days_late} de atraso.",
        "en": "{series}: last value of {newest}, {days_late} overdue.",
    },
    "stale_regressor": {
        "es": "{series}: último valor del {newest}, {days_late} de atraso.",
        "en": "{series}: last value of {newest}, {days_late} overdue.",
    },
    "never": {
        "es": "Nunca se ha emitido un pronóstico en vivo; lo primero se guardó el {since}"
        " ({business_days}).",
        "en": "There has never been a live forecast; the first rows were kept on {since}"
        " ({business_days}).",
    },
    "absent": {
        "es": "{series}: no hay valores.",
        "en": "{series}: there is no value.",
    },
    "failing_source": {
        "es": "La fuente {series} falló {failures} veces seguidas; lo último registrado: `{error}`",
        "en": "The source {series} failed {failures} times in a row; last recorded: `{error}`",
    },
    "quarantined": {
        "es": "{series}: {values} en cuarentena; el último, {value} del {day}"
        " ({reason_kept}). Véase `forex quarantine list`.",
        "en": "{series}: {values} in quarantine; the last, {value} of {day}"
        " ({reason_kept}). See `forex quarantine list`.",
    },
    "lower_mode": {
        "es": "El pronóstico salió en modo {mode}: {why}",
        "en": "The forecast stands on mode {mode}: {why}",
    },
    "no_forecast": {
        "es": "No hay pronóstico en vivo desde el {newest} ({business_days}).",
        "en": "There is no live forecast since {newest} ({business_days}).",
    },
    "check_failed": {
        "es": "El control de {check} no se pudo hacer: {why}",
        "en": "The check of {check} could not be done: {why}",
    },
}

NAMES: Final[Mapping[str, Mapping[Language, str]]] = {
    "forecast_change": {"es": "cambio del pronóstico", "en": "forecast change"},
    "high_volatility": {"es": "alta volatilidad", "en": "high volatility"},
    "economic_event": {"es": "evento económico", "en": "economic event"},
    "regime_change": {"es": "cambio de régimen", "en": "regime change"},
    "data_drift": {"es": "cambio en los datos", "en": "data drift"},
    "degraded": {"es": "pronósticos peores", "en": "worse forecasts"},
    "surprised": {"es": "errores mayores que los previstos", "en": "errors larger than foreseen"},
    "coverage": {"es": "cobertura fuera de banda", "en": "coverage out of band"},
    "stale_target": {"es": "datos desactualizados", "en": "stale data"},
    "stale_regressor": {"es": "regresor desactualizado", "en": "stale regressor"},
    "failing_source": {"es": "fuente que falla", "en": "failing source"},
    "quarantined": {"es": "valores en cuarentena", "en": "values in quarantine"},
    "lower_mode": {"es": "modo reducido", "en": "reduced mode"},
    "no_forecast": {"es": "sin pronóstico", "en": "no forecast"},
    "check_failed": {"es": "control que falla", "en": "failing check"},
}

NEXT: Final[Mapping[str, Mapping[Language, str]]] = {
    "data_drift": {
        "es": "Las pruebas: `forex drift`. Prefect juzga si corresponde aprender de nuevo; a mano,"
        " `forex retrain --reason auto`.",
        "en": "The tests: `forex drift`. Prefect judges whether to learn anew; by hand,"
        " `forex retrain --reason auto`.",
    },
    "degraded": {
        "es": "El detalle: `forex performance`. Prefect juzga si corresponde aprender de nuevo; a"
        " mano, `forex retrain --reason auto`.",
        "en": "Details: `forex performance`. Prefect judges whether to learn anew; by hand,"
        " `forex retrain --reason auto`.",
    },
    "surprised": {"es": "El detalle: `forex performance`.", "en": "Details: `forex performance`."},
    "coverage": {"es": "El detalle: `forex performance`.", "en": "Details: `forex performance`."},
    "stale_target": {
        "es": "Qué fuente no responde: `forex sources check`. Para cargar un archivo propio:"
        " `forex ingest --csv`.",
        "en": "Which source does not answer: `forex sources check`. To load a file of your own:"
        " `forex ingest --csv`.",
    },
    "stale_regressor": {
        "es": "El pronóstico sale igual, sin lo que falta. Qué fuente no responde:"
        " `forex sources check`.",
        "en": "Forecasts go on without what is missing. Which source does not answer:"
        " `forex sources check`.",
    },
    "failing_source": {
        "es": "El estado de cada fuente: `forex sources check`.",
        "en": "How each source stands: `forex sources check`.",
    },
    "quarantined": {
        "es": "Para aceptar o descartar lo retenido: `forex quarantine accept` o"
        " `forex quarantine reject`.",
        "en": "To accept or reject what is withheld: `forex quarantine accept` or"
        " `forex quarantine reject`.",
    },
    "lower_mode": {
        "es": "Qué falta: `forex doctor`. Quién está en uso: `forex champions`.",
        "en": "What is missing: `forex doctor`. Who serves: `forex champions`.",
    },
    "no_forecast": {
        "es": "Para hacerlo ahora: `forex run`. Qué falta: `forex doctor`.",
        "en": "To make one now: `forex run`. What is missing: `forex doctor`.",
    },
    "check_failed": {"es": "Qué falta: `forex doctor`.", "en": "What is missing: `forex doctor`."},
}
"""What operations can do about it."""

_DAYS_COUNTED: Final[Mapping[Language, tuple[str, str]]] = {
    "es": ("{n} día hábil", "{n} días hábiles"),
    "en": ("{n} business day", "{n} business days"),
}
COUNTED: Final[Mapping[str, Mapping[Language, tuple[str, str]]]] = {
    "n_drifted": {
        "es": (
            "{n} prueba de cambio en los datos se aparta",
            "{n} pruebas de cambio en los datos se apartan",
        ),
        "en": ("{n} drift test departs", "{n} drift tests depart"),
    },
    "values": {
        "es": ("{n} valor espera", "{n} valores esperan"),
        "en": ("{n} value waits", "{n} values wait"),
    },
    "business_days": _DAYS_COUNTED,
    "days_late": _DAYS_COUNTED,
}
"""What is said of one, and of several."""

BASELINES: Final[Mapping[str, Mapping[Language, str]]] = {
    "walk-forward": {"es": "a su walk-forward", "en": "its walk-forward"},
    "trailing year": {"es": "al año anterior a la ventana", "en": "the year before the window"},
}

ENDED: Final[Mapping[Language, str]] = {
    "es": "Terminó: {name}{where}.",
    "en": "Over: {name}{where}.",
}
_WHERE: Final[Mapping[Language, str]] = {"es": " a {days} días", "en": " at {days} days"}

_PERCENTS: Final = ("change", "percent", "low", "high", "share", "short", "long")
_SIGNED: Final = ("change",)
_RATES: Final = ("median", "median_before")
_DAYS: Final = ("newest", "origin_before", "since", "day")
_SHORT: Final = ("ratio", "score")


def name_of(event: Event, language: Language) -> str:
    """What an event is called within a sentence."""
    return NAMES[event.kind][language] if event.kind in NAMES else event.kind.replace("_", " ")


def sentence(event: Event, phase: Phase, *, language: Language, show: Numerals) -> str:
    """What happened, in one sentence."""
    if phase == "exit":
        days = event.horizon_days
        where = "" if days is None else _WHERE[language].format(days=days)
        if event.subject:
            where += f" ({event.subject})"
        return ENDED[language].format(name=name_of(event, language), where=where)
    if event.kind not in SENTENCES:
        return f"{name_of(event, language)}."
    told = {name: _said(name, value, show) for name, value in event.metrics.items()}
    if language == "en" and "title_en" in event.metrics:
        told["title"] = told["title_en"]
    told |= names(event, language, show)
    told |= {
        "days": str(event.horizon_days),
        "series": _series(event.subject, language),
    }
    counts = {**event.metrics, "days_late": event.metrics.get("days")}
    for name, forms in COUNTED.items():
        if isinstance(n := counts.get(name), int):
            told[name] = forms[language][n != 1].format(n=n)
    baseline = told.get("baseline", "")
    if baseline in BASELINES:
        told["baseline"] = BASELINES[baseline][language]
    state = event.metrics.get("state")
    kind = str(state) if state in {"absent", "never"} else event.kind
    return SENTENCES[kind][language].format_map(_Missing(told))


class _Missing(dict[str, str]):
    """Says a dash for what is not there."""

    def __missing__(self, key: str) -> str:
        return NONE


def _said(name: str, value: Metric, show: Numerals) -> str:
    if value is None or value == "":
        return NONE
    if isinstance(value, str):
        return show.day(date.fromisoformat(value)) if name in _DAYS else value
    if name in _RATES:
        return show.rate(value)
    if name in _PERCENTS:
        return show.percent(value, sign=name in _SIGNED)
    if name in _SHORT:
        return show.number(value, 1)
    return f"{value:.10g}".replace(".", show.number(0.5, 1)[1])


def _series(name: str, language: Language) -> str:
    if "/" not in name or name.startswith(f"{NBP_FIXING}/"):
        return name
    title = title_of(name, language)
    return name if title == name else f"{title} ({name})"

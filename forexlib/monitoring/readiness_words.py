"""Readiness in words: what each criterion is, what it lacks, and when a candidate will be ready."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor
from typing import Final, Literal

from forexlib.core.candidate import Candidate
from forexlib.monitoring.readiness_verdict import Criterion, Name, Verdict, latest, worst

Language = Literal["es", "en"]

TITLES: Final[Mapping[Language, Mapping[Name, str]]] = {
    "es": {
        "predictions": "pronósticos emitidos",
        "operation": "días en operación",
        "drift": "detección de deriva",
        "stability": "estabilidad del sistema, %",
        "scored": "pronósticos evaluados",
    },
    "en": {
        "predictions": "predictions issued",
        "operation": "days of operation",
        "drift": "drift detection",
        "stability": "system stability, %",
        "scored": "predictions scored",
    },
}

HEADS: Final[Mapping[Language, Mapping[str, str]]] = {
    "es": {
        "readiness": "Preparación",
        "horizon": "horizonte",
        "criterion": "criterio",
        "number": "número",
        "threshold": "umbral",
        "met": "cumplido",
        "yes": "sí",
        "no": "no",
        "critical": "CRÍTICO",
        "live": "en vivo",
        "shadow": "en sombra",
        "backfill": "(retrospectivos)",
        "walk-forward": "(validación)",
        "expected": "se espera",
        "unknown": "se desconoce",
        "missing": "falta",
    },
    "en": {
        "readiness": "Readiness",
        "horizon": "horizon",
        "criterion": "criterion",
        "number": "number",
        "threshold": "threshold",
        "met": "met",
        "yes": "yes",
        "no": "no",
        "critical": "CRITICAL",
        "live": "live",
        "shadow": "shadow",
        "backfill": "(backfill)",
        "walk-forward": "(walk-forward)",
        "expected": "expected",
        "unknown": "unknown",
        "missing": "missing",
    },
}
"""Over the table of `forex readiness`, and what its cells say."""

WHAT_COUNTS: Final[Mapping[Language, str]] = {
    "es": "Cuentan los pronósticos en vivo y en sombra: se hicieron antes de conocer el resultado, "
    "por un sistema en marcha. Los retrospectivos (backfill) y los de la validación se muestran "
    "aparte y no cuentan.",
    "en": "Live and shadow forecasts count: they were made before anybody knew the outcome, by a "
    "system that had to be up. Those of backfill and walk-forward stand apart and do not count.",
}

NOTHING_STORED: Final[Mapping[Language, str]] = {
    "es": "No hay pronósticos guardados de este candidato: ejecute `forex run` cada día hábil, o "
    "instale `forecast/daily`.",
    "en": "No forecast of this candidate is stored: run `forex run` each business day, or deploy "
    "`forecast/daily`.",
}

_MISSING: Final[Mapping[Language, Mapping[str, str]]] = {
    "es": {
        "predictions": "faltan {n} pronósticos en vivo o en sombra",
        "operation": "faltan {n} días hábiles con un pronóstico",
        "scored": "faltan {n} resultados",
        "no value": "el objetivo no tiene valores: ejecute `forex ingest`",
        "not tested": "no hay pruebas del {newest}: ejecute `forex drift`",
        "too short": "hay muy poca historia para comprobar el detector",
        "blind": "el detector no encuentra un quiebre puesto a propósito: revise FOREX_DRIFT_*",
        "never": "nunca se emitió un pronóstico en vivo",
        "unstable": "{stable} de {days} días hábiles sin problemas; con problemas: {troubles}",
    },
    "en": {
        "predictions": "{n} live or shadow predictions are missing",
        "operation": "{n} business days with a forecast are missing",
        "scored": "{n} outcomes are missing",
        "no value": "the target has no values: run `forex ingest`",
        "not tested": "nothing was tested of {newest}: run `forex drift`",
        "too short": "there is too little history to check the detector",
        "blind": "the detector does not find a planted break: look at FOREX_DRIFT_*",
        "never": "no live forecast was ever issued",
        "unstable": "{stable} of {days} business days without trouble; with: {troubles}",
    },
}

_TROUBLES: Final[Mapping[Language, Mapping[str, str]]] = {
    "es": {
        "no forecast": "sin pronóstico",
        "lower mode": "en modo inferior",
        "refused": "con un horizonte rechazado",
        "outbox": "con mensajes sin entregar",
        "source": "con una fuente caída",
    },
    "en": {
        "no forecast": "without a forecast",
        "lower mode": "in a lower mode",
        "refused": "with a horizon refused",
        "outbox": "with messages not delivered",
        "source": "with a failed source",
    },
}

_READY: Final[Mapping[Language, Mapping[str, str]]] = {
    "es": {
        "now": "nada falta",
        "day": "READY se espera el {day}, al ritmo actual y si nada empeora",
        "unknown": "la fecha de READY es desconocida: falta un ritmo del que estimarla",
    },
    "en": {
        "now": "nothing is missing",
        "day": "READY is expected on {day}, at the pace so far and if nothing gets worse",
        "unknown": "the date of READY is unknown: there is no pace to tell it from",
    },
}

_ASKED: Final[Mapping[Language, Mapping[str, str]]] = {
    "es": {
        "version": "Candidato: {model}, versión {version}.",
        "recipe": "Candidato: {model}, todas las versiones de la receta {recipe}: {versions}.",
        "none": "Candidato: {model}.",
    },
    "en": {
        "version": "Candidate: {model}, version {version}.",
        "recipe": "Candidate: {model}, all versions of the recipe {recipe}: {versions}.",
        "none": "Candidate: {model}.",
    },
}

_OF: Final[Mapping[Language, str]] = {"es": "de", "en": "of"}
_TOGETHER: Final[Mapping[Language, str]] = {"es": "En conjunto", "en": "All together"}


def asked_of(candidate: Candidate, versions: Sequence[str], language: Language) -> str:
    """Which candidate a verdict is about, with the versions that are stored."""
    said = _ASKED[language]
    if candidate.version is not None:
        return said["version"].format(model=candidate.model, version=candidate.version)
    named = ", ".join(versions)
    kind = "none" if candidate.recipe is None else "recipe"
    return said[kind].format(model=candidate.model, recipe=candidate.recipe, versions=named)


def verdict_line(verdicts: Sequence[Verdict], language: Language) -> str:
    """Level and score of a horizon, or of several together, and when they will be READY.

    Points are rounded down, so that 80 means that nothing is missing.
    """
    slowest, day = worst(verdicts), latest([one.ready_day for one in verdicts])
    named = f"{slowest.horizon_days}d" if len(verdicts) == 1 else _TOGETHER[language]
    points = floor(min(one.score for one in verdicts))
    when = "now" if slowest.all_met else "unknown" if day is None else "day"
    return (
        f"{named}: {slowest.level}, {points} {_OF[language]} 100;"
        f" {_READY[language][when].format(day=day)}."
    )


def missing(one: Criterion, language: Language) -> str:
    """What a criterion lacks; empty where it is met."""
    if one.met:
        return ""
    said = _MISSING[language]
    match one.name:
        case "drift":
            return "; ".join(said[lack].format(**one.parts) for lack in _lacks(one.parts))
        case "stability":
            return _unstable(one.parts, language)
        case name:
            return said[name].format(n=round(one.threshold - one.number))


def _lacks(parts: Mapping[str, str | float | None]) -> list[str]:
    lacks = []
    if parts["newest"] is None:
        lacks.append("no value")
    elif parts["n_tests"] == 0:
        lacks.append("not tested")
    if parts["break_found"] is None and parts["newest"] is not None:
        lacks.append("too short")
    if parts["break_found"] is False:
        lacks.append("blind")
    return lacks


def _unstable(parts: Mapping[str, str | float | None], language: Language) -> str:
    said = _MISSING[language]
    if parts["days"] == 0:
        return said["never"]
    troubles = [
        f"{parts[kind]} {told}" for kind, told in _TROUBLES[language].items() if parts[kind] != 0
    ]
    return said["unstable"].format(**parts, troubles=", ".join(troubles))

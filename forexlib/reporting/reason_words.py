"""A reason in the language of who reads it, from the facts that it was made of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from typing_extensions import override

from forexlib.core.reason import BARE, Fact, Part, Reason, from_data
from forexlib.reporting.chart_words import WORDS, Language
from forexlib.reporting.numbers import SPACE, Numerals
from forexlib.reporting.reasons_es import PHRASES as SPANISH

MODELS: Final[Mapping[str, str]] = {
    "ensemble": "el ensamble",
    "random_walk": "el paseo aleatorio",
    "arima_garch": "ARIMA-GARCH",
    "var": "VAR",
    "lead_lag": "el modelo de rezago",
    "random_forest": "el bosque aleatorio",
    "last_traded": "el último precio transado",
    "forward": "el forward implícito",
    "qr4": "QR4",
    "qa4": "QA4",
}
"""Within a sentence."""

WHO: Final[Mapping[str, str]] = {
    "The forest": "El bosque aleatorio",
    "The theta method": "El método theta",
    "Scaled empirical errors": "Los errores empíricos escalados",
    "Exponential smoothing": "El suavizamiento exponencial",
    "The drift": "La deriva",
    "The random walk": "El paseo aleatorio",
    "The ridge regression": "La regresión ridge",
    "The vector autoregression": "El vector autorregresivo",
    "The lead-lag regression": "La regresión de rezagos",
}
STATES: Final[Mapping[str, str]] = {
    "registered": "registrada",
    "shadow": "en sombra",
    "rejected": "rechazada",
    "withdrawn": "retirada",
    "deleted": "borrada",
}
NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "model": MODELS,
    "other": MODELS,
    "who": WHO,
    "mode": WORDS["es"].modes,
    "state": STATES,
}
"""Fact to what its values are called in Spanish; a value that is not there is its own name."""


def mode_in_words(mode: str, language: Language) -> str:
    """What a run stands on, behind the word mode."""
    return WORDS[language].modes.get(mode, mode)


def told_of_run(run: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The reason and the warnings of a row of `runs`: with their facts, where these were kept."""
    if run["said"] is None:
        return run["reason"], tuple(json.loads(run["warnings"]))
    said = from_data(json.loads(run["said"]))
    return said["reason"], said["warnings"]


def in_words(reason: str, show: Numerals) -> str:
    """What is told of a reason; a text that is nothing else is told as it is."""
    if not isinstance(reason, Reason) or show.language == "en":
        return reason
    facts = {name: _Told(_named(name, fact), show) for name, fact in reason.facts.items()}
    told = SPANISH[reason.code].replace("~", SPACE).format_map(facts)
    return told.replace(" de el ", " del ").replace(" a el ", " al ")


def _named(name: str, fact: Fact) -> Fact:
    names = NAMES.get(name, {})
    return names.get(fact, fact) if isinstance(fact, str) and not isinstance(fact, Reason) else fact


def _within(sentence: str) -> str:
    """As it stands behind a colon: it begins small, unless with an abbreviation or a name."""
    first, rest = sentence[:1], sentence[1:]
    return f"{first.lower()}{rest}" if rest[:1].islower() or rest[:1] == " " else sentence


class _Told(Part):
    """A fact as people of a language write it."""

    def __init__(self, fact: Fact, show: Numerals) -> None:
        super().__init__(fact, lambda text: in_words(text, show))
        self.show = show

    @override
    def beside(self, fact: Fact) -> _Told:
        return _Told(fact, self.show)

    @override
    def __format__(self, spec: str) -> str:
        match self.fact:
            case datetime() as at:
                return f"{self.show.day(at.date())} {at:%H:%M}"
            case date() as day:
                return self.show.day(day)
            case float() as number:
                return self._number(format(number, spec))
            case Reason() if spec == BARE:
                return _within(super().__format__(spec))
            case _:
                return super().__format__(spec)

    def _number(self, text: str) -> str:
        """A number that was written without thousands, with the decimal sign of the language."""
        return text.replace(".", self.show.number(0.5, 1)[1]).replace("-", "−")

"""One day's drift as a sentence, in Spanish and in English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from forexlib.core.event import Severity


@dataclass(frozen=True, slots=True)
class Summary:
    """What a day's tests come to.

    Attributes:
        day: The last fixing.
        severity: INFO, WARNING or HIGH; None where there was too little to test anything.
        n_tests: That were made.
        drifted: Pairs of series and test, the rarest first.
        score: 0 to 100; None as the severity.
        worsens: Whether the score's trend is upwards; None where there are too few days to say.
        untested: Series with too few values.
    """

    day: date
    severity: Severity | None
    n_tests: int
    drifted: Sequence[tuple[str, str]]
    score: float | None
    worsens: bool | None
    untested: Sequence[str]


_ES: Final = {
    "ks": "distribución",
    "t": "media",
    "levene": "dispersión",
    "ljung_box": "autocorrelación",
    "volatility": "volatilidad",
    "returns": "los retornos",
    "forecasts": "los pronósticos a {days} días",
    "of": "{test} de {series}",
    "nothing": "Deriva al {day}: datos insuficientes para medirla.",
    "calm": "Sin deriva al {day}: ninguna de {n} pruebas difiere; puntaje {score} de 100",
    "one": "Deriva (advertencia) al {day}: 1 de {n} pruebas difiere ({which}); puntaje {score} de"
    " 100",
    "many": "Deriva alta al {day}: {k} de {n} pruebas difieren ({which}); puntaje {score} de 100",
    True: ", en aumento.",
    False: ", sin tendencia al alza.",
    None: "; aún sin tendencia medible.",
    "untested": " Insuficiente para {which}.",
    "and": " y ",
}
_EN: Final = {
    "ks": "distribution",
    "t": "mean",
    "levene": "spread",
    "ljung_box": "autocorrelation",
    "volatility": "volatility",
    "returns": "returns",
    "forecasts": "the {days}-day forecasts",
    "of": "{test} of {series}",
    "nothing": "Drift on {day}: too little is known to measure it.",
    "calm": "No drift on {day}: none of {n} tests differs; score {score} of 100",
    "one": "Drift (warning) on {day}: 1 of {n} tests differs ({which}); score {score} of 100",
    "many": "High drift on {day}: {k} of {n} tests differ ({which}); score {score} of 100",
    True: ", and worsening.",
    False: ", with no upward trend.",
    None: "; no trend can be measured yet.",
    "untested": " Insufficient for {which}.",
    "and": " and ",
}


def in_words(summary: Summary) -> dict[str, str]:
    """The sentence by language: es and en."""
    return {"es": _said(summary, _ES), "en": _said(summary, _EN)}


def _said(summary: Summary, words: dict[str | bool | None, str]) -> str:
    if summary.severity is None or summary.score is None:
        return words["nothing"].format(day=summary.day)
    which = [
        words["of"].format(test=words[test], series=_series(name, words))
        for name, test in summary.drifted
    ]
    form = "calm" if not which else "one" if len(which) == 1 else "many"
    sentence = words[form].format(
        day=summary.day,
        n=summary.n_tests,
        k=len(which),
        which=_listed(which, words),
        score=f"{summary.score:.0f}",
    )
    left = [_series(name, words) for name in summary.untested]
    untested = words["untested"].format(which=_listed(left, words)) if left else ""
    return f"{sentence}{words[summary.worsens]}{untested}"


def _series(name: str, words: dict[str | bool | None, str]) -> str:
    return words.get(name) or words["forecasts"].format(days=name.removesuffix("d"))


def _listed(parts: Sequence[str], words: dict[str | bool | None, str]) -> str:
    return words["and"].join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)

"""A verdict on performance and coverage in words, every number of them from the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Literal

from forexlib.monitoring.coverage_alarm import CoverageAlarm
from forexlib.monitoring.degradation import Degradation, Rise

Tongue = Literal["es", "en"]

TRACKS: Final = {
    "es": {"live": "en vivo", "backfill": "RETROACTIVO", "shadow": "en sombra"},
    "en": {"live": "live", "backfill": "BACKFILLED", "shadow": "shadow"},
}
BASELINES: Final = {
    "es": {"walk-forward": "su walk-forward", "trailing year": "el año anterior a la ventana"},
    "en": {"walk-forward": "its walk-forward", "trailing year": "the year before the window"},
}
SAID: Final = {
    "es": {
        "outcomes": "insuficiente: {outcomes} resultados que no se solapan, de {n} pronósticos.",
        "baseline": "insuficiente: falta con qué comparar (un walk-forward, o un año anterior).",
        "skill": "Frente al paseo aleatorio, {percent} contra {baseline}"
        " (intervalo de 95 %: {low} a {high})",
        "surprise": "CRPS medio, {percent} respecto de lo que los propios pronósticos esperaban"
        " ({low} a {high})",
        "INFO": "sin degradación demostrable.",
        "held": "degradación {severity}.",
        "market": "El RMSE subió {percent} % solo con el mercado: frente al paseo aleatorio no.",
        "too narrow": "El intervalo de {level} % contuvo {share} %: demasiado estrecho, {severity}"
        " (banda {low} a {high} %).",
        "too wide": "El intervalo de {level} % contuvo {share} %: demasiado ancho, {severity}"
        " (banda {low} a {high} %).",
        "covered": "Los intervalos contienen lo que dicen, hasta donde el azar deja ver.",
        "uncovered": "Cobertura insuficiente para juzgar.",
    },
    "en": {
        "outcomes": "insufficient: {outcomes} outcomes that do not overlap, of {n} forecasts.",
        "baseline": "insufficient: nothing to compare with (a walk-forward, or a year before).",
        "skill": "Beside the random walk, {percent} on {baseline} (95 % interval: {low} to {high})",
        "surprise": "mean CRPS, {percent} on what the forecasts themselves expected"
        " ({low} to {high})",
        "INFO": "no degradation that can be shown.",
        "held": "degradation {severity}.",
        "market": "RMSE rose {percent} % only with the market: not beside the random walk.",
        "too narrow": "The {level} % interval held {share} %: too narrow, {severity}"
        " (band {low} to {high} %).",
        "too wide": "The {level} % interval held {share} %: too wide, {severity}"
        " (band {low} to {high} %).",
        "covered": "Intervals hold as often as they say, as far as chance lets one see.",
        "uncovered": "Too few outcomes to judge coverage.",
    },
}


def in_words(
    verdict: Degradation, coverage: Sequence[CoverageAlarm], *, track: str, language: Tongue
) -> str:
    """Some sentences on one horizon and track."""
    parts = [*_performance(verdict, language), *_coverage(coverage, language)]
    return f"{verdict.horizon_days} d, {TRACKS[language].get(track, track)}: {' '.join(parts)}"


def _performance(verdict: Degradation, language: Tongue) -> Iterator[str]:
    said = SAID[language]
    if verdict.lack is not None:
        yield said[verdict.lack].format(outcomes=verdict.outcomes, n=verdict.n)
    if verdict.skill is None or verdict.surprise is None or verdict.baseline is None:
        return
    grave = verdict.severity or "INFO"
    yield said["INFO"] if grave == "INFO" else said["held"].format(severity=grave)
    skill = said["skill"].format(
        baseline=BASELINES[language][verdict.baseline], **_ends(verdict.skill, language)
    )
    yield f"{skill}; {said['surprise'].format(**_ends(verdict.surprise, language))}."
    rose = verdict.change("rmse")
    if verdict.with_the_market and rose is not None:
        yield said["market"].format(percent=_number(rose, language))


def _ends(rise: Rise, language: Tongue) -> dict[str, str]:
    ends = {"percent": rise.percent, "low": rise.low, "high": rise.high}
    return {name: _signed(value, language) for name, value in ends.items()}


def _coverage(coverage: Sequence[CoverageAlarm], language: Tongue) -> Iterator[str]:
    said = SAID[language]
    judged = [one for one in coverage if one.severity is not None]
    if not judged:
        yield said["uncovered"]
        return
    alarms = [one for one in judged if one.severity != "INFO"]
    if not alarms:
        yield said["covered"]
    for one in alarms:
        numbers = {"share": one.share, "low": one.low, "high": one.high}
        told = {name: _number(value or 0.0, language) for name, value in numbers.items()}
        yield said[one.state].format(level=one.level, severity=one.severity, **told)


def _signed(percent: float, language: Tongue) -> str:
    return f"{'+' if percent >= 0.0 else '−'}{_number(abs(percent), language)} %"


def _number(value: float, language: Tongue) -> str:
    text = f"{value:.1f}"
    return text.replace(".", ",") if language == "es" else text

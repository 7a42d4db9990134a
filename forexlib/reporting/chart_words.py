"""What a chart says, in Spanish and in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["es", "en"]


@dataclass(frozen=True, slots=True)
class Words:
    """What the chart says in one language; the texts in braces are filled in."""

    months: str
    title: str
    origin: str
    subtitle: str
    fixing: str
    re_anchored: str
    backfilled: str
    observed: str
    median: str
    walk: str
    days: str
    unit: str
    footer: str
    method: str
    conjunction: str
    marks: str  # of thousands, and of decimals
    modes: Mapping[str, str]  # what a run stands on


WORDS: Final[Mapping[Language, Words]] = {
    "es": Words(
        months="ene feb mar abr may jun jul ago sep oct nov dic",
        title="{pair}: pronóstico a {horizons} días",
        origin="Origen {day}",
        subtitle="{target} · origen {day} · modo {mode}",
        fixing="Fixing del NBP",
        re_anchored="reanclado al spot {rate}",
        backfilled="BACKFILLED · hecho en retrospectiva",
        observed="Observado",
        median="Mediana",
        walk="Paseo aleatorio",
        days="días",
        unit="{quote} por {base}",
        footer="Corrida {run} · versión {version} · fuente {source} · datos hasta {end}",
        method="Bandas de 80 % y 95 %; entre horizontes, lineales en la raíz del tiempo bursátil",
        conjunction="y",
        marks=".,",
        modes={"ensemble": "ensamble", "robust": "robusto", "naive": "ingenuo"},
    ),
    "en": Words(
        months="Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        title="{pair}: forecast {horizons} days ahead",
        origin="Origin {day}",
        subtitle="{target} · origin {day} · mode {mode}",
        fixing="NBP fixing",
        re_anchored="re-anchored at the spot {rate}",
        backfilled="BACKFILLED · made in hindsight",
        observed="Observed",
        median="Median",
        walk="Random walk",
        days="days",
        unit="{quote} per {base}",
        footer="Run {run} · version {version} · source {source} · data to {end}",
        method="80 % and 95 % bands; between horizons, linear in the root of trading time",
        conjunction="and",
        marks=",.",
        modes={},
    ),
}

"""What a mail says, in Spanish and in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from forexlib.reporting.chart_words import Language

LABELS: Final[Mapping[Language, Mapping[str, str]]] = {
    "es": {"live": "en vivo", "backfill": "BACKFILLED"},
    "en": {"live": "live", "backfill": "BACKFILLED"},
}
"""How the rows of a track record are marked."""


@dataclass(frozen=True, slots=True)
class MailWords:
    """What a mail says in one language; the texts in braces are filled in."""

    title: str
    provenance: str
    summary: str
    heads: tuple[tuple[str, str], ...]
    days: str
    median: str
    higher: str
    chart: str
    record: str
    record_none: str
    record_heads: tuple[tuple[str, str], ...]
    record_line: str
    record_note: str
    stale: str
    refused: str
    mode: str
    no_advice: str
    no_promise: str
    fixing: str
    fixing_is: str
    footer: str
    withheld_title: str
    withheld: str
    no_forecast_title: str
    no_forecast: str
    test_title: str
    test: str


WORDS: Final[Mapping[Language, MailWords]] = {
    "es": MailWords(
        title="{pair} · pronóstico del {day}",
        provenance="{target} · datos hasta el {origin} · modo {mode}",
        summary="A {days} días, mediana {median} ({change}); con 80\u00a0% de probabilidad,"
        " {interval}.",
        heads=(
            ("Horizonte", "fecha"),
            ("Mediana", "cambio"),
            ("80\u00a0%", "95\u00a0%"),
            ("Prob. de alza", ""),
        ),
        days="{days} días",
        median="mediana",
        higher="prob. de alza",
        chart="Abanico del pronóstico: mediana e intervalos de 80\u00a0% y 95\u00a0%.",
        record="Historial",
        record_none="Todavía no hay pronósticos vencidos que evaluar.",
        record_heads=(
            ("Horizonte", ""),
            ("n", ""),
            ("CRPS", "relativo"),
            ("Dentro", "de 80\u00a0%"),
            ("Dentro", "de 95\u00a0%"),
        ),
        record_line="{horizon}, {label}: n = {n}; CRPS relativo {ratio}; dentro de 80\u00a0%"
        " {inside_80}, de 95\u00a0% {inside_95}",
        record_note="CRPS relativo al del paseo aleatorio desde los mismos orígenes: bajo 1 es"
        " mejor. BACKFILLED: hecho en retrospectiva, solo con lo publicado entonces.",
        stale="Datos desactualizados: el último valor es del {origin}, {age} días hábiles antes.",
        refused="Sin pronóstico a {days} días: la fecha de destino ya pasó.",
        mode="Modo reducido ({mode}): el pronóstico completo no se pudo emitir.",
        no_advice="No es asesoría ni una recomendación de comprar, vender o cubrirse.",
        no_promise="Es una distribución, no una promesa: se espera que uno de cada cinco valores"
        " caiga fuera del intervalo de 80\u00a0%.",
        fixing="Fixing del NBP",
        fixing_is="El valor pronosticado es el fixing del Banco Nacional de Polonia, no el dólar"
        " observado ni un precio transable.",
        footer="Corrida {run} · versión {version} · emisión {issue}",
        withheld_title="🚨 {pair}: pronóstico retenido por datos desactualizados",
        no_forecast_title="🚨 {pair}: sin pronóstico",
        test_title="Prueba de forexlib: {audience}, {channel}",
        withheld="No se envió el pronóstico de {pair} al mercado: el último valor es del {origin},"
        " {age} días hábiles antes. Los valores nuevos los trae forex ingest; qué falta lo dice"
        " forex doctor.",
        no_forecast="No hay pronóstico de {pair}: {why}",
        test="Mensaje de prueba: si lo lee, el canal funciona. No contiene ningún pronóstico.",
    ),
    "en": MailWords(
        title="{pair} · forecast of {day}",
        provenance="{target} · data to {origin} · mode {mode}",
        summary="In {days} days, median {median} ({change}); with 80% probability, {interval}.",
        heads=(
            ("Horizon", "date"),
            ("Median", "change"),
            ("80%", "95%"),
            ("P(higher)", ""),
        ),
        days="{days} days",
        median="median",
        higher="P(higher)",
        chart="Fan of the forecast: median, 80% and 95% intervals.",
        record="Track record",
        record_none="No forecast has come due yet.",
        record_heads=(
            ("Horizon", ""),
            ("n", ""),
            ("Relative", "CRPS"),
            ("Inside", "80%"),
            ("Inside", "95%"),
        ),
        record_line="{horizon}, {label}: n = {n}; relative CRPS {ratio}; inside 80%"
        " {inside_80}, inside 95% {inside_95}",
        record_note="CRPS relative to the random walk's from the same origins: below 1 is better."
        " BACKFILLED: made in hindsight, from what was public then.",
        stale="Stale data: the newest value is of {origin}, {age} business days before.",
        refused="No forecast at {days} days: the target date is past.",
        mode="Reduced mode ({mode}): the full forecast could not be issued.",
        no_advice="Not advice, and no recommendation to buy, sell or hedge.",
        no_promise="A distribution, not a promise: one value in five is expected to lie outside"
        " the 80% interval.",
        fixing="NBP fixing",
        fixing_is="What is forecast is the fixing of the National Bank of Poland, neither the dólar"
        " observado nor a rate you can deal at.",
        footer="Run {run} · version {version} · issue {issue}",
        withheld_title="🚨 {pair}: forecast withheld, data are stale",
        no_forecast_title="🚨 {pair}: no forecast",
        test_title="Test of forexlib: {audience}, {channel}",
        withheld="The forecast of {pair} was not sent to the market: the newest value is of"
        " {origin}, {age} business days before. forex ingest brings newer values; forex doctor"
        " says what is missing.",
        no_forecast="There is no forecast of {pair}: {why}",
        test="A test: if you read this, the channel works. There is no forecast in it.",
    ),
}

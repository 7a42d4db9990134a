"""What a report says in Spanish. {names} in braces are filled in; `words_en` has the same ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SAYS: Final[Mapping[str, str]] = {
    "days": "{days} días",
    "track_live": "en vivo",
    "track_backfill": "BACKFILLED",
    "model_ensemble": "ensamble",
    "model_random_walk": "paseo aleatorio",
    "model_qa4": "QA4",
    "model_qr4": "QR4",
    "model_lead_lag": "rezago",
    "model_arima_garch": "ARIMA-GARCH",
    "model_var": "VAR",
    "model_last_traded": "último precio transado",
    "model_forward": "forward implícito",
    "model_random_forest": "bosque aleatorio",
    "seal_spot": "REANCLADO al spot {rate}",
    # Cards
    "card_fixing": "{quantity}, {day}",
    "card_moved": "día {day} · 30 días {month}",
    "card_median": "Mediana a {days} días",
    "card_interval": "80 %: {interval}",
    "card_80": "Banda de 80 %",
    "card_95": "95 %: {interval}",
    "card_higher": "Prob. de alza a {days} días",
    "card_higher_also": "a {days} días: {share}",
    "card_higher_than": "de superar {rate}",
    # Notices
    "notice_backfill": "**BACKFILLED:** se calculó después, con lo que se sabía el {day}; no se"
    " emitió en su momento.",
    "notice_spot": "El pronóstico está reanclado al spot {rate}; el último fixing es {fixing}.",
    "notice_stale": "**Datos desactualizados.** El último valor es del {day}, {age} días hábiles"
    " antes de este informe.",
    "notice_refused": "**Sin pronóstico a {days} días:** su fecha objetivo ({dates}) ya se había"
    " publicado cuando se hizo.",
    "notice_passed": "La fecha objetivo a {days} días ({dates}) ya llegó o pasó a la fecha de este"
    " informe.",
    "where": " a {days} días",
    "notice_robust": "**Modo robusto{where}.** No se emite el ensamble, sino el paseo aleatorio con"
    " la amplitud de QR4; el motivo está en Método.",
    "notice_naive": "**Modo ingenuo{where}.** No se emiten el ensamble ni QR4, sino el paseo"
    " aleatorio; el motivo está en Método.",
    "notice_age": "**Regresores.** {label}.",
    "notice_warning": "La corrida registró: {text}.",
    # Messages
    "message_alike": "A {days} días la mediana **no se distingue de la última tasa**, {last} (a lo"
    " más {share} de la banda).",
    "message_above": "A {days} días la mediana, {median}, queda {percent} **sobre** la última tasa"
    " ({share} del ancho de la banda de 80 %).",
    "message_below": "A {days} días la mediana, {median}, queda {percent} **bajo** la última tasa"
    " ({share} del ancho de la banda de 80 %).",
    "message_band": "A {days} días ({day}) el dólar estaría **entre {low_80} y {high_80}"
    " {currency}** con 80 % de probabilidad, y entre {low_95} y {high_95} con 95 % (@fig-abanico).",
    "message_wider": "La banda de 80 % a {days} días mide {now} de la tasa: {change} **más ancha**"
    " que hace un año ({before}; {track}).",
    "message_narrower": "La banda de 80 % a {days} días mide {now} de la tasa: {change} **más"
    " angosta** que hace un año ({before}; {track}).",
    "message_record": "Frente al paseo aleatorio ({track}, @tbl-historial): {findings}.",
    "finding_better": "a {days} días el CRPS es **menor** ({detail})",
    "finding_worse": "a {days} días el CRPS es **mayor** ({detail})",
    "finding_alike": "a {days} días **no se distingue** de él",
    "finding_too few": "a {days} días hay muy pocos resultados independientes",
    "finding_detail": "{ratio} [{low};~{high}], n~=~{n}",
    "message_no_record": "Todavía no hay pronósticos vencidos: nada se puede decir de los"
    " aciertos.",
    # Forecast by horizon
    "head_horizon": "Horizonte",
    "head_target": "Fecha objetivo",
    "head_trading": "Fixings",
    "head_median": "Mediana",
    "head_80": "Banda de 80 %",
    "head_95": "Banda de 95 %",
    "head_higher": "Prob. de alza",
    "head_walk": "Paseo aleatorio",
    "caption_horizons": "Distribución del tipo de cambio por horizonte ({unit})",
    "unit": "{currency} por USD",
    "caption_levels": "Probabilidad de un tipo de cambio sobre cada nivel; bajo él, el resto hasta"
    " 100 %",
    "above": "> {level}",
    "caption_quantiles": "Cuantiles de la distribución a {days} días ({unit})",
    "head_level": "Cuantil",
    "head_quantile": "Tasa",
    "head_distance": "Cambio",
    "caption_probabilities": "Probabilidad de quedar sobre o bajo niveles redondos, a {days} días",
    "head_round": "Nivel",
    "head_above": "Sobre el nivel",
    "head_below": "Bajo el nivel",
    "caption_components": "Pronósticos de los componentes a {days} días ({unit})",
    "head_model": "Modelo",
    "head_weight": "Peso en el centro",
    "components_note": "El ensamble combina los centros y toma la amplitud de QR4.",
    # Changes
    "changes_intro": "Desde el pronóstico de origen {day} ({track}) la tasa pasó de {before} a"
    " {now} ({percent}).",
    "caption_changes": "Cambio de la mediana, repartido entre la tasa y los modelos, y ancho de la"
    " banda ({unit})",
    "head_before": "Mediana anterior",
    "head_now": "Mediana actual",
    "head_change": "Cambio",
    "head_rate": "por la tasa",
    "by_member": "por {member}",
    "head_rest": "resto",
    "head_width": "Ancho 80 %",
    "width_change": "{before} → {now}",
    # Drivers
    "drivers_intro": "**Asociación, no causa.** Entre el {since} y el {day} la tasa cambió {move}"
    " {currency}. En una regresión sobre {far} fixings {told}. Quedan {rest} {currency} sin"
    " explicar.",
    "drivers_significant": "la pendiente es significativa al 5 % (HAC) en {listed}",
    "driver_share": "{series} (t~=~{t})",
    "drivers_none": "ninguna pendiente es significativa al 5 %",
    "caption_drivers": "Cambio de otras monedas por USD, y correlación de retornos diarios (n ="
    " {near}; 95 % entre corchetes)",
    "head_series": "Serie",
    "head_week": "7 días",
    "head_month": "30 días",
    "head_correlation": "Correlación",
    "figure_drivers": "Aporte asociado al cambio de 30 días ({currency})",
    "alt_drivers": "Barras: aporte de cada moneda al cambio de {move} en 30 días. {each}.",
    "driver_rest": "Sin explicar",
    "not_significant": "pálido: no significativo al 5 %",
    "figure_distribution": "Distribución a {days} días ({unit})",
    "alt_distribution": "Histograma de la distribución a {days} días: {lower} de probabilidad bajo"
    " la última tasa, {last}, y {higher} sobre ella.",
    "lower": "menor",
    "higher": "mayor",
    "rate_now": "Última {rate}",
    # Regime
    "volatility_text": "La volatilidad (EWMA 0,985, anualizada con 252 fixings) es de **{now}**,"
    " percentil {percentile} de {n} días desde {since}; la de 7 fixings es {ratio} veces la de 90"
    " ({short} frente a {long}).",
    "regime_text": "El régimen es **{state}** desde el {since}: el primer componente principal de"
    " los retornos de 20 fixings de {series} ({share} de la varianza) está en {component}"
    " desviaciones; positivo es aversión al riesgo, y cambia solo más allá de ±0,25.",
    "regime_missing": "Sin datos de {series}.",
    "figure_volatility": "Volatilidad anualizada; sombreado, los días de risk-off",
    "figure_volatility_alone": "Volatilidad anualizada",
    "alt_volatility": "Línea de la volatilidad desde {since}: termina en {now}; la mediana de su"
    " historia es {middle}.",
    "volatility_middle": "Mediana histórica {middle}",
    # Track record
    "caption_record": "Pronósticos vencidos frente al paseo aleatorio; entre paréntesis, la"
    " cobertura esperable",
    "head_rows": "Filas",
    "head_n": "n",
    "head_coverage_80": "Cobertura de 80 %, en %",
    "head_coverage_95": "Cobertura de 95 %, en %",
    "head_crps": "CRPS relativo",
    "head_rmse": "RMSE relativo",
    "head_finding": "Lectura",
    "reading_better": "mejor",
    "reading_worse": "peor",
    "reading_alike": "empate",
    "reading_too few": "pocos",
    "band": "{share} ({low}~a~{high})",
    "bracket": "{ratio}~[{low};~{high}]",
    "record_note": "Bajo 1, mejor que el paseo aleatorio; empate si el intervalo de 95 % contiene"
    " el 1 (Diebold-Mariano con HAC y corrección de Harvey, Leybourne y Newbold). {tracks}",
    "record_backfill": "BACKFILLED: hecho en retrospectiva.",
    "record_average": "**El dólar observado promedia el día hábil anterior.** Al publicarse repite"
    " en parte lo que el mercado ya dejó atrás, y ganarle al paseo aleatorio es en esa parte un"
    " artefacto del promedio (Working, 1960): cuenta lo que se gane al último precio transado.",
    "rival": "CRPS relativo al **{model}**: {each}.",
    "rival_at": "a {days} días {ratio} ({track}, n~=~{n})",
    "record_none": "Todavía no hay pronósticos vencidos que evaluar.",
    "figure_coverage": "Cobertura y banda esperada, por horizonte (días)",
    "alt_coverage": "Cobertura observada por horizonte. {each}.",
    "coverage_point": "A {days} días, {low} y {high} ({track})",
    "axis_coverage": "Cobertura, %",
    "figure_skill": "CRPS relativo al paseo aleatorio (1), con 95 %",
    "alt_skill": "CRPS relativo por horizonte. {each}.",
    "skill_point": "A {days} días, {ratio} ({track})",
    "figure_due": "Últimos pronósticos a {days} días ya vencidos, por fecha objetivo ({tracks})",
    "alt_due": "Bandas de 80 % de los últimos {n} pronósticos a {days} días y lo observado:"
    " {inside} dentro, {outside} fuera.",
    "due_band": "Banda de 80 % y mediana",
    "due_inside": "Observado, dentro",
    "due_outside": "Observado, fuera",
    # Method and sources
    "method_ensemble": "**Modo ensamble.** Centro: promedio ponderado de los modelos, encogido al"
    " paseo aleatorio según su evidencia. Amplitud: QR4, media de cuantiles de dos EWMA con"
    " varianza que revierte y, con la mitad del peso, del paseo aleatorio.",
    "method_stale": "**El centro no es transable.** El fixing de Varsovia lleva todavía el cierre"
    " de ayer en Santiago; su puesta al día es ante todo lo que anticipa el centro ({members}).",
    "method_robust": "**Modo robusto{where}.** Centro: la última tasa. Amplitud: QR4. Motivo"
    " registrado: {reason}.",
    "method_naive": "**Modo ingenuo{where}.** Paseo aleatorio sin deriva, con varianza expandida."
    " Motivo registrado: {reason}.",
    "method_learned": "**Pesos** (de lo aprendido hasta el {days}): {weights}.",
    "method_weights": "**Pesos** (del {day}, primer fixing del trimestre): {weights}.",
    "method_at": "{days} días, {members}",
    "method_member": "{member} {share}",
    "method_version": "**Versión** {version}; receta {recipe}, forexlib {release}, semilla {seed}.",
    "sources_line": "**{series}**: {source}; hasta el {day}, admitido el {admitted}.",
    "figure_fan": "{pair}: lo observado y el pronóstico, con bandas de 80 % y 95 % ({unit})",
    "alt_fan": "Abanico desde {last} el {origin}: a {days} días la mediana es {median}, la banda"
    " de 80 % va de {low_80} a {high_80} y la de 95 % de {low_95} a {high_95}.",
}

"""The phrases of `forexlib.core.reasons_en` in Spanish: the same names, and the same facts.

Their numbers are written as in Spanish; `~` is a space that does not break.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PHRASES: Final[Mapping[str, str]] = {
    # Control de salida
    "output_check": "No pasó el control de salida: {why}.",
    "shape": "tiene la forma {shape}",
    "not_positive": "un cuantil no es un número positivo",
    "crossing": "los cuantiles se cruzan",
    "no_width": "el intervalo de 95~% no tiene ancho",
    "not_widening": "el intervalo de 95~% no se ensancha con el horizonte",
    "centre_no_number": "su centro no es un número",
    "walk_no_width": "el paseo aleatorio a su lado no tiene ancho",
    "centre_far": "su centro está a {distance:.2f} desviaciones estándar del paseo aleatorio (a lo"
    " más {limit})",
    "errors_shape": "sus errores tienen la forma {shape}, no {wanted}",
    "width_out": "su intervalo de {level}~% mide entre {low:.2f} y {high:.2f} veces el de"
    " referencia (se admite de {least} a {most})",
    "width_out_half_way": "su intervalo de {level}~% mide entre {low:.2f} y {high:.2f} veces la"
    " media del de referencia y el del paseo aleatorio (se admite de {least} a {most})",
    "width_unlike": "su intervalo de {level}~% mide entre {low:.2f} y {high:.2f} veces el de su"
    " propia receta aprendida según el calendario (se admite de {least} a {most})",
    # Una corrida
    "broke": "error inesperado, `{kind}: {message}`",
    "fell": "falló {model}: {why:bare}",
    "left_out": "{model} quedó fuera: {why:bare}",
    "importances_left_out": "Faltan las importancias de {model}: {why:bare}",
    "believed_failed": "falló {model}, al que el ensamble da peso: {why:bare}",
    "unlike": "La versión {version} no se parece a su propia receta: {why}.",
    "contradicts": "{other} contradice a {model}: {why}.",
    "no_witness": "{model} no sirve de testigo del ancho: {why}.",
    "versions_contradict": "Las versiones {versions} se contradicen. {why}",
    "both": "{first} {second}",
    "each": "{parts}",
    "at_horizons": "{horizons}: {why:bare}",
    "no_forecast": "No se puede pronosticar con {n} fixings hasta el {day}: {why:bare}.",
    "no_forecast_remedy": "Cargue tasas más antiguas (`forex ingest --full`) o pronostique desde"
    " un día posterior.",
    "all_past": "El último valor de {series} es del {day}, y desde ahí todos los horizontes"
    " ({horizons} días) ya pasaron.",
    "all_past_remedy": "Cargue tasas más nuevas: `forex ingest`, o `forex ingest --csv` con un"
    " archivo propio. `forex sources check` muestra qué fuente no responde.",
    # Modelos
    "too_few_fixings": "{who} necesita {least} fixings y hay {n}.",
    "too_few_fixings_of_several": "{who} necesitan {least} fixings y hay {n}.",
    "too_few_joint_days": "{who} necesita {least} días en que se conozcan {names}, y hay {n}.",
    "too_few_errors": "a {days} días hay {n} errores conocidos y se necesitan {least}.",
    "too_few_origins": "los pesos necesitan {least} orígenes vencidos y a {days} días hay {n}.",
    "no_value": "No se conoce ningún valor de {series} al {at} UTC.",
    "no_regressor": "{who} no encuentra ninguno de sus regresores ({names}).",
    "no_features": "{who} no encuentra variables.",
    "other_features": "los datos traen otras variables que aquellas de las que aprendió el modelo.",
    "no_quote_now": "no hay cotización de {series} al {day}.",
    "no_quote": "no hay cotización de {series}.",
    "forward_needs": "el forward necesita {home} y {dollar} al {day}.",
    "forward_finds_none": "el forward no encuentra la tasa de interés {series}.",
    "garch_diverged": "GARCH no convergió a un proceso estacionario (alfa {alpha:.3f}, gamma"
    " {gamma:.3f}, beta {beta:.3f}, código {flag}).",
    "var_explodes": "el vector autorregresivo resultó explosivo.",
    "smoothing_start": "el suavizamiento exponencial parte el {day}, que no está en los datos"
    " anteriores al origen.",
    # Versiones que no se pueden usar
    "unusable": "La versión {version} no se puede usar: {why}.",
    "unusable_as": "La versión {version} no se puede usar. {why}",
    "artefact_hidden": "su archivo está, pero no hay permiso para leerlo",
    "artefact_gone": "su archivo no está o se dañó",
    "artefact_changed": "su archivo fue modificado después de guardarse",
    "artefact_garbled": "su archivo no se puede leer (`{error}`)",
    "other_target": "pronostica {found}, no {wanted}",
    "other_form": "Tiene el formato {form}, y este programa lee el formato {ours}.",
    "recipe_unreadable": "La receta no se puede leer: `{error}`.",
    "foreign_weights": "La versión {version} sólo tiene los pesos de su propio ensamble.",
    "no_part": "La versión {version} no tiene la parte `{part}`.",
    "part_unreadable": "La parte `{part}` de la versión {version} no se puede leer: `{error}`.",
    "no_horizon": "La versión {version} no conoce el horizonte de {days} días.",
    # Lo aprendido de nuevo, frente al campeón
    "known_already": "Ya se conocía.",
    "nothing_forecast": "Hoy no se puede pronosticar con ella: {why:bare}.",
    "fails_check": "No pasa su control de salida: {why:bare}.",
    "not_learned": "No pudo aprenderlo todo: {parts:bare}.",
    "trial_broke": "{why} {remedy}",
    "walk_worse": "Su receta, probada hacia adelante, es peor que el paseo aleatorio: razón de CRPS"
    " {ratio:.3f} ({low:.3f} a {high:.3f}).",
    "no_worse": "No es peor: el intervalo de 95~% de su razón de CRPS, {ratio:.4f}, termina en"
    " {high:.4f}, a lo más {limit:g}.",
    "maybe_worse": "No se puede mostrar que no sea peor: el intervalo de 95~% de su razón de CRPS,"
    " {ratio:.4f}, termina en {high:.4f}, sobre {limit:g}.",
    "better": "Es mejor: razón de CRPS {ratio:.4f}, p = {p:.2g} en todos los horizontes juntos,"
    " bajo {level:.2g} (intento {attempt} del año).",
    "not_better": "No se puede mostrar que sea mejor: razón de CRPS {ratio:.4f}, p = {p:.2g} en"
    " todos los horizontes juntos, no bajo {level:.2g} (intento {attempt} del año).",
    "too_few": "Muy pocos resultados para decidir: {n} orígenes comunes.",
    "learned_again": "Se aprendió exactamente la versión {number}.",
    "learned_again_is": "Se aprendió exactamente la versión {number}, que está {state}.",
    # La salud de un campeón
    "defective": "Su propio pronóstico sale con defectos: {defects:bare}.",
    "degraded": "Su deterioro es de {percent:.1f}~% (intervalo de 95~%: desde {low:.1f}~%), sobre"
    " el límite de {limit:g}~%.",
    "back": "{against} Vuelve la versión {version}.",
    "back_over": "{against} Vuelve la versión {version}. Se descartaron: {skipped}.",
    "stays_alone": "{against} No hay una versión anterior a la que volver: se queda.",
    "stays": "{against} Ninguna versión anterior puede reemplazarla: {skipped}. Se queda.",
    "is_champion": "{version} es la misma que está en uso",
    "was_rolled_back": "{version} ya se había retirado el {day}",
    "not_asked": "{version} no se pudo probar",
    "not_asked_why": "{version} no se pudo probar ({why:bare})",
    "fails_too": "{version} tampoco pasa los controles",
    "fails_too_why": "{version} tampoco pasa los controles ({why:bare})",
    # La suerte de una versión en sombra
    "shadow_failed": "Fallaron sus propios pronósticos: {failed:bare}.",
    "mode_from": "modo {mode} el {day}",
    "shadow_worse": "En vivo su CRPS es {ratio:.3f} veces el del campeón (intervalo de 95~%:"
    " {low:.3f} a {high:.3f}).",
    "shadow_serves": "Pasó {days} días junto al campeón y está {readiness}; su razón de CRPS en"
    " vivo es {ratio:.3f}.",
    "shadow_serves_unseen": "Pasó {days} días junto al campeón y está {readiness}; los resultados"
    " en vivo son muy pocos para objetarla.",
    "shadow_overdue": "A los {days} días su preparación sigue en {readiness}.",
    "shadow_overdue_unjudged": "A los {days} días su preparación todavía no se ha medido.",
}

"""Contents as a producer would give them; every number is invented."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from forexlib.render.document import Document, Figure

REPORTS = Path(__file__).parents[2] / "reports"
AS_OF = datetime(2026, 11, 23, 11, 30, tzinfo=UTC)


def drawing(label: str, *, width: int = 482, height: int = 170) -> str:
    """A fan of two bands around a line."""
    middle, right = height / 2, width - 60
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"
 width="{width}pt" height="{height}pt" font-family="Inter" font-size="8">
<path d="M{width / 2} {middle} L{right} 20 V{height - 20} Z" fill="#2F6DB5" opacity=".16"/>
<path d="M{width / 2} {middle} L{right} 45 V{height - 45} Z" fill="#2F6DB5" opacity=".3"/>
<path d="M10 40 L{width / 4} 60 L{width / 2} {middle} H{right}" fill="none" stroke="#12315C"/>
<path d="M10 {height - 8} H{right}" stroke="#D5DBE3"/>
<text x="{right + 4}" y="{middle + 3}" fill="#12315C">{label}</text>
</svg>"""


def figure(caption: str, label: str = "943,6", *, width: int = 482) -> Figure:
    return Figure(drawing(label, width=width), f"{caption}, dibujo de muestra", caption)


META = {
    "par": "USD/CLP",
    "institucion": "Unidad de Pronósticos",
    "fecha": "23 de noviembre de 2026",
    "corte": "20-nov-2026, 18:00 (Santiago)",
    "corrida": "3f9c2a71b0d4e856",
    "version": "a41c09d2e7f3",
    "huella": "9b2f…71ac",
    "horizontes": "7, 15, 30 y 90",
}

PARTS = {
    "tarjetas": """
| Dólar observado (20-nov) | Mediana a 7 días | Mediana a 30 días | Probabilidad |
|--------------------------|------------------|-------------------|--------------|
| 948,40 | 946,9 | 943,6 | 58 % |
| +0,3 % en el día · −1,1 % en el mes | 80 %: 932 – 962 | 80 %: 911 – 976 | de bajar a 30 días |
""",
    "mensajes": """
- El tipo de cambio esperado **casi no se mueve**: la mediana pasa de 948,4 a **943,6 en 30 días**
  (−0,5 %), con una banda de 80 % entre 911 y 976 (@fig-abanico).
- La incertidumbre es mayor que el movimiento: a 90 días la banda de 95 % va de 858,3 a 1.031,7
  (@tbl-horizontes).
- Hasta ahora el centro **no supera al paseo aleatorio** con claridad; la amplitud de las bandas
  sí se ha cumplido (@tbl-historial).
""",
    "horizontes": """
| Horizonte | Fecha     | Mediana | Banda 80 %    | Banda 95 %      | P(sube) | Paseo aleatorio |
|:----------|:----------|--------:|:-------------:|:---------------:|--------:|----------------:|
| 7 días    | 30-nov-26 |   946,9 | 931,7 – 962,3 | 923,1 – 971,6   |    47 % |           948,4 |
| 15 días   | 7-dic-26  |   946,0 | 923,3 – 969,0 | 911,3 – 981,5   |    45 % |           948,4 |
| 30 días   | 22-dic-26 |   943,6 | 911,4 – 976,4 | 894,2 – 995,2   |    42 % |           948,4 |
| 90 días   | 19-feb-27 |   938,8 | 885,6 – 993,5 | 858,3 – 1.031,7 |    41 % |           948,4 |

: Distribución del tipo de cambio por horizonte (CLP por USD) {#tbl-horizontes}

La @tbl-horizontes compara la mediana con un paseo aleatorio sin deriva. La probabilidad se calcula
sobre la distribución completa, no sobre el supuesto normal[^mezcla].

[^mezcla]: Mezcla de los cuantiles de cinco modelos, calibrada con errores pasados.
""",
    "cambios": """
| Horizonte | Mediana anterior | Mediana actual | Cambio | Principal causa                        |
|:----------|-----------------:|---------------:|-------:|:---------------------------------------|
| 7 días    |            948,0 |          946,9 |   −1,1 | Nuevo origen; menor volatilidad        |
| 30 días   |            946,1 |          943,6 |   −2,5 | Peso del bosque, de 21 % a 27 %        |
| 90 días   |            941,0 |          938,8 |   −2,2 | Peso del bosque, de 18 % a 22 %        |

: Revisión de la mediana (CLP por USD) {#tbl-cambios}
""",
    "factores": """
El cobre resta 6,8 pesos a la mediana a 30 días y el índice dólar suma 3,1 (@fig-factores). Son
importancias dentro del modelo, no causas.
""",
    "regimen": """
El régimen es de **aversión al riesgo** desde el 12-nov. La volatilidad de 7 días es 1,3 veces la de
90 días, bajo el umbral de aviso de 1,5.
""",
    "historial": """
| Horizonte | Pronósticos |  n  | Error absoluto medio | CRPS / paseo | Cob. 80 % | Cob. 95 % |
|:----------|:------------|----:|---------------------:|-------------:|----------:|----------:|
| 7 días    | en vivo     |  48 |                  9,8 |        0,986 |    79,0 % |    94,4 % |
| 15 días   | en vivo     |  40 |                 14,6 |        0,974 |    78,3 % |    94,2 % |
| 30 días   | BACKFILLED  | 225 |                 21,9 |        0,959 |    77,8 % |    93,8 % |
| 90 días   | BACKFILLED  | 195 |                 31,7 |        0,948 |    76,9 % |    92,8 % |

: Desempeño fuera de muestra, noviembre de 2025 a noviembre de 2026 {#tbl-historial}

Un cociente bajo 1 mejora al paseo aleatorio. Las filas BACKFILLED se calcularon en retrospectiva.
""",
    "metodo": """
**Modelos.** ARIMA con varianza GARCH, VAR y bosque aleatorio, combinados con pesos que se encogen
hacia el paseo aleatorio según la evidencia.
""",
    "fuentes": """
- Dólar observado: Banco Central de Chile, hasta el 20-nov-2026.
- Tipos de cambio cruzados: tabla A del [Narodowy Bank Polski](https://api.nbp.pl), hasta el
  20-nov-2026.
""",
    "avisos": """
- El último valor del cobre tiene 5 días hábiles; el pronóstico lo usa como está.
""",
}

FIGURES = {
    "abanico": figure("Tipo de cambio observado y pronóstico con bandas de 80 % y 95 %"),
    "factores": figure("Importancia de cada factor a 30 días", width=232),
    "distribucion": figure("Distribución del tipo de cambio a 30 días", width=232),
    "volatilidad": figure("Volatilidad anualizada de 7 y 90 días"),
    "cobertura": figure("Cobertura de las bandas por horizonte", width=232),
    "habilidad": figure("CRPS frente al paseo aleatorio", width=232),
    "vencidos": figure("Pronósticos a 30 días ya vencidos y valor observado"),
}

DAILY = Document("pronostico", "usdclp-2026-11-23", AS_OF, PARTS, META, FIGURES)

REQUIRED = ("tarjetas", "mensajes", "horizontes", "historial", "metodo", "fuentes")
SHORT = replace(
    DAILY,
    parts={name: PARTS[name] for name in REQUIRED},
    figures={"abanico": FIGURES["abanico"]},
)
"""The daily report with nothing that is optional."""

DAILY_EN = Document(
    name="pronostico",
    stem="usdclp-2026-11-23-en",
    as_of=AS_OF,
    parts={
        "tarjetas": """
| Last fixing (20 Nov) | Median at 30 days |
|----------------------|-------------------|
| 948.40               | 943.6             |
| +0.3 % on the day    | 80 %: 911 – 976   |
""",
        "mensajes": "- The median moves from 948.4 to **943.6** in 30 days (@fig-abanico).",
        "horizontes": """
| Horizon | Median | 80 % band     |
|:--------|-------:|:-------------:|
| 30 days |  943.6 | 911.4 – 976.4 |

: Distribution by horizon (CLP per USD) {#tbl-horizontes}
""",
        "historial": "Nothing has been scored yet.",
        "metodo": "Quantile mixture of 5 models.",
        "fuentes": "- Banco Central de Chile.",
    },
    meta={
        **META,
        "institucion": "Forecasting Unit",
        "fecha": "23 November 2026",
        "corte": "20 Nov 2026, 18:00 (Santiago)",
        "horizontes": "7, 15, 30 and 90",
        "sello": "BACKFILLED · made in hindsight",
    },
    figures={"abanico": Figure(drawing("943.6"), "Fan chart, a sample", "Rate and forecast")},
)

ONE_HORIZON = Document(
    name="horizonte",
    stem="usdclp-2026-11-23-30d",
    as_of=AS_OF,
    parts={
        **{name: PARTS[name] for name in ("tarjetas", "historial", "metodo", "fuentes")},
        "mensajes": "- Mediana a 30 días: **943,6** (@tbl-cuantiles).",
        "distribucion": """
| Cuantil | 2,5 % | 10 %  | 50 %  | 90 %  | 97,5 % |
|:--------|------:|------:|------:|------:|-------:|
| CLP/USD | 894,2 | 911,4 | 943,6 | 976,4 |  995,2 |

: Cuantiles del tipo de cambio al 22-dic-2026 {#tbl-cuantiles}
""",
        "probabilidades": """
| Nivel | P(sobre el nivel) |
|------:|------------------:|
|   930 |            68,0 % |
|   960 |            27,5 % |

: Probabilidad de terminar sobre cada nivel {#tbl-probabilidades}
""",
        "componentes": """
| Modelo          | Mediana | Peso |
|:----------------|--------:|-----:|
| Paseo aleatorio |   948,4 | 45 % |
| VAR             |   944,1 | 28 % |
| Bosque          |   935,7 | 27 % |

: Mediana y peso de cada componente {#tbl-componentes}
""",
    },
    meta={
        **{key: text for key, text in META.items() if key != "horizontes"},
        "horizonte": "30",
        "fecha_objetivo": "22 de diciembre de 2026",
    },
    figures={name: FIGURES[name] for name in ("abanico", "distribucion", "vencidos")},
)

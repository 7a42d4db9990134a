"""Every web source with faithful answers: what it says on a day, and what of it is public when."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import dataframely as dy

from forexlib.core.frames import Published
from forexlib.core.ports import Source
from forexlib.sources.bcch import Bcch
from forexlib.sources.fred import Fred
from forexlib.sources.mindicador import Mindicador
from forexlib.sources.nbp_web import NbpWeb
from forexlib.sources.secret import Secret
from forexlib.sources.web_get import Patience
from forexlib.sources.yahoo import Yahoo
from tests.sources.web_server import Respond, Server, answer_with

FRIDAY, MONDAY, TUESDAY = date(2026, 10, 23), date(2026, 10, 26), date(2026, 10, 27)
AS_OF = datetime(2026, 10, 27, 13, 0, tzinfo=UTC)
USER, PASSWORD, TOKEN = "canary-user@mail.cl", "canary-pass/&?é", "canary-token"


@dataclass(frozen=True)
class World:
    """A source, and what its service answers.

    Attributes:
        make: The source, asking an address.
        series: One of its series.
        good: Values of Friday, Monday and Tuesday.
        days: Those of them public at `AS_OF`.
        value: Of the first of them.
        empty: No values.
        headers: Of its answers.
        whole: Whether a cut answer can be told from a whole one.
        secrets: What nobody may see.
    """

    make: Callable[[str, Patience], Source]
    series: str
    good: bytes
    days: tuple[date, ...]
    value: float
    empty: bytes
    headers: dict[str, str]
    whole: bool = True
    secrets: tuple[str, ...] = ()


def bcch_answer(
    *observations: tuple[str, str, str], code: str = "F073.TCO.PRE.Z.D", codigo: int = 0
) -> bytes:
    """What the bank answers, as bytes of ISO 8859-1; observations are day, value and status."""
    keys = ("indexDateString", "value", "statusCode")
    series = {
        "descripEsp": "Tipo de cambio nominal (dólar observado $CLP/USD)",
        "descripIng": "Nominal exchange rate",
        "seriesId": code,
        "Obs": [dict(zip(keys, one, strict=True)) for one in observations],
    }
    whole = {"Codigo": codigo, "Descripcion": "Success", "Series": series, "SeriesInfos": []}
    return json.dumps(whole, ensure_ascii=False).encode("latin-1")


def mindicador_answer(*values: tuple[str, object], code: str = "dolar") -> bytes:
    """What mindicador.cl answers; values are instant and value, the newest first."""
    series = [{"fecha": instant, "valor": value} for instant, value in values]
    return json.dumps({"version": "1.7.0", "codigo": code, "serie": series}).encode()


def yahoo_answer(
    *bars: tuple[datetime, object],
    symbol: str = "CLP=X",
    zone: str = "Europe/London",
    running: datetime | None = None,
) -> bytes:
    """What Yahoo answers; bars are instant and close, without any there is no `timestamp`."""
    stamps = [int(instant.timestamp()) for instant, _ in bars]
    meta = {
        "symbol": symbol,
        "exchangeTimezoneName": zone,
        "gmtoffset": 3600,
        "regularMarketTime": int(running.timestamp()) if running else 1793106000,
    }
    drawn = {"meta": meta, "indicators": {"quote": [{"close": [close for _, close in bars]}]}}
    if stamps:
        drawn["timestamp"] = stamps
    else:
        drawn["indicators"] = {"quote": [{}], "adjclose": [{}]}
    return json.dumps({"chart": {"result": [drawn], "error": None}}).encode()


def utc(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def nbp_answer(*days: date) -> bytes:
    """Tables of the NBP."""
    rates = [{"code": "USD", "mid": 3.9293}, {"code": "CLP", "mid": 0.003948}]
    tables = [{"table": "A", "effectiveDate": str(day), "rates": rates} for day in days]
    return json.dumps(tables).encode()


def _bcch(url: str, patience: Patience) -> Source:
    return Bcch(Secret(USER), Secret(PASSWORD), base_url=url, patience=patience)


def _bcch_by_token(url: str, patience: Patience) -> Source:
    return Bcch(token=Secret(TOKEN), base_url=url, patience=patience)


def _fred(url: str, patience: Patience) -> Source:
    return Fred(files_url=url, patience=patience)


def _fred_by_key(url: str, patience: Patience) -> Source:
    return Fred(Secret(TOKEN), service_url=url, patience=patience)


LATIN = {"Content-Type": "application/json; charset=ISO-8859-1"}
PLAIN = {"Content-Type": "application/json"}
OBSERVED = bcch_answer(
    ("23-10-2026", "938.15", "OK"), ("26-10-2026", "941.20", "OK"), ("27-10-2026", "940.02", "OK")
)
FRED_VALUES = [("2026-10-23", "4.21"), ("2026-10-26", "4.25"), ("2026-10-27", "4.30")]

WORLDS = {
    "bcch": World(
        _bcch,
        "dolar_observado/USDCLP",
        OBSERVED,
        (FRIDAY, MONDAY, TUESDAY),
        938.15,
        bcch_answer(),
        LATIN,
        secrets=(USER, PASSWORD, "canary"),
    ),
    "bcch by token": World(
        _bcch_by_token,
        "dolar_observado/USDCLP",
        OBSERVED,
        (FRIDAY, MONDAY, TUESDAY),
        938.15,
        OBSERVED.replace(OBSERVED[OBSERVED.index(b"[") : OBSERVED.index(b"]") + 1], b"null"),
        LATIN,
        secrets=(TOKEN, "canary"),
    ),
    "mindicador": World(
        lambda url, patience: Mindicador(url, patience=patience),
        "dolar_observado/USDCLP",
        mindicador_answer(
            ("2026-10-27T03:00:00.000Z", 940.02),
            ("2026-10-26T03:00:00.000Z", 941.2),
            ("2026-10-23T03:00:00.000Z", 938.15),
        ),
        (FRIDAY, MONDAY, TUESDAY),
        938.15,
        mindicador_answer(),
        PLAIN,
    ),
    "yahoo": World(
        lambda url, patience: Yahoo(url, patience=patience),
        "yahoo_close/USDCLP",
        yahoo_answer(
            (utc(date(2026, 10, 22), 23), 938.15),
            (utc(MONDAY, 0), 941.2),
            (utc(TUESDAY, 13), 940.02),
        ),
        (FRIDAY, MONDAY),
        938.15,
        yahoo_answer(),
        PLAIN,
    ),
    "fred": World(
        _fred,
        "fred/DGS10",
        "\n".join(["observation_date,DGS10", *map(",".join, FRED_VALUES), ""]).encode(),
        (FRIDAY,),
        4.21,
        b"observation_date,DGS10\n",
        {"Content-Type": "application/csv"},
        whole=False,
    ),
    "fred by key": World(
        _fred_by_key,
        "fred/DGS10",
        json.dumps(
            {"observations": [{"date": day, "value": value} for day, value in FRED_VALUES]}
        ).encode(),
        (FRIDAY,),
        4.21,
        b'{"observations": []}',
        PLAIN,
        secrets=(TOKEN, "canary"),
    ),
    "nbp-web": World(
        lambda url, patience: NbpWeb(url, patience=patience),
        "nbp_fixing/USDCLP",
        nbp_answer(FRIDAY, MONDAY, TUESDAY),
        (FRIDAY, MONDAY, TUESDAY),
        3.9293 / 0.003948,
        b"[]",
        PLAIN,
    ),
}

PATIENT = Patience(connect=2.0, total=10.0, back_off=0.01)
IMPATIENT = Patience(connect=0.3, total=0.5, back_off=0.01)


def ask(
    world: World, server: Server | str, *, patience: Patience = PATIENT
) -> dy.DataFrame[Published]:
    """What the source answers about its series from Friday on."""
    url = server if isinstance(server, str) else server.url
    source = world.make(url, patience)
    return source.fetch([world.series], since={world.series: FRIDAY}, as_of=AS_OF)


def good(world: World, *, status: int = 200, **headers: str) -> Respond:
    """The good answer, with its own headers and these."""
    return answer_with(world.good, {**world.headers, **headers}, status=status)

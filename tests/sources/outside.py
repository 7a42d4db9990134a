"""All services outside in one local server, which tell of one simulated market.

The peso wanders; the dólar observado of a day is the mean of the two closes before it, as the
average of a day's trades is; policy rates step; copper and VIX wander. So what must be found is
known: the observado says again what the last close has said.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from functools import cache
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, unquote, urlparse

import numpy as np

from forexlib.core.calendar import business_calendar
from tests.sources.web_server import Server, answer_with, serving
from tests.sources.worlds import LATIN, PLAIN, bcch_answer, mindicador_answer, yahoo_answer

FIRST, LAST = date(2012, 1, 3), date(2026, 10, 26)
"""Days that the services know of."""

BCCH = {
    "F073.TCO.PRE.Z.D": "dolar",
    "F073.UFF.PRE.Z.D": "uf",
    "F022.TPM.TIN.D001.NO.Z.D": "tpm",
    "F019.PPB.PRE.100.D": "libra_cobre",
}
YAHOO = {"CLP=X": "close", "HG=F": "libra_cobre", "^VIX": "vix"}
FRED = {"DFF": "dff", "DGS10": "tpm", "VIXCLS": "vix"}


@cache
def market() -> Mapping[str, Mapping[date, float]]:
    """The values of each quantity by day."""
    days = np.datetime64(FIRST, "D") + np.arange((LAST - FIRST).days + 1)
    banking = days[np.is_busday(days, busdaycal=business_calendar("santiago"))].tolist()
    chance = np.random.default_rng(11)
    count = len(banking)

    def wander(start: float, volatility: float) -> np.ndarray:
        return start * np.exp(np.cumsum(volatility * chance.standard_normal(count)))

    close = wander(700.0, 0.007)
    observed = np.concatenate((close[:2], (close[:-2] + close[1:-1]) / 2.0))
    steps = 0.25 * np.cumsum(chance.choice([-1, 0, 1], count, p=[0.01, 0.98, 0.01]))
    columns = {
        "close": close,
        "dolar": observed,
        "uf": np.linspace(23_000.0, 40_000.0, count),
        "tpm": np.clip(5.0 + steps, 0.5, 12.0),
        "dff": np.clip(3.0 - steps, 0.25, 9.0),
        "libra_cobre": wander(3.5, 0.012),
        "vix": wander(18.0, 0.03),
    }
    return {
        name: dict(zip(banking, np.round(values, 4).tolist(), strict=True))
        for name, values in columns.items()
    }


@contextmanager
def outside(*, broken: Sequence[str] = ()) -> Generator[Server]:
    """The services, of which some answer that they are broken (500)."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        asked = urlparse(handler.path)
        service = asked.path.split("/")[1]
        if service in broken:
            answer_with(b"broken", PLAIN, status=500)(handler)
            return
        words = {name: given[0] for name, given in parse_qs(asked.query).items()}
        rest = unquote(asked.path).split("/")[2:]
        body, headers = _ANSWERS[service](rest, words)
        answer_with(body, headers)(handler)

    with serving(respond) as server:
        yield server


def settings(server: Server) -> dict[str, str]:
    """FOREX_* settings that make a process ask this server."""
    return {
        "bcch_url": f"{server.url}/bcch",
        "mindicador_url": f"{server.url}/mindicador",
        "yahoo_url": f"{server.url}/yahoo",
        "fred_url": f"{server.url}/fred",
        "nbp_url": f"{server.url}/nbp",
        "online": "true",
    }


def _between(name: str, first: date, last: date) -> list[tuple[date, float]]:
    return [(day, value) for day, value in market()[name].items() if first <= day <= last]


def _bcch(_: Sequence[str], words: Mapping[str, str]) -> tuple[bytes, dict[str, str]]:
    code = words["timeseries"]
    first, last = (date.fromisoformat(words[name]) for name in ("firstdate", "lastdate"))
    told = [(f"{d:%d-%m-%Y}", str(v), "OK") for d, v in _between(BCCH[code], first, last)]
    return bcch_answer(*told, code=code), LATIN


def _mindicador(rest: Sequence[str], _: Mapping[str, str]) -> tuple[bytes, dict[str, str]]:
    _api, code, year = rest
    found = _between(code, date(int(year), 1, 1), date(int(year), 12, 31))
    told = [(f"{day}T03:00:00.000Z", value) for day, value in reversed(found)]
    return mindicador_answer(*told, code=code), PLAIN


def _yahoo(rest: Sequence[str], words: Mapping[str, str]) -> tuple[bytes, dict[str, str]]:
    symbol = rest[-1]
    first, last = (
        datetime.fromtimestamp(int(words[name]), UTC).date() for name in ("period1", "period2")
    )
    bars = [
        (datetime.combine(day, time(12), tzinfo=UTC), value)
        for day, value in _between(YAHOO[symbol], first, last)
    ]
    return yahoo_answer(*bars, symbol=symbol, zone="Europe/London"), PLAIN


def _fred(_: Sequence[str], words: Mapping[str, str]) -> tuple[bytes, dict[str, str]]:
    code = words["id"]
    first, last = (date.fromisoformat(words[name]) for name in ("cosd", "coed"))
    lines = [f"{day},{value}" for day, value in _between(FRED[code], first, last)]
    text = "\n".join([f"observation_date,{code}", *lines, ""])
    return text.encode(), {"Content-Type": "application/csv"}


def _nbp(_: Sequence[str], __: Mapping[str, str]) -> tuple[bytes, dict[str, str]]:
    return json.dumps([]).encode(), PLAIN


_ANSWERS = {
    "bcch": _bcch,
    "mindicador": _mindicador,
    "yahoo": _yahoo,
    "fred": _fred,
    "nbp": _nbp,
}

"""Daily closes that Yahoo Finance draws its charts from (v8/finance/chart), without a key.

    {"chart": {"error": null, "result": [{
        "meta": {"symbol": "CLP=X", "exchangeTimezoneName": "Europe/London",
                 "regularMarketTime": 1793062800},
        "timestamp": [1792969200, ...],
        "indicators": {"quote": [{"close": [941.2, null, ...]}]}}]}}

Bars are parsed, never mended: ticks off by a factor of 100, spikes and gaps are for the gate. A day
without trades has `null` or no bar. Bars are stamped with midnight, or the opening, of the
exchange's zone (its name counts, not `gmtoffset`, which is today's); some midnights are stamped an
hour or two early after a change of clocks. The last bar may be the running quote, stamped with the
time of its last trade: it is a day's second bar, and takes the place of the first. The bar of a day
that is not over is public only when the day ends (`core/series.py`), hence dropped.

Verified in yfinance 1.7.0 and in answers quoted in public issues: the address, the parameters, the
fields, no `timestamp` where there is no bar, the early midnights, the second bar, and that a client
without a name is answered 429. Remembered, not verified: that our name will do, the limits (Yahoo
states none), and the zones of the six symbols. The service is undocumented and not for programs.

yfinance is not used: it brings pandas, curl_cffi, lxml, peewee, protobuf and websockets to ask for
one URL, and mends prices and asks for cookies in ways of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar, Final, cast
from urllib.parse import quote
from zoneinfo import ZoneInfo

from typing_extensions import override

from forexlib.sources.secret import Address
from forexlib.sources.web_get import JSON_WANTED
from forexlib.sources.web_series import WebSeries
from forexlib.sources.web_service import Conversation, Limits, Service, good_text, json_object
from forexlib.sources.web_values import Days, Question, Remote, gathered

SERIES: Final[Mapping[str, Remote]] = {
    "yahoo_close/USDCLP": Remote("CLP=X"),
    "yahoo_close/HG": Remote("HG=F"),
    "yahoo_close/DXY": Remote("DX-Y.NYB"),
    "yahoo_close/VIX": Remote("^VIX"),
    "yahoo_close/TNX": Remote("^TNX"),
    "yahoo_close/USDBRL": Remote("BRL=X"),
}
LIMITS: Final = Limits(calls_a_second=1)
REMEDY: Final = "Check the connection or try again later; Yahoo promises nothing to programs."
SERVICE: Final = Service("Yahoo Finance", LIMITS, REMEDY, REMEDY)
HEADERS: Final = {**JSON_WANTED, "User-Agent": "Mozilla/5.0 (compatible; forexlib)"}
MARGIN: Final = timedelta(days=2)  # zones, and midnights stamped early
EARLY_MIDNIGHTS: Final = (22, 23)
NOT_FOUND: Final = 404

Drawn = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Yahoo(WebSeries):
    """The service.

    Attributes:
        base_url: Where it answers.
    """

    base_url: str = "https://query1.finance.yahoo.com"
    name: ClassVar[str] = "yahoo"
    declared: ClassVar[Mapping[str, Remote]] = SERIES

    @override
    def service(self) -> Service:
        """The same whatever is asked."""
        return SERVICE

    @override
    def days(self, question: Question, talk: Conversation) -> Days:
        """The closes of one symbol by day."""
        symbol = question.remote.code
        address = Address(
            f"{self.base_url}/v8/finance/chart/{quote(symbol, safe='')}",
            {
                "period1": str(_epoch(question.first - MARGIN)),
                "period2": str(_epoch(question.last + MARGIN)),
                "interval": "1d",
                "includePrePost": "false",
            },
        )
        answer = talk.ask(address, headers=HEADERS)
        if answer.status == NOT_FOUND:
            SERVICE.refuse(f"that there is no symbol {symbol} (404)")
        chart = json_object(good_text(answer, service=SERVICE), service=SERVICE).get("chart")
        match chart:
            case {"error": None, "result": [{"meta": {"symbol": told} as meta} as drawn]}:
                if told != symbol:
                    said = SERVICE.excerpt(str(told))
                    SERVICE.refuse(f"with a chart of {said} when asked for {symbol}")
                return _closes(cast("Drawn", drawn), cast("Drawn", meta), question)
        return SERVICE.refuse(f"without a chart of {symbol}: {SERVICE.excerpt(str(chart))}")


def _closes(drawn: Drawn, meta: Drawn, question: Question) -> Days:
    """The last close of each day."""
    match drawn:
        case {"timestamp": [*stamps], "indicators": {"quote": [{"close": [*closes]}]}} if len(
            stamps
        ) == len(closes):
            days = [_day(stamp, meta) for stamp in stamps]
        case {"timestamp": _}:
            SERVICE.refuse(f"without a close for each bar of {question.remote.code}")
        case _:
            return {}
    bars = list(zip(days, closes, strict=True))
    if len(bars) > 1 and bars[-1][0] == bars[-2][0] and bars[-1][1] is not None:
        del bars[-2]  # the running quote follows the bar of its day
    return gathered(bars, question, service=SERVICE)


def _day(stamp: object, meta: Drawn) -> date:
    """The day of the bar stamped `stamp`, where it is traded."""
    try:
        moment = datetime.fromtimestamp(
            int(str(stamp)), ZoneInfo(str(meta["exchangeTimezoneName"]))
        )
    except (KeyError, OverflowError, OSError, ValueError):
        SERVICE.refuse(f"with a bar that has no day: {SERVICE.excerpt(str(stamp))}")
    running = stamp == meta.get("regularMarketTime")
    if moment.hour in EARLY_MIDNIGHTS and moment.minute == moment.second == 0 and not running:
        return moment.date() + timedelta(days=1)
    return moment.date()


def _epoch(day: date) -> int:
    """Seconds from 1970 to the beginning of `day` in UTC."""
    return int(datetime.combine(day, time(), tzinfo=UTC).timestamp())

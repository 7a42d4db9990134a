"""Yahoo's charts: bars have the day of their zone, and nothing of them is mended."""

import json
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest

from forexlib.core.errors import SourceError
from forexlib.sources.yahoo import SERIES, Yahoo
from tests.sources.web_server import answer, serving
from tests.sources.worlds import AS_OF, FRIDAY, MONDAY, TUESDAY, utc, yahoo_answer

USDCLP, HG, VIX = "yahoo_close/USDCLP", "yahoo_close/HG", "yahoo_close/VIX"
LONDON, NEW_YORK, CHICAGO = "Europe/London", "America/New_York", "America/Chicago"
LATER = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


def fetch(
    *bars: tuple[datetime, object],
    series: str = USDCLP,
    zone: str = LONDON,
    running: datetime | None = None,
    as_of: datetime = LATER,
) -> pl.DataFrame:
    body = yahoo_answer(*bars, symbol=SERIES[series].code, zone=zone, running=running)
    with serving(answer(body)) as server:
        return Yahoo(server.url).fetch([series], since={series: date(2026, 1, 1)}, as_of=as_of)


def test_it_is_asked_for_days_with_a_margin_and_says_who_asks() -> None:
    agents = []

    def respond(handler: BaseHTTPRequestHandler) -> None:
        agents.append(handler.headers["User-Agent"])
        answer(yahoo_answer(symbol="^VIX"))(handler)

    with serving(respond) as server:
        Yahoo(server.url).fetch([VIX], since={VIX: FRIDAY}, as_of=AS_OF)

    [asked] = map(urlsplit, server.paths)
    query = {name: values[0] for name, values in parse_qs(asked.query).items()}
    assert asked.path == "/v8/finance/chart/%5EVIX"
    assert query["interval"] == "1d"
    assert int(query["period1"]) == utc(date(2026, 10, 21), 0).timestamp()
    assert int(query["period2"]) == utc(date(2026, 10, 29), 0).timestamp()
    assert "forexlib" in agents[0]


@pytest.mark.parametrize(
    ("zone", "stamp", "day"),
    [
        pytest.param(LONDON, utc(date(2026, 3, 27), 0), date(2026, 3, 27), id="London, winter"),
        pytest.param(LONDON, utc(date(2026, 3, 29), 23), date(2026, 3, 30), id="London, summer"),
        pytest.param(LONDON, utc(date(2026, 10, 22), 23), FRIDAY, id="London, last summer day"),
        pytest.param(LONDON, utc(MONDAY, 0), MONDAY, id="London, winter again"),
        pytest.param(LONDON, utc(date(2026, 10, 25), 23), MONDAY, id="an hour early"),
        pytest.param(LONDON, utc(date(2026, 10, 25), 22), MONDAY, id="two hours early"),
        pytest.param(NEW_YORK, utc(FRIDAY, 4), FRIDAY, id="New York, summer"),
        pytest.param(NEW_YORK, utc(date(2026, 11, 3), 5), date(2026, 11, 3), id="New York, winter"),
        pytest.param(NEW_YORK, utc(date(2026, 11, 3), 4), date(2026, 11, 3), id="an hour early"),
        pytest.param(CHICAGO, utc(MONDAY, 13, 30), MONDAY, id="stamped with the opening"),
    ],
)
def test_a_bar_has_the_day_of_its_zone(zone: str, stamp: datetime, day: date) -> None:
    assert fetch((stamp, 941.2), zone=zone)["event_date"].to_list() == [day]


def test_no_tick_is_mended() -> None:
    published = fetch((utc(date(2026, 10, 22), 23), 93815.0), (utc(MONDAY, 0), 9.412))

    assert published["value"].to_list() == [93815.0, 9.412]


def test_days_without_a_trade_have_no_value() -> None:
    published = fetch((utc(date(2026, 10, 22), 23), None), (utc(MONDAY, 0), 941.2))

    assert published["event_date"].to_list() == [MONDAY]


def test_the_bar_of_a_day_that_is_not_over_is_dropped() -> None:
    running = utc(TUESDAY, 12, 59)
    bars = [(utc(MONDAY, 0), 941.2), (utc(TUESDAY, 0), 940.1), (running, 940.02)]

    during = fetch(*bars, running=running, as_of=AS_OF)
    after = fetch(*bars, running=running, as_of=utc(date(2026, 10, 28), 0))

    assert during["event_date"].to_list() == [MONDAY]
    assert after.select("event_date", "value").rows() == [(MONDAY, 941.2), (TUESDAY, 940.02)]


def test_a_running_quote_without_a_price_takes_nobodys_place() -> None:
    published = fetch((utc(MONDAY, 0), 941.2), (utc(MONDAY, 21), None))

    assert published["value"].to_list() == [941.2]


def test_a_late_quote_of_friday_is_not_saturdays() -> None:
    last_trade = utc(FRIDAY, 21)  # 22:00 in London

    published = fetch((last_trade, 938.15), running=last_trade)

    assert published["event_date"].to_list() == [FRIDAY]


def test_futures_and_indices_close_at_six_in_new_york() -> None:
    published = fetch((utc(MONDAY, 4), 5.12), series=HG, zone=NEW_YORK, as_of=utc(MONDAY, 22))
    too_early = fetch((utc(MONDAY, 4), 5.12), series=HG, zone=NEW_YORK, as_of=utc(MONDAY, 21, 59))

    assert published["available_at"].to_list() == [utc(MONDAY, 22)]
    assert too_early.is_empty()


NO_CHART = json.dumps({"chart": {"result": None, "error": {"description": "No data found"}}})


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (NO_CHART.encode(), "No data found"),
        (b"{}", "without a chart of CLP=X"),
        (b'{"chart": {"error": null, "result": []}}', "without a chart"),
        (b'{"chart": {"error": null, "result": [{}]}}', "without a chart"),
        (yahoo_answer((utc(MONDAY, 0), 1.0), symbol="BRL=X"), "'BRL=X' when asked for CLP=X"),
        (yahoo_answer((utc(MONDAY, 0), 1.0), zone="Mars/Olympus"), "a bar that has no day"),
        (yahoo_answer((utc(MONDAY, 0), 1.0), zone=""), "a bar that has no day"),
        (yahoo_answer((utc(MONDAY, 0), 0.0)), "the value '0.0' for yahoo_close/USDCLP"),
        (yahoo_answer((utc(MONDAY, 0), -1.0)), "the value '-1.0'"),
        (yahoo_answer((utc(MONDAY, 0), {})), "the value '{}'"),
        (yahoo_answer((utc(MONDAY, 0), 9.0)).replace(b"[9.0]", b"[9.0, 8.0]"), "for each bar"),
        (yahoo_answer((utc(MONDAY, 0), 9.0)).replace(b'"close"', b'"c"'), "for each bar"),
        (
            yahoo_answer((utc(MONDAY, 0), 9.0), (utc(MONDAY, 1), 8.0), (utc(TUESDAY, 0), 7.0)),
            "two values of yahoo_close/USDCLP for 2026-10-26",
        ),
    ],
)
def test_anything_but_a_chart_is_refused(body: bytes, said: str) -> None:
    with serving(answer(body)) as server, pytest.raises(SourceError, match="Yahoo") as caught:
        Yahoo(server.url).fetch([USDCLP], since={}, as_of=LATER)

    assert said in caught.value.what


@pytest.mark.parametrize("stamp", ['"soon"', "null", "1e400", "[1]", "99999999999999"])
def test_a_bar_without_a_day_is_refused(stamp: str) -> None:
    body = json.dumps(
        {
            "chart": {
                "error": None,
                "result": [
                    {
                        "meta": {"symbol": "CLP=X", "exchangeTimezoneName": LONDON},
                        "timestamp": ["STAMP"],
                        "indicators": {"quote": [{"close": [941.2]}]},
                    }
                ],
            }
        }
    ).replace('"STAMP"', stamp)

    with (
        serving(answer(body.encode())) as server,
        pytest.raises(SourceError, match="a bar that has no day"),
    ):
        Yahoo(server.url).fetch([USDCLP], since={}, as_of=LATER)


def test_an_unknown_symbol_is_said_to_be_one() -> None:
    with (
        serving(answer(NO_CHART.encode(), status=404)) as server,
        pytest.raises(SourceError, match="no symbol CLP=X"),
    ):
        Yahoo(server.url).fetch([USDCLP], since={}, as_of=LATER)

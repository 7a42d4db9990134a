"""The central bank's service: what it says becomes values, by its rules."""

from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from time import monotonic
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest

from forexlib.core.errors import SourceError
from forexlib.sources.bcch import SERIES, Bcch
from forexlib.sources.secret import Secret
from tests.sources.web_server import answer, answer_with, serving
from tests.sources.worlds import AS_OF, FRIDAY, LATIN, MONDAY, TUESDAY, bcch_answer

OBSERVED, UF, IPC = "dolar_observado/USDCLP", "uf/CLFCLP", "ipc/CLP"
TOKEN = Secret("token")


def fetch(
    *observations: tuple[str, str, str],
    series: str = OBSERVED,
    since: date = FRIDAY,
    as_of: datetime = AS_OF,
) -> pl.DataFrame:
    body = bcch_answer(*observations, code=SERIES[series].code)
    with serving(answer_with(body, LATIN)) as server:
        return Bcch(token=TOKEN, base_url=server.url).fetch(
            [series], since={series: since}, as_of=as_of
        )


def test_it_is_asked_for_one_series_a_call_with_the_documented_parameters() -> None:
    with serving(answer_with(bcch_answer(), LATIN)) as server:
        source = Bcch(Secret("me@mail.cl"), Secret("p&ss"), base_url=server.url)
        source.fetch([OBSERVED, OBSERVED, "nbp_fixing/USDCLP"], since={}, as_of=AS_OF)

    [asked] = [parse_qs(urlsplit(path).query) for path in server.paths]
    assert asked == {
        "user": ["me@mail.cl"],
        "pass": ["p&ss"],
        "function": ["GetSeries"],
        "timeseries": ["F073.TCO.PRE.Z.D"],
        "firstdate": ["2010-01-01"],
        "lastdate": ["2026-11-02"],
    }


def test_a_token_takes_the_place_of_user_and_password() -> None:
    with serving(answer_with(bcch_answer(), LATIN)) as server:
        source = Bcch(Secret("me"), Secret("pass"), TOKEN, base_url=server.url)
        source.fetch([OBSERVED], since={}, as_of=AS_OF)

    [asked] = [parse_qs(urlsplit(path).query) for path in server.paths]
    assert asked["token"] == ["token"]
    assert not {"user", "pass"} & asked.keys()


@pytest.mark.parametrize("source", [Bcch(), Bcch(user=Secret("me")), Bcch(password=Secret("p"))])
def test_without_credentials_nobody_is_asked(source: Bcch) -> None:
    with pytest.raises(SourceError, match=r"none are set.*FOREX_BCCH_USER.*FOREX_BCCH_TOKEN"):
        source.fetch([OBSERVED], since={}, as_of=AS_OF)

    assert source.fetch(["nbp_fixing/USDCLP"], since={}, as_of=AS_OF).is_empty()


def test_at_most_five_series_are_asked_for_in_a_second() -> None:
    instants = []

    def respond(handler: BaseHTTPRequestHandler) -> None:
        instants.append(monotonic())
        code = parse_qs(urlsplit(handler.path).query)["timeseries"][0]
        answer_with(bcch_answer(code=code), LATIN)(handler)

    with serving(respond) as server:
        Bcch(token=TOKEN, base_url=server.url).fetch([*SERIES], since={}, as_of=AS_OF)

    assert len(instants) == 5
    assert min(later - earlier for earlier, later in pairwise(instants)) > 0.15


def test_days_without_a_value_have_none() -> None:
    published = fetch(
        ("23-10-2026", "938.15", "OK"),
        ("24-10-2026", "NaN", "ND"),
        ("25-10-2026", "NaN", "OK"),
        ("26-10-2026", "", "OK"),
        ("27-10-2026", "940.02", "ND"),
    )

    assert published.select("event_date", "value").rows() == [(FRIDAY, 938.15)]


@pytest.mark.parametrize(
    ("written", "value"), [("941,2", 941.2), ("1.041,25", 1041.25), ("941.2", 941.2), ("941", 941)]
)
def test_decimals_follow_a_point_or_a_comma(written: str, value: float) -> None:
    assert fetch(("26-10-2026", written, "OK"))["value"].to_list() == [value]


def test_the_day_comes_before_the_month() -> None:
    published = fetch(("03-02-2026", "860.5", "OK"), since=date(2026, 1, 1))

    assert published["event_date"].to_list() == [date(2026, 2, 3)]


def test_the_dolar_observado_of_tomorrow_is_known_on_the_evening_before() -> None:
    tomorrow = ("28-10-2026", "939.99", "OK")
    six = datetime(2026, 10, 27, 21, 0, tzinfo=UTC)

    before = fetch(tomorrow, as_of=datetime(2026, 10, 27, 20, 59, tzinfo=UTC))
    after = fetch(tomorrow, as_of=six)

    assert before.is_empty()
    assert after.select("event_date", "available_at").rows() == [(date(2026, 10, 28), six)]


def test_a_value_repeated_on_later_days_than_the_lead_allows_is_left_out() -> None:
    repeated = [(f"{day}-10-2026", "940.02", "OK") for day in (27, 28, 29, 30)]

    published = fetch(*repeated, as_of=datetime(2026, 10, 27, 22, 0, tzinfo=UTC))

    assert published["event_date"].to_list() == [TUESDAY, date(2026, 10, 28)]


def test_the_uf_is_known_a_month_ahead() -> None:
    days = [("09-11-2026", "39640.1", "OK"), ("10-11-2026", "39650.2", "OK")]

    published = fetch(*days, series=UF)

    assert published["event_date"].to_list() == [date(2026, 11, 9)]
    assert published["available_at"].item() == datetime(2026, 10, 9, 21, 0, tzinfo=UTC)


def test_a_change_of_prices_is_a_factor() -> None:
    changes = [("01-08-2026", "0.4", "OK"), ("01-09-2026", "-0.1", "OK")]

    published = fetch(*changes, series=IPC, since=date(2026, 1, 1))

    assert published["value"].to_list() == pytest.approx([1.004, 0.999])
    assert published["available_at"].to_list() == [
        datetime(2026, 9, 9, 12, 0, tzinfo=UTC),
        datetime(2026, 10, 9, 12, 0, tzinfo=UTC),
    ]


def test_no_observations_may_be_null() -> None:
    body = b'{"Codigo": 0, "Series": {"seriesId": null, "Obs": null}}'

    with serving(answer(body)) as server:
        published = Bcch(token=TOKEN, base_url=server.url).fetch([OBSERVED], since={}, as_of=AS_OF)

    assert published.is_empty()


GOOD = ("26-10-2026", "941.20", "OK")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"Codigo": -5, "Descripcion": "Invalid username or password"}', "credentials"),
        (bcch_answer(codigo=-50), "no series F073.TCO.PRE.Z.D"),
        (bcch_answer(codigo=-1), "Codigo '-1': 'Success'"),
        (b'{"Series": {"Obs": []}}', "Codigo 'None'"),
        (b'{"Codigo": 0}', "another series"),
        (bcch_answer(GOOD, code="F073.UFF.PRE.Z.D"), "another series"),
        (b'{"Codigo": 0, "Series": {"seriesId": ["x"], "Obs": []}}', "another series"),
        (b'{"Codigo": 0, "Series": {"Obs": {"value": 1}}}', "without a list"),
        (b'{"Codigo": 0, "Series": {"Obs": [{"value": "1"}]}}', "a value that is not one"),
        (b'{"Codigo": 0, "Series": {"Obs": [941.2]}}', "a value that is not one"),
        (bcch_answer(("2026-10-26", "941.2", "OK")), "where a date belongs"),
        (bcch_answer(("31-02-2026", "941.2", "OK")), "'31-02-2026' where a date belongs"),
        (bcch_answer(("26-10-2026", "dear", "OK")), "the value 'dear' for dolar_observado"),
        (bcch_answer(("26-10-2026", "-1", "OK")), "the value '-1' for"),
        (bcch_answer(("26-10-2026", "0", "OK")), "the value '0' for"),
        (bcch_answer(("26-10-2026", "inf", "OK")), "the value 'inf' for"),
        (bcch_answer(("26-10-1026", "941.2", "OK")), "on 1026-10-26"),
        (bcch_answer(GOOD, ("26-10-2026", "941.3", "OK")), "two values of dolar_observado"),
        (b"[]", "without a JSON object"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_anything_but_the_days_of_the_series_is_refused(body: bytes, said: str) -> None:
    with serving(answer_with(body, LATIN)) as server, pytest.raises(SourceError) as caught:
        Bcch(token=TOKEN, base_url=server.url).fetch([OBSERVED], since={}, as_of=AS_OF)

    assert said in caught.value.what
    assert "Banco Central de Chile" in caught.value.what


def test_the_same_value_twice_is_one() -> None:
    assert fetch(GOOD, GOOD)["event_date"].to_list() == [MONDAY]

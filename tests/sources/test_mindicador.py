"""mindicador.cl: midnights in Chile are days, years are asked for one by one."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from forexlib.core.errors import SourceError
from forexlib.sources.mindicador import SERIES, Mindicador
from tests.sources.web_server import answer, serving
from tests.sources.worlds import AS_OF, FRIDAY, mindicador_answer

OBSERVED, UF, IPC = "dolar_observado/USDCLP", "uf/CLFCLP", "ipc/CLP"


def fetch(
    *values: tuple[str, object],
    series: str = OBSERVED,
    since: date = FRIDAY,
    as_of: datetime = AS_OF,
) -> pl.DataFrame:
    with serving(answer(mindicador_answer(*values, code=SERIES[series].code))) as server:
        return Mindicador(server.url).fetch([series], since={series: since}, as_of=as_of)


def test_each_year_is_a_call() -> None:
    since = {OBSERVED: date(2024, 12, 30)}

    with serving(answer(mindicador_answer())) as server:
        Mindicador(server.url).fetch([OBSERVED], since=since, as_of=AS_OF)

    assert server.paths == ["/api/dolar/2024", "/api/dolar/2025", "/api/dolar/2026"]


def test_values_known_ahead_are_asked_for_in_the_next_year_too() -> None:
    december = datetime(2026, 12, 15, 12, 0, tzinfo=UTC)

    with serving(answer(mindicador_answer(code="uf"))) as server:
        Mindicador(server.url).fetch([UF], since={UF: date(2026, 12, 10)}, as_of=december)

    assert server.paths == ["/api/uf/2026", "/api/uf/2027"]


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        pytest.param("2026-04-04T03:00:00.000Z", date(2026, 4, 4), id="last summer day"),
        pytest.param("2026-04-05T04:00:00.000Z", date(2026, 4, 5), id="winter"),
        pytest.param("2026-04-06T03:00:00.000Z", date(2026, 4, 6), id="winter, still summer time"),
        pytest.param("2026-09-05T04:00:00.000Z", date(2026, 9, 5), id="last winter day"),
        pytest.param("2026-09-06T04:00:00.000Z", date(2026, 9, 6), id="a midnight that never was"),
        pytest.param("2026-09-07T03:00:00.000Z", date(2026, 9, 7), id="summer"),
        pytest.param("2017-02-15T05:00:00.000Z", date(2017, 2, 15), id="years ago"),
        pytest.param("2026-01-01T03:00:00Z", date(2026, 1, 1), id="without fractions"),
    ],
)
def test_a_midnight_in_chile_is_its_day_whatever_the_clocks(instant: str, day: date) -> None:
    assert fetch((instant, 941.2), since=date(2010, 1, 1))["event_date"].unique().to_list() == [day]


def test_the_newest_first_becomes_the_oldest_first() -> None:
    published = fetch(
        ("2026-10-27T03:00:00.000Z", 940.02),
        ("2026-10-26T03:00:00.000Z", None),
        ("2026-10-23T03:00:00.000Z", 938.15),
    )

    assert published["value"].to_list() == [938.15, 940.02]


def test_a_change_of_prices_is_a_factor_and_known_the_month_after() -> None:
    published = fetch(
        ("2026-09-01T03:00:00.000Z", -0.2),
        ("2026-08-01T04:00:00.000Z", 0),
        series=IPC,
        since=date(2026, 8, 1),
        as_of=datetime(2026, 10, 9, 11, 59, tzinfo=UTC),
    )

    assert published.select("event_date", "value").rows() == [(date(2026, 8, 1), 1.0)]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"codigo": "dolar"}', "something else than the days of dolar in 2026"),
        (mindicador_answer(code="uf"), "something else"),
        (b'{"serie": {"fecha": 1}}', "without a list"),
        (b'{"serie": [{"fecha": "2026-10-26T03:00:00.000Z"}]}', "a value that is not one"),
        (mindicador_answer(("2026-10-26", 941.2), ("2026-10-26T15:00:00Z", 1)), "a date belongs"),
        (mindicador_answer(("26-10-2026", 941.2)), "'26-10-2026' where a date belongs"),
        (mindicador_answer((None, 941.2)), "'None' where"),  # ty: ignore[invalid-argument-type]
        (mindicador_answer(("2026-10-26T03:00:00.000Z", "dear")), "the value 'dear'"),
        (mindicador_answer(("2026-10-26T03:00:00.000Z", True)), "the value 'True'"),
        (mindicador_answer(("2026-10-26T03:00:00.000Z", [1])), "the value '[1]'"),
        (mindicador_answer(("2026-10-26T03:00:00.000Z", 10**400)), "the value '1000"),
        (mindicador_answer(("2026-10-26T03:00:00.000Z", float("inf"))), "the value 'inf'"),
        (mindicador_answer(("2026-10-26T03:00:00.000Z", "941,2")), "the value '941,2'"),
    ],
)
def test_anything_but_the_days_of_the_year_is_refused(body: bytes, said: str) -> None:
    with serving(answer(body)) as server, pytest.raises(SourceError, match="mindicador") as caught:
        Mindicador(server.url).fetch([OBSERVED], since={OBSERVED: FRIDAY}, as_of=AS_OF)

    assert said in caught.value.what


def test_a_number_that_is_none_is_no_value() -> None:
    assert fetch(("2026-10-26T03:00:00.000Z", float("nan"))).is_empty()

"""FRED: a file without a key, a service with one, and each series at its own hour."""

import json
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest

from forexlib.core.errors import SourceError
from forexlib.sources.fred import Fred
from forexlib.sources.secret import Secret
from tests.sources.web_server import answer, serving
from tests.sources.worlds import AS_OF, FRIDAY, utc

DGS10, DFF, DOLLAR = "fred/DGS10", "fred/DFF", "fred/DTWEXBGS"
LATER = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


def fetch(text: str, *, series: str = DGS10, as_of: datetime = LATER) -> pl.DataFrame:
    with serving(answer(text.encode())) as server:
        return Fred(files_url=server.url).fetch(
            [series], since={series: date(2026, 1, 1)}, as_of=as_of
        )


def days(published: pl.DataFrame) -> list[tuple[object, ...]]:
    return published.select("event_date", "value").rows()


@pytest.mark.parametrize("header", ["observation_date,DGS10", "DATE,DGS10"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_is_read_whichever_header_it_has(header: str, end: str) -> None:
    text = end.join([header, "2026-10-23,4.21", "2026-10-26,.", "2026-10-27,", ""])

    assert days(fetch(text)) == [(FRIDAY, 4.21)]


def test_the_line_that_was_cut_off_is_left_out() -> None:
    assert days(fetch("observation_date,DGS10\n2026-10-23,4.21\n2026-10-26,4.")) == [(FRIDAY, 4.21)]


def test_a_file_is_asked_for_with_its_days() -> None:
    with serving(answer(b"observation_date,DGS10\n")) as server:
        Fred(files_url=server.url).fetch([DGS10], since={DGS10: FRIDAY}, as_of=AS_OF)

    [path] = server.paths
    assert path == "/?id=DGS10&cosd=2026-10-23&coed=2026-10-27"


def test_the_service_is_asked_with_the_key() -> None:
    values = [{"date": "2026-10-23", "value": "4.21"}, {"date": "2026-10-26", "value": "."}]
    body = json.dumps({"observations": values}).encode()

    with serving(answer(body)) as server:
        published = Fred(Secret("abc"), service_url=server.url).fetch(
            [DGS10], since={DGS10: FRIDAY}, as_of=AS_OF
        )

    [asked] = [parse_qs(urlsplit(path).query) for path in server.paths]
    assert days(published) == [(FRIDAY, 4.21)]
    assert asked == {
        "series_id": ["DGS10"],
        "api_key": ["abc"],
        "file_type": ["json"],
        "observation_start": ["2026-10-23"],
        "observation_end": ["2026-10-27"],
    }


def test_a_key_that_nobody_knows_is_refused() -> None:
    told = b'{"error_code": 400, "error_message": "Bad Request. The value for variable api_key..."}'

    with (
        serving(answer(told, status=400)) as server,
        pytest.raises(SourceError, match=r"refused the credentials.*FOREX_FRED_KEY"),
    ):
        Fred(Secret("abc"), service_url=server.url).fetch([DGS10], since={}, as_of=AS_OF)


def test_a_day_is_public_on_the_evening_of_the_next_business_day() -> None:
    text = "observation_date,DGS10\n2026-10-23,4.21\n2026-10-30,4.3\n"

    published = fetch(text)

    assert published["available_at"].to_list() == [
        utc(date(2026, 10, 26), 22),
        utc(date(2026, 11, 2), 23),  # the clocks of New York went back in between
    ]


def test_a_weekend_comes_out_with_its_friday() -> None:
    text = "observation_date,DFF\n2026-10-23,3.9\n2026-10-24,3.9\n2026-10-25,3.9\n"

    published = fetch(text, series=DFF)

    assert published["available_at"].unique().to_list() == [utc(date(2026, 10, 26), 22)]


def test_a_week_of_the_dollar_index_comes_out_on_the_monday_after() -> None:
    text = "observation_date,DTWEXBGS\n" + "".join(
        f"2026-10-{day},120.{day}\n" for day in (19, 20, 21, 22, 23, 26)
    )

    monday = fetch(text, series=DOLLAR, as_of=utc(date(2026, 10, 26), 22))
    sunday = fetch(text, series=DOLLAR, as_of=utc(date(2026, 10, 25), 22))

    assert monday["event_date"].to_list() == [date(2026, 10, day) for day in (19, 20, 21, 22, 23)]
    assert sunday.is_empty()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "without a table of DGS10"),
        ("observation_date,DFF\n2026-10-23,4.21\n", "without a table of DGS10"),
        ("observation_date,DGS10,DFF\n", "without a table"),
        ("observation_date,DGS10\n2026-10-23;4.21\n", "the line '2026-10-23;4.21'"),
        ("observation_date,DGS10\n23-10-2026,4.21\n", "where a date belongs"),
        ("observation_date,DGS10\n2026-10-23,4,21\n", "the value '4,21'"),
        ("observation_date,DGS10\n2026-10-23,-0.1\n", "the value '-0.1'"),
        ("observation_date,DGS10\n2026-10-23,1\n2026-10-23,2\n", "two values of fred/DGS10"),
    ],
)
def test_anything_but_the_table_is_refused(text: str, said: str) -> None:
    with pytest.raises(SourceError, match="FRED") as caught:
        fetch(text)

    assert said in caught.value.what


@pytest.mark.parametrize(
    ("body", "said"),
    [(b"{}", "without observations"), (b'{"observations": [1]}', "a value that is not one")],
)
def test_anything_but_observations_is_refused(body: bytes, said: str) -> None:
    with serving(answer(body)) as server, pytest.raises(SourceError, match=said):
        Fred(Secret("abc"), service_url=server.url).fetch([DGS10], since={}, as_of=AS_OF)

"""Own rates from a file: what is read, and what is refused with file, row and remedy."""

from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forexlib.core.errors import SettingsError, SourceError
from forexlib.sources.csv_file import parse_series, read_csv
from tests.examples import examples

OBSERVED, FIXING = "dolar_observado/USDCLP", "nbp_fixing/USDCLP"
AS_OF = datetime(2024, 3, 8, 21, 0, tzinfo=UTC)  # Friday, 18:00 in Santiago
FRIDAY, MONDAY = date(2024, 3, 1), date(2024, 3, 4)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rates.csv"


def read(file: Path, content: str | bytes, *, known: str | None = None) -> pl.DataFrame:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_csv(file, series=OBSERVED, as_of=AS_OF, available_at_column=known)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("date,value\n2024-03-01,950.25\n2024-03-04,1001.5\n", id="ISO"),
        pytest.param("fecha;valor\n01-03-2024;950,25\n04-03-2024;1001,5\n", id="Spanish Excel"),
        pytest.param("fecha;valor\n01-03-2024;950,25\n04-03-2024;1.001,50\n", id="thousands"),
        pytest.param("date;value\n2024-03-01;950.25\n2024-03-04;1001.5\n", id="points and ;"),
        pytest.param("date\tvalue\n2024-03-01\t950,25\n2024-03-04\t1001,5\n", id="tabs"),
        pytest.param("\ufeffdate,value\r\n2024-03-01,950.25\r\n2024-03-04,1001.5", id="BOM, CRLF"),
        pytest.param('"Date","Value"\n"2024-03-01","950.25"\n"2024-03-04","1001.5"', id="quotes"),
        pytest.param("value,note,date\n950.25,,2024-03-01\n1001.5,x,2024-03-04\n", id="order"),
        pytest.param(" Fecha ; Valor \n\n 01-03-2024 ; 950,25\n;\n04-03-2024;1001,5", id="spaces"),
        pytest.param("date,value\n2024-03-04,1001.5\n2024-03-01,950.25\n", id="newest first"),
        pytest.param("date,value\n2024-03-01,9.5025e2\n2024-03-04,1001.5\n", id="exponent"),
        pytest.param("event_date,rate\n2024-03-01,950.25\n" + 2 * "2024-03-04,1001.5\n", id="x2"),
    ],
)
def test_one_meaning_however_it_is_written(file: Path, content: str) -> None:
    published = read(file, content)

    assert published.rows() == [
        (OBSERVED, FRIDAY, datetime(2024, 2, 29, 21, 0, tzinfo=UTC), 950.25, "csv:rates.csv"),
        (OBSERVED, MONDAY, datetime(2024, 3, 1, 21, 0, tzinfo=UTC), 1001.5, "csv:rates.csv"),
    ]


def test_a_day_may_have_a_value_for_each_instant_it_was_revised_at(file: Path) -> None:
    content = (
        "date,value,Known\n"
        "2024-03-01,950.25,2024-02-29T18:00:00-03:00\n"
        "2024-03-01,950.30,2024-03-04T12:00:00Z\n"
        "2024-03-01,950.30,2024-03-04T09:00:00-03:00\n"
    )

    published = read(file, content, known="known")

    assert published["available_at", "value"].rows() == [
        (datetime(2024, 2, 29, 21, 0, tzinfo=UTC), 950.25),
        (datetime(2024, 3, 4, 12, 0, tzinfo=UTC), 950.30),
    ]


def test_a_value_may_be_public_as_long_before_its_day_as_its_quantity_says(file: Path) -> None:
    content = "date,value,known\n2024-03-11,950.25,2024-03-08T18:00:00-03:00\n"

    published = read(file, content, known="known")

    assert published["event_date"].to_list() == [date(2024, 3, 11)]


def test_an_unknown_quantity_is_public_at_six_in_santiago(file: Path) -> None:
    file.write_text("date,value\n2024-03-01,950.25\n", encoding="utf-8")

    published = read_csv(file, series="mine/USDCLP", as_of=AS_OF)

    assert published["available_at"].to_list() == [datetime(2024, 3, 1, 21, 0, tzinfo=UTC)]


def rows(*lines: str) -> str:
    return "\n".join(["date,value", "2024-03-01,950.25", *lines])


def semi(*lines: str) -> str:
    return "\n".join(["fecha;valor", "01-03-2024;950,25", *lines])


@pytest.mark.parametrize(
    ("content", "row", "what", "remedy"),
    [
        pytest.param("", None, "empty", "header", id="empty"),
        pytest.param("\n\n \n", None, "empty", "header", id="only blank lines"),
        pytest.param("date,value\n", None, "no rows", "Add a row", id="only a header"),
        pytest.param("date,volume\n1,2", 1, "no column with the rate", "'value'", id="no value"),
        pytest.param("when;valor\n1;2", 1, "no column with the date", "'fecha'", id="no date"),
        pytest.param("2024-03-01,950\n2024-03-04,951", 1, "no column", "Name", id="no header"),
        pytest.param("date,value,rate\n1,2,3", 1, "more than one", "just one", id="two values"),
        pytest.param(rows("2024-03-04,x"), 3, "'x' is not a number", "950.25", id="text"),
        pytest.param(rows("2024-03-04,ND"), 3, "'ND' is not", "leave out days", id="ND"),
        pytest.param(rows("2024-03-04,"), 3, "rate is missing", "leave out days", id="no rate"),
        pytest.param(rows("2024-03-04,nan"), 3, "'nan' is not a number", "950.25", id="nan"),
        pytest.param(rows("2024-03-04,inf"), 3, "'inf' is not a number", "950.25", id="inf"),
        pytest.param(rows("2024-03-04,1e999"), 3, "cannot be a rate", "finite", id="overflow"),
        pytest.param(rows("2024-03-04,-950"), 3, "cannot be a rate", "above zero", id="negative"),
        pytest.param(rows("2024-03-04,0"), 3, "'0' cannot be a rate", "above zero", id="zero"),
        pytest.param(rows("2024-03-04,9_50"), 3, "not a number", "950.25", id="underscore"),
        pytest.param(rows("2024-03-04,٩٥٠"), 3, "not a number", "950.25", id="other digits"),
        pytest.param(rows('2024-03-04,"1,001.5"'), 3, "not a number", "950.25", id="1,001.5"),
        pytest.param(rows("2024-03-04,950,25"), 3, "3 fields", "needs ';'", id="decimal comma"),
        pytest.param(rows("2024-03-04"), 3, "1 fields where the header has 2", "row", id="short"),
        pytest.param(semi("04-03-2024;950.25"), 3, "'950.25' is not", "950,25", id="both marks"),
        pytest.param("date;value\n2024-03-01;1.001", 2, "a fraction or", "comma", id="1.001"),
        pytest.param(rows(",950.25"), 3, "date is missing", "2024-03-31", id="no day"),
        pytest.param(rows("soon,950.25"), 3, "'soon' is not a date", "31-03-2024", id="no date "),
        pytest.param(rows("2024-02-30,950"), 3, "'2024-02-30' is not", "2024-03-31", id="30 Feb"),
        pytest.param(rows("03/04/2024,950"), 3, "is not a date", "31-03-2024", id="either month"),
        pytest.param(rows("20240304,950"), 3, "is not a date", "2024-03-31", id="no dashes"),
        pytest.param(semi("31-13-2024;950"), 3, "is not a date", "31-03-2024", id="month 13"),
        pytest.param(rows("0024-03-04,950"), 3, "outside the years", "year", id="year 24"),
        pytest.param(rows("2024-03-01,950.26"), 3, "950.25 in row 2", "Keep one", id="2 rates"),
        pytest.param(rows("2024-03-15,950"), 3, "in the future", "Leave", id="beyond the lead"),
        pytest.param(rows("2024-03-12,950"), 3, "not yet", "Leave the row out", id="tomorrow"),
        pytest.param(rows('2024-03-04,"950'), 3, "cannot be read", "quotes", id="open quote"),
        pytest.param(rows('2024-03-04,"950', '1"'), 3, "same line", "quotes", id="two lines"),
        pytest.param(rows('2024-03-04,"9"50'), 3, "cannot be read", "quotes", id="quote inside"),
        pytest.param("date,value\n2024-03-04,Ñ".encode("latin-1"), 2, "0xd1", "UTF-8", id="latin"),
        pytest.param(rows().encode("utf-16"), None, "in UTF-16", "CSV UTF-8", id="UTF-16"),
        pytest.param(rows().encode("utf-16-le"), 1, "is not text", "CSV UTF-8", id="no mark"),
        pytest.param(b"PK\x03\x04\x14\x00\x06\x00\x08", 1, "is not text", "UTF-8", id="an .xlsx"),
        pytest.param(b"\x89\x8f\xfe\xfd\n", 1, "is not UTF-8", "CSV UTF-8", id="junk"),
    ],
)
def test_one_wrong_row_refuses_the_file(
    file: Path, content: str | bytes, row: int | None, what: str, remedy: str
) -> None:
    with pytest.raises(SourceError) as caught:
        read(file, content)

    where = "rates.csv: " if row is None else f"rates.csv, row {row}: "
    assert caught.value.what.startswith(where)
    assert what in caught.value.what
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(
    ("lines", "row", "what", "remedy"),
    [
        pytest.param(["2024-03-01,950,"], 2, "instant is missing", "Write", id="missing"),
        pytest.param(["2024-03-01,950,soon"], 2, "'soon' is not an instant", "Write", id="text"),
        pytest.param(
            ["2024-03-01,950,2024-03-01T18:00:00"], 2, "no time zone", "offset", id="naive"
        ),
        pytest.param(["2024-03-01,950,2024-03-01"], 2, "no time zone", "offset", id="only a date"),
        pytest.param(
            ["2024-03-01,950,2024-03-08T21:00:01Z"], 2, "not yet", "Correct", id="after as_of"
        ),
        pytest.param(
            ["2024-03-08,950,2024-03-01T12:00:00Z"], 2, "cannot have been", "Correct", id="early"
        ),
        pytest.param(
            ["2024-03-01,950,0001-01-01T00:00:00+14:00"], 2, "not an instant", "Write", id="year 0"
        ),
        pytest.param(
            ["2024-03-01,950,1024-03-01T18:00:00Z"], 2, "outside the years", "year", id="1024"
        ),
        pytest.param(
            ["2024-03-01,950,2024-03-01T18:00:00-03:00", "2024-03-01,951,2024-03-01T21:00:00Z"],
            3,
            "951.0 here and 950.0 in row 2",
            "Keep one",
            id="two values at one instant",
        ),
    ],
)
def test_one_wrong_instant_refuses_the_file(
    file: Path, lines: list[str], row: int, what: str, remedy: str
) -> None:
    content = "\n".join(["date,value,known", *lines])

    with pytest.raises(SourceError) as caught:
        read(file, content, known="known")

    assert caught.value.what.startswith(f"rates.csv, row {row}: ")
    assert what in caught.value.what
    assert remedy in caught.value.remedy


def test_a_column_of_instants_that_is_not_there_is_refused(file: Path) -> None:
    with pytest.raises(SourceError, match=r"rates\.csv, row 1: .*instant.*'known'"):
        read(file, rows(), known="known")


def test_a_fixing_of_today_is_refused_before_it_is_public(file: Path) -> None:
    file.write_text("date,value\n2024-03-08,950\n", encoding="utf-8")

    with pytest.raises(SourceError, match=r"row 2: .*public at 2024-03-08 11:15 UTC, not yet"):
        read_csv(file, series=FIXING, as_of=datetime(2024, 3, 8, 11, 14, tzinfo=UTC))


@pytest.mark.parametrize(
    ("name", "what"),
    [
        pytest.param("absent.csv", r"absent\.csv: there is no file", id="missing"),
        pytest.param("", "this is a folder", id="a folder"),
        pytest.param("a\0b.csv", "cannot be opened", id="a zero in the name"),
        pytest.param("x" * 300, "cannot be opened", id="a name too long"),
    ],
)
def test_what_is_no_file_is_refused(tmp_path: Path, name: str, what: str) -> None:
    with pytest.raises(SourceError, match=what):
        read_csv(tmp_path / name, series=OBSERVED, as_of=AS_OF)


def test_a_device_is_no_file() -> None:
    with pytest.raises(SourceError, match="this is not a file"):
        read_csv(Path("/dev/zero"), series=OBSERVED, as_of=AS_OF)


@settings(examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(junk=st.binary(max_size=60) | st.text(',;\t"0123456789-.\n\r é', max_size=60))
def test_junk_is_refused_and_nothing_else_is_raised(file: Path, junk: bytes | str) -> None:
    content = junk if isinstance(junk, bytes) else "date,value\n2024-03-01,950\n" + junk

    with suppress(SourceError):
        assert FRIDAY in read(file, content)["event_date"]


def test_a_series_is_named_by_quantity_and_instrument() -> None:
    assert parse_series(" dolar_observado/usdclp ") == OBSERVED


@pytest.mark.parametrize("text", ["dolar_observado", "/USDCLP", "dolar_observado/", "", "a/b/c"])
def test_a_name_without_either_part_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(SettingsError, match=r"dolar_observado/USDCLP|Use letters"):
        parse_series(text)

"""Names of series, and what is known of a quantity beforehand."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from forexlib.core.errors import SettingsError
from forexlib.core.series import (
    INSTRUMENTS,
    NBP_FIXING,
    QUANTITIES,
    quantity_of,
    quote_currency,
    series_name,
)
from forexlib.sources.availability import available_at


def test_a_series_is_its_quantity_and_its_instrument() -> None:
    assert series_name("nbp_fixing", "USDCLP") == "nbp_fixing/USDCLP"


@pytest.mark.parametrize("part", ["", "a/b", "dólar", "a b", "a'b", "a\n"])
def test_a_name_with_other_characters_is_refused(part: str) -> None:
    with pytest.raises(SettingsError, match="letters, digits"):
        series_name(part, "USDCLP")
    with pytest.raises(SettingsError, match="letters, digits"):
        series_name("nbp_fixing", part)


def test_each_quantity_is_kept_under_its_own_name() -> None:
    assert {name: quantity.name for name, quantity in QUANTITIES.items()} == {
        name: name for name in QUANTITIES
    }
    assert quantity_of("nbp_fixing/USDCLP") is QUANTITIES[NBP_FIXING]


def test_an_unknown_quantity_is_published_in_santiago_at_six() -> None:
    unknown = quantity_of("mine/USDCLP")

    assert (unknown.name, unknown.market, unknown.lead_days) == ("mine", "santiago", 0)
    assert unknown.available_at(date(2026, 7, 1)) == datetime(2026, 7, 1, 22, 0, tzinfo=UTC)


def test_a_fixing_is_public_at_a_quarter_past_twelve_in_warsaw() -> None:
    fixing = quantity_of("nbp_fixing/USDCLP")

    assert fixing.available_at(date(2026, 7, 1)) == datetime(2026, 7, 1, 10, 15, tzinfo=UTC)
    assert fixing.available_at(date(2026, 12, 1)) == datetime(2026, 12, 1, 11, 15, tzinfo=UTC)


def test_the_quote_currency_is_what_a_dollar_is_paid_in() -> None:
    assert quote_currency("USDCLP") == "CLP"


def test_every_quantity_is_defined_in_one_sentence_and_has_a_unit() -> None:
    known = [*QUANTITIES.values(), *INSTRUMENTS.values()]

    assert [q.title for q in known if not q.unit] == []
    assert [q.title for q in known if not q.definition.endswith(".")] == []
    assert [q.title for q in known if ". " in q.definition.replace("EE. UU. ", "")] == []


def test_an_instrument_may_have_a_rule_of_its_own() -> None:
    weekly, daily = quantity_of("fred/DTWEXBGS"), quantity_of("fred/UNKNOWN")

    assert (weekly.name, weekly.release) == ("fred", "weekly")
    assert daily is QUANTITIES["fred"]
    assert {series.partition("/")[0] for series in INSTRUMENTS} <= QUANTITIES.keys()
    assert [name for name, q in INSTRUMENTS.items() if not name.startswith(q.name + "/")] == []


DAYS = [date(2024, 1, 1) + timedelta(days=i) for i in range(1096)]
FRIDAY, MONDAY, TUESDAY = date(2026, 10, 23), date(2026, 10, 26), date(2026, 10, 27)


@pytest.mark.parametrize(
    ("series", "day", "public"),
    [
        pytest.param("cobre/USDLB", FRIDAY, MONDAY, id="lag over a weekend"),
        pytest.param("cobre/USDLB", date(2026, 9, 17), date(2026, 9, 21), id="over holidays"),
        pytest.param("fred/DFF", date(2026, 10, 24), MONDAY, id="a Saturday with its Friday"),
        pytest.param("fred/DFF", date(2026, 11, 26), date(2026, 11, 27), id="Thanksgiving"),
        pytest.param("fred/DTWEXBGS", date(2026, 10, 19), MONDAY, id="a week from its Monday"),
        pytest.param("fred/DTWEXBGS", FRIDAY, MONDAY, id="to its Friday"),
        pytest.param("fred/DTWEXBGS", MONDAY, date(2026, 11, 2), id="and the next"),
        pytest.param("fred/DTWEXBGS", date(2026, 9, 4), date(2026, 9, 8), id="Labor Day"),
        pytest.param("ipc/CLP", date(2026, 9, 1), date(2026, 10, 9), id="a month"),
        pytest.param("ipc/CLP", date(2026, 12, 1), date(2027, 1, 11), id="ninth a Saturday"),
        pytest.param("uf/CLFCLP", date(2026, 10, 9), date(2026, 9, 9), id="the last of a UF"),
        pytest.param("uf/CLFCLP", date(2026, 10, 10), date(2026, 10, 9), id="the first"),
        pytest.param("uf/CLFCLP", date(2026, 1, 9), date(2025, 12, 9), id="over new year"),
        pytest.param("uf/CLFCLP", date(2026, 3, 1), date(2026, 2, 9), id="a short month"),
        pytest.param("tpm/CLP", TUESDAY, TUESDAY, id="its own day"),
        pytest.param("dolar_observado/USDCLP", MONDAY, FRIDAY, id="lead over a weekend"),
        pytest.param("yahoo_close/USDCLP", FRIDAY, FRIDAY, id="a day of London"),
    ],
)
def test_each_quantity_is_public_on_its_day(series: str, day: date, public: date) -> None:
    quantity = quantity_of(series)

    instant = quantity.available_at(day)

    assert instant.astimezone(ZoneInfo(quantity.zone)).date() == public


@pytest.mark.parametrize("series", [*INSTRUMENTS, *(f"{name}/X" for name in QUANTITIES)])
def test_nothing_is_dated_further_ahead_than_it_says(series: str) -> None:
    quantity = quantity_of(series)

    known = [quantity.available_at(day).astimezone(ZoneInfo(quantity.zone)) for day in DAYS]

    ahead = [(day - public.date()).days for day, public in zip(DAYS, known, strict=True)]
    assert max(ahead) <= quantity.lead_days


@pytest.mark.parametrize("series", [*INSTRUMENTS, *(f"{name}/X" for name in QUANTITIES)])
def test_a_column_of_instants_is_that_of_each_day(series: str) -> None:
    quantity = quantity_of(series)

    column = pl.DataFrame({"event_date": DAYS}).select(available_at(quantity)).to_series()

    assert column.dtype == pl.Datetime("us", "UTC")
    assert column.to_list() == [quantity.available_at(day) for day in DAYS]


@pytest.mark.parametrize("pair", ["", "CLP", "CLPUSD", "USDUSD", "usdclp", "USDCLPX", "USD/CLP"])
def test_anything_but_dollars_in_another_currency_is_refused(pair: str) -> None:
    with pytest.raises(SettingsError, match="for example USDCLP or USDBRL"):
        quote_currency(pair)

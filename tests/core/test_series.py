"""Names of series, and what is known of a quantity beforehand."""

from datetime import UTC, date, datetime

import pytest

from forexlib.core.errors import SettingsError
from forexlib.core.series import (
    NBP_FIXING,
    QUANTITIES,
    quantity_of,
    quote_currency,
    series_name,
)


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


@pytest.mark.parametrize("pair", ["", "CLP", "CLPUSD", "USDUSD", "usdclp", "USDCLPX", "USD/CLP"])
def test_anything_but_dollars_in_another_currency_is_refused(pair: str) -> None:
    with pytest.raises(SettingsError, match="for example USDCLP or USDBRL"):
        quote_currency(pair)

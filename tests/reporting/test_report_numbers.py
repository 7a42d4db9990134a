from datetime import date

import pytest

from forexlib.reporting.numbers import Numerals

ES, EN = Numerals("es"), Numerals("en")
DAY = date(2026, 10, 26)


def test_numbers_have_the_signs_of_their_language() -> None:
    assert ES.rate(1015.138) == "1.015,14"
    assert EN.rate(1015.138) == "1,015.14"
    assert ES.count(1070) == "1.070"


def test_percents_keep_their_sign_on_the_line_in_spanish_and_touch_it_in_english() -> None:
    assert ES.percent(50.0) == "50,0\u00a0%"
    assert EN.percent(50.0) == "50.0%"


def test_a_sign_is_a_minus_and_never_stands_before_zero() -> None:
    assert ES.change(-0.474) == "−0,47"
    assert ES.change(0.474) == "+0,47"
    assert ES.change(-0.004) == "0,00"
    assert ES.number(-0.004, 2) == "0,00"


def test_days_do_not_break() -> None:
    assert ES.day(DAY) == "26\u2011oct\u20112026"
    assert EN.day(DAY, year=False) == "26\u2011Oct"
    assert ES.long_day(DAY) == "26 de octubre de 2026"
    assert EN.long_day(DAY) == "26 October 2026"


@pytest.mark.parametrize(
    ("rate", "shown"), [(995.26, "995,26"), (4.9656, "4,9656"), (0.92, "0,92000")]
)
def test_rates_have_five_digits_that_count(rate: float, shown: str) -> None:
    assert Numerals.for_rate(rate, "es").rate(rate) == shown


def test_round_levels_have_no_needless_zeros() -> None:
    assert ES.level(1000.0) == "1.000"
    assert ES.level(987.5) == "987,5"


def test_what_is_missing_is_a_dash() -> None:
    assert [ES.rate(None), ES.percent(None), ES.ratio(None)] == ["–", "–", "–"]


def test_lists_end_in_the_languages_conjunction() -> None:
    assert ES.listed(["7", "15", "30"]) == "7, 15 y 30"
    assert EN.listed(["7"]) == "7"

"""Round numbers and days for axes."""

from datetime import date

import pytest

from forexlib.reporting.dashboard.axes import round_days, round_numbers


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (921.0, 1027.0, [940.0, 960.0, 980.0, 1000.0, 1020.0]),
        (0.0, 100.0, [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]),
        (0.91, 1.04, [0.92, 0.94, 0.96, 0.98, 1.0, 1.02, 1.04]),
    ],
)
def test_numbers_are_round_and_within(low: float, high: float, found: list[float]) -> None:
    assert round_numbers(low, high, most=5) == pytest.approx(found)


def test_short_spans_have_mondays() -> None:
    days = round_days(date(2026, 9, 2), date(2026, 10, 5), most=9)

    assert days == [date(2026, 9, 7), *(date(2026, 9, day) for day in (14, 21, 28)), days[-1]]
    assert days[-1] == date(2026, 10, 5)


def test_long_spans_have_firsts_of_months() -> None:
    days = round_days(date(2025, 2, 10), date(2026, 10, 26), most=4)

    assert days == [date(2025, 7, 1), date(2026, 1, 1), date(2026, 7, 1)]


def test_a_single_day_has_at_most_itself() -> None:
    assert round_days(date(2026, 9, 7), date(2026, 9, 7), most=4) == [date(2026, 9, 7)]

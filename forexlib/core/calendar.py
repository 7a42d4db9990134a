"""Business days of each market, target dates, and the instants at which things happen.

Civil dates carry no zone; an instant is always UTC. The two meet here and nowhere else.
Holidays come from the `holidays` package: Poland for the NBP's fixings, Chile's public and bank
holidays for rates set in Santiago, the United States for rates set in New York. What the file
`calendars/overrides.toml` says of a day goes before it; with it, the calendar of Warsaw has exactly
the days on which the NBP published since 2000.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import get_args
from zoneinfo import ZoneInfo

import holidays
import numpy as np

from forexlib.core.errors import SettingsError
from forexlib.core.overrides import Market, amended, packaged_overrides

FIRST_YEAR, LAST_YEAR = 1998, 2049


@cache
def business_calendar(market: Market) -> np.busdaycalendar:
    """Weekdays that are no holiday of `market`, from 1998 to 2049; overrides go before holidays."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    match market:
        case "warsaw":
            closed = holidays.country_holidays("PL", years=years)
        case "santiago":
            closed = holidays.country_holidays("CL", years=years, categories=("public", "bank"))
        case "new_york":
            closed = holidays.country_holidays("US", years=years)
        case _:
            raise SettingsError(
                f"There is no calendar for the market {market!r}.",
                remedy=f"Use one of {', '.join(get_args(Market))}.",
            )
    days = amended([*closed], packaged_overrides(), market=market)
    return np.busdaycalendar(holidays=days)


def target_date(origin: date, *, horizon_days: int, market: Market) -> date:
    """`origin` plus `horizon_days` calendar days, rolled forward to a business day of `market`."""
    aimed = np.datetime64(origin, "D") + horizon_days
    rolled = np.busday_offset(aimed, 0, roll="forward", busdaycal=business_calendar(market))
    return rolled.astype(date)


def expected_fixings(origin: date, target: date, *, market: Market) -> int:
    """How many business days of `market` lie in (origin, target]: the horizon in trading days."""
    after, end = np.datetime64(origin, "D") + 1, np.datetime64(target, "D") + 1
    return int(np.busday_count(after, end, busdaycal=business_calendar(market)))


def business_days_before(day: date, count: int, *, market: Market) -> date:
    """The business day of `market` that lies `count` business days before `day`; `day` for 0."""
    if count == 0:
        return day
    moved = np.busday_offset(day, -count, roll="forward", busdaycal=business_calendar(market))
    return moved.astype(date)


def instant(day: date, at: time, *, zone: str) -> datetime:
    """The UTC instant at which clocks in `zone` show `at` on `day`.

    A wall time that the clocks skip is taken as if they had not yet moved, and of a wall time
    shown twice the first is taken (PEP 495, fold 0): both are instants that exist.
    """
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def local_date(moment: datetime, *, zone: str) -> date:
    """The civil date that a calendar in `zone` shows at the instant `moment`."""
    return moment.astimezone(ZoneInfo(zone)).date()


def business_days_between(first: date, last: date, *, market: Market) -> int:
    """How many business days of `market` have passed after `first`, up to and including `last`."""
    return max(0, expected_fixings(first, last, market=market))


def quarter_start(day: date) -> date:
    """The first civil day of the quarter `day` lies in."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def year_start(day: date) -> date:
    """The first civil day of the year `day` lies in."""
    return date(day.year, 1, 1)


def each_day(first: date, last: date, *, step: int = 1) -> list[date]:
    """Every `step`-th civil day from `first` to `last`, both ends included where they fall."""
    return [first + timedelta(days=i) for i in range(0, (last - first).days + 1, step)]

"""How old a series may be, and what follows when it is older.

A value is overdue from the instant on at which it should have become public.

| state | overdue, business days | a regressor is | the target is |
|---|---|---|---|
| fresh | up to `late` | used | forecast |
| late | more | used and labelled | labelled; the next source is asked |
| left out | older than models carry a value on | unknown, labelled | |
| silent | `silent` or more | | as late; not mailed, operations told |
| dead | `dead` or more | unknown, labelled, operations told | as silent |
| absent | nothing is stored | unknown, labelled | refused |

A forecast never waits for a regressor. A target's "next source" is one of the same quantity, which
ingestion asks of itself; horizons whose target day has passed are refused one by one
(`forexlib.engine.forecast`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from forexlib.core.calendar import (
    business_days_between,
    instant,
    local_date,
    target_date,
)
from forexlib.core.series import Quantity, quantity_of

Role = Literal["target", "regressor"]
State = Literal["fresh", "late", "left out", "silent", "dead", "absent"]
Consequence = Literal["used", "labelled", "left out", "next source", "operations", "not mailed"]
Language = Literal["es", "en"]


@dataclass(frozen=True, slots=True)
class AgeRules:
    """How old is too old.

    Attributes:
        late: Business days overdue, more than which are late.
        silent: Business days overdue from which on the market is not told.
        dead: Business days overdue from which on a series is dead.
        carried: For how long models carry a regressor's last value on; 10 days in
            `forexlib.features.history`.
    """

    late: int = 4
    silent: int = 10
    dead: int = 30
    carried: timedelta = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Age:
    """How old a series is.

    Attributes:
        series: Which.
        newest: Its last event date; None: nothing is stored.
        overdue: Business days of its market for which the next value is overdue; 0: it is not.
        state: What that makes it.
        follows: What is done about it.
    """

    series: str
    newest: date | None
    overdue: int
    state: State
    follows: tuple[Consequence, ...]

    def label(self, language: Language = "es", day: Callable[[date], str] = str) -> str:
        """One line for people, its date as `day` writes it; "" of a fresh series."""
        since = day(self.newest) if self.newest else ""
        said = _LABELS[language][self.state]
        return said.format(series=self.series, since=since, days=self.overdue)


_FOLLOWS: Final[Mapping[tuple[Role, State], tuple[Consequence, ...]]] = {
    ("regressor", "fresh"): ("used",),
    ("regressor", "late"): ("used", "labelled"),
    ("regressor", "left out"): ("left out", "labelled"),
    ("regressor", "dead"): ("left out", "labelled", "operations"),
    ("regressor", "absent"): ("left out", "labelled"),
    ("target", "fresh"): ("used",),
    ("target", "late"): ("used", "next source", "labelled"),
    ("target", "silent"): ("used", "next source", "labelled", "operations", "not mailed"),
    ("target", "dead"): ("used", "next source", "labelled", "operations", "not mailed"),
    ("target", "absent"): ("next source", "operations", "not mailed"),
}

_LABELS: Final[Mapping[Language, Mapping[State, str]]] = {
    "es": {
        "fresh": "",
        "late": "{series}: último valor del {since}, {days} días hábiles de atraso.",
        "left out": "{series}: último valor del {since}; el pronóstico no lo usa.",
        "silent": "{series}: último valor del {since}, {days} días hábiles de atraso.",
        "dead": "{series}: sin valores desde el {since} ({days} días hábiles de atraso).",
        "absent": "{series}: no hay valores.",
    },
    "en": {
        "fresh": "",
        "late": "{series}: last value of {since}, {days} business days overdue.",
        "left out": "{series}: last value of {since}; the forecast does not use it.",
        "silent": "{series}: last value of {since}, {days} business days overdue.",
        "dead": "{series}: no value since {since} ({days} business days overdue).",
        "absent": "{series}: there is no value.",
    },
}

USUAL: Final = AgeRules()


def age(
    series: str, newest: date | None, *, role: Role, now: datetime, rules: AgeRules = USUAL
) -> Age:
    """How old a series is whose last event date is `newest`, and what follows."""
    if newest is None:
        return Age(series, None, 0, "absent", _FOLLOWS[role, "absent"])
    quantity = quantity_of(series)
    overdue = overdue_days(quantity, newest, now=now)
    state: State = "fresh"
    if overdue > 0 and role == "regressor":
        carried_until = newest + rules.carried
        state = _first(
            ("dead", overdue >= rules.dead),
            ("left out", local_date(now, zone=quantity.zone) > carried_until),
            ("late", overdue > rules.late),
        )
    elif overdue > 0:
        state = _first(
            ("dead", overdue >= rules.dead),
            ("silent", overdue >= rules.silent),
            ("late", overdue > rules.late),
        )
    return Age(series, newest, overdue, state, _FOLLOWS[role, state])


def regressor_ages(
    newest: Mapping[str, date], series: Sequence[str], *, now: datetime, rules: AgeRules = USUAL
) -> tuple[Age, ...]:
    """Of the regressors `series` those that are not fresh, with the last event dates stored."""
    ages = (age(name, newest.get(name), role="regressor", now=now, rules=rules) for name in series)
    return tuple(one for one in ages if one.state != "fresh")


def together(ages: Sequence[Age], named: Callable[[str], str] = str) -> tuple[Age, ...]:
    """Those that stand alike as one, under all their names: a label says it once.

    Args:
        ages: Of several series.
        named: What people call a series.
    """
    alike: dict[tuple[State, date | None, int], list[Age]] = {}
    for one in ages:
        alike.setdefault((one.state, one.newest, one.overdue), []).append(one)
    return tuple(
        replace(same[0], series=", ".join(named(one.series) for one in same))
        for same in alike.values()
    )


def beside_origin(target: str, origin: date, *, as_of: datetime) -> datetime:
    """The instant at which a forecast's regressors count: when its newest fixing could be used.

    That is when the fixing was public and its day had begun, never after `as_of`: where the target
    is late itself, a regressor as late stands beside it as fresh as ever.
    """
    quantity = quantity_of(target)
    begun = instant(origin, time(0), zone=quantity.zone)
    return min(max(quantity.available_at(origin), begun), as_of)


def overdue_days(quantity: Quantity, newest: date, *, now: datetime) -> int:
    """Business days for which the value after that of `newest` is overdue, today included; 0: not.

    Example: the fixing of a Friday is not overdue on Monday morning; if at one o'clock there is no
    newer one, Monday's is for one day.
    """
    due = quantity.available_at(_next_day(quantity, newest))
    if due > now:
        return 0
    zone = quantity.zone
    first, today = local_date(due, zone=zone), local_date(now, zone=zone)
    return 1 + business_days_between(first, today, market=quantity.market)


def _next_day(quantity: Quantity, newest: date) -> date:
    """The event date that follows: the first of the next month, or the next business day."""
    if quantity.release == "monthly":
        return (newest.replace(day=1) + timedelta(days=32)).replace(day=1)
    return target_date(newest, horizon_days=1, market=quantity.market)


def _first(*found: tuple[State, bool]) -> State:
    return next((state for state, holds in found if holds), "fresh")

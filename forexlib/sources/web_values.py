"""From what a web service answers to contracted rows: numbers, days, instants."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

import dataframely as dy
import polars as pl

from forexlib.core.calendar import FIRST_YEAR, LAST_YEAR, local_date
from forexlib.core.credentials import REFUSED
from forexlib.core.errors import AnsweredInPart, SourceError
from forexlib.core.frames import Published
from forexlib.core.series import quantity_of
from forexlib.sources.csv_numbers import number
from forexlib.sources.web_service import Service

FIRST_DAY: Final = date(2010, 1, 1)
MISSING: Final = frozenset({"", ".", "nan", "nd", "n/d", "null"})
ISO: Final = r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})"
CHILEAN: Final = r"(?P<d>\d{2})-(?P<m>\d{2})-(?P<y>\d{4})"
Scale = Literal["as_is", "percent_change"]
MOST_FAILURES: Final = 2
"""So many series in a row that fail are the service's fault, and no more are asked for."""


@dataclass(frozen=True, slots=True)
class Remote:
    """How a service calls a series. Attributes: code; scale: a change of x percent is 1 + x/100."""

    code: str
    scale: Scale = "as_is"


@dataclass(frozen=True, slots=True)
class Question:
    """What is wanted of one series: its name, here and there, and the first and the last day."""

    series: str
    remote: Remote
    first: date
    last: date


Days = Mapping[date, float]


def questions(
    series: Sequence[str],
    declared: Mapping[str, Remote],
    *,
    since: Mapping[str, date],
    as_of: datetime,
    first_day: date,
) -> list[Question]:
    """What to ask for those of `series` that are `declared`; nothing where no day is left.

    The last day is that of `as_of` where the values are at home, plus what they may be dated ahead.
    """
    asked = []
    for name in dict.fromkeys(series):
        if name not in declared:
            continue
        quantity = quantity_of(name)
        last = local_date(as_of, zone=quantity.zone) + timedelta(days=quantity.lead_days)
        first = since.get(name, first_day)
        if first <= last:
            asked.append(Question(name, declared[name], first, last))
    return asked


def answers(
    asked: Sequence[Question], days: Callable[[Question], Days], *, source: str, as_of: datetime
) -> dy.DataFrame[Published]:
    """What the service answers to each question; one that fails takes no other with it.

    Args:
        asked: The questions, the most important first.
        days: Asks one.
        source: The service's name.
        as_of: Nothing public later is taken.

    Raises:
        AnsweredInPart: If some failed; holds what was answered to the others.
        SourceError: If all did, or the credentials are refused.
    """
    found: list[tuple[Question, Days]] = []
    failures: list[SourceError] = []
    in_a_row = 0
    for question in asked:
        try:
            found.append((question, days(question)))
            in_a_row = 0
        except SourceError as error:
            failures.append(error)
            in_a_row += 1
            if in_a_row == MOST_FAILURES or REFUSED in error.what:
                break
    told = published(found, source=source, as_of=as_of)
    if not failures:
        return told
    first = failures[0]
    if not found:
        raise first
    answered = [question for question, _ in found]
    without = ", ".join(one.series for one in asked if one not in answered)
    raise AnsweredInPart(
        f"{first.what} So there is nothing new of {without}.", remedy=first.remedy, published=told
    )


def published(
    found: Iterable[tuple[Question, Days]], *, source: str, as_of: datetime
) -> dy.DataFrame[Published]:
    """The values `found`, of the days asked for, as far as they were public by `as_of`."""
    rows = []
    for question, days in found:
        quantity = quantity_of(question.series)
        for day in sorted(days):
            public = quantity.available_at(day)
            if question.first <= day <= question.last and public <= as_of:
                rows.append((question.series, day, public, days[day], source))
    if not rows:
        return Published.create_empty()
    return Published.validate(
        pl.DataFrame(rows, schema=Published.column_names(), orient="row"), cast=True
    )


def gathered(
    values: Iterable[tuple[date, object]],
    question: Question,
    *,
    service: Service,
    comma: bool = False,
) -> dict[date, float]:
    """Each value by its day; a day whose value is missing has none.

    Args:
        values: As the service wrote them.
        question: What was asked.
        service: Whom an error names.
        comma: Whether a comma is a decimal one, and points beside it separate thousands.

    Raises:
        SourceError: If a value is no number above zero, or a day has two.
    """
    days: dict[date, float] = {}
    for day, written in values:
        value = _value(written, comma=comma)
        if value is None:
            continue
        if question.remote.scale == "percent_change":
            value = 1 + value / 100
        if not 0 < value < math.inf or not FIRST_YEAR <= day.year <= LAST_YEAR:
            service.refuse(
                f"with the value {service.excerpt(str(written))} for {question.series} on {day}"
            )
        if days.setdefault(day, value) != value:
            service.refuse(f"with two values of {question.series} for {day}")
    return days


def _value(written: object, *, comma: bool) -> float | None:
    """The number `written` is: None if it says there is none, NaN if it is something else."""
    if written is None:
        return None
    if isinstance(written, str):
        text = written.strip()
        if text.casefold() in MISSING:
            return None
        found = number(text, written="comma" if comma and "," in text else "point")
        return math.nan if found is None else found
    if isinstance(written, bool) or not isinstance(written, int | float):
        return math.nan
    try:
        return None if math.isnan(written) else float(written)
    except OverflowError:
        return math.inf


def records(found: object, *, keys: Collection[str], service: Service) -> list[dict[str, object]]:
    """The objects in the list `found`, each of which has `keys`; no list at all is an empty one.

    Raises:
        SourceError: If it is something else.
    """
    listed = [] if found is None else found
    if not isinstance(listed, list):
        service.refuse("without a list of values")
    for one in listed:
        if not isinstance(one, dict) or not one.keys() >= set(keys):
            service.refuse(f"with a value that is not one: {service.excerpt(str(one))}")
    return listed


def read_day(text: object, *, chilean: bool = False, service: Service) -> date:
    """The day that `text` says: as YYYY-MM-DD, or as DD-MM-YYYY where that is `chilean`.

    Raises:
        SourceError: If it says none.
    """
    written = re.fullmatch(CHILEAN if chilean else ISO, str(text), re.ASCII)
    try:
        return date(*(int(written[part]) for part in "ymd")) if written else date.fromisoformat("")
    except ValueError:
        service.refuse(f"with {service.excerpt(str(text))} where a date belongs")

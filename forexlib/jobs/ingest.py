"""Bring in what was published since the last time, and say how far the data reach now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

import dataframely as dy

from forexlib.core.calendar import business_days_between, local_date
from forexlib.core.errors import SourceError
from forexlib.core.frames import Published
from forexlib.core.ports import Source, Store
from forexlib.core.series import quantity_of

REVISED: Final = timedelta(days=14)  # how far back the base source is read again, to see revisions


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one ingestion did.

    Attributes:
        admitted: How many values were new or revised.
        newest: The last event date stored of each series asked for.
        sources: Names of the sources that answered.
        warnings: One for each source that failed, naming it.
    """

    admitted: int
    newest: Mapping[str, date]
    sources: tuple[str, ...]
    warnings: tuple[str, ...] = field(default=())


def ingest(
    sources: Sequence[Source],
    store: Store,
    *,
    series: Sequence[str],
    as_of: datetime,
    admitted_at: datetime,
    full: bool = False,
) -> IngestReport:
    """Admit what the sources published of `series` by `as_of`.

    The first source is the base: it is read from a fortnight before the end of what is stored, so
    that revisions are seen (`full`: from its beginning). The later ones top it up from the day
    after, and are asked only for series of which more can have been published by `as_of`.
    `admitted_at` is kept beside each value as the instant of its acceptance.

    Raises:
        SourceError: If afterwards nothing at all is stored of one of `series`.
    """
    admitted, answered, warnings = 0, [], []
    for position, source in enumerate(sources):
        newest = _newest(store, series)
        if position == 0:
            asked, since = list(series), {} if full else _shifted(newest, -REVISED)
        else:
            asked = [name for name in series if _is_behind(name, newest.get(name), as_of=as_of)]
            since = _shifted(newest, timedelta(days=1))
        if not asked:
            break
        try:
            published = source.fetch(asked, since=since, as_of=as_of)
        except SourceError as error:
            warnings.append(f"{source.name}: {error}")
            continue
        admitted += store.admit(published, admitted_at=admitted_at)
        answered.append(source.name)
    newest = _newest(store, series)
    _expect_each(series, newest, warnings)
    return IngestReport(admitted, newest, tuple(answered), tuple(warnings))


def ingest_frame(
    published: dy.DataFrame[Published], store: Store, *, admitted_at: datetime
) -> IngestReport:
    """Admit values that were read from a file."""
    admitted = store.admit(published, admitted_at=admitted_at)
    series = published.get_column("series").unique().sort().to_list()
    sources = published.get_column("source").unique().sort().to_list()
    return IngestReport(admitted, _newest(store, series), tuple(sources))


def _newest(store: Store, series: Sequence[str]) -> dict[str, date]:
    """The last event date stored of those of `series` that are stored."""
    newest = store.newest()
    return {name: newest[name] for name in series if name in newest}


def _shifted(newest: Mapping[str, date], span: timedelta) -> dict[str, date]:
    """The days `span` after each of `newest`."""
    return {name: day + span for name, day in newest.items()}


def _is_behind(series: str, newest: date | None, *, as_of: datetime) -> bool:
    """Whether a value later than that of `newest` can have been published by `as_of`."""
    if newest is None:
        return True
    quantity = quantity_of(series)
    last = local_date(as_of, zone=quantity.zone)
    if quantity.available_at(last) > as_of:
        last -= timedelta(days=1)
    return business_days_between(newest, last, market=quantity.market) > 0


def _expect_each(
    series: Sequence[str], newest: Mapping[str, date], warnings: Sequence[str]
) -> None:
    """Refuse to go on without a single value of a series."""
    missing = ", ".join(dict.fromkeys(name for name in series if name not in newest))
    if not missing:
        return
    raise SourceError(
        " ".join([f"Nothing is stored of {missing}, and no source had it.", *warnings]),
        remedy="Mend the source, or bring the series in from a CSV file.",
    )

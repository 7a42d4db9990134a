"""Bring in what was published since the last time, and say how far the data reach now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

import dataframely as dy

from forexlib.core.calendar import business_days_between, local_date
from forexlib.core.errors import AnsweredInPart, SourceError
from forexlib.core.frames import Published
from forexlib.core.ports import Quarantine, Source, Store
from forexlib.core.series import Quantity, quantity_of
from forexlib.jobs.admit import admit_through_gate
from forexlib.jobs.splice import LOOK_BACK, refuse_strangers, supplies

REVISED: Final = timedelta(days=14)  # how far back a source is read again, to see revisions


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


def ingest(  # noqa: PLR0913  (what is asked, of whom, and where it goes)
    sources: Sequence[Source],
    store: Store,
    *,
    series: Sequence[str],
    as_of: datetime,
    admitted_at: datetime,
    full: bool = False,
    optional: Sequence[str] = (),
    quarantine: Quarantine | None = None,
) -> IngestReport:
    """Admit what the sources published of `series` by `as_of`.

    The first source is the base: it is read from a fortnight before the end of what is stored, so
    that revisions are seen. Each later one is asked, at most once, for those series that it serves
    of which more can have been published by `as_of`: the first that answers wins, and which one it
    was is stored beside each value. A source that never supplied a series before is believed only
    if it agrees with what is stored (`forexlib.jobs.splice`). `admitted_at` is kept beside each
    value as the instant of its acceptance.

    Args:
        sources: In order of preference.
        store: Where values go.
        series: What must be there.
        as_of: Nothing published later is taken.
        admitted_at: Of what is taken.
        full: Read from its beginning: of each series the first source that answers.
        optional: What may be missing.
        quarantine: Where the gate keeps what it does not let in; None for no gate.

    Raises:
        SourceError: If afterwards nothing at all is stored of one of `series`.
    """
    wanted = list(dict.fromkeys((*series, *optional)))
    admitted, answered, failures, warnings = 0, [], [], []
    anew = {name for name in wanted if full and not any(one.serves(name) for one in sources[:1])}
    for position, source in enumerate(sources):
        newest = _newest(store, wanted)
        served = [name for name in wanted if source.serves(name)]
        if position == 0:
            asked, since = served, {} if full else _shifted(newest, -REVISED)
        else:
            asked = [
                name
                for name in served
                if name in anew or _is_behind(name, newest.get(name), as_of=as_of)
            ]
            since = _since(store, [name for name in asked if name not in anew], newest, source)
        if not asked:
            continue
        published, failure = _answer(source, asked, since=since, as_of=as_of)
        failures += failure
        warnings += failure
        if published is None:
            continue
        anew -= set(published.get_column("series"))
        agreed = refuse_strangers(published, store, source=source.name)
        warnings += agreed.warnings
        if quarantine is None:
            admitted += store.admit(agreed.published, admitted_at=admitted_at)
        else:
            let_in = admit_through_gate(
                agreed.published, store, quarantine, admitted_at=admitted_at
            )
            admitted += let_in.admitted
            warnings += let_in.warnings
        answered.append(source.name)
    newest = _newest(store, wanted)
    _expect_each(series, newest, warnings, failures=failures)
    return IngestReport(admitted, newest, tuple(answered), tuple(warnings))


def _answer(
    source: Source, series: Sequence[str], *, since: Mapping[str, date], as_of: datetime
) -> tuple[dy.DataFrame[Published] | None, list[str]]:
    """What a source says, None if nothing; and what failed, if anything did."""
    try:
        return source.fetch(series, since=since, as_of=as_of), []
    except AnsweredInPart as error:
        return error.published, [f"{source.name}: {error}"]
    except SourceError as error:
        return None, [f"{source.name}: {error}"]


def _newest(store: Store, series: Sequence[str]) -> dict[str, date]:
    """The last event date stored of those of `series` that are stored."""
    newest = store.newest()
    return {name: newest[name] for name in series if name in newest}


def _shifted(newest: Mapping[str, date], span: timedelta) -> dict[str, date]:
    """The days `span` after each of `newest`."""
    return {name: day + span for name, day in newest.items()}


def _since(
    store: Store, asked: Sequence[str], newest: Mapping[str, date], source: Source
) -> dict[str, date]:
    """From which day a source is asked: far back where it is to show that it agrees."""
    suppliers = store.suppliers(asked)
    return {
        name: newest[name] + timedelta(days=1)
        if supplies(source.name, suppliers.get(name, ()))
        else newest[name] - LOOK_BACK
        for name in asked
        if name in newest
    }


def _is_behind(series: str, newest: date | None, *, as_of: datetime) -> bool:
    """Whether a value later than that of `newest` can have been published by `as_of`."""
    if newest is None:
        return True
    quantity = quantity_of(series)
    last = local_date(as_of, zone=quantity.zone) + timedelta(days=quantity.lead_days)
    days = (newest + timedelta(days=i) for i in range(1, (last - newest).days + 1))
    return any(
        quantity.available_at(day) <= as_of for day in days if _has_a_value(day, quantity=quantity)
    )


def _has_a_value(day: date, *, quantity: Quantity) -> bool:
    """Whether a value can be about `day`: one a month, a calendar day, or a business day."""
    if quantity.release == "monthly":
        return day.day == 1
    if quantity.release == "ninth":
        return True
    before = day - timedelta(days=1)
    return business_days_between(before, day, market=quantity.market) > 0


def _expect_each(
    series: Sequence[str],
    newest: Mapping[str, date],
    warnings: Sequence[str],
    *,
    failures: Collection[str],
) -> None:
    """Refuse to go on without a single value of a series; say what failed, or speaks of it."""
    missing = [name for name in dict.fromkeys(series) if name not in newest]
    if not missing:
        return
    why = [text for text in warnings if text in failures or any(name in text for name in missing)]
    raise SourceError(
        " ".join([f"Nothing is stored of {', '.join(missing)}, and no source had it.", *why]),
        remedy="Mend the source, or bring the series in from a CSV file.",
    )

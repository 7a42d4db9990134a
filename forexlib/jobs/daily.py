"""The main job: bring in rates, complete the track record, forecast, score."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial

from forexlib.core.calendar import each_day, instant, local_date
from forexlib.core.errors import Refused
from forexlib.core.ports import Quarantine, Source, Store
from forexlib.core.series import NBP_FIXING, STORED_INSTRUMENTS, series_name
from forexlib.engine.forecast import Question
from forexlib.engine.ladder import ENSEMBLE
from forexlib.engine.learning import Learner
from forexlib.engine.seats import defects
from forexlib.jobs.backfill import Backfill, backfill
from forexlib.jobs.forecast import Forecast, issue_forecast
from forexlib.jobs.ingest import IngestReport, ingest
from forexlib.jobs.progress import Wait, silent
from forexlib.jobs.serving import Serving, Shadows, forecast_in_the_shadow

Mend = Callable[[datetime], bool]

MOMENT = timedelta(microseconds=1)
"""By which a forecast that takes another one's place is later: people see the last one."""

WEDNESDAY = 2
WEEK = 7


@dataclass(frozen=True, slots=True)
class Routine:
    """How the daily job is done.

    Attributes:
        issue_time: Wall time at which a day's forecast is made.
        zone: Of `issue_time`.
        horizons: Calendar days that the record is to hold.
        record_days: Calendar days of track record to keep complete, on Wednesdays; 0 for none.
        wait: Told how many origins the record lacks; what it answers is told of each batch.
        serving: Who forecasts without hindsight; None: the learner.
        mend: Looks after the champions of an instant, where what one issued is defective; whether
            another one serves now.
    """

    issue_time: time
    zone: str
    horizons: tuple[int, ...]
    record_days: int = 365
    wait: Wait = silent
    serving: Serving | None = None
    mend: Mend | None = None

    def issue_instant(self, day: date) -> datetime:
        """When the forecast of `day` is made, UTC."""
        return instant(day, self.issue_time, zone=self.zone)


@dataclass(frozen=True, slots=True)
class Intake:
    """Where values come from, and what they pass on their way in.

    Attributes:
        sources: In order of preference, the archive first.
        optional: Series that are taken where there is a source for them, and may be missing.
        quarantine: Where the gate keeps what it does not let in; None for no gate.
    """

    sources: Sequence[Source]
    optional: tuple[str, ...] = ()
    quarantine: Quarantine | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question.

    Attributes:
        forecasts: The run, and the re-anchored one if a spot was given.
        refusal: Why there is no run, if there is none.
        shadows: What challengers forecast beside.
    """

    forecasts: tuple[Forecast, ...] = field(default=())
    refusal: Refused | None = None
    shadows: Shadows = field(default_factory=Shadows)


@dataclass(frozen=True, slots=True)
class Daily:
    """What the daily job did.

    Attributes:
        question: What was asked.
        ingested: What came in.
        record: What was added to the track record.
        answer: What was forecast, or why nothing was.
        scored: Forecasts scored.
    """

    question: Question
    ingested: IngestReport
    record: Backfill
    answer: Answer
    scored: int = 0

    @property
    def refusal(self) -> Refused | None:
        """Why nothing was forecast, if nothing was."""
        return self.answer.refusal


def run_daily(
    intake: Intake,
    store: Store,
    learner: Learner,
    question: Question,
    *,
    routine: Routine,
    now: datetime,
) -> Daily:
    """Do the day's work; a second time on the same inputs nothing new is written.

    Args:
        intake: Where values come from.
        store: Where everything is kept.
        learner: The recipe, and what was learned for it.
        question: What is asked; with a spot it is asked twice, without and with.
        routine: How the job is done.
        now: When values are admitted and rows are saved.

    Raises:
        SourceError: If nothing at all is stored of a series and no source has it.
        TooLittleHistory: If the target has no value by the question's instant.
        StoreError: If the database cannot be read or written.
    """
    ingested = fetch_rates(intake, store, question.series(learner.recipe), now=now)
    record = complete_record(store, learner, question, routine=routine, now=now)
    answered = answer(store, learner, question, now=now, serving=routine.serving, mend=routine.mend)
    return Daily(question, ingested, record, answered, store.score(as_of=now))


def fetch_rates(
    intake: Intake,
    store: Store,
    series: Sequence[str],
    *,
    now: datetime,
    full: bool = False,
) -> IngestReport:
    """Admit what was published since the last time, of `series` and of all that is kept.

    Series that no source serves (a desk's own file) are left as they are stored.

    Raises:
        SourceError: If nothing at all is stored of one that is not optional, and no source has it.
        StoreError: If the database cannot be read or written.
    """
    asked = (name for name in series if any(one.serves(name) for one in intake.sources))
    kept = (series_name(NBP_FIXING, instrument) for instrument in STORED_INSTRUMENTS)
    needed = dict.fromkeys((*asked, *kept))
    return ingest(
        intake.sources,
        store,
        series=tuple(name for name in needed if name not in intake.optional),
        as_of=now,
        admitted_at=now,
        full=full,
        optional=intake.optional,
        quarantine=intake.quarantine,
    )


def complete_record(
    store: Store, learner: Learner, question: Question, *, routine: Routine, now: datetime
) -> Backfill:
    """Forecast, in hindsight and labelled so, from the weeks of the record that lack a forecast.

    Raises:
        StoreError: If the database cannot be read or written; whole batches remain.
    """
    return backfill(
        store,
        learner,
        replace(question, admitted_by=None, spot=None),
        instants=missing_record(store, question, routine),
        saved_at=now,
        wait=routine.wait,
    )


def answer(
    store: Store,
    learner: Learner,
    question: Question,
    *,
    now: datetime,
    serving: Serving | None = None,
    mend: Mend | None = None,
) -> Answer:
    """Forecast and save; with a spot twice, without and with. A refusal is an answer, too.

    Where what a champion issued is defective, and another one can take its place at once, that one
    forecasts too, and its forecast is the answer. Challengers in shadow forecast after the
    champions, and only where these did.

    Raises:
        TooLittleHistory: If the target has no value by the question's instant.
        StoreError: If the database cannot be read or written.
    """
    asked = [replace(question, spot=None)]
    if question.spot is not None:
        asked.append(replace(question, track="spot"))
    forecasts: list[Forecast] = []
    issue = partial(issue_forecast, store, learner, serving=serving)
    try:
        forecasts.extend(issue(one, saved_at=now) for one in asked)
        live = question.track == "live" and mend is not None
        if live and any(defects(one.run) for one in forecasts) and mend(now):
            forecasts = [issue(one, saved_at=now + MOMENT) for one in asked]
    except Refused as error:
        return Answer(tuple(forecasts), error)
    if serving is None or question.track != "live":
        return Answer(tuple(forecasts))
    shadows = forecast_in_the_shadow(
        serving, store, replace(question, admitted_by=store.last_admission())
    )
    store.save(shadows.runs, saved_at=now)
    return Answer(tuple(forecasts), shadows=shadows)


def missing_record(store: Store, question: Question, routine: Routine) -> list[datetime]:
    """Issue instants of the past year's Wednesdays on which some horizon was not forecast.

    Only days on which the target was up to date count: up to its newest event date, and not after
    the question's own instant.
    """
    newest = store.newest().get(series_name(question.target, question.pair))
    if newest is None or routine.record_days == 0:
        return []
    last = min(newest, local_date(question.as_of, zone=routine.zone))
    first = last - timedelta(days=routine.record_days)
    first += timedelta(days=(WEDNESDAY - first.weekday()) % WEEK)
    stored = store.read(
        "forecasts", pair=question.pair, target=question.target, model=ENSEMBLE
    ).select("as_of", "track", "horizon_days")
    made = {
        (local_date(as_of, zone=routine.zone), days)
        for as_of, track, days in stored.iter_rows()
        if track in {"live", "backfill"}
    }
    return [
        moment
        for day in each_day(first, last, step=WEEK)
        if (moment := routine.issue_instant(day)) < question.as_of
        and not {(day, days) for days in routine.horizons} <= made
    ]

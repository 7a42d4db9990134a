"""Every working day: take the newest rates, forecast, score, report, and tell people."""

from __future__ import annotations

from datetime import datetime

from prefect import State, flow
from prefect.states import Cancelled, Failed

from flows import clock
from flows.late import STOOD_ASIDE, newer_run_is_due
from flows.steps import (
    complete_the_record,
    fetch_new_fixings,
    issue_forecasts,
    print_the_report,
    score_what_came_due,
    tell_automations,
    tell_people,
)
from forexlib.jobs.daily import Daily
from forexlib.jobs.question import ask
from forexlib.wiring import platform


@flow(name="forecast", timeout_seconds=3600)
def forecast(
    pair: str = "USDCLP",
    as_of: datetime | None = None,
    spot: float | None = None,
    *,
    allow_stale: bool = False,
) -> Daily | State[Daily]:
    """Forecast from what is known at `as_of`, by default now; a second run writes nothing twice.

    Args:
        pair: USD and any currency of the NBP's table A.
        as_of: An instant with its zone, or a date: its issue time. An old one is labelled backfill.
        spot: A screen rate the issued distribution is re-anchored at, too.
        allow_stale: Whether the market is mailed however old the data are.
    """
    if newer_run_is_due():
        return Cancelled(message=STOOD_ASIDE)
    now, settings = clock.now(), platform(pair=pair).settings
    asked = clock.read_as_of(as_of, settings)
    question = ask(pair=settings.pair, target=settings.target, as_of=asked, spot=spot, now=now)

    ingested = fetch_new_fixings(question, now)
    record = complete_the_record(question, now)
    answered = issue_forecasts(question, now)
    scored = score_what_came_due(question, now)
    made = print_the_report(question, answered, now)
    tell_people(question, answered, made, now, allow_stale=allow_stale)
    tell_automations(question, answered)

    done = Daily(question, ingested, record, answered, scored)
    return done if done.refusal is None else Failed(message=str(done.refusal), data=done)

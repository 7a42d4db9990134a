"""Every day: take the newest rates, and score the forecasts that came due."""

from __future__ import annotations

from prefect import State, flow
from prefect.states import Cancelled

from flows import clock
from flows.late import STOOD_ASIDE, newer_run_is_due
from flows.steps import fetch_new_fixings, score_what_came_due
from forexlib.jobs.question import ask
from forexlib.wiring import platform


@flow(name="score", timeout_seconds=3600)
def score(pair: str = "USDCLP") -> int | State[int]:
    """Score what came due by now; return how many forecasts.

    Args:
        pair: Whose rates are fetched and whose scores are shown; those of every pair are made.
    """
    if newer_run_is_due():
        return Cancelled(message=STOOD_ASIDE)
    now, settings = clock.now(), platform(pair=pair).settings
    question = ask(pair=settings.pair, target=settings.target, as_of=None, spot=None, now=now)

    fetch_new_fixings(question, now)
    return score_what_came_due(question, now)

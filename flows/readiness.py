"""Every working day: say how ready the issued model is to be relied on."""

from __future__ import annotations

from datetime import datetime

from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Cancelled

from flows import clock, ui
from flows.late import STOOD_ASIDE, newer_run_is_due
from forexlib.jobs.question import Question, ask
from forexlib.jobs.readiness import Asked, check_readiness, keep_readiness
from forexlib.jobs.readiness_rows import Readiness, in_sentences, told_rows
from forexlib.wiring import platform

SHOWN = ("horizon_days", "title", "number", "threshold", "met", "expected_day", "missing")
COUNTS = ("n_live", "n_shadow", "n_backfill", "n_walk_forward")


@flow(name="readiness", timeout_seconds=600)
def readiness(
    pair: str = "USDCLP", model: str = "ensemble", version: str | None = None
) -> Readiness | State[Readiness]:
    """Hold what is stored of a candidate against the five criteria; the day's last look is kept.

    Args:
        pair: USD and any currency of the NBP's table A.
        model: Whose forecasts.
        version: Exactly this one; by default all versions of the recipe issued last.
    """
    if newer_run_is_due():
        return Cancelled(message=STOOD_ASIDE)
    now, settings = clock.now(), platform(pair=pair).settings
    question = ask(pair=settings.pair, target=settings.target, as_of=None, spot=None, now=now)

    found = check_and_keep(question, Asked(model, version), now)
    show_readiness(question, found)
    return found


@task(cache_policy=NO_CACHE)
def check_and_keep(question: Question, asked: Asked, now: datetime) -> Readiness:
    """Judge the candidate, and keep the verdict as the look of the day."""
    parts = platform(pair=question.pair)
    found = check_readiness(parts.store, parts.readiness, question, asked, parts.standard)
    keep_readiness(parts.readiness, found, now=now)
    ui.log(*in_sentences(found, parts.settings.language))
    return found


@task(cache_policy=NO_CACHE)
def show_readiness(question: Question, found: Readiness) -> None:
    """A table for people, an event for automations."""
    language = platform(pair=question.pair).settings.language
    rows = told_rows(found, language).select(*SHOWN, *COUNTS)
    shown = [{name: _cell(value) for name, value in row.items()} for row in rows.to_dicts()]
    about = "\n\n".join(in_sentences(found, language))
    ui.table(f"readiness-{question.pair.lower()}", shown, about=about)
    candidate, day = found.candidate, found.ready_day
    said = {
        "target": candidate.target,
        "model": candidate.model,
        "version": candidate.label,
        "level": found.level,
        "score": found.score,
        "ready_day": None if day is None else day.isoformat(),
        "levels": {str(one.horizon_days): one.level for one in found.verdicts},
    }
    ui.tell("forex.readiness", question.pair, said)


def _cell(value: object) -> ui.Cell:
    return value if isinstance(value, str | int | float) or value is None else str(value)

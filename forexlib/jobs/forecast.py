"""Forecast from what is known at one instant, and keep what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from forexlib.core.ports import Store
from forexlib.core.runs import Run
from forexlib.engine.forecast import Prepared, Question, forecast
from forexlib.engine.learning import Learner
from forexlib.jobs.serving import Serving


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a forecast left behind.

    Attributes:
        run: What was computed.
        written: Predictions written; 0 if the same inputs were forecast before.
    """

    run: Run
    written: int


def issue_forecast(
    store: Store,
    learner: Learner,
    question: Question,
    *,
    saved_at: datetime,
    serving: Serving | None = None,
) -> Forecast:
    """Forecast, save and return; the same inputs write nothing.

    What is issued without hindsight is the champions'. Hindsight, which has no champion of its own
    time, goes by the calendar, as a walk forward does; and so does everything without `serving`.

    A question that says by when values must be admitted is live: the instant of the last admission
    is written down in its place, so that exactly what it saw can be seen again.

    Raises:
        TooLittleHistory: If the target has no value by the question's instant.
        Refused: If no horizon can be answered, or there is too little history for any mode.
        StoreError: If the database cannot be read or written; nothing is half written then.
    """
    if question.admitted_by is not None:
        question = replace(question, admitted_by=store.last_admission())
        if serving is not None:
            run = serving.forecast(store, question, now=saved_at)
            return Forecast(run, store.save([run], saved_at=saved_at))
    panel = store.panel(
        question.series(learner.recipe), as_of=question.as_of, admitted_by=question.admitted_by
    )
    run = forecast(Prepared.look(panel, question, learner.recipe), learner)
    return Forecast(run, store.save([run], saved_at=saved_at))

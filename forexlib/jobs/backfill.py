"""Forecast from past days as if on them, so that scores have a labelled track record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import dataframely as dy

from forexlib.core.errors import Refused, TooLittleHistory
from forexlib.core.frames import Panel
from forexlib.core.ports import Store
from forexlib.core.runs import Run
from forexlib.engine.forecast import Prepared, Question, forecast
from forexlib.engine.learning import Learner
from forexlib.jobs.progress import Wait, silent

BATCH = 13
"""Origins that are saved together: a killed backfill loses at most a quarter's work."""


@dataclass(frozen=True, slots=True)
class Backfill:
    """What a backfill left behind.

    Attributes:
        origins: Instants asked for.
        made: Runs computed now; the others were stored already, or were refused.
        written: Predictions written.
        refused: Instants at which no forecast could be made, with the reason.
    """

    origins: int
    made: int
    written: int
    refused: dict[datetime, str]


def backfill(
    store: Store,
    learner: Learner,
    question: Question,
    *,
    instants: Sequence[datetime],
    saved_at: datetime,
    wait: Wait = silent,
) -> Backfill:
    """Forecast on track `backfill` at each of `instants`, skipping what is stored already.

    Args:
        store: Where observations come from and runs go.
        learner: The recipe, and what was learned for it.
        question: Its pair and target are asked at each instant.
        instants: UTC, rising.
        saved_at: Said beside each row: when it was really made.
        wait: Told how many instants there are; what it answers is told of each batch.

    Raises:
        StoreError: If the database cannot be read or written; whole batches remain.
    """
    if not instants:
        return Backfill(0, 0, 0, {})
    panel = store.panel(
        question.series(learner.recipe), as_of=max(instants), admitted_by=question.admitted_by
    )
    progress = wait(len(instants))
    made = written = 0
    refused: dict[datetime, str] = {}
    for start in range(0, len(instants), BATCH):
        batch = [
            replace(question, as_of=as_of, track="backfill")
            for as_of in instants[start : start + BATCH]
        ]
        prepared = _prepared(panel, batch, learner, refused)
        runs = _new_runs(store, learner, prepared, refused)
        written += store.save(runs, saved_at=saved_at)
        made += len(runs)
        progress(len(batch))
    return Backfill(len(instants), made, written, refused)


def _prepared(
    panel: dy.DataFrame[Panel],
    batch: Sequence[Question],
    learner: Learner,
    refused: dict[datetime, str],
) -> list[Prepared]:
    """The questions that can be answered; the others go to `refused`."""
    prepared = []
    for question in batch:
        try:
            prepared.append(Prepared.look(panel, question, learner.recipe))
        except (Refused, TooLittleHistory) as error:
            refused[question.as_of] = error.what
    return prepared


def _new_runs(
    store: Store, learner: Learner, prepared: Sequence[Prepared], refused: dict[datetime, str]
) -> list[Run]:
    """Runs of what is not stored in the best mode yet; what is refused goes to `refused`."""
    stored = store.modes({one.run_id(learner.recipe, "ensemble") for one in prepared})
    runs = []
    for one in prepared:
        if one.run_id(learner.recipe, "ensemble") in stored:
            continue
        try:
            runs.append(forecast(one, learner))
        except Refused as error:
            refused[one.question.as_of] = error.what
    return runs

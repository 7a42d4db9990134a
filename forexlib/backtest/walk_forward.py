"""Walk-forward: at each past instant the engine forecasts from what was known then, and no more.

At every origin each model is as it was learned on the last refit day before, so the answer at one
origin depends neither on where the walk began nor on who walks. Reference: Tashman (2000),
"Out-of-sample tests of forecasting accuracy: an analysis and review", International Journal of
Forecasting 16, 437-450, doi:10.1016/S0169-2070(00)00065-0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import dataframely as dy
import numpy as np

from forexlib.core.errors import Refused, TooLittleHistory
from forexlib.core.frames import Panel
from forexlib.core.history import History
from forexlib.core.validation import WalkedOrigin
from forexlib.engine.forecast import Prepared, Question, predictions
from forexlib.engine.learning import Learner
from forexlib.engine.survey import survey
from forexlib.features.history import Past


@dataclass(frozen=True, slots=True)
class Walk:
    """Settings of one walk.

    Attributes:
        run_id: The validation run that the rows belong to.
        question: Its pair and target are asked at each instant.
        models: As `forexlib.engine.survey.chosen_models` answers them.
        instants: UTC, rising, at least one.
        initial_days: Calendar days of the past that must lie before an origin.
    """

    run_id: str
    question: Question
    models: tuple[str, ...]
    instants: tuple[datetime, ...]
    initial_days: int = 365


@dataclass(frozen=True, slots=True)
class Walker:
    """A walk with all that is known for it; can go to another process.

    Attributes:
        walk: Its settings.
        learner: The recipe, what was learned for it, and how far back it looks.
        past: The panel, to be asked for its history at each instant.
    """

    walk: Walk
    learner: Learner
    past: Past

    @classmethod
    def over(cls, panel: dy.DataFrame[Panel], walk: Walk, learner: Learner) -> Walker:
        """Get ready to walk over `panel`.

        Raises:
            TooLittleHistory: If the target has no value by the last instant.
        """
        target, *regressors = walk.question.series(learner.recipe)
        past = Past.over(
            panel,
            target=target,
            regressors=regressors,
            first=walk.instants[0],
            last=walk.instants[-1],
        )
        return cls(walk, learner, past)

    def new_instants(self) -> tuple[tuple[datetime, ...], tuple[WalkedOrigin, ...]]:
        """The instants to forecast at, and those whose origin an earlier one had already."""
        new: list[datetime] = []
        repeated: list[WalkedOrigin] = []
        before = None
        for as_of in self.walk.instants:
            try:
                origin = self.past.known_at(as_of).last_day
            except TooLittleHistory:
                origin = None
            if origin is not None and origin == before:
                why = f"nothing was published since the forecast from {origin}"
                repeated.append(WalkedOrigin(as_of, "repeated", origin, why))
            else:
                new.append(as_of)
            before = origin
        return tuple(new), tuple(repeated)

    def at(self, as_of: datetime) -> WalkedOrigin:
        """What every model says at one instant, or why none says anything."""
        walk, recipe = self.walk, self.learner.recipe
        try:
            history = self.past.known_at(as_of)
        except TooLittleHistory as error:
            return WalkedOrigin(as_of, "refused", reason=error.what)
        origin = history.last_day
        try:
            _check_window(history, walk.initial_days)
            question = replace(walk.question, as_of=as_of, track="backfill")
            prepared = Prepared.of(history, question, recipe)
            found = survey(self.learner, history, prepared.ahead, walk.models)
        except (Refused, TooLittleHistory) as error:
            return WalkedOrigin(as_of, "refused", origin, error.what)
        return WalkedOrigin(
            as_of,
            "done",
            origin,
            failures=found.failures,
            weights=found.weights,
            forecasts=predictions(
                prepared, found.rates, versions=found.versions, mode=found.mode, run_id=walk.run_id
            ),
        )

    def walked(self, instants: Sequence[datetime]) -> list[WalkedOrigin]:
        """The same at several instants."""
        return [self.at(as_of) for as_of in instants]


def _check_window(history: History, initial_days: int) -> None:
    """Refuse an origin that has too short a past.

    Raises:
        TooLittleHistory: If fewer than `initial_days` calendar days lie before it.
    """
    days = int((history.dates[-1] - history.dates[0]) / np.timedelta64(1, "D"))
    if days < initial_days:
        raise TooLittleHistory(
            f"The past of {history.last_day} is {days} days long; {initial_days} are needed.",
            remedy="Ingest older rates, or begin on a later day.",
        )

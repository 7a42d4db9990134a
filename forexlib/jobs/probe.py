"""What versions would issue now: the same question to each, on the same data."""

from __future__ import annotations

from dataclasses import dataclass, field

from forexlib.core.errors import ForexError, StoreError, VersionUnreadable
from forexlib.core.reason import Reason
from forexlib.engine.forecast import Question
from forexlib.engine.guard import guarded
from forexlib.engine.seats import defects, forecast_from
from forexlib.jobs.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Probe:
    """Asks each version once.

    Attributes:
        shop: What is worked with.
        question: Live, with exactly what is admitted by now.
        answers: Version to horizon to what is wrong with its forecast.
    """

    shop: Workshop
    question: Question
    answers: dict[str, dict[int, str]] = field(default_factory=dict)

    def defect(self, version: str, days: int) -> str:
        """What is wrong with a version's forecast at a horizon; "" where nothing is.

        Where nobody can be asked, since the data are too old or too few, nothing is wrong with it.

        Raises:
            StoreError: If the database cannot be read.
        """
        if version not in self.answers:
            self.answers[version] = self._ask(version)
        return self.answers[version].get(days, "")

    def _ask(self, version: str) -> dict[int, str]:
        horizons = self.shop.serving.learner.recipe.horizons
        try:
            seat = self.shop.serving.seat(self.shop.store, self.question, version, horizons)
        except VersionUnreadable as error:
            return dict.fromkeys(horizons, error.what)
        except StoreError:
            raise
        except ForexError:
            return {}
        strange = {
            days: Reason("no_horizon", version=version, days=days)
            for days in horizons
            if days not in seat.learner.recipe.horizons
        }
        try:
            fallen = defects(guarded(lambda: forecast_from([seat])))
        except ForexError as error:
            return dict.fromkeys(horizons, error.what)
        wide = seat.unlike()
        return {**(dict.fromkeys(horizons, wide) if wide else {}), **fallen, **strange}

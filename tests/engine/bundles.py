"""Versions learned from simulated panels."""

from dataclasses import replace
from datetime import date, datetime

import dataframely as dy

from forexlib.core.frames import Panel
from forexlib.engine.bundle import Bundle, learn_bundle
from forexlib.engine.forecast import Prepared
from forexlib.engine.learning import Learner
from forexlib.engine.recipe import Recipe
from tests.engine.parts import LIGHT, prepared
from tests.panels import OUTSIDE, TARGET, noon, simulated, with_outside

FOUR = replace(LIGHT, horizons=(7, 15, 30, 90))
PANEL = simulated(stale=0.5)
FULL = FOUR.for_series(TARGET, OUTSIDE)
FULL_PANEL = with_outside(PANEL)
IN_MARCH, IN_APRIL = noon(date(2024, 3, 20)), noon(date(2024, 4, 17))


def bundled(
    learner: Learner, panel: dy.DataFrame[Panel], *, as_of: datetime | None = None
) -> Bundle:
    """A version learned from what `panel` had at an instant, by default from all of it."""
    return learn_bundle(learner, TARGET, look(panel, learner.recipe, as_of=as_of).history)


def look(panel: dy.DataFrame[Panel], recipe: Recipe, *, as_of: datetime | None = None) -> Prepared:
    return prepared(panel, as_of=as_of, recipe=recipe)

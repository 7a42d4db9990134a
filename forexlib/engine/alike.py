"""Whether a version's width is that of its recipe: the same question to both, from the same data.

A version keeps what was learned for it; its recipe, learned by the calendar, hardly differs from
that in the width of what it issues. What of an artefact is read back as something else than was
meant shows there, also where it is too small for what stands beside a forecast as a witness.
"""

from __future__ import annotations

from forexlib.core.errors import MemberFailed, TooLittleHistory
from forexlib.core.history import Ahead, Floats, History
from forexlib.core.levels import ALL_LEVELS
from forexlib.engine.bundle import Served
from forexlib.engine.check import ALIKE_LIMITS, disproportion
from forexlib.engine.forgetful import Forgetful
from forexlib.engine.guard import guarded
from forexlib.engine.learning import Learner


def unlike(learner: Learner, history: History, ahead: Ahead) -> str:
    """Why the width of what a version issues is not its recipe's; "" where it is.

    Where either cannot be made, nothing is said: that is for the output check to tell. Who learns
    by the calendar is the recipe itself.

    Args:
        learner: The version.
        history: Everything known.
        ahead: The horizons asked for.
    """
    if not isinstance(learner, Served):
        return ""
    calendar = Learner(learner.recipe, Forgetful())
    try:
        own, anew = (
            guarded(lambda one=one: _errors(one, history, ahead)) for one in (learner, calendar)
        )
    except (MemberFailed, TooLittleHistory):
        return ""
    return disproportion(own, anew, limits=ALIKE_LIMITS, code="width_unlike") or ""


def _errors(learner: Learner, history: History, ahead: Ahead) -> Floats:
    """Quantiles at `ALL_LEVELS` of the spread of what is issued, shape (h, 43)."""
    name = learner.recipe.model(learner.recipe.robust).spread
    seen = learner.seen(name, history)
    return learner.spread(name, history).learned.errors(seen, ahead, ALL_LEVELS)

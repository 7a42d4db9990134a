"""The ensemble's weights: learned on the first fixing of a quarter from walk-forward evidence."""

from __future__ import annotations

from forexlib.core.history import History
from forexlib.core.model import LearnedCentre
from forexlib.engine.evidence import gather
from forexlib.engine.learning import Kept, Learner, refit_size
from forexlib.engine.weights import LearnedWeights, learn_weights

REFIT = "quarter"
"""On the first fixing of which calendar period the weights are learned again."""


def weights_for(learner: Learner, history: History) -> Kept[LearnedWeights]:
    """The weights as learned on the refit day of the newest fixing's quarter."""
    recipe = learner.recipe
    known = history.first(refit_size(history, REFIT))
    centres = {name: recipe.models[name].centre for name in recipe.members}
    settings = tuple((name, recipe.centres[centres[name]]) for name in recipe.members)

    def learn() -> LearnedWeights:
        at_refit: dict[tuple[str, int], LearnedCentre] = {}

        def learned_at(member: str, past: History) -> LearnedCentre:
            name = centres[member]
            key = (name, refit_size(past, recipe.centres[name].refit))
            if key not in at_refit:
                at_refit[key] = learner.centre(name, past).learned
            return at_refit[key]

        return learn_weights(
            gather(known, members=recipe.members, horizons=recipe.horizons, learned_at=learned_at)
        )

    return learner.kept("weights", (settings, recipe.horizons), known, learn)

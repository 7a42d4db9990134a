"""QA4: the average, quantile by quantile, of four densities of the same error.

    q(p) = (q_garch(p) + q_ewma.985(p) + q_ewma.99(p) + q_random_walk(p)) / 4

Averaging quantiles (Vincentization) keeps the shape of the members where averaging probabilities
would widen it. Reference: Lichtendahl, Grushka-Cockayne & Winkler (2013), "Is it better to average
probabilities or quantiles?", Management Science 59, 1594-1611, doi:10.1287/mnsc.1120.1667.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from forexlib.core.history import Ahead, Floats, History
from forexlib.core.model import Refit
from forexlib.models.ewma import EwmaErrors, LearnedEwmaErrors
from forexlib.models.garch import Garch, LearnedGarch
from forexlib.models.random_walk import LearnedRandomWalk, RandomWalk


@dataclass(frozen=True, slots=True)
class Qa4:
    """Settings: those of its four members."""

    garch: Garch = field(default_factory=Garch)
    fast: EwmaErrors = field(default_factory=lambda: EwmaErrors(decay=0.985))
    slow: EwmaErrors = field(default_factory=lambda: EwmaErrors(decay=0.99))
    random_walk: RandomWalk = field(default_factory=RandomWalk)
    refit: Refit = "quarter"

    def learn(self, history: History, *, seed: int) -> LearnedQa4:
        """Learn the four members.

        Raises:
            TooLittleHistory: If any member needs more fixings.
            MemberFailed: If the GARCH likelihood has no usable maximum.
        """
        return LearnedQa4(
            self.garch.learn(history, seed=seed),
            self.fast.learn(history, seed=seed),
            self.slow.learn(history, seed=seed),
            self.random_walk.learn(history, seed=seed),
        )


@dataclass(frozen=True, slots=True)
class LearnedQa4:
    """The four members, learned."""

    garch: LearnedGarch
    fast: LearnedEwmaErrors
    slow: LearnedEwmaErrors
    random_walk: LearnedRandomWalk

    def errors(self, history: History, ahead: Ahead, levels: Sequence[float]) -> Floats:
        """Quantiles of the error in log return, shape (h, len(levels))."""
        members = (self.garch, self.fast, self.slow, self.random_walk)
        return np.mean([member.errors(history, ahead, levels) for member in members], axis=0)

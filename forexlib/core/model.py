"""The ports between the engine and the models.

A centre says where the log rate is expected, a spread how the error around it is distributed, and
any centre goes with any spread. `learn` is the slow part: it happens on fixed calendar days (the
`refit` of the settings) and its answer is plain data that can be written down and read back.
Everything else is the quick part, done anew for each origin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from forexlib.core.history import Ahead, Floats, History

Refit = Literal["quarter", "year"]
"""On the first fixing of which calendar period the slow part is learned again."""


Steps = NDArray[np.intp]
"""Trading days ahead: one row per origin, one column per horizon."""


class LearnedCentre(Protocol):
    """A centre that has learned; it has no other state to be in."""

    def centre(self, history: History, ahead: Ahead) -> Floats:
        """Expected log return from the last fixing of `history` to each horizon, shape (h,)."""
        ...

    def centres(self, history: History, origins: Sequence[int], steps: Steps) -> Floats:
        """The same from many origins at once, shape (n, h): a walk-forward without its loop.

        Row i is what `centre` answers for `history.first(origins[i] + 1)`, up to rounding: it
        depends on nothing after the fixing `origins[i]`.

        Args:
            history: The fixings.
            origins: Positions in `history`, n of them.
            steps: Trading days from each origin to each horizon, shape (n, h). The columns are the
                horizons it learned with, in that order.
        """
        ...

    def importances(self) -> Mapping[int, Mapping[str, float]]:
        """Horizon in days to feature to its share of the explanation; empty if it has none."""
        ...


class LearnedSpread(Protocol):
    """A spread that has learned."""

    def errors(self, history: History, ahead: Ahead, levels: Sequence[float]) -> Floats:
        """Quantiles of the error in log return, shape (h, len(levels))."""
        ...


class Centre(Protocol):
    """Settings of a centre; `learn` leaves them untouched."""

    @property
    def refit(self) -> Refit:
        """When `learn` is called again."""
        ...

    def learn(self, history: History, *, horizons: Sequence[int], seed: int) -> LearnedCentre:
        """Learn from all of `history`.

        Raises:
            TooLittleHistory: If there are fewer fixings than the model needs.
        """
        ...


class Spread(Protocol):
    """Settings of a spread; `learn` leaves them untouched."""

    @property
    def refit(self) -> Refit:
        """When `learn` is called again."""
        ...

    def learn(self, history: History, *, seed: int) -> LearnedSpread:
        """Learn from all of `history`.

        Raises:
            TooLittleHistory: If there are fewer fixings than the model needs.
        """
        ...

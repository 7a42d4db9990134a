"""Trees for the return to each horizon, kept as their library's own text; see `direct`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from typing_extensions import override

from forexlib.core.history import Floats
from forexlib.models.direct import LearnedDirect, Lesson


def side_by_side(grow: Callable[[Lesson], str], taught: Sequence[Lesson]) -> tuple[str, ...]:
    """Trees of every horizon, several at a time: the libraries run outside the interpreter lock.

    Each grows on one thread, so that their number changes no byte.
    """
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return tuple(pool.map(grow, taught))


class Grown(Protocol):
    """Trees of one horizon, read back from their text."""

    def answer(self, rows: Floats) -> Floats:
        """The expected target of each row of features, shape (n,)."""
        ...

    def gains(self, count: int) -> Floats:
        """What the splits on each of `count` features gained in all, shape (f,)."""
        ...


@dataclass(frozen=True, slots=True)
class LearnedTrees(LearnedDirect):
    """One text a horizon; a subclass knows the library.

    Attributes:
        texts: The trees, as the horizons stand.
    """

    texts: tuple[str, ...]

    def grown(self, text: str) -> Grown:
        """The trees of a text; kept, because reading takes longer than predicting."""
        raise NotImplementedError

    @override
    def regression(self, days: int) -> Grown:
        """The trees of a horizon."""
        return self.grown(self.texts[self.horizons.index(days)])

    def importances(self) -> Mapping[int, Mapping[str, float]]:
        """Share of the total gain each feature brought, by horizon."""
        shares = {}
        for days, text in zip(self.horizons, self.texts, strict=True):
            gain = self.grown(text).gains(len(self.feature_names))
            total = float(gain.sum()) or 1.0
            shares[days] = {
                name: float(part) / total
                for name, part in zip(self.feature_names, gain, strict=True)
                if part > 0
            }
        return shares

"""What a member said at the origins of one quarter, in a form that can be kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from forexlib.core.history import Floats


@dataclass(frozen=True, slots=True)
class LearnedSayings:
    """Expected log returns, one row an origin, one column a horizon; None where there was none."""

    rows: tuple[tuple[float | None, ...], ...]

    @classmethod
    def of(cls, centres: Floats) -> Self:
        """From an array whose NaN say that there was none."""
        return cls(
            tuple(
                tuple(value if np.isfinite(value) else None for value in row)
                for row in centres.tolist()
            )
        )

    def centres(self, horizons: int) -> Floats:
        """As an array of `horizons` columns, with NaN for None."""
        return np.asarray(self.rows, dtype=np.float64).reshape(len(self.rows), horizons)

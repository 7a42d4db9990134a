"""By how much a champion does worse than it should, as decisions hear of it."""

from __future__ import annotations

from dataclasses import dataclass

from typing_extensions import override


@dataclass(frozen=True, slots=True)
class Worsening:
    """Degradation as the monitor of performance defines it, where there are outcomes enough.

    Attributes:
        percent: Of the ratio of CRPS to the random walk's above its base's.
        low: Lower end of the 95 % interval, in percent.
    """

    percent: float
    low: float

    def exceeds(self, limit: float) -> bool:
        """Whether it is more than `limit` percent, and not by chance: the interval excludes 0."""
        return self.percent > limit and self.low > 0.0

    @override
    def __str__(self) -> str:
        """As a sentence begins with it."""
        return f"Degradation of {self.percent:.1f} % (95 % interval from {self.low:.1f} % on)"

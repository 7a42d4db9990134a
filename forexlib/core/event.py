"""What happened that a reader should be told of, and how grave it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

Severity = Literal["INFO", "WARNING", "HIGH", "CRITICAL"]

SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
"""Rising."""


@dataclass(frozen=True, slots=True)
class Event:
    """One condition at one horizon, or at all of them.

    Attributes:
        kind: For example forecast_change, high_volatility or stale_data.
        severity: How grave it is.
        horizon_days: Where it holds; None: at every horizon.
    """

    kind: str
    severity: Severity
    horizon_days: int | None = None


def rank(severity: Severity) -> int:
    """Larger is graver."""
    return SEVERITIES.index(severity)

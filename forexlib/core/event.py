"""What happened that a reader should be told of, and how grave it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

Severity = Literal["INFO", "WARNING", "HIGH", "CRITICAL"]

SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
"""Rising."""

Audience = Literal["market", "operations"]
"""Treasurers, or those who run the system."""

Metric = float | int | str | None


@dataclass(frozen=True, slots=True)
class Event:
    """One condition at one horizon, or at all of them.

    Attributes:
        kind: For example forecast_change, high_volatility or stale_data.
        severity: How grave it is.
        horizon_days: Where it holds; None: at every horizon.
        audience: Whom it concerns.
        subject: What it is about, where there can be several of a kind: a series, a calendar.
        occasion: What tells this happening from the next of its kind, such as a day; "" for a
            condition, which holds from its entry to its exit.
        metrics: The numbers behind it, by name.
    """

    kind: str
    severity: Severity
    horizon_days: int | None = None
    audience: Audience = "market"
    subject: str = ""
    occasion: str = ""
    metrics: Mapping[str, Metric] = field(default_factory=dict, hash=False)

    @property
    def key(self) -> str:
        """Names the condition for ever, such as `forecast_change:7d`."""
        days = "" if self.horizon_days is None else f"{self.horizon_days}d"
        return ":".join(part for part in (self.kind, self.subject, days) if part)


def rank(severity: Severity) -> int:
    """Larger is graver."""
    return SEVERITIES.index(severity)

"""From which figures on a loss of quality has a name, and how sure one must be of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from forexlib.core.errors import SettingsError
from forexlib.core.event import Severity


@dataclass(frozen=True, slots=True)
class Tiers:
    """Settings of the monitors of performance and coverage.

    Attributes:
        warning: Percent from which a rise is a WARNING.
        high: Percent above which it is HIGH.
        critical: Percent above which it is CRITICAL.
        window_days: Calendar days of outcomes that are recent, at least.
        window_horizons: The same in horizons; the longer of the two counts.
        least_outcomes: Outcomes that do not overlap, below which nothing is said.
        horizons: How many are looked at together.
        warning_error: Chance of any WARNING on a day on which nothing is wrong, over all horizons,
            of performance and again of coverage.
        high_error: The same of any HIGH or CRITICAL.
        coverage_horizons: Lengths of the windows in which coverage is counted, in horizons.
        replications: Of the bootstrap; enough for quantiles at those chances.
    """

    warning: float = 10.0
    high: float = 20.0
    critical: float = 50.0
    window_days: int = 30
    window_horizons: int = 6
    least_outcomes: int = 5
    horizons: int = 4
    warning_error: float = 0.005
    high_error: float = 0.0002
    coverage_horizons: tuple[int, ...] = (6, 26)
    replications: int = 19_999

    def __post_init__(self) -> None:
        """Refuse what contradicts itself.

        Raises:
            SettingsError: If tiers or chances of false alarm do not rise or fall in their order.
        """
        if not 0.0 < self.warning <= self.high <= self.critical:
            raise SettingsError(
                f"Tiers of {self.warning}, {self.high} and {self.critical} % do not rise.",
                remedy="Let FOREX_PERFORMANCE_WARNING, _HIGH and _CRITICAL rise from above 0.",
            )
        if not 0.0 < self.high_error <= self.warning_error < 1.0:
            raise SettingsError(
                f"False alarms at {self.warning_error} and {self.high_error} of days contradict.",
                remedy="Let FOREX_PERFORMANCE_HIGH_ERROR be no more than _WARNING_ERROR.",
            )

    def severity(self, percent: float) -> Severity:
        """The tier of a rise, taken at its word."""
        if percent > self.critical:
            return "CRITICAL"
        if percent > self.high:
            return "HIGH"
        return "WARNING" if percent >= self.warning else "INFO"

    def first_day(self, last_day: date, horizon_days: int, *, times: int | None = None) -> date:
        """The first day of outcomes of the window that ends with `last_day`.

        Args:
            last_day: Of the newest outcome.
            horizon_days: Calendar days.
            times: Horizons in the window; by default those of the recent one, which is then as
                long as `window_days` at least.
        """
        length = max(self.window_days, (times or self.window_horizons) * horizon_days)
        return last_day - timedelta(days=length - 1)

"""How grave each event is, unless the settings say otherwise, and how they say it.

A name is a kind of events, or a kind and which of them: `stale_target.dead`. Where thresholds part
a kind, they are told apart by which one was passed, `first`, `second` or `third`; the thresholds
are settings of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from forexlib.core.errors import SettingsError
from forexlib.core.event import SEVERITIES, Severity

Severities = Mapping[str, Severity]
"""Name to how grave it is; of every name there is one."""

TIERS: Final[Mapping[Severity, str]] = {"WARNING": "first", "HIGH": "second", "CRITICAL": "third"}
"""Which threshold was passed where a monitor says so much of it."""

USUAL: Final[Severities] = {
    "forecast_change.first": "WARNING",
    "forecast_change.second": "HIGH",
    "forecast_change.flip": "WARNING",
    "high_volatility.first": "WARNING",
    "high_volatility.second": "HIGH",
    "economic_event": "INFO",
    "regime_change": "INFO",
    "data_drift.first": "WARNING",
    "data_drift.second": "HIGH",
    "degraded.first": "WARNING",
    "degraded.second": "HIGH",
    "degraded.third": "CRITICAL",
    "surprised.first": "WARNING",
    "surprised.second": "HIGH",
    "surprised.third": "CRITICAL",
    "coverage.first": "WARNING",
    "coverage.second": "HIGH",
    "stale_target.late": "WARNING",
    "stale_target.silent": "HIGH",
    "stale_target.dead": "CRITICAL",
    "stale_target.absent": "CRITICAL",
    "stale_regressor.late": "INFO",
    "stale_regressor.left_out": "WARNING",
    "stale_regressor.dead": "WARNING",
    "stale_regressor.absent": "INFO",
    "failing_source": "WARNING",
    "quarantined": "WARNING",
    "lower_mode.robust": "WARNING",
    "lower_mode.naive": "HIGH",
    "lower_mode.mailed": "WARNING",
    "stale_data.mailed": "WARNING",
    "no_forecast.missing": "HIGH",
    "no_forecast.refused": "HIGH",
    "withheld": "HIGH",
    "check_failed": "WARNING",
}
"""`mailed` ones stand in the subject of the forecast's own mail; `refused` and `withheld` are what
operations are told at once where there is no forecast, or it is too old to be mailed."""


def severities_of(text: str) -> Severities:
    """The usual ones with what a text changes: `kind=SEVERITY` or `kind.which=SEVERITY`, by commas.

    A kind alone stands for all of its own; of what is said twice the later counts.

    Example: `stale_target=CRITICAL, stale_target.late=INFO` leaves a late target a line of the log.

    Raises:
        SettingsError: If a name or a severity is not known, or an equals sign is missing.
    """
    chosen = dict(USUAL)
    for part in filter(None, (one.strip() for one in text.split(","))):
        name, sign, severity = (one.strip() for one in part.partition("="))
        if not sign:
            raise SettingsError(
                f"{part!r} is no name and severity.",
                remedy="Write such as stale_target.late=INFO, apart by commas",
            )
        chosen.update(dict.fromkeys(_named(name), _severity(severity)))
    return chosen


def text_of(severities: Severities) -> str:
    """As `severities_of` reads it, every name."""
    return ", ".join(f"{name}={severity}" for name, severity in severities.items())


def _named(name: str) -> list[str]:
    kind, dot, _ = name.partition(".")
    own = [one for one in USUAL if one.partition(".")[0] == kind]
    if not own:
        kinds = dict.fromkeys(one.partition(".")[0] for one in USUAL)
        raise SettingsError(
            f"There is no kind of event {kind!r}.", remedy=f"Choose among {', '.join(kinds)}"
        )
    if dot and name not in own:
        raise SettingsError(f"There is no event {name!r}.", remedy=f"Choose among {', '.join(own)}")
    return [name] if dot else own


def _severity(text: str) -> Severity:
    if text.upper() not in SEVERITIES:
        raise SettingsError(
            f"There is no severity {text!r}.", remedy=f"Choose among {', '.join(SEVERITIES)}"
        )
    return cast("Severity", text.upper())

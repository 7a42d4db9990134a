"""What the settings say of how forecasts and the market are judged, and people told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from forexlib.core.ages import AgeRules
from forexlib.decisions.alerts import AlertRules
from forexlib.jobs.drift import Watch
from forexlib.jobs.forecast_messages import Manner
from forexlib.jobs.performance import Yardstick
from forexlib.monitoring.drift_family import Levels
from forexlib.monitoring.drift_null import Design
from forexlib.monitoring.market_events import MarketRules
from forexlib.monitoring.readiness_evidence import ReadinessRules
from forexlib.monitoring.system_events import SystemRules
from forexlib.monitoring.tiers import Tiers
from forexlib.wiring.settings import Settings


def yardstick_of(chosen: Settings) -> Yardstick:
    """How forecasts are judged.

    Raises:
        SettingsError: If the tiers contradict one another.
    """
    tiers = Tiers(
        warning=chosen.performance_warning,
        high=chosen.performance_high,
        critical=chosen.performance_critical,
        window_days=chosen.performance_days,
        window_horizons=chosen.performance_horizons,
        horizons=len(chosen.horizons),
        warning_error=chosen.performance_warning_error,
        high_error=chosen.performance_high_error,
        coverage_horizons=(chosen.coverage_short, chosen.coverage_long),
    )
    return Yardstick(chosen.pair, chosen.target, chosen.horizons, tiers=tiers, seed=chosen.seed)


def watch_of(chosen: Settings) -> Watch:
    """How drift is looked for."""
    return Watch(
        Design(chosen.drift_baseline, chosen.drift_test, chosen.horizons, chosen.seed),
        Levels(chosen.drift_warning_level, chosen.drift_high_level),
    )


def readiness_rules_of(chosen: Settings) -> ReadinessRules:
    """What a candidate must have shown."""
    return ReadinessRules(
        predictions=chosen.readiness_predictions,
        operation=chosen.readiness_days,
        scored=chosen.readiness_scored,
        stability=chosen.readiness_stability,
        window_days=chosen.readiness_window,
    )


def market_rules_of(chosen: Settings) -> MarketRules:
    """From where on the market is news."""
    return MarketRules(
        change=(chosen.change_warning, chosen.change_high),
        bias=chosen.change_bias,
        ratio=(chosen.storm_warning, chosen.storm_high),
        calm=(
            chosen.storm_calm_warning * chosen.storm_warning,
            chosen.storm_calm_high * chosen.storm_high,
        ),
        short=chosen.storm_short,
        long=chosen.storm_long,
        severities=chosen.severities,
    )


def system_rules_of(chosen: Settings, sources: Sequence[str]) -> SystemRules:
    """From where on the system itself is; `sources` are the names of those that are configured."""
    return SystemRules(
        AgeRules(chosen.stale_days, chosen.silent_days, chosen.dead_days),
        failures=chosen.source_failures,
        missed=chosen.missed_days,
        withheld=chosen.quarantine_days,
        sources=sources,
        severities=chosen.severities,
    )


def alert_rules_of(chosen: Settings) -> AlertRules:
    """When news is worth a message."""
    return AlertRules(
        chosen.alert_alone,
        chosen.alert_together,
        timedelta(hours=chosen.cool_down_hours),
        timedelta(hours=chosen.alert_digest_hours),
    )


def manner_of(chosen: Settings) -> Manner:
    """How people want to be told."""
    return Manner(
        language=chosen.language,
        zone=chosen.zone,
        stale_days=chosen.stale_days,
        silent_days=chosen.silent_days,
        allow_stale=chosen.allow_stale,
        on_holidays=chosen.mail_on_holidays,
        per_horizon=chosen.mail_per_horizon,
        cool_down=timedelta(hours=chosen.cool_down_hours),
        severities=chosen.severities,
    )

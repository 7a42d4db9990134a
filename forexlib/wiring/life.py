"""What versions are learned, judged and exchanged with, made from the settings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from forexlib.core.errors import SettingsError, TooLittleHistory
from forexlib.decisions.promotion import RefreshLimits
from forexlib.decisions.retrain import RetrainRules
from forexlib.decisions.rollback import HealthRules
from forexlib.decisions.shadow import ShadowRules
from forexlib.decisions.worsening import Worsening
from forexlib.engine.forecast import Question
from forexlib.jobs.performance import worsening
from forexlib.jobs.progress import silent
from forexlib.jobs.readiness import Asked, check_readiness, keep_readiness
from forexlib.jobs.workshop import Rules, Workshop
from forexlib.monitoring.readiness_verdict import Level
from forexlib.wiring.settings import Settings

if TYPE_CHECKING:
    from forexlib.wiring.parts import Platform


def workshop_of(parts: Platform) -> Workshop:
    """The workshop of a platform."""

    def worse(versions: Mapping[int, str], now: datetime) -> Mapping[int, Worsening]:
        return worsening(parts.score_book, parts.yardstick, versions, as_of=now)

    def drifted(now: datetime) -> tuple[str, ...]:
        try:
            tests = parts.drift_of(now).tests
        except TooLittleHistory:
            return ()
        found = tests.filter("drifted").select("series", "test")
        return tuple(f"{series} ({test})" for series, test in found.iter_rows())

    def readiness(version: str, days: int, now: datetime) -> Level | None:
        chosen = parts.settings
        question = Question(chosen.pair, chosen.target, "live", as_of=now)
        asked = Asked(version=version, horizon_days=days)
        try:
            found = check_readiness(parts.store, parts.readiness, question, asked, parts.standard)
        except SettingsError:
            return None  # nothing is stored of it yet
        keep_readiness(parts.readiness, found, now=now)
        return found.level

    return Workshop(
        store=parts.store,
        serving=parts.serving,
        worsening=worse,
        drifted=drifted,
        readiness=readiness,
        issue_instant=parts.routine(silent).issue_instant,
        rules=_rules(parts.settings),
        workers=parts.settings.model_workers,
    )


def _rules(chosen: Settings) -> Rules:
    return Rules(
        retrain=RetrainRules(
            chosen.retrain_degradation,
            chosen.retrain_days,
            timedelta(days=chosen.retrain_cool_down_days),
        ),
        refresh=RefreshLimits(chosen.refresh_short, chosen.refresh_long),
        shadow=ShadowRules(
            timedelta(days=chosen.shadow_days), timedelta(days=chosen.shadow_most_days)
        ),
        health=HealthRules(chosen.rollback_degradation, timedelta(days=chosen.rollback_grace_days)),
    )

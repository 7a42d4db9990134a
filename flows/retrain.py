"""Learn the champions' recipe anew where it is due: after degradation or drift, and each month."""

from __future__ import annotations

from datetime import datetime

from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Cancelled

from flows import clock, ui
from flows.late import STOOD_ASIDE, newer_run_is_due
from forexlib.core.errors import SettingsError, StoreError
from forexlib.core.version import TRIGGERS, Trigger
from forexlib.jobs.retention import mirrored
from forexlib.jobs.retrain import Order, Retrained
from forexlib.jobs.retrain import retrain as job
from forexlib.jobs.version_rows import retrained_rows
from forexlib.jobs.workshop import check_horizons
from forexlib.wiring import platform

BY = "prefect"
AUTO = "auto"


@flow(name="retrain", timeout_seconds=3600)
def retrain(
    pair: str = "USDCLP", horizon: str = "all", reason: str = AUTO, *, dry_run: bool = False
) -> list[Retrained] | State[list[Retrained]]:
    """Judge each horizon; learn anew where it is due; let serve what is no worse.

    Args:
        pair: USD and any currency of the NBP's table A.
        horizon: Days, such as 7d, or all.
        reason: MANUAL or another reason learns anew in any case; auto only where one holds.
        dry_run: Whether only to say what would be done.
    """
    if newer_run_is_due():
        return Cancelled(message=STOOD_ASIDE)
    done = learn_anew(pair, horizon, reason, clock.now(), dry_run=dry_run)
    if any(one.outcome is not None for one in done):
        show_in_mlflow(pair)
    return done


@task(cache_policy=NO_CACHE)
def learn_anew(
    pair: str, horizon: str, reason: str, now: datetime, *, dry_run: bool
) -> list[Retrained]:
    """Do it, and say in the run's page what came of each horizon; events for automations."""
    parts = platform(pair=pair)
    named = [] if horizon == "all" else [_days(one) for one in horizon.split(",")]
    horizons = check_horizons(named, parts.settings.horizons)
    if not dry_run:
        try:
            parts.spare_the_disk("learning anew")
        except StoreError as error:
            ui.warn(str(error))
            return []
    order = Order(horizons, _reason(reason), BY, dry_run)
    done = job(parts.workshop, parts.live_question(now), order, now=now)
    about = f"{parts.settings.series}, {now:%Y-%m-%d %H:%M} UTC"
    ui.table(f"retrained-{pair.lower()}", retrained_rows(done).to_dicts(), about=about)
    for one in done:
        ui.log(f"{one.horizon_days}d: {one.outcome or 'not tried'}. {one.why}")
        if one.outcome is not None:
            said = {
                "horizon_days": one.horizon_days,
                "outcome": one.outcome,
                "version": one.version,
                "reason": one.verdict.reason,
            }
            ui.tell("forex.retrained", pair, said)
    return done


@task(cache_policy=NO_CACHE)
def show_in_mlflow(pair: str) -> None:
    """Let MLflow show what the ledger says; a warning where it cannot."""
    parts = platform(pair=pair)
    ui.warn(*mirrored(parts.mirror, parts.ledger, parts.artefacts))


def _days(text: str) -> int:
    digits = text.strip().lower().removesuffix("d")
    if not digits.isdecimal():
        raise SettingsError(f"{text!r} is not a horizon.", remedy="Write days, such as 30d.")
    return int(digits)


def _reason(text: str) -> Trigger | None:
    named: dict[str, Trigger] = {one: one for one in TRIGGERS}
    if text != AUTO and text not in named:
        raise SettingsError(
            f"{text!r} is no reason.", remedy=f"Write {AUTO}, {', '.join(TRIGGERS)}."
        )
    return named.get(text)

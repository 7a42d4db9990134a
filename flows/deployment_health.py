"""Every day: does what serves still serve well? Roll back, promote, or leave it, and say why."""

from __future__ import annotations

from datetime import datetime

from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Cancelled

from flows import clock, ui
from flows.late import STOOD_ASIDE, newer_run_is_due
from flows.retrain import show_in_mlflow
from flows.steps import send_what_waits
from forexlib.jobs.health import Checked, check_health
from forexlib.jobs.version_rows import checked_rows
from forexlib.wiring import platform


@flow(name="deployment-health", timeout_seconds=1800)
def deployment_health(pair: str = "USDCLP") -> list[Checked] | State[list[Checked]]:
    """Ask every champion and every version in shadow; act on what is found; tell operations.

    Args:
        pair: USD and any currency of the NBP's table A.
    """
    if newer_run_is_due():
        return Cancelled(message=STOOD_ASIDE)
    now = clock.now()
    done = look_after_versions(pair, now)
    send_what_waits(pair, now)
    if any(one.act not in {"keep", "wait"} for one in done):
        show_in_mlflow(pair)
    return done


@task(cache_policy=NO_CACHE)
def look_after_versions(pair: str, now: datetime) -> list[Checked]:
    """Do it, and say in the run's page what became of each version; events for automations."""
    parts = platform(pair=pair)
    done = check_health(
        parts.workshop, parts.live_question(now), now=now, language=parts.settings.language
    )
    about = f"{parts.settings.series}, {now:%Y-%m-%d %H:%M} UTC"
    ui.table(f"deployment-health-{pair.lower()}", checked_rows(done).to_dicts(), about=about)
    for one in done:
        ui.log(f"{one.horizon_days}d {one.version}: {one.act}. {one.why}")
        if one.act in {"rolled back", "promoted", "stuck", "withdrawn"}:
            name = f"forex.version.{one.act.replace(' ', '_')}"
            said = {"horizon_days": one.horizon_days, "version": one.version, "to": one.to}
            ui.tell(name, pair, {**said, "why": one.why})
    return done

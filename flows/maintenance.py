"""Every day: keep the state of the data, merge what is past, and make room on the disk."""

from __future__ import annotations

from datetime import datetime

from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Cancelled

from flows import clock, ui
from flows.late import STOOD_ASIDE, newer_run_is_due
from forexlib.jobs import maintain as job
from forexlib.jobs.maintain import Maintained
from forexlib.jobs.retention import forget_old_versions
from forexlib.jobs.upkeep_words import in_words, thing_rows
from forexlib.wiring import platform


@flow(name="maintenance", timeout_seconds=3600)
def maintenance() -> Maintained | State[Maintained]:
    """Make the day's restore point, merge past months, clear a full disk, delete old versions."""
    if newer_run_is_due():
        return Cancelled(message=STOOD_ASIDE)
    now = clock.now()
    done = maintain(now)
    forget_versions(now)
    return done


@task(cache_policy=NO_CACHE)
def maintain(now: datetime) -> Maintained:
    """Do it, and say in the run's page what was done."""
    done = job.maintain(platform().caretaker, now=now)
    ui.log(*in_words(done))
    if done.refused is not None:
        ui.warn(str(done.refused))
    gone = thing_rows(done.cleaning)
    rows = [{**row, "day": row["day"].isoformat()} for row in gone.to_dicts()]
    if rows:
        ui.table("disk-cleaned", rows, about=f"Removed from the disk, {now:%Y-%m-%d %H:%M} UTC")
    return done


@task(cache_policy=NO_CACHE)
def forget_versions(now: datetime) -> None:
    """Delete versions that had their time or never got one, after the restore point holds them."""
    parts = platform()
    gone = forget_old_versions(parts.ledger, parts.artefacts, parts.mirror, now=now)
    ui.log(*gone.in_words())
    ui.warn(*gone.warnings)

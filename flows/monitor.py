"""After each forecast, and every working day: look at everything, decide who is told, and send."""

from __future__ import annotations

from datetime import datetime

from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Cancelled

from flows import clock, ui
from flows.late import STOOD_ASIDE, newer_run_is_due
from flows.steps import send_what_waits
from forexlib.core.event import Severity, rank
from forexlib.jobs.monitor import Watched
from forexlib.jobs.monitor import monitor as job
from forexlib.wiring import platform

TOLD: tuple[Severity, ...] = ("HIGH", "CRITICAL")
KINDS = {"degraded": "forex.degraded", "surprised": "forex.degraded", "data_drift": "forex.drift"}
"""Events of Prefect that later work starts from."""


@flow(name="monitor", timeout_seconds=1800)
def monitor(pair: str = "USDCLP") -> Watched | State[Watched]:
    """Score what came due, look for what happened, record every decision, send what must be sent.

    Args:
        pair: USD and any currency of the NBP's table A.
    """
    if newer_run_is_due():
        return Cancelled(message=STOOD_ASIDE)
    now = clock.now()
    done = look_once(pair, now)
    send_what_waits(pair, now)
    return done


@task(cache_policy=NO_CACHE)
def look_once(pair: str, now: datetime) -> Watched:
    """Decide, and say in the run's page what was decided; events for automations."""
    parts = platform(pair=pair)
    done = job(parts.desk, now=now)
    ui.log(f"{done.scored} forecasts came due and were scored.")
    ui.warn(*(f"{check} could not be checked: {why}" for check, why in done.found.failures.items()))
    if done.drift is not None:
        ui.log(done.drift.sentence[parts.settings.language])
    rows = [
        {
            "severity": one.event.severity,
            "what": one.event.key,
            "audience": one.event.audience,
            "phase": one.phase,
            "verdict": one.verdict,
            "why": one.reason,
        }
        for one in sorted(done.decisions, key=lambda one: -rank(one.event.severity))
    ]
    about = f"{parts.settings.series}, {now:%Y-%m-%d %H:%M} UTC"
    ui.table(f"decisions-{pair.lower()}", rows, about=about)
    _tell_automations(pair, done)
    return done


def _tell_automations(pair: str, done: Watched) -> None:
    """What later work starts from: each alert, and what is new of performance and drift.

    That something ended goes where its beginning went, but starts nothing.
    """
    for message in done.messages:
        carried = [
            one.urgency
            for one in done.decisions
            if one.verdict == "sent" and one.event.audience == message.audience
        ]
        urgency = max(carried, key=rank)
        if urgency in TOLD:
            said = {"subject": message.subject, "audience": message.audience, "key": message.key}
            ui.tell(f"forex.alert.{urgency.lower()}", pair, said, once=message.key)
    for one in done.decisions:
        event = one.event
        if event.kind in KINDS and one.phase in {"entry", "escalation"}:
            said = {
                "pair": pair,
                "horizon_days": event.horizon_days,
                "severity": event.severity,
                "reason": "DRIFT_DETECTED"
                if event.kind == "data_drift"
                else "PERFORMANCE_DEGRADATION",
                **event.metrics,
            }
            ui.tell(KINDS[event.kind], pair, said)

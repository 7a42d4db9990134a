"""What is known after a decision: the view `alert_conditions` as a pure function, for replays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from forexlib.core.alert import Condition, Decision, Situation
from forexlib.core.event import rank
from forexlib.decisions.alerts import AUDIENCES


def remembered(situation: Situation, decided: Sequence[Decision], *, now: datetime) -> Situation:
    """The situation after some decisions; what people said of alerts stays as it was.

    Args:
        situation: What was known before.
        decided: What was decided, one decision a key.
        now: When.
    """
    conditions = dict(situation.conditions)
    for one in decided:
        conditions[one.event.key] = _after(conditions.get(one.event.key), one, now)
    messages = dict(situation.last_message)
    for audience in AUDIENCES:
        sent = [
            one.urgency
            for one in decided
            if one.verdict == "sent" and one.event.audience == audience
        ]
        if sent:
            messages[audience] = (now, max(sent, key=rank))
    return replace(situation, conditions=conditions, last_message=messages)


def _after(before: Condition | None, decision: Decision, now: datetime) -> Condition:
    event = decision.event
    goes_on = before is not None and (
        before.event.occasion == event.occasion if event.occasion else before.open
    )
    told = before.told if before is not None and goes_on else None
    told_at, told_last = (None, None) if before is None else (before.told_at, before.told_last)
    if decision.told:
        told_at, told_last = now, event.severity
        if told is None or rank(event.severity) > rank(told):
            told = event.severity
    return Condition(
        event=event,
        open=not event.occasion and decision.phase != "exit",
        told=told,
        held=decision.verdict == "held",
        decided_at=now,
        told_at=told_at,
        told_last=told_last,
        acknowledged=before is not None and before.acknowledged and goes_on,
    )

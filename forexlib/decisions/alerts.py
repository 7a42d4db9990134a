"""Which events are told, to whom, and why: pure; what is told is done elsewhere.

An event is a happening (a forecast changed; it has an occasion) or a condition (the market is
stormy; it holds from entry to exit). A condition is told when it is entered, when it grows graver,
and when it ends if its entry was told; in between it is silent. A happening is told once, and its
like not again within the cool-down unless it is graver.

For each audience an alert goes out if something told now is HIGH or CRITICAL, or if WARNINGs of two
kinds stand that nobody was told of, one of them new: one move of the market that shows at four
horizons is one WARNING, and nine late series are one. Everything that is to be told to an audience
goes into one message. A second message within the digest's span carries only what is graver than
the first: the rest is held, and goes with the next, of happenings of one key the gravest. That
something ended is as urgent as a WARNING, however grave it was: no alarm waits for it, and it waits
for one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from forexlib.core.alert import Condition, Decision, Phase, Situation
from forexlib.core.event import Audience, Event, Severity, rank

AUDIENCES: Final[tuple[Audience, ...]] = ("market", "operations")


@dataclass(frozen=True, slots=True)
class AlertRules:
    """When people are told.

    Attributes:
        alone: The severity from which one event is enough.
        together: WARNINGs of so many kinds are enough.
        cool_down: Within which the like of a happening is not told again; less than a day, as
            one daily look can be a few minutes less than a day after another.
        digest: Within which an audience gets one message, unless something graver comes.
    """

    alone: Severity = "HIGH"
    together: int = 2
    cool_down: timedelta = timedelta(hours=20)
    digest: timedelta = timedelta(hours=20)


def decide(
    events: Sequence[Event],
    situation: Situation,
    *,
    checked: Collection[str],
    now: datetime,
    unjudged: Collection[str] = (),
    rules: AlertRules | None = None,
) -> list[Decision]:
    """What is done about each event, and about each condition that ended.

    Args:
        events: What holds now; of two of one key the graver counts.
        situation: What was decided before.
        checked: Kinds that were looked for: a condition of another kind has not ended.
        now: The instant.
        unjudged: Keys of which nobody can say whether they hold: they have not ended either.
        rules: When people are told; by default the usual.
    """
    rules = rules or AlertRules()
    unique = _gravest(events)
    drafts = [_phase(event, situation, now=now, rules=rules) for event in unique.values()]
    drafts += [
        *(one for one in _exits(unique, situation, checked) if one.event.key not in unjudged),
        *_waiting(unique, situation),
    ]
    decided: list[Decision] = []
    for audience in AUDIENCES:
        own = [one for one in drafts if one.event.audience == audience]
        decided += _for_audience(audience, own, situation, now=now, rules=rules)
    return decided


def _gravest(events: Sequence[Event]) -> dict[str, Event]:
    found: dict[str, Event] = {}
    for event in events:
        known = found.get(event.key)
        if known is None or _order(event) > _order(known):
            found[event.key] = event
    return found


def _order(event: Event) -> tuple[int, str]:
    """Of two of one key the graver counts; of two as grave the later."""
    return rank(event.severity), event.occasion


def _phase(event: Event, situation: Situation, *, now: datetime, rules: AlertRules) -> Decision:
    """What an event is in its life; nothing is decided yet."""
    before = situation.conditions.get(event.key)
    if event.occasion:
        return _happening(event, before, now=now, rules=rules)
    if before is None or not before.open:
        return _draft(event, "entry", "It is new.")
    if rank(event.severity) > rank(before.event.severity):
        return _draft(event, "escalation", f"It was {before.event.severity} before.")
    if before.held or _was_missed(event, before, situation, rules):
        phase: Phase = "entry" if before.told is None else "escalation"
        waited = "It waited for this message."
        return _draft(event, phase, waited if before.held else "It stands, and nobody was told.")
    if rank(event.severity) < rank(before.event.severity):
        return Decision(event, "eased", "log only", f"It was {before.event.severity} before.")
    return Decision(event, "standing", "repeated", "It stands since its entry.")


def _was_missed(event: Event, before: Condition, situation: Situation, rules: AlertRules) -> bool:
    """Whether it is grave enough to be told alone, and was not, as when it was muted till now."""
    if before.acknowledged or _is_muted(event, situation):
        return False
    told, grave = -1 if before.told is None else rank(before.told), rank(event.severity)
    return grave >= rank(before.event.severity) and grave >= rank(rules.alone) and grave > told


def _happening(
    event: Event, before: Condition | None, *, now: datetime, rules: AlertRules
) -> Decision:
    if before is None:
        return _draft(event, "happened", "It is new.")
    if before.event.occasion == event.occasion:
        if before.held:
            return _draft(event, "happened", "It waited for this message.")
        if rank(event.severity) > rank(before.event.severity):
            return _draft(event, "escalation", f"It was {before.event.severity} before.")
        return Decision(event, "again", "repeated", "It was decided before.")
    if before.held and rank(before.event.severity) > rank(event.severity):
        return _draft(before.event, "happened", "It waited for this message; its like was milder.")
    return _its_like(event, before, now=now, rules=rules)


def _its_like(event: Event, before: Condition, *, now: datetime, rules: AlertRules) -> Decision:
    """A happening of which another of its key was decided before."""
    lately = before.told_at is not None and _within(now - before.told_at, rules.cool_down)
    if lately and before.told_last is not None and rank(event.severity) <= rank(before.told_last):
        hours = rules.cool_down / timedelta(hours=1)
        why = f"Its like was told less than {hours:g} hours ago."
        return Decision(event, "happened", "repeated", why)
    return _draft(event, "happened", "It is new.")


def _within(since: timedelta, span: timedelta) -> bool:
    """Whether it is not longer ago; what a clock that was wrong dated in the future is no bar."""
    return timedelta(0) <= since < span


def _exits(
    now: Mapping[str, Event], situation: Situation, checked: Collection[str]
) -> list[Decision]:
    found = []
    for key, before in situation.conditions.items():
        if not before.open or key in now or before.event.kind not in checked:
            continue
        if before.told is None:
            why = "It ended, and nobody had been told of it."
            found.append(Decision(before.event, "exit", "log only", why))
        else:
            ended = replace(before.event, severity=before.told)
            found.append(_draft(ended, "exit", "It ended, and its entry had been told."))
    return found


def _waiting(now: Mapping[str, Event], situation: Situation) -> list[Decision]:
    """Happenings that were to be told, waited, and are over by now."""
    return [
        _draft(before.event, "happened", "It waited for this message.")
        for key, before in situation.conditions.items()
        if before.held and before.event.occasion and key not in now
    ]


def _draft(event: Event, phase: Phase, reason: str) -> Decision:
    """Something that may be told; whether it is depends on what else there is."""
    return Decision(event, phase, "held", reason)


def _for_audience(
    audience: Audience,
    drafts: Sequence[Decision],
    situation: Situation,
    *,
    now: datetime,
    rules: AlertRules,
) -> list[Decision]:
    settled, fresh, untold = _sorted(drafts, situation)
    covered = situation.forecast_told
    settled += [_by_forecast(one) for one in fresh if _is_covered(one, covered)]
    fresh = [one for one in fresh if not _is_covered(one, covered)]
    if not fresh:
        return [*settled, *untold]
    why_not = "One WARNING alone is logged, not sent."
    why = _why_enough(fresh, untold, rules)
    if not why:
        told = (replace(one, verdict="log only", reason=why_not) for one in fresh)
        return [*settled, *untold, *told]
    urgency = max((one.urgency for one in fresh), key=rank)
    last = situation.last_message.get(audience)
    waits = last is not None and _within(now - last[0], rules.digest)
    if last is not None and waits and rank(urgency) <= rank(last[1]):
        why = f"{audience} had a message at {last[0]:%Y-%m-%d %H:%M} UTC; it goes with the next."
        return [*settled, *untold, *(_held(one, why) for one in fresh)]
    sent: list[Decision] = [
        replace(one, verdict="sent", reason=f"{one.reason} {why}") for one in (*fresh, *untold)
    ]
    return [*settled, *sent]


def _held(draft: Decision, why: str) -> Decision:
    """Until the next message. A condition whose end waits has not ended for those who were told."""
    if draft.phase == "exit":
        return replace(draft, phase="standing", verdict="repeated", reason=f"It ended; {why}")
    return replace(draft, reason=why)


def _sorted(
    drafts: Sequence[Decision], situation: Situation
) -> tuple[list[Decision], list[Decision], list[Decision]]:
    """What is settled, what may be told, and WARNINGs that stand and were never told."""
    settled: list[Decision] = []
    fresh: list[Decision] = []
    untold: list[Decision] = []
    for draft in drafts:
        before = situation.conditions.get(draft.event.key)
        if draft.verdict != "held":
            never = before is not None and before.told is None and not before.acknowledged
            warns = draft.phase == "standing" and draft.event.severity == "WARNING"
            waits = never and warns and not _is_muted(draft.event, situation)
            (untold if waits else settled).append(draft)
        elif _is_muted(draft.event, situation):
            settled.append(replace(draft, verdict="muted", reason="A person muted it."))
        elif _is_known(draft, before):
            settled.append(replace(draft, verdict="acknowledged", reason="A person knows of it."))
        elif draft.event.severity == "INFO":
            why = f"{draft.reason} INFO is a line of the log."
            settled.append(replace(draft, verdict="log only", reason=why))
        else:
            fresh.append(draft)
    return settled, fresh, untold


def _is_muted(event: Event, situation: Situation) -> bool:
    return not {event.key, event.kind}.isdisjoint(situation.muted)


def _is_known(draft: Decision, before: Condition | None) -> bool:
    """Whether a person knows of the episode that this belongs to, and it did not grow graver."""
    if before is None or not before.open:
        return False
    return before.acknowledged and draft.phase in {"entry", "exit"}


def _is_covered(draft: Decision, covered: Mapping[str, Severity]) -> bool:
    """Whether the forecast's own mail said it, and as grave."""
    told = covered.get(draft.event.key)
    return told is not None and draft.phase != "exit" and rank(draft.event.severity) <= rank(told)


def _by_forecast(draft: Decision) -> Decision:
    why = "The forecast's own mail says it."
    if draft.event.audience == "operations":
        why = "The notice that forecasts are withheld says it."
    return replace(draft, verdict="with the forecast", reason=why)


def _why_enough(fresh: Sequence[Decision], untold: Sequence[Decision], rules: AlertRules) -> str:
    """Why what is new is worth a message; "" if it is not."""
    begun = [one for one in fresh if one.phase != "exit"]
    if any(rank(one.event.severity) >= rank(rules.alone) for one in begun):
        return f"One event of {rules.alone} or more is enough."
    if len(begun) < len(fresh):
        return "The end of what was told is told."
    kinds = {one.event.kind for one in (*fresh, *untold)}
    if len(kinds) < rules.together:
        return ""
    return f"WARNINGs of {len(kinds)} kinds stand that nobody was told of."

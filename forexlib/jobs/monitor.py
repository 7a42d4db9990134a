"""Watch: score what came due, look for what happened, decide who is told, and write it all down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Final

import polars as pl

from forexlib.core.alert import Decision, Judged, Post, Scope, Situation
from forexlib.core.event import Audience, Event, Severity, rank
from forexlib.core.message import Message
from forexlib.core.ports import Decisions, Store
from forexlib.decisions.alerts import AUDIENCES, AlertRules, decide
from forexlib.jobs import performance as scores
from forexlib.jobs.drift import Drift
from forexlib.jobs.events import Found, Lookout, issued_live, looked_for
from forexlib.jobs.events_market import market_events
from forexlib.jobs.events_models import drift_events, performance_events, unjudged
from forexlib.jobs.events_system import system_events
from forexlib.jobs.notify import REMINDED, ROUTES, withheld_topic
from forexlib.reporting.alert_mail import compose_alert
from forexlib.reporting.alert_words import sentence
from forexlib.reporting.chart_words import Language
from forexlib.reporting.numbers import Numerals

NEWS: Final = ("happened", "entry", "escalation")
"""Phases that a forecast's own mail tells of."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a monitor works with.

    Attributes:
        store: Where rows are.
        decisions: The log.
        lookout: What is looked at.
        horizons: Calendar days.
        rules: When people are told.
        language: Of messages.
        drift: Measures drift as of an instant.
        performance: Judges the forecasts that came due by an instant.
    """

    store: Store
    decisions: Decisions
    lookout: Lookout
    horizons: Sequence[int]
    rules: AlertRules
    language: Language
    drift: Callable[[datetime], Drift]
    performance: Callable[[datetime], Sequence[scores.Judged]]

    @property
    def scope(self) -> Scope:
        """Whose alerts."""
        return Scope(self.lookout.pair, self.lookout.target)


@dataclass(frozen=True, slots=True)
class Watched:
    """What one look found, and what was decided.

    Attributes:
        scored: Forecasts that came due and were scored.
        found: The events.
        decisions: One for each, and for each condition that ended; none if this instant was
            decided before.
        messages: Put into the outbox.
        drift: What the drift tests said; None if they could not be done.
        performance: How good forecasts were; empty if it could not be judged.
    """

    scored: int
    found: Found
    decisions: Sequence[Decision]
    messages: Sequence[Message] = ()
    drift: Drift | None = None
    performance: Sequence[scores.Judged] = field(default=())


def monitor(desk: Desk, *, now: datetime) -> Watched:
    """Look once. A second look at the same instant decides nothing anew.

    A check that cannot be done is an event of its own; the others are done all the same.

    Raises:
        StoreError: If the database cannot be read or written; nothing is half decided then.
    """
    scored = desk.store.score(as_of=now)
    measured: list[Drift] = []
    judged: list[scores.Judged] = []
    severities = desk.lookout.severities
    look = partial(looked_for, severities=severities)

    def look_for_drift() -> list[Event]:
        measured.append(desk.drift(now))
        return drift_events(measured[0], severities)

    def look_at_scores() -> list[Event]:
        judged.extend(desk.performance(now))
        return performance_events(judged, severities)

    found = (
        market_events(desk.store, desk.lookout, as_of=now)
        + system_events(desk.store, desk.lookout, as_of=now)
        + look("drift", ["data_drift"], look_for_drift)
        + look("performance", ["degraded", "surprised", "coverage"], look_at_scores)
    )
    checks = frozenset({"check_failed"})
    drift = measured[0] if measured else None
    found = replace(found, checked=found.checked | checks, unjudged=unjudged(judged, drift))
    forecast = _newest(issued_live(desk.store, desk.lookout, as_of=now))
    before = _Before(_mail_of(desk, forecast), _withheld(desk, now))
    judge = partial(_judge, desk=desk, found=found, forecast=forecast, before=before, now=now)
    settled = desk.decisions.record(desk.scope, judge, horizons=desk.horizons, now=now)
    messages = [post.message for post in settled.posts]
    return Watched(scored, found, settled.decisions, messages, drift, judged)


def news(desk: Desk, *, now: datetime) -> tuple[tuple[Event, ...], tuple[str, ...]]:
    """What a forecast's own mail should say happened in the market, and the sentences for it.

    Nothing is decided yet: the monitor does that after the mail is in the outbox.

    Raises:
        StoreError: If the database cannot be read.
    """
    found = market_events(desk.store, desk.lookout, as_of=now)
    told = _newsworthy(desk, found.events, desk.decisions.situation(desk.scope, now=now), now)
    forecast = _newest(issued_live(desk.store, desk.lookout, as_of=now))
    show = _numerals(forecast, desk.language)
    lines = [sentence(one.event, one.phase, language=desk.language, show=show) for one in told]
    return tuple(one.event for one in told), tuple(lines)


def _newsworthy(
    desk: Desk, events: Sequence[Event], situation: Situation, now: datetime
) -> list[Decision]:
    """What a forecast's mail of the instant `now` tells of the events that hold then."""
    return [
        one
        for one in decide(events, situation, checked=(), now=now, rules=desk.rules)
        if one.phase in NEWS and one.verdict != "muted" and one.event.audience == "market"
    ]


@dataclass(frozen=True, slots=True)
class _Mail:
    """The newest forecast's own. Attributes: of what held when it was written; as grave as."""

    at: datetime
    severity: Severity
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class _Before:
    """What the forecast's run told. Attributes: mail: its own; withheld: by notice, by key."""

    mail: _Mail | None
    withheld: Mapping[str, Severity]


def _judge(
    situation: Situation,
    *,
    desk: Desk,
    found: Found,
    forecast: pl.DataFrame,
    before: _Before,
    now: datetime,
) -> Judged:
    dropped = {
        key: one
        for key, one in situation.conditions.items()
        if one.open and one.event.horizon_days not in {None, *desk.horizons}
    }
    kept = {key: one for key, one in situation.conditions.items() if key not in dropped}
    told = {**_told_by(before.mail, desk, situation), **before.withheld}
    known = replace(situation, conditions=kept, forecast_told=told)
    decided = decide(
        found.events,
        known,
        checked=found.checked,
        unjudged=found.unjudged,
        now=now,
        rules=desk.rules,
    )
    why = "Its horizon is no longer forecast."
    decided += [Decision(one.event, "exit", "log only", why) for one in dropped.values()]
    posts = [
        _post(audience, sent, desk=desk, forecast=forecast, now=now)
        for audience in AUDIENCES
        if (
            sent := [
                one for one in decided if one.verdict == "sent" and one.event.audience == audience
            ]
        )
    ]
    return Judged(decided, posts)


def _post(
    audience: Audience,
    sent: Sequence[Decision],
    *,
    desk: Desk,
    forecast: pl.DataFrame,
    now: datetime,
) -> Post:
    scope = desk.scope
    alert = compose_alert(
        sent, audience=audience, pair=scope.pair, forecast=forecast, language=desk.language
    )
    topic = f"alert:{scope.pair}:{scope.target}:{audience}"
    message = Message(
        key=f"{topic}:{now:%Y-%m-%dT%H:%M:%S.%f}",
        topic=topic,
        audience=audience,
        severity=alert.severity,
        subject=alert.subject,
        html=alert.mail.html,
        text=alert.mail.text,
        slack=alert.slack,
        created_at=now,
    )
    return Post(message, ROUTES[alert.severity], frozenset(one.event.key for one in sent))


def _newest(rows: pl.DataFrame) -> pl.DataFrame:
    """Those of the newest origin."""
    return rows.filter(pl.col("origin_date") == pl.col("origin_date").max())


def _mail_of(desk: Desk, forecast: pl.DataFrame) -> _Mail | None:
    """The newest forecast's own mail; None if there is none."""
    names = forecast.get_column("run_id").unique().to_list()
    told = [
        (row["severity"], row["created_at"])
        for name in names
        for row in desk.store.read("outbox", run_id=name).filter(audience="market").to_dicts()
    ]
    if not told:
        return None
    severity, at = max(told, key=lambda one: (rank(one[0]), one[1]))
    return _Mail(at, severity, market_events(desk.store, desk.lookout, as_of=at).events)


def _told_by(mail: _Mail | None, desk: Desk, situation: Situation) -> dict[str, Severity]:
    """What the mail told, by key; what came up after it was written it did not."""
    if mail is None:
        return {}
    told = [one.event for one in _newsworthy(desk, mail.events, situation, mail.at)]
    return {one.key: one.severity for one in told if rank(one.severity) <= rank(mail.severity)}


def _withheld(desk: Desk, now: datetime) -> dict[str, Severity]:
    """What a notice that old data are withheld told operations lately, by key."""
    series = desk.lookout.series
    told = desk.store.read("outbox", topic=withheld_topic(series)).filter(
        pl.col("created_at").is_between(now - REMINDED, now)
    )
    severities: list[Severity] = told.get_column("severity").to_list()
    return {f"stale_target:{series}": max(severities, key=rank)} if severities else {}


def _numerals(forecast: pl.DataFrame, language: Language) -> Numerals:
    rate = 900.0 if forecast.is_empty() else forecast.get_column("last_rate")[0]
    return Numerals.for_rate(rate, language)

"""Alarms and messages in worlds in which nothing changes, all monitors together, day by day.

Each world is a decade of walk-forward, then five watched years of daily forecasts by a forecaster
that knows the truth (`performance_worlds`, `alarms_drift`). On each watched day the events of the
market, the drift tests, the performance and the coverage monitors speak as they do in production,
and `forexlib.decisions` decides what is sent, remembering what it decided before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from benchmarks import alarms_drift
from benchmarks.alarms_drift import LEARNED, TESTED, YEAR
from benchmarks.performance_looks import DAYS, HORIZONS, Looks, Watched, looked, worlds_of
from benchmarks.performance_worlds import bootstrap_of, garch, learn, real_returns
from forexlib.core.alert import Situation
from forexlib.core.event import Event, Severity
from forexlib.core.history import Floats
from forexlib.decisions.alerts import decide
from forexlib.decisions.memory import remembered
from forexlib.monitoring.drift_family import Levels
from forexlib.monitoring.drift_null import Design
from forexlib.monitoring.market_events import MarketRules, volatility_ratios, volatility_states

Kind = Literal["garch", "bootstrap"]

KINDS: Final = frozenset(
    {"forecast_change", "high_volatility", "data_drift", "degraded", "surprised", "coverage"}
)
SEVERITIES: Final[tuple[Severity, ...]] = ("INFO", "WARNING", "HIGH", "CRITICAL")
HIGH: Final = 2
NOON: Final = datetime(2000, 1, 3, 12, 15, tzinfo=UTC)
MONTHS: Final = 12
RULES: Final = MarketRules()


@dataclass(frozen=True, slots=True)
class Alarms:
    """What was seen of all worlds of a kind.

    Attributes:
        kind: How they were made.
        days: Watched, in all.
        grave: Days on which the monitors of drift, performance or coverage stood at HIGH or more.
        by_monitor: The same of each alone.
        messages: Sent beside the forecasts' own mails, by audience.
        alone: The same where no forecast is mailed, so that the market is told by alerts only.
        told: What the latter carried, by kind and phase.
    """

    kind: str
    days: int
    grave: int
    by_monitor: dict[str, int]
    messages: Counter[str] = field(default_factory=Counter)
    alone: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)

    @property
    def years(self) -> float:
        """Watched."""
        return self.days / YEAR

    def per_month(self, messages: Counter[str]) -> float:
        """How many of them."""
        return messages.total() / self.years / MONTHS


@dataclass(frozen=True, slots=True)
class Stream:
    """What the monitors say of one world on each watched day, all of shape (days,).

    Attributes:
        changes: Percent by which the median moved.
        storms: 0, 1 or 2, as `volatility_states`.
        drifted: Tests that drifted.
        looks: By horizon, ranks of severities.
    """

    changes: Floats
    storms: NDArray[np.intp]
    drifted: NDArray[np.intp]
    looks: dict[int, Looks]


def watch(kind: Kind, *, worlds: int, seed: int = 0) -> Alarms:
    """Five years of each of so many worlds."""
    real = real_returns()
    draw = garch if kind == "garch" else bootstrap_of(real)
    taught = learn(draw, float(np.mean(real**2)) if kind == "bootstrap" else _variance())
    made = worlds_of(draw, taught, worlds, seed=seed)
    drifted = _drifted(kind, made, seed)
    watched = slice(DAYS - TESTED, DAYS)
    alarms = Alarms(kind, worlds * TESTED, 0, {"drift": 0, "performance": 0, "coverage": 0})
    for world, tests in zip(made, drifted, strict=True):
        stream = _stream(world, tests, watched)
        alarms = _with_grave(alarms, stream)
        alarms.messages.update(_replay(stream, mailed=True)[0])
        sent, told = _replay(stream, mailed=False)
        alarms.alone.update(sent)
        alarms.told.update(told)
    return alarms


def _variance() -> float:
    from benchmarks.null_world import VOLATILITY  # noqa: PLC0415  (a number, of one kind alone)

    return VOLATILITY**2


def _drifted(kind: Kind, made: Sequence[Watched], seed: int) -> NDArray[np.intp]:
    """Tests that drifted on each watched day of each world, shape (worlds, days)."""
    design = Design()
    returns = np.stack([one.moves[DAYS - LEARNED - TESTED :] for one in made])
    usual = alarms_drift.simulate(kind, max(len(made), 60), seed=seed + 1, design=design).usual
    world = alarms_drift.World(returns, usual, kind)
    families = alarms_drift.learn(world, design)
    return alarms_drift.no_change(world, families, design, Levels()).drifted


def _stream(world: Watched, drifted: NDArray[np.intp], watched: slice) -> Stream:
    ratios = volatility_ratios(world.moves, rules=RULES)[0]
    states = np.concatenate((np.zeros(RULES.long - 1, dtype=np.intp), volatility_states(ratios)))
    looks = {}
    for horizon in HORIZONS:
        whole = looked(world.scored[horizon], horizon)
        looks[horizon] = Looks(
            whole.skill[watched], whole.surprise[watched], whole.coverage[watched]
        )
    changes = 100.0 * np.expm1(world.moves[watched])
    return Stream(changes, states[watched], drifted, looks)


def _with_grave(alarms: Alarms, stream: Stream) -> Alarms:
    drift = stream.drifted >= HIGH
    performance = np.zeros(len(drift), dtype=bool)
    coverage = np.zeros(len(drift), dtype=bool)
    for one in stream.looks.values():
        performance |= np.maximum(one.skill, one.surprise) >= HIGH
        coverage |= one.coverage >= HIGH
    seen = {"drift": drift, "performance": performance, "coverage": coverage}
    by_monitor = {name: alarms.by_monitor[name] + int(days.sum()) for name, days in seen.items()}
    grave = alarms.grave + int((drift | performance | coverage).sum())
    return replace(alarms, grave=grave, by_monitor=by_monitor)


def _replay(stream: Stream, *, mailed: bool) -> tuple[Counter[str], Counter[str]]:
    """Messages by audience, and what they carried by kind and phase."""
    messages: Counter[str] = Counter()
    told: Counter[str] = Counter()
    known = Situation()
    for day, events in enumerate(_events(stream)):
        now = NOON + timedelta(days=day)
        market = [one for one in events if one.audience == "market"]
        covered = {one.key: one.severity for one in market} if mailed else {}
        known = replace(known, forecast_told=covered)
        decided = decide(events, known, checked=KINDS, now=now)
        known = remembered(known, decided, now=now)
        sent = [one for one in decided if one.verdict == "sent"]
        messages.update({one.event.audience for one in sent})
        told.update(f"{one.event.kind}, {one.phase}" for one in sent)
    return messages, told


def _events(stream: Stream) -> Iterator[list[Event]]:
    for day in range(len(stream.changes)):
        events = []
        size = abs(stream.changes[day])
        if size > RULES.change[0]:
            severity = SEVERITIES[1 + int(size > RULES.change[1])]
            events.append(Event("forecast_change", severity, 7, occasion=f"{day}"))
        if stream.storms[day]:
            events.append(Event("high_volatility", SEVERITIES[stream.storms[day]]))
        if stream.drifted[day]:
            severity = SEVERITIES[min(2, int(stream.drifted[day]))]
            events.append(Event("data_drift", severity, audience="operations"))
        for horizon, looks in stream.looks.items():
            for kind, ranks in (
                ("degraded", looks.skill),
                ("surprised", looks.surprise),
                ("coverage", looks.coverage),
            ):
                if ranks[day]:
                    severity = SEVERITIES[int(ranks[day])]
                    events.append(Event(kind, severity, horizon, "operations"))
        yield events

"""Versions that are broken on purpose: whether they are refused, and how soon they are gone.

The fault is in the artefact, so that everything else is the code that serves: a spread times a
number or off its middle by so many deviations of the random walk (read back by `Planted`), and
weights that are no numbers or five times what they were.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from unittest.mock import patch

import numpy as np

from benchmarks.lifecycle_world import HORIZONS, Walks, feed, fresh, issue_instant, remembered
from forexlib.core.calendar import instant
from forexlib.core.errors import SettingsError
from forexlib.core.history import Ahead, Floats, History
from forexlib.core.levels import ALL_LEVELS, LEVELS
from forexlib.core.version import Entry, Standing
from forexlib.engine.bundle import WEIGHTS, Bundle
from forexlib.engine.forecast import Question
from forexlib.engine.learning import LEARNED_TYPES
from forexlib.jobs.daily import answer
from forexlib.jobs.deploy import Deployment, deploy, rollback
from forexlib.jobs.health import check_health
from forexlib.jobs.retrain import Order, retrain
from forexlib.jobs.serving import new_version
from forexlib.models.random_walk import LearnedRandomWalk
from forexlib.models.reverting import LearnedQr4, LearnedRevertingErrors
from forexlib.wiring import Platform

SPREAD: Final = "qr4"
FIRST: Final = date(2016, 6, 1)
LAST: Final = date(2026, 9, 30)
DEPLOYED_AT, CHECKED_AT = time(9), time(10)
LOW, HIGH = ALL_LEVELS.index(LEVELS[0]), ALL_LEVELS.index(LEVELS[-1])
TWO_SIDED_95: Final = 1.959963984540054
SEED: Final = 48


@dataclass(frozen=True, slots=True)
class Planted:
    """The spread of what is issued, with a fault. Attributes: those of `LearnedQr4`, and of it.

    times: what every quantile is multiplied by. shift: what is added, in standard deviations of the
    random walk at the horizon.
    """

    fast: LearnedRevertingErrors
    slow: LearnedRevertingErrors
    random_walk: LearnedRandomWalk
    times: float
    shift: float

    def errors(self, history: History, ahead: Ahead, levels: Sequence[float]) -> Floats:
        """Quantiles of the error in log return, shape (h, len(levels))."""
        sound = LearnedQr4(self.fast, self.slow, self.random_walk)
        walk = self.random_walk.errors(history, ahead, ALL_LEVELS)
        deviation = (walk[:, HIGH] - walk[:, LOW]) / (2 * TWO_SIDED_95)
        rates = self.times * sound.errors(history, ahead, levels)
        return rates + self.shift * deviation[:, None]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong. Attributes: times, shift: of the spread; weights: what weights are times."""

    times: float = 1.0
    shift: float = 0.0
    weights: float = 1.0


FAULTS: Final[Mapping[str, Fault]] = {
    "none": Fault(),
    "spread x 0.25": Fault(times=0.25),
    "spread x 0.5": Fault(times=0.5),
    "spread x 2": Fault(times=2.0),
    "spread x 4": Fault(times=4.0),
    "centre + 0.6 sigma": Fault(shift=0.6),
    "centre - 0.6 sigma": Fault(shift=-0.6),
    "centre + 1 sigma": Fault(shift=1.0),
    "centre - 1 sigma": Fault(shift=-1.0),
    "weights NaN": Fault(weights=float("nan")),
    "weights x 5": Fault(weights=5.0),
    "spread x 0.8": Fault(times=0.8),
    "spread x 1.4": Fault(times=1.4),
    "centre + 0.4 sigma": Fault(shift=0.4),
}


HIDDEN: Final[Mapping[str, Fault]] = {
    "none": FAULTS["none"],
    "spread x 0.65": Fault(times=0.65),
    "spread x 0.8": FAULTS["spread x 0.8"],
    "spread x 1.6": Fault(times=1.6),
    "centre + 0.45 sigma": Fault(shift=0.45),
    "centre - 0.45 sigma": Fault(shift=-0.45),
}
"""Mostly within what the output check lets pass."""


@dataclass(slots=True)
class Caught:
    """What became of a fault over all days.

    Attributes:
        days: Tried.
        refused: Not deployed unless forced.
        gone: Forced in, and rolled back by the check of the same day.
    """

    days: int = 0
    refused: int = 0
    gone: int = 0

    @property
    def stayed(self) -> int:
        """Served on after the day's check."""
        return self.days - self.gone


@contextmanager
def readable() -> Generator[None]:
    """Let artefacts with a planted fault be read."""
    both = {SPREAD: LearnedQr4 | Planted}
    with patch.dict(LEARNED_TYPES, both):
        yield


def broken(bundle: Bundle, fault: Fault) -> Bundle:
    """The bundle with a fault in its parts; another version even without one."""
    text, name = bundle.parts[SPREAD]
    spread = {**json.loads(text), "times": fault.times, "shift": fault.shift}
    parts = {**bundle.parts, SPREAD: (json.dumps(spread), name)}
    text, name = parts[WEIGHTS]
    weights: dict[str, Any] = json.loads(text)
    rows = np.asarray(weights["weights"]) * fault.weights
    parts[WEIGHTS] = (json.dumps({**weights, "weights": rows.tolist()}), name)
    return Bundle.made(bundle.recipe, bundle.features, bundle.anchor, parts, bundle.failed)


def days_of(count: int, first: date = FIRST, last: date = LAST) -> list[date]:
    """Weekdays drawn at random, in order."""
    span = np.arange(np.datetime64(first), np.datetime64(last))
    drawn = np.random.default_rng(SEED).choice(span[np.is_busday(span)], count, replace=False)
    return sorted(drawn.tolist())


def defects(count: int = 48) -> dict[str, Caught]:
    """Plant each fault on each day, at a horizon drawn at random."""
    found = {name: Caught() for name in FAULTS}
    rng = np.random.default_rng(SEED)
    for day in days_of(count):
        parts = fresh("faults")
        champion = crowned(parts, day)
        with readable():
            for name, fault in FAULTS.items():
                horizon = int(rng.choice(HORIZONS))
                planted(parts, day, broken(champion, fault), horizon, found[name])
        print(day, {name: (one.refused, one.gone) for name, one in found.items()}, flush=True)
    return found


def crowned(parts: Platform, day: date) -> Bundle:
    """The first champion, of that day."""
    now = issue_instant(parts, day)
    feed(parts, until=now)
    answer(parts.store, parts.learner, parts.live_question(now), now=now, serving=parts.serving)
    champions = parts.ledger.champions(parts.settings.pair, parts.settings.target)
    return parts.serving.load(champions[HORIZONS[0]].version)


def planted(parts: Platform, day: date, bundle: Bundle, horizon: int, caught: Caught) -> None:
    """Deploy it, by force where need be; look whether the check of the day sends it back."""
    now, later = (instant(day, one, zone=parts.settings.zone) for one in (DEPLOYED_AT, CHECKED_AT))
    asked = parts.live_question(now)
    register(parts, asked, bundle, (horizon,), now=now)
    order = Deployment((horizon,), bundle.version, "benchmark", shadow=False)
    caught.days += 1
    try:
        deploy(parts.workshop, asked, order, now=now)
    except SettingsError:
        caught.refused += 1
        deploy(parts.workshop, asked, replace(order, force=True), now=now)
    checked = check_health(parts.workshop, parts.live_question(later), now=later)
    own = {one.horizon_days: one.act for one in checked}
    if own[horizon] == "rolled back":
        caught.gone += 1
    else:
        back = Deployment((horizon,), None, "benchmark")
        rollback(parts.workshop, parts.live_question(later), back, now=later)


def register(
    parts: Platform, asked: Question, bundle: Bundle, horizons: Sequence[int], *, now: datetime
) -> None:
    """Let the ledger know a version, and its artefact be there."""
    parts.artefacts.save(bundle.version, bundle.text)
    champions = parts.workshop.champions(asked)
    entries = [
        Entry(
            champions[days].place,
            champions[days].version,
            version=new_version(bundle, asked, origin="refresh", parent=champions[days].version),
            standings=[Standing(bundle.version, "registered", "planted")],
        )
        for days in horizons
    ]
    parts.ledger.write(entries, now=now)


def replaced(count: int = 3) -> dict[str, Counter[str]]:
    """What becomes of each fault that cannot be seen at issue when its month is over.

    On each day it is forced in at every horizon; 31 days later the champions are learned anew.
    Outcomes are counted over days and horizons.
    """
    found = {name: Counter[str]() for name in HIDDEN}
    for day in days_of(count):
        walks = Walks(most=2 + len(HIDDEN))
        for name, fault in HIDDEN.items():
            parts = fresh("replaced")
            champion = crowned(parts, day)
            now = instant(day, DEPLOYED_AT, zone=parts.settings.zone)
            bundle = broken(champion, fault)
            asked = parts.live_question(now)
            later = issue_instant(parts, day + timedelta(days=31))
            with readable(), remembered(walks):
                register(parts, asked, bundle, HORIZONS, now=now)
                order = Deployment(HORIZONS, bundle.version, "benchmark", shadow=False, force=True)
                deploy(parts.workshop, asked, order, now=now)
                feed(parts, until=later)
                again = Order(HORIZONS, "SCHEDULED")
                done = retrain(parts.workshop, parts.live_question(later), again, now=later)
            found[name].update(f"{one.outcome}" for one in done)
            print(day, name, [(one.outcome, one.why) for one in done], flush=True)
    return found

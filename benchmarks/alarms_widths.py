"""A width that is halved or doubled on any day, and one that is not, against the output check.

On every fixing since 2015 the spread of what is issued is made, and made again with a fault planted
into it, at all horizons or at one alone; of six other rates on every third fixing, on which nothing
was chosen. What members say does not matter here: a run that is stopped falls to `naive`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from benchmarks.alarms_defects import FIRST, HORIZONS, ahead_of, known_of
from benchmarks.evaluation import OTHERS
from forexlib.core.history import Floats, History
from forexlib.core.levels import ALL_LEVELS
from forexlib.engine.learning import Learner
from forexlib.engine.workbench import Workbench

STORMS: Final = (
    (date(2019, 10, 1), date(2019, 11, 30)),
    (date(2020, 3, 1), date(2020, 4, 30)),
    (date(2022, 7, 1), date(2022, 8, 31)),
)
FACTORS: Final = {"spread x 0.5": 0.5, "spread x 2": 2.0}
EVERY: Final = 3
RELEARNED: Final = ("qr4", "qa4", "ewma", "garch")
SINCE: Final = 25
"""Fixings, somewhat more than a version serves, since the last one that it learned from."""

DRAWN: Final = 60
SEED: Final = 24


@dataclass(frozen=True, slots=True)
class Widths:
    """What was seen.

    Attributes:
        held: Rate and fault to how many forecasts were stopped, named, or went out in silence.
        storm: The same of the days of `STORMS` alone.
        relearned: Spread to the least and the largest width, relative to the calendar's.
    """

    held: Mapping[tuple[str, str], Counter[str]]
    storm: Mapping[str, Counter[str]]
    relearned: Mapping[str, tuple[float, float]]


def widths() -> Widths:
    """Look at each fixing."""
    held: dict[tuple[str, str], Counter[str]] = {}
    storm: dict[str, Counter[str]] = {}
    for pair in ("USDCLP", *OTHERS):
        history, learner = known_of(pair)
        first = int(np.searchsorted(history.dates, np.datetime64(FIRST)))
        for place in range(first, len(history), 1 if pair == "USDCLP" else EVERY):
            known = history.first(place + 1)
            for fault, outcome in _outcomes(learner, known):
                held.setdefault((pair, fault), Counter())[outcome] += 1
                if pair == "USDCLP" and any(a <= known.last_day <= b for a, b in STORMS):
                    storm.setdefault(fault, Counter())[outcome] += 1
        print(pair, {fault: dict(n) for (own, fault), n in held.items() if own == pair}, flush=True)
    return Widths(held, storm, _relearned(*known_of("USDCLP")))


def _outcomes(learner: Learner, known: History) -> Iterator[tuple[str, str]]:
    """Each fault, and what became of it on the last day."""
    sound = Workbench(learner, known, ahead_of(known))
    robust = learner.recipe.robust
    yield "none", _outcome(sound)
    if robust not in sound.errors:
        return
    for fault, times in FACTORS.items():
        yield fault, _outcome(_planted(sound, times, range(len(HORIZONS))))
        for row, days in enumerate(HORIZONS):
            yield f"{fault} at {days} days alone", _outcome(_planted(sound, times, [row]))


def _planted(sound: Workbench, times: float, rows: Sequence[int]) -> Workbench:
    """The same with another width of what is issued, at some horizons."""
    robust = sound.learner.recipe.robust
    errors = sound.errors[robust].copy()
    errors[rows] *= times
    return Workbench(
        sound.learner,
        sound.history,
        sound.ahead,
        errors={**sound.errors, robust: errors},
        learned=dict(sound.learned),
    )


def _outcome(bench: Workbench) -> str:
    robust = bench.learner.recipe.robust
    if not bench.attempt(robust, lambda: bench.compose(robust)):
        return "stopped"
    return "named" if bench.doubts else "silent"


def _relearned(history: History, learner: Learner) -> dict[str, tuple[float, float]]:
    """Widths of what was learned on the day or a month before, relative to the calendar's."""
    first = int(np.searchsorted(history.dates, np.datetime64(FIRST))) + SINCE
    places = np.arange(first, len(history))
    drawn = np.random.default_rng(SEED).choice(places, DRAWN, replace=False)
    anchored = replace(learner, anchored=True, memory={}, failed={})
    found = {}
    for name in RELEARNED:
        ratios = []
        for place in sorted(drawn.tolist()):
            known = history.first(place + 1)
            usual = _of(learner, name, known, known)
            pasts = (history.first(place + 1 - back) for back in (0, SINCE))
            ratios.extend(_of(anchored, name, past, known) / usual for past in pasts)
        found[name] = (float(np.min(ratios)), float(np.max(ratios)))
    return found


def _of(learner: Learner, name: str, past: History, known: History) -> Floats:
    """The 95 % and 99 % widths of a spread that was learned from `past`, shape (2, h)."""
    errors = learner.spread(name, past).learned.errors(known, ahead_of(known), ALL_LEVELS)
    return np.vstack([errors[:, -3] - errors[:, 2], errors[:, -1] - errors[:, 0]])

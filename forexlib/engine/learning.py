"""The slow part: what is learned on the first fixing of a period, and kept until the next.

The refit day is a pure function of the calendar, and only the days up to it are learned from (each
in the vintage known at the forecast's own instant), so a forecast depends neither on where a
backtest began nor on what ran before. An artefact lies under a key of everything that determines
it: the settings, the data up to the refit day, the code, the releases of the libraries. Reading it
back and
learning it anew give the same bytes.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np
from pydantic import TypeAdapter

from forexlib.core.calendar import quarter_start, year_start
from forexlib.core.errors import MemberFailed, TooLittleHistory
from forexlib.core.history import History
from forexlib.core.model import LearnedCentre, LearnedSpread, Refit
from forexlib.core.ports import Artefacts
from forexlib.engine.guard import guarded
from forexlib.engine.recipe import Recipe, digest
from forexlib.engine.said import LearnedSayings
from forexlib.engine.weights import LearnedWeights
from forexlib.models.catalogue import LEARNED

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

LIBRARIES = (
    "arch",
    "forexlib",
    "holidays",
    "lightgbm",
    "numpy",
    "polars",
    "scipy",
    "xgboost-cpu",
)
"""Whose releases can change a number."""

LEARNED_TYPES = {**LEARNED, "weights": LearnedWeights, "said": LearnedSayings}

ALWAYS_EXPANDING = ("gaussian",)
"""Spreads that see all of the past in any window: the random walk is the same everywhere."""

PERIOD_START = {"quarter": quarter_start, "year": year_start}


@cache
def releases() -> dict[str, str]:
    """Package name to installed version, for the packages that can change a number."""
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "absent"
    return found


@cache
def source_digest(*others: str) -> str:
    """12 hex digits of the code that learns, and of `others`: what is mended is done anew."""
    package = Path(__file__).parents[1]
    files = sorted(
        file
        for room in ("core", "features", "models", "engine", *others)
        for file in (*package.glob(f"{room}/*.py"), *package.glob(f"{room}/*/*.toml"))
    )
    return digest(*(file.read_bytes() for file in files))


def one_thread() -> AbstractContextManager[object]:
    """Linear algebra on one thread: the number of threads changes the last digits of a sum."""
    return _libraries(len(sys.modules)).limit(limits=1)


@lru_cache(maxsize=1)
def _libraries(modules: int) -> ThreadpoolController:  # noqa: ARG001  (more of them: look anew)
    """What linear algebra this process has loaded; looking takes longer than limiting."""
    from threadpoolctl import ThreadpoolController  # noqa: PLC0415  (only where one learns)

    return ThreadpoolController()


@cache
def form(learned: type) -> TypeAdapter[Any]:
    """How what is learned is written and read back; kept, because making it takes longer."""
    return TypeAdapter(learned)


def refit_size(history: History, refit: Refit) -> int:
    """How many fixings were known on the refit day of the newest fixing's period."""
    start = PERIOD_START[refit](history.last_day)
    return int(np.searchsorted(history.dates, np.datetime64(start, "D"))) + 1


LearnedT_co = TypeVar("LearnedT_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Kept(Generic[LearnedT_co]):
    """Something learned, and the name of exactly that.

    Attributes:
        learned: What was learned.
        version: 12 hex digits of the hash of the settings and of the artefact.
    """

    learned: LearnedT_co
    version: str


@dataclass(frozen=True, slots=True)
class Learner:
    """Learns what a recipe needs, or reads back what was learned before.

    Attributes:
        recipe: What is to be learned.
        artefacts: Where it is kept between runs.
        anchored: Whether the end of the history is the refit day, and not the calendar's.
        window_days: Calendar days before a refit day from which a part sees the past (a rolling
            window); None for all of it (an expanding one), as for every forecast that is issued.
        memory: What this process has learned or read already.
        failed: What this process could not learn, so that it is not tried at every origin.
    """

    recipe: Recipe
    artefacts: Artefacts
    window_days: int | None = None
    anchored: bool = False
    memory: dict[str, Kept[Any]] = field(default_factory=dict)
    failed: dict[str, MemberFailed | TooLittleHistory] = field(default_factory=dict)

    def centre(self, name: str, history: History) -> Kept[LearnedCentre]:
        """The centre `name` as learned on the refit day of the newest fixing's period."""
        settings = self.recipe.centres[name]
        known = self.at_refit(self.seen(name, history), settings.refit)

        def learn() -> LearnedCentre:
            return settings.learn(known, horizons=self.recipe.horizons, seed=self.recipe.seed)

        return self.kept(name, (settings, self.recipe.horizons), known, learn)

    def spread(self, name: str, history: History) -> Kept[LearnedSpread]:
        """The spread `name` as learned on the refit day of the newest fixing's period."""
        settings = self.recipe.spreads[name]
        known = self.at_refit(self.seen(name, history), settings.refit)

        def learn() -> LearnedSpread:
            return settings.learn(known, seed=self.recipe.seed)

        return self.kept(name, (settings,), known, learn)

    def at_refit(self, history: History, refit: Refit) -> History:
        """What was known on the refit day of the newest fixing's period."""
        return history if self.anchored else history.first(refit_size(history, refit))

    def by_the_calendar(self) -> Learner:
        """The same, with the calendar's refit days."""
        return replace(self, anchored=False)

    def seen(self, name: str, history: History) -> History:
        """The part of `history` that a centre or spread sees.

        Where it begins depends on the refit day alone, so that from one refit day to the next a
        part sees the same past.
        """
        if self.window_days is None or name in ALWAYS_EXPANDING:
            return history
        parts = {**self.recipe.spreads, **self.recipe.centres}
        refit_day = self.at_refit(history, parts[name].refit).dates[-1]
        before = refit_day - np.timedelta64(self.window_days, "D")
        begin = int(np.searchsorted(history.dates, before, side="right"))
        return history.part(begin, len(history))

    def kept(
        self,
        name: str,
        settings: tuple[object, ...],
        known: History,
        learn: Callable[[], LearnedT_co],
    ) -> Kept[LearnedT_co]:
        """What `learn` answers for these settings and this history, now or at an earlier time."""
        determined = digest(
            name,
            settings,
            self.recipe.seed,
            known.fingerprint(),
            sorted(releases().items()),
            source_digest(),
        )
        key = f"{name}-{known.last_day}-{determined}"
        if key in self.failed:
            raise self.failed[key]
        if key not in self.memory:
            try:
                self.memory[key] = self._read_or_learn(key, name, settings, learn)
            except (MemberFailed, TooLittleHistory) as error:
                self.failed[key] = error
                raise
        return self.memory[key]

    def _read_or_learn(
        self, key: str, name: str, settings: tuple[object, ...], learn: Callable[[], LearnedT_co]
    ) -> Kept[LearnedT_co]:
        adapter = form(LEARNED_TYPES[name])
        stored = self.artefacts.load(key)
        if stored is None:
            with one_thread():
                stored = guarded(lambda: adapter.dump_json(learn()))
            learned = guarded(lambda: adapter.validate_json(stored))
            self.artefacts.save(key, stored)
        else:
            learned = adapter.validate_json(stored)
        content = hashlib.sha256(stored).hexdigest()
        return Kept(learned, digest(name, settings, content))

"""A light recipe's versions on a real ledger: learned from a simulated rate, and broken on purpose.

FIRST    the first forecast makes version 1 by the calendar
LATER    two weeks on; what is learned anew then is version 2
NOW      a week after that
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from forexlib.core.frames import Published
from forexlib.core.runs import Run
from forexlib.core.version import Act, Crowning, Entry, Standing, State
from forexlib.decisions.worsening import Worsening
from forexlib.engine.bundle import Bundle
from forexlib.engine.forecast import Question
from forexlib.engine.learning import Learner
from forexlib.engine.recipe import Recipe
from forexlib.jobs.serving import Serving, new_version
from forexlib.jobs.trial import learned_anew
from forexlib.jobs.workshop import Rules, Workshop
from forexlib.monitoring.readiness_verdict import Level
from forexlib.store.artefacts import FolderArtefacts
from forexlib.store.duck import DuckStore
from forexlib.store.ledger import DuckLedger
from tests.engine.parts import LIGHT
from tests.panels import simulated
from tests.paths import SQL
from tests.shared import prepared
from tests.store.versioned import MONTH, WEEK

HORIZONS = (7, 30)
RECIPE = replace(
    LIGHT,
    horizons=HORIZONS,
    members=("var",),
    combination="equal",
    robust="garch",
    reference="ewma",
    beside=(),
)
PANEL = simulated(1100, stale=0.5)
"""Up to 2022-05-09."""
FIRST = datetime(2022, 4, 13, 12, 30, tzinfo=UTC)
LATER = datetime(2022, 4, 27, 12, 30, tzinfo=UTC)
NOW = datetime(2022, 5, 4, 12, 30, tzinfo=UTC)
DAY = timedelta(days=1)
QUICK = Rules(refresh_years=1, challenge_years=1)
PLACES = {7: WEEK, 30: MONTH}


WALKED = date(2021, 9, 1)
"""Before which no forecast was made: a walk is 34 weeks long."""


def issue_instant(day: date) -> datetime:
    """When the forecast of a day is made; of days on which none is, in the far future."""
    moment = datetime.combine(day, time(12, 30), tzinfo=UTC)
    return moment if day >= WALKED else moment.replace(year=9999)


def question(now: datetime = NOW) -> Question:
    return Question("USDCLP", "nbp_fixing", "live", as_of=now, admitted_by=now)


@dataclass
class World:
    """A folder with a database and artefacts.

    Attributes:
        folder: Where.
        worse: Horizon to by how much its champion does worse.
        drifted: What drifted.
        level: How ready every version is.
    """

    folder: Path
    recipe: Recipe = RECIPE
    rules: Rules = QUICK
    worse: dict[int, Worsening] = field(default_factory=dict)
    drifted: tuple[str, ...] = ()
    level: Level | None = "READY"

    @property
    def store(self) -> DuckStore:
        return DuckStore(self.folder / "forex.duckdb", SQL)

    @property
    def ledger(self) -> DuckLedger:
        return DuckLedger(self.folder / "forex.duckdb", SQL)

    @property
    def artefacts(self) -> FolderArtefacts:
        return FolderArtefacts(self.folder / "artefacts")

    @property
    def serving(self) -> Serving:
        return Serving(self.ledger, Learner(self.recipe, self.artefacts))

    @property
    def shop(self) -> Workshop:
        return Workshop(
            self.store,
            self.serving,
            worsening=lambda versions, _: {h: w for h, w in self.worse.items() if h in versions},
            drifted=lambda _: self.drifted,
            readiness=lambda *_: self.level,
            issue_instant=issue_instant,
            rules=self.rules,
        )

    def know(self, now: datetime) -> None:
        """Admit what was published by then and not before."""
        rows = PANEL.filter(pl.col("available_at") <= now).with_columns(source=pl.lit("test"))
        self.store.admit(Published.validate(rows), admitted_at=now)

    def forecast(self, now: datetime = NOW) -> Run:
        """What the champions issue, stored as a live forecast."""
        run = self.serving.forecast(self.store, self.shop.live(question(now)), now=now)
        self.store.save([run], saved_at=now)
        return run

    def learn(self, now: datetime, recipe: Recipe | None = None) -> Bundle:
        """A version of what is known then; its artefact is kept."""
        bundle = learned_anew(self.shop, self.shop.live(question(now)), recipe or self.recipe)
        return self.keep(bundle)

    def keep(self, bundle: Bundle) -> Bundle:
        self.artefacts.save(bundle.version, bundle.text)
        return bundle

    def add(
        self,
        bundle: Bundle,
        state: State = "registered",
        *,
        act: Act | None = None,
        days: Sequence[int] = HORIZONS,
        now: datetime = LATER,
    ) -> str:
        """Let the ledger know a version, and crown it for `act`, if there is one."""
        for one in days:
            before = self.champion(one)
            entry = Entry(
                PLACES[one],
                before,
                version=new_version(bundle, question(now), origin="refresh", parent=before),
                standings=[Standing(bundle.version, state, f"it is {state}")],
                crowning=None if act is None else Crowning(bundle.version, act, "it is best"),
            )
            assert not self.ledger.write([entry], now=now)
        return bundle.version

    def champion(self, days: int) -> str:
        return self.ledger.champions("USDCLP", "nbp_fixing")[days].version

    def champions(self) -> dict[int, str]:
        found = self.ledger.champions("USDCLP", "nbp_fixing")
        return {days: one.version for days, one in found.items()}

    def states(self, days: int = 7) -> dict[str, str]:
        """Version to its state, in the order of numbers."""
        rows = self.ledger.read("version_list", horizon_days=days).sort("number")
        return dict(rows.select("version", "state").iter_rows())

    def reigns(self, days: int = 7) -> list[tuple[str, str]]:
        """Version and act of everyone who served, in order."""
        rows = self.ledger.read("champion_reigns", horizon_days=days).sort("turn")
        return list(rows.select("version", "act").iter_rows())

    def tried(self) -> pl.DataFrame:
        return self.ledger.read("retrainings").sort("horizon_days", "attempt")

    def messages(self) -> list[tuple[str, str]]:
        """Severity and subject of each message to operations."""
        rows = self.store.read("outbox", audience="operations").sort("created_at", "key")
        return list(rows.select("severity", "subject").iter_rows())

    def damage(self, version: str) -> None:
        """Change one byte of an artefact."""
        file = self.folder / "artefacts" / f"{version}.learned"
        content = bytearray(file.read_bytes())
        content[-3] ^= 1
        file.write_bytes(content)

    def lose(self, version: str) -> None:
        (self.folder / "artefacts" / f"{version}.learned").unlink()

    def written(self) -> dict[str, int]:
        """How many rows of the ledger and of the outbox there are."""
        names = ("versions", "version_states", "champions", "retrainings", "outbox")
        return {name: self.ledger.read(name).height for name in names}


def founded(folder: Path) -> World:
    """Version 1 serves since FIRST, and everything is known up to NOW."""
    world = World(folder)
    world.know(FIRST)
    world.forecast(FIRST)
    world.know(LATER)
    world.know(NOW)
    return world


def two_reigned(folder: Path) -> World:
    """The same, and version 2 took its place at LATER."""
    world = founded(folder)
    world.add(world.learn(LATER), act="refresh")
    return world


def one_version(factory: pytest.TempPathFactory) -> Path:
    """The folder of `founded`, made once for all tests."""
    return prepared(factory, "founded", founded)


def two_versions(factory: pytest.TempPathFactory) -> Path:
    """The folder of `two_reigned`, made once for all tests."""
    return prepared(factory, "two-reigned", two_reigned)


def copied(folder: Path, to: Path) -> World:
    """The same in a folder of its own."""
    shutil.copytree(folder, to)
    return World(to)


def broken(bundle: Bundle, part: str, change: Callable[[dict[str, Any]], None]) -> Bundle:
    """The bundle with one of its learned parts changed, under the name that it then has."""
    text, by = bundle.parts[part]
    learned = json.loads(text)
    change(learned)
    parts = {**bundle.parts, part: (json.dumps(learned), by)}
    return Bundle.made(bundle.recipe, bundle.features, bundle.anchor, parts, bundle.failed)


def spread_times(factor: float) -> Callable[[dict[str, Any]], None]:
    """GARCH's deviations so many times what they are."""

    def change(learned: dict[str, Any]) -> None:
        for name in ("omega", "alpha", "gamma"):
            learned[name] *= factor**2

    return change


def drifting(learned: dict[str, Any]) -> None:
    """The vector autoregression that expects nine tenths of every series' move again."""
    learned["matrix"] = [[0.9 for _ in row] for row in learned["matrix"]]


if __name__ == "__main__":
    World(Path(sys.argv[1])).forecast()

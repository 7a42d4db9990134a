"""A folder with simulated rates, a ledger and artefacts, and who forecasts there.

python -m tests.jobs.serving_world FOLDER NOW: forecast once, as a process of its own.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import dataframely as dy
import polars as pl

from forexlib.core.frames import Published
from forexlib.core.runs import Run
from forexlib.core.series import NBP_FIXING
from forexlib.core.version import Act, Crowning, Entry, Place, Standing, State
from forexlib.engine.bundle import Bundle, learn_bundle
from forexlib.engine.forecast import Prepared, Question
from forexlib.engine.ladder import ENSEMBLE
from forexlib.engine.learning import Learner
from forexlib.engine.recipe import Recipe
from forexlib.jobs.daily import Answer, answer
from forexlib.jobs.serving import Serving, new_version
from forexlib.store.artefacts import FolderArtefacts
from forexlib.store.duck import DuckStore
from forexlib.store.ledger import DuckLedger
from tests.engine.parts import LIGHT
from tests.panels import TARGET, last_noon, simulated, truncated
from tests.paths import SQL

PANEL = simulated(760)
KNOWN = truncated(PANEL, 755)
LEDGER = ("versions", "version_states", "champions", "feature_sets", "runs", "predictions")
NOW = last_noon(KNOWN) + timedelta(hours=1)
SMALL = replace(LIGHT, members=("var",), beside=(), reference="qr4")
OTHER = replace(SMALL, members=("lead_lag",))
"""Another recipe, for challengers."""


@dataclass(frozen=True)
class Counted:
    """Artefacts in a folder, and the keys that were asked for and written."""

    folder: FolderArtefacts
    loaded: list[str] = field(default_factory=list)
    saved: list[str] = field(default_factory=list)

    def load(self, key: str) -> bytes | None:
        self.loaded.append(key)
        return self.folder.load(key)

    def save(self, key: str, learned: bytes) -> None:
        self.saved.append(key)
        self.folder.save(key, learned)

    def remove(self, key: str) -> None:
        self.folder.remove(key)


@dataclass(frozen=True)
class World:
    """One folder, as a process that has just begun finds it."""

    folder: Path
    recipe: Recipe = SMALL
    artefacts: Counted = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "artefacts", Counted(FolderArtefacts(self.folder / "artefacts")))

    @property
    def store(self) -> DuckStore:
        return DuckStore(self.folder / "forex.duckdb", SQL)

    @property
    def ledger(self) -> DuckLedger:
        return DuckLedger(self.store.database, SQL)

    def learner(self) -> Learner:
        return Learner(self.recipe, self.artefacts)

    def admit(self, panel: dy.DataFrame[Published] | pl.DataFrame, *, now: datetime = NOW) -> None:
        values = panel.with_columns(source=pl.lit("test"))
        self.store.admit(Published.validate(values), admitted_at=now)

    def forecast(self, now: datetime = NOW, *, spot: float | None = None) -> Answer:
        """What a live question is answered."""
        serving = Serving(self.ledger, self.learner())
        asked = replace(question(now), spot=spot)
        return answer(self.store, self.learner(), asked, now=now, serving=serving)

    def serving(self) -> dict[int, str]:
        """Horizon to champion."""
        found = self.ledger.champions("USDCLP", NBP_FIXING)
        return {days: one.version for days, one in found.items()}

    def learned(self, recipe: Recipe = OTHER, *, target: str = TARGET) -> Bundle:
        """A version of a recipe from all that is known, its artefact saved."""
        known = self.store.panel(question().series(recipe), as_of=NOW, admitted_by=None)
        history = Prepared.look(known, question(), recipe).history
        bundle = learn_bundle(Learner(recipe, self.artefacts, anchored=True), target, history)
        return self.kept(bundle)

    def kept(self, bundle: Bundle) -> Bundle:
        """The same, saved."""
        self.artefacts.save(bundle.version, bundle.text)
        return bundle

    def enter(self, bundle: Bundle, days: int, *, act: Act | None, state: State) -> None:
        """Let a version into the ledger."""
        now, place = self.serving(), Place("USDCLP", NBP_FIXING, days)
        entry = Entry(
            place,
            expected=now.get(days),
            version=new_version(bundle, question(), origin="challenger", parent=now.get(days)),
            standings=[Standing(bundle.version, state, "It was decided.")],
            crowning=None if act is None else Crowning(bundle.version, act, "It is best."),
        )
        assert not self.ledger.write([entry], now=NOW)

    def crown(self, bundle: Bundle, days: int) -> None:
        self.enter(bundle, days, act="promotion", state="registered")

    def shadow(self, bundle: Bundle, days: int) -> None:
        self.enter(bundle, days, act=None, state="shadow")

    def file(self, version: str) -> Path:
        """Where the artefact of a version lies."""
        return self.folder / "artefacts" / f"{version}.learned"


def question(now: datetime = NOW) -> Question:
    return Question("USDCLP", NBP_FIXING, "live", now, admitted_by=now)


def run_of(world: World, *, now: datetime = NOW) -> Run:
    return world.forecast(now).forecasts[-1].run


def issued_rows(run: Run) -> pl.DataFrame:
    return run.predictions.filter(model=ENSEMBLE).sort("horizon_days")


def numbers(run: Run, *days: int) -> pl.DataFrame:
    """What is said of some horizons."""
    columns = ("model", "horizon_days", "mean", "quantiles", "tails", "last_rate")
    rows = run.predictions.filter(pl.col("horizon_days").is_in(days or SMALL.horizons))
    return rows.select(columns).sort("model", "horizon_days")


def counted(world: World) -> dict[str, int]:
    return {table: world.store.read(table).height for table in LEDGER}


if __name__ == "__main__":
    moment = datetime.fromisoformat(sys.argv[2])
    World(Path(sys.argv[1])).forecast(moment)

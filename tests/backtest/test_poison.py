"""Whatever was published after an instant changes no byte of what is known, learned or said at it.

Every model of the catalogue, every ensemble and what is issued are asked at once in each case.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import dataframely as dy
import numpy as np
import polars as pl
import pytest

from forexlib.core.frames import Panel
from forexlib.core.history import History
from forexlib.core.validation import WalkedOrigin
from forexlib.engine.forecast import Prepared, Question, forecast
from forexlib.engine.ladder import ENSEMBLE
from forexlib.engine.survey import ENSEMBLES
from tests.backtest.parts import SAID, noons, said, walker
from tests.engine.parts import LIGHT
from tests.fakes import MemoryArtefacts
from tests.panels import simulated

PANEL = simulated(1560, stale=0.4)
SERIES = tuple(PANEL.get_column("series").unique().sort())
A_MINUTE = timedelta(minutes=1)
INSTANTS = (
    noons([1442])[0],
    noons([1475])[0] + 90 * A_MINUTE,
    noons([1501])[0] - A_MINUTE,
    noons([1530])[0] + 40 * 60 * A_MINUTE,
)
"""At a fixing, after one, just before one, and days later."""

QUICK = 4
"""Seeds that are tried each time; the others only where the slow tests are."""

ARRAYS = ("dates", "log_rate", "regressors", "features")
KEY = ("series", "event_date", "available_at")
LAST = noons([1559])[0] + timedelta(days=3)
LATER = pl.col("poisoned")
Poison = Callable[[pl.DataFrame, datetime, np.random.Generator], pl.DataFrame]


def poison_values(factors: Callable[[np.random.Generator, int], object]) -> Poison:
    """Later values of some series, each times a factor of its own."""

    def poison(panel: pl.DataFrame, as_of: datetime, chance: np.random.Generator) -> pl.DataFrame:  # noqa: ARG001
        drawn = pl.Series(np.asarray(factors(chance, panel.height), dtype=np.float64))
        return panel.with_columns(
            value=pl.when(LATER).then(pl.col("value") * drawn).otherwise("value")
        )

    return poison


def publish_twice(
    panel: pl.DataFrame, as_of: datetime, chance: np.random.Generator
) -> pl.DataFrame:
    """Later values once more, up to ten hours after, and different."""
    again = panel.filter(LATER).sample(fraction=0.5, seed=int(chance.integers(1 << 30)))
    minutes = pl.Series(chance.integers(1, 600, again.height)) * A_MINUTE
    other = pl.Series(np.exp(chance.standard_normal(again.height)))
    moved = again.with_columns(
        available_at=pl.max_horizontal("available_at", pl.lit(as_of)) + minutes,
        value=pl.col("value") * other,
    )
    return pl.concat((panel, moved))


def revise_the_past(
    panel: pl.DataFrame, as_of: datetime, chance: np.random.Generator
) -> pl.DataFrame:
    """Days long past, in a vintage that came a minute to a month after the instant."""
    old = panel.filter(pl.col("series").is_in(panel.filter(LATER).get_column("series").implode()))
    old = old.filter(pl.col("available_at") <= as_of)
    some = old.sample(n=min(old.height, 200), seed=int(chance.integers(1 << 30)))
    minutes = pl.Series(chance.integers(1, 43_200, some.height)) * A_MINUTE
    newest = old.sort("available_at").tail(5)
    return pl.concat(
        (
            panel,
            some.with_columns(available_at=pl.lit(as_of) + minutes, value=pl.col("value") * 3.0),
            newest.with_columns(available_at=pl.lit(as_of) + A_MINUTE, value=pl.col("value") / 2.0),
        )
    )


def lose(panel: pl.DataFrame, as_of: datetime, chance: np.random.Generator) -> pl.DataFrame:  # noqa: ARG001
    """A third of the later values."""
    kept = pl.Series(chance.random(panel.height) > 1 / 3)
    return panel.filter(~LATER | kept)


def delete(panel: pl.DataFrame, as_of: datetime, chance: np.random.Generator) -> pl.DataFrame:  # noqa: ARG001
    """Every later value."""
    return panel.filter(~LATER)


def delay(panel: pl.DataFrame, as_of: datetime, chance: np.random.Generator) -> pl.DataFrame:
    """Later values at any instant after, in any order."""
    minutes = pl.Series(chance.integers(1, 100_000, panel.height)) * A_MINUTE
    moved = pl.lit(as_of) + minutes
    return panel.with_columns(available_at=pl.when(LATER).then(moved).otherwise("available_at"))


POISONS: dict[str, Poison] = {
    "a hundred times as much": poison_values(lambda chance, rows: np.full(rows, 100.0)),  # noqa: ARG005
    "nonsense": poison_values(lambda chance, rows: 10.0 ** chance.uniform(-9, 9, rows)),
    "published twice": publish_twice,
    "the past revised": revise_the_past,
    "some lost": lose,
    "nothing later": delete,
    "late and in disorder": delay,
}


@dataclass(frozen=True)
class Truth:
    """What is known, learned and said at an instant where nothing later exists yet."""

    history: History
    origin: WalkedOrigin
    learned: MemoryArtefacts


@cache
def truth(as_of: datetime) -> Truth:
    panel = Panel.validate(PANEL.filter(pl.col("available_at") <= as_of))
    learned = MemoryArtefacts()
    alone = walker(panel, [as_of], models=["all"], artefacts=learned)
    return Truth(alone.past.known_at(as_of), alone.at(as_of), learned)


def poisoned(
    as_of: datetime, kind: str, seed: int, *, series: Sequence[str] | None = None
) -> dy.DataFrame[Panel]:
    """The panel with one kind of poison in all that is later of some series, at least of one."""
    chance = np.random.default_rng([seed, *kind.encode()])
    size = int(chance.integers(1, len(SERIES) + 1))
    some = series or chance.choice(SERIES, size=size, replace=False).tolist()
    mine = pl.col("series").is_in(some) & (pl.col("available_at") > as_of)
    spoiled = POISONS[kind](PANEL.with_columns(poisoned=mine), as_of, chance)
    return Panel.validate(
        spoiled.drop("poisoned").unique(KEY, keep="last", maintain_order=True), cast=True
    )


def changes(as_of: datetime, kind: str, seed: int, *, learned: MemoryArtefacts) -> list[str]:
    """What differs at an instant once a kind of poison is in all that came later."""
    expected = truth(as_of)
    instants = [as_of, LAST]
    whose = walker(poisoned(as_of, kind, seed), instants, models=["all"], artefacts=learned)
    origin, known = whose.at(as_of), whose.past.known_at(as_of)
    alike = {
        **{name: _bytes(known, name) == _bytes(expected.history, name) for name in ARRAYS},
        "learned": learned.kept == expected.learned.kept,
        "said": said([origin]).equals(said([expected.origin])),
        "weights": origin.weights == expected.origin.weights,
        "failures": origin.failures == expected.origin.failures,
    }
    return [what for what, same in alike.items() if not same]


def _bytes(known: History, array: str) -> bytes:
    return getattr(known, array).tobytes()


CASES = [
    pytest.param(
        as_of,
        kind,
        seed,
        id=f"{as_of:%m-%d %H:%M} {kind} {seed}",
        marks=[pytest.mark.slow] if seed >= QUICK else [],
    )
    for as_of in INSTANTS
    for kind in POISONS
    for seed in range(8)
]


def test_every_model_is_asked_and_answers() -> None:
    everyone = {*LIGHT.models, ENSEMBLE, *ENSEMBLES}

    for as_of in INSTANTS:
        found = truth(as_of).origin
        assert set(found.forecasts.get_column("model")) == everyone
        assert found.failures == {}
        assert found.weights[7]["lead_lag"] + found.weights[7]["var"] > 0


@pytest.mark.parametrize(("as_of", "kind", "seed"), CASES)
def test_what_was_published_later_changes_no_byte(as_of: datetime, kind: str, seed: int) -> None:
    """What was learned is read back, and nothing else is learned: the keys hash every input."""
    learned = MemoryArtefacts(dict(truth(as_of).learned.kept))

    assert changes(as_of, kind, seed, learned=learned) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", POISONS)
@pytest.mark.parametrize("as_of", INSTANTS, ids="{:%m-%d %H:%M}".format)
def test_all_that_is_learned_anew_is_the_same(as_of: datetime, kind: str) -> None:
    """Nothing is read back: what learns sees an array whose end is poisoned, and not that end."""
    assert changes(as_of, kind, 99, learned=MemoryArtefacts()) == []


@pytest.mark.parametrize("kind", POISONS)
@pytest.mark.parametrize("as_of", INSTANTS[:2], ids="{:%m-%d %H:%M}".format)
def test_what_is_issued_live_changes_by_no_byte(as_of: datetime, kind: str) -> None:
    question = Question("USDCLP", "nbp_fixing", "backfill", as_of)
    learner = walker(PANEL, [as_of], artefacts=truth(as_of).learned).learner

    run = forecast(Prepared.look(poisoned(as_of, kind, 7), question, LIGHT), learner)

    expected = truth(as_of).origin.forecasts.select(SAID)
    issued = run.predictions.select(SAID)
    order = ("model", "horizon_days")
    of_the_same = expected.join(issued, on=order, how="semi")
    assert issued.sort(order).equals(of_the_same.sort(order))
    assert set(issued.get_column("model")) > {ENSEMBLE, *LIGHT.members}


@pytest.mark.parametrize("kind", POISONS)
def test_the_poison_would_be_noticed(kind: str) -> None:
    """Once all is public each kind has changed what is known."""
    as_of = INSTANTS[0]
    panel = poisoned(as_of, kind, 3, series=SERIES)

    clean, other = (walker(one, [as_of, LAST]).past.known_at(LAST) for one in (PANEL, panel))

    assert clean.fingerprint() != other.fingerprint()

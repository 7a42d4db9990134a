"""With series of other services beside the target, too, nothing published later changes a byte."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

import dataframely as dy
import numpy as np
import polars as pl
import pytest

from forexlib.core.frames import Panel
from forexlib.core.series import quantity_of
from forexlib.engine.forecast import Prepared, Question, forecast
from forexlib.engine.ladder import ENSEMBLE
from forexlib.engine.learning import Learner
from forexlib.engine.recipe import Recipe
from tests.backtest.parts import SAID
from tests.backtest.test_poison import POISONS
from tests.engine.parts import LIGHT
from tests.fakes import MemoryArtefacts
from tests.panels import OUTSIDE, TARGET, simulated, with_outside

OBSERVED = "dolar_observado/USDCLP"
QUOTE = OUTSIDE[2]
AN_HOUR = timedelta(hours=1)


@cache
def panel() -> dy.DataFrame[Panel]:
    """The simulated market; the observado is announced the evening before, the quote began late."""
    market = with_outside(simulated(1560, stale=0.4))
    own = market.filter(pl.col("series") == TARGET)
    days = own.get_column("event_date").to_list()
    known = [quantity_of(OBSERVED).available_at(day) for day in days]
    ahead = own.with_columns(
        series=pl.lit(OBSERVED), available_at=pl.Series(known).cast(pl.Datetime("us", "UTC"))
    ).sort("event_date")
    observed = ahead.unique("available_at", keep="last", maintain_order=True)
    begun = (pl.col("series") != QUOTE) | (pl.col("event_date") >= days[700])
    return Panel.validate(pl.concat([market, observed]).filter(begun))


def evenings() -> tuple[datetime, ...]:
    """An instant just before an announcement, one at it, and one long after."""
    newest = panel().filter(pl.col("series") == OBSERVED).sort("event_date")
    instants = newest.get_column("available_at")
    return instants[1430] - timedelta(minutes=1), instants[1450], instants[1470] + 30 * AN_HOUR


RECIPE: Recipe = LIGHT.for_series(OBSERVED, OUTSIDE)


def issued(known: dy.DataFrame[Panel], as_of: datetime, learned: MemoryArtefacts) -> pl.DataFrame:
    question = Question("USDCLP", "dolar_observado", "backfill", as_of)
    run = forecast(Prepared.look(known, question, RECIPE), Learner(RECIPE, learned))
    return run.predictions.select(SAID).sort("model", "horizon_days")


@cache
def truth(as_of: datetime) -> tuple[pl.DataFrame, MemoryArtefacts]:
    learned = MemoryArtefacts()
    known = Panel.validate(panel().filter(pl.col("available_at") <= as_of))
    return issued(known, as_of, learned), learned


@pytest.mark.parametrize("kind", POISONS)
@pytest.mark.parametrize("when", range(3))
def test_what_was_published_later_changes_no_byte(when: int, kind: str) -> None:
    as_of = evenings()[when]
    chance = np.random.default_rng([when, *kind.encode()])
    marked = panel().with_columns(poisoned=pl.col("available_at") > as_of)
    spoiled = POISONS[kind](marked, as_of, chance).drop("poisoned")
    key = ("series", "event_date", "available_at")
    poisoned = Panel.validate(spoiled.unique(key, keep="last", maintain_order=True), cast=True)
    expected, learned = truth(as_of)

    said = issued(poisoned, as_of, learned)

    assert said.equals(expected)
    assert {ENSEMBLE, "forward", "last_traded", "random_walk"} <= set(said.get_column("model"))

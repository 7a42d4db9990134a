"""Walks over the simulated panel, by the light recipe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import dataframely as dy
import polars as pl

from forexlib.backtest.walk_forward import Walk, Walker
from forexlib.core.frames import Panel
from forexlib.core.ports import Artefacts
from forexlib.core.series import NBP_FIXING
from forexlib.core.validation import WalkedOrigin
from forexlib.engine.forecast import Question
from forexlib.engine.learning import Learner
from forexlib.engine.recipe import Recipe
from forexlib.engine.survey import chosen_models
from tests.engine.parts import LIGHT
from tests.fakes import MemoryArtefacts
from tests.panels import noon, warsaw_days

SAID = (
    "as_of",
    "horizon_days",
    "model",
    "model_version",
    "mode",
    "origin_date",
    "target_date",
    "trading_days",
    "last_rate",
    "mean",
    "quantiles",
    "tails",
    "fingerprint",
)
"""What a forecast says; the rest of a row is where it belongs."""


def noons(positions: Iterable[int]) -> tuple[datetime, ...]:
    """When the simulated panel's days at these positions became public."""
    positions = tuple(positions)
    days = warsaw_days(max(positions) + 1)
    return tuple(noon(days[position]) for position in positions)


def walker(
    panel: dy.DataFrame[Panel],
    instants: Sequence[datetime],
    *,
    models: Sequence[str] = ("random_walk", "ewma"),
    artefacts: Artefacts | None = None,
    recipe: Recipe = LIGHT,
) -> Walker:
    """Somebody who walks over `panel`."""
    question = Question("USDCLP", NBP_FIXING, "backfill", instants[-1])
    walk = Walk("walk", question, chosen_models(models, recipe), tuple(instants))
    return Walker.over(panel, walk, Learner(recipe, artefacts or MemoryArtefacts()))


def said(origins: Iterable[WalkedOrigin]) -> pl.DataFrame:
    """What was forecast, in a fixed order."""
    rows = pl.concat(one.forecasts for one in origins)
    return rows.select(SAID).sort("as_of", "model", "horizon_days")

"""Two learners on common origins: the losses are those of what each would have issued."""

from dataclasses import replace
from datetime import datetime, timedelta

import dataframely as dy
import numpy as np
import polars as pl
import pytest

from forexlib.backtest.duel import Duelled, compare_by_horizon, duel
from forexlib.core.frames import Panel
from forexlib.core.series import NBP_FIXING
from forexlib.engine.forecast import Prepared, Question
from forexlib.engine.ladder import climb
from forexlib.engine.learning import Learner
from forexlib.engine.recipe import Recipe
from forexlib.features.history import history_known_at
from forexlib.scoring.equal_accuracy import Comparison, compare
from forexlib.scoring.losses import crps
from tests.backtest.parts import noons
from tests.engine.parts import LIGHT
from tests.fakes import MemoryArtefacts
from tests.panels import TARGET, last_noon, simulated, warsaw_days

PANEL = simulated()
BY_EWMA = replace(LIGHT, members=("var",), robust="ewma")
BY_QR4 = replace(LIGHT, members=("var",))
POSITIONS = tuple(range(1350, 1590, 10))


def learner(recipe: Recipe) -> Learner:
    return Learner(recipe, MemoryArtefacts())


def question(as_of: datetime | None = None) -> Question:
    return Question("USDCLP", NBP_FIXING, "backfill", as_of or last_noon(PANEL))


@pytest.fixture(scope="module")
def duelled() -> dy.DataFrame[Duelled]:
    return duel(PANEL, question(), learner(BY_EWMA), learner(BY_QR4), noons(POSITIONS))


def test_losses_are_of_what_each_would_have_issued(duelled: dy.DataFrame[Duelled]) -> None:
    as_of = noons([1400])[0]
    history = history_known_at(PANEL, target=TARGET, regressors=LIGHT.regressors, as_of=as_of)
    ahead = Prepared.of(history, question(as_of), LIGHT).ahead
    actual = np.exp(log_rates()[1405])

    row = duelled.row(
        by_predicate=(pl.col("origin_date") == history.last_day) & (pl.col("horizon_days") == 7),
        named=True,
    )

    for column, recipe in (("crps", BY_EWMA), ("crps_reference", BY_QR4)):
        issued = climb(learner(recipe), history, ahead)
        assert row[column] == pytest.approx(crps(issued.rates["ensemble"][0, 2:-2], actual))
    assert row["target_date"] == history.last_day + timedelta(days=7)


def log_rates() -> np.ndarray:
    own = PANEL.filter(pl.col("series") == TARGET).sort("event_date")
    return own.get_column("value").log().to_numpy()


def test_a_learner_held_against_itself_is_alike_to_the_last_bit() -> None:
    itself = duel(PANEL, question(), learner(BY_QR4), learner(BY_QR4), noons(POSITIONS))

    assert itself["crps"].to_list() == itself["crps_reference"].to_list()
    assert compare_by_horizon(itself, [7])[7].ratio == 1.0


def test_only_outcomes_public_by_as_of_count_and_in_their_first_vintage(
    duelled: dy.DataFrame[Duelled],
) -> None:
    days = warsaw_days(1600)
    until = noons([1500])[0]
    asked = noons(position for position in POSITIONS if position < 1490)
    doubled = PANEL.filter(
        pl.col("series") == TARGET, pl.col("event_date").is_between(days[1490], days[1499])
    ).with_columns(pl.col("value") * 2, available_at=pl.lit(until, pl.Datetime("us", "UTC")))
    revised = Panel.validate(pl.concat([PANEL, doubled]))

    found = duel(revised, question(until), learner(BY_EWMA), learner(BY_QR4), asked)

    known = pl.col("target_date") <= days[1500], pl.col("origin_date") < days[1490]
    assert found.equals(duelled.filter(*known))


def test_horizons_that_one_does_not_know_are_nobodys() -> None:
    fewer = replace(BY_QR4, horizons=(7,))

    both = duel(PANEL, question(), learner(fewer), learner(BY_QR4), noons(POSITIONS[:3]))

    assert both["horizon_days"].unique().to_list() == [7]


def test_an_origin_asked_for_twice_counts_once() -> None:
    first, second = noons(POSITIONS[:2])
    asked = (first, first + timedelta(hours=3), second)

    both = duel(PANEL, question(), learner(BY_EWMA), learner(BY_QR4), asked)

    assert len(both) == 2 * len(BY_QR4.horizons)


def test_each_horizon_is_compared_with_its_own_overlap(duelled: dy.DataFrame[Duelled]) -> None:
    rows = duelled.filter(pl.col("horizon_days") == 30)

    found = compare_by_horizon(duelled, [30, 90])

    losses = rows["crps"].to_numpy(), rows["crps_reference"].to_numpy()
    assert found[30].low == pytest.approx(compare(*losses, overlap=30 / 14).low, abs=1e-3)
    assert found[30].low != pytest.approx(compare(*losses, overlap=1).low, abs=1e-3)
    assert found[90] == Comparison(0, None)

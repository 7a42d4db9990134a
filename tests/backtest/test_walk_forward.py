"""Live is backtest: what a walk says of a day is what was issued on it, byte for byte."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path

import dataframely as dy
import polars as pl
import pytest

from forexlib.backtest.fan_out import walk_forward
from forexlib.core.calendar import each_day, instant
from forexlib.core.errors import TooLittleHistory
from forexlib.core.frames import Panel, Published
from forexlib.core.series import NBP_FIXING
from forexlib.engine.forecast import Question
from forexlib.engine.learning import Learner
from forexlib.engine.recipe import Recipe
from forexlib.jobs.daily import answer
from forexlib.jobs.question import ask
from forexlib.sources.nbp_archive import NbpArchive
from forexlib.store.artefacts import FolderArtefacts
from forexlib.store.duck import DuckStore
from tests.backtest.parts import SAID, noons, said, walker
from tests.panels import TARGET, simulated, warsaw_days
from tests.paths import SQL

RECIPE = Recipe()
SANTIAGO, WARSAW = "America/Santiago", "Europe/Warsaw"
ISSUED = ("random_walk", RECIPE.robust, *RECIPE.members, *RECIPE.beside, "ensemble")
ORDER = ("as_of", "model", "horizon_days")
A_DAY = timedelta(days=1)


def days_to_live() -> list[date]:
    """Twenty past days: the Fridays, Sundays and Mondays around each kind of clock change."""
    chance = random.Random(20_240_907)  # noqa: S311
    found: set[date] = set()
    for zone in (SANTIAGO, WARSAW):
        for half in (0, 1):
            sunday = clock_changes(zone, chance.randrange(2016, 2026))[half]
            found |= {sunday - 2 * A_DAY, sunday, sunday + A_DAY}
    while len(found) < 20:
        found.add(date(2016, 1, 4) + chance.randrange(10 * 365) * A_DAY)
    return sorted(found)


def clock_changes(zone: str, year: int) -> list[date]:
    """The days of a year on which the clocks of a zone are set, at most one each half of it."""
    days = each_day(date(year, 1, 1), date(year, 12, 31))
    noon_is = [instant(day, time(12), zone=zone).hour for day in days]
    return [
        day
        for day, now, before in zip(days[1:], noon_is[1:], noon_is, strict=False)
        if now != before
    ]


DAYS = days_to_live()
INSTANTS = tuple(instant(day, time(8, 30), zone=SANTIAGO) for day in DAYS)


@dataclass(frozen=True)
class Lived:
    """What the deployment left. Attributes: store: its database; said: what its runs forecast."""

    store: DuckStore
    said: pl.DataFrame


@pytest.fixture(scope="module")
def archive() -> dy.DataFrame[Published]:
    """All that was ever published of the series, also long after the last day."""
    asked = Question("USDCLP", NBP_FIXING, "live", INSTANTS[-1])
    return NbpArchive().fetch(asked.series(RECIPE), since={}, as_of=INSTANTS[-1] + 200 * A_DAY)


@pytest.fixture(scope="module")
def lived(archive: dy.DataFrame[Published], tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """Each morning a process of its own admits what is public by then, and answers."""
    folder = tmp_path_factory.mktemp("lived")
    store = DuckStore(folder / "forex.duckdb", SQL)
    said_live = []
    for now in INSTANTS:
        public = Published.validate(archive.filter(pl.col("available_at") <= now))
        store.admit(public, admitted_at=now)
        question = ask(pair="USDCLP", target=NBP_FIXING, as_of=None, spot=None, now=now)
        learner = Learner(RECIPE, FolderArtefacts(folder / "artefacts"))
        (forecast,) = answer(store, learner, question, now=now).forecasts
        said_live.append(forecast.run.predictions)
    return Lived(store, pl.concat(said_live).select(SAID).sort(ORDER))


@pytest.fixture(scope="module")
def walked(
    archive: dy.DataFrame[Published], tmp_path_factory: pytest.TempPathFactory
) -> pl.DataFrame:
    """The same instants years later, by two processes that learn everything for themselves."""
    panel = Panel.validate(archive.select(Panel.column_names()))
    artefacts = FolderArtefacts(tmp_path_factory.mktemp("walked"))
    models = ("ensemble_equal", "garch", *ISSUED)
    later = walker(panel, INSTANTS, models=models, artefacts=artefacts, recipe=RECIPE)
    return said(one for batch in walk_forward(later, INSTANTS, workers=2) for one in batch)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_walk_says_of_each_day_what_was_issued_on_it(lived: Lived, walked: pl.DataFrame) -> None:
    again = walked.filter(pl.col("model").is_in([*ISSUED]))

    assert lived.said.get_column("as_of").n_unique() == len(DAYS) == 20
    assert set(lived.said.get_column("model")) == set(ISSUED)
    assert again.equals(lived.said)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_what_is_stored_of_it_is_the_same_to_the_last_bit(
    lived: Lived, walked: pl.DataFrame
) -> None:
    """On a Sunday nothing is new, so nothing is stored; what Friday said stands."""
    stored = lived.store.read("predictions", track="live").select(SAID).sort(ORDER)

    again = walked.join(stored, on=["as_of", "model"], how="semi", maintain_order="left")

    assert again.equals(stored)
    assert stored.get_column("as_of").n_unique() < len(DAYS)


PANEL = simulated(1400, stale=0.5)
STEPS = noons(range(1180, 1400, 12))
LATE = STEPS[9:]
MODELS = ("ensemble", "ensemble_equal", "theta+ewma", "ridge")


@pytest.fixture(scope="module")
def alone() -> pl.DataFrame:
    """The whole walk in this process, everything learned on the way."""
    return said(walker(PANEL, STEPS, models=MODELS).walked(STEPS))


def test_where_a_walk_begins_changes_no_byte(alone: pl.DataFrame) -> None:
    late = said(walker(PANEL, LATE, models=MODELS).walked(LATE))

    assert late.equals(alone.filter(pl.col("as_of") >= LATE[0]))


def test_walking_backwards_changes_no_byte(alone: pl.DataFrame) -> None:
    backwards = said(walker(PANEL, STEPS, models=MODELS).walked(STEPS[::-1]))

    assert backwards.equals(alone)


def test_two_workers_change_no_byte(alone: pl.DataFrame, tmp_path: Path) -> None:
    shared = walker(PANEL, STEPS, models=MODELS, artefacts=FolderArtefacts(tmp_path))

    together = said(one for batch in walk_forward(shared, STEPS, workers=2) for one in batch)

    assert together.equals(alone)


def test_other_models_beside_it_change_no_byte_of_a_model(alone: pl.DataFrame) -> None:
    other = said(walker(PANEL, LATE, models=("ridge", "var+garch")).walked(LATE))

    ridge = pl.col("model") == "ridge"
    unsaid = pl.exclude("mode")
    both = (other.filter(ridge), alone.filter(ridge, pl.col("as_of") >= LATE[0]))
    assert both[0].select(unsaid).equals(both[1].select(unsaid))
    assert set(other.get_column("mode")) == {"alone"}


def test_an_instant_without_news_repeats_the_one_before() -> None:
    first, second = noons([1300, 1301])
    instants = (first, first + timedelta(hours=2), second)

    new, repeated = walker(PANEL, instants).new_instants()

    assert new == (first, second)
    assert [(one.as_of, one.state) for one in repeated] == [(instants[1], "repeated")]
    assert repeated[0].origin_date == warsaw_days(1301)[-1]
    assert "nothing was published since" in repeated[0].reason


def test_before_there_is_a_past_an_origin_is_refused_and_the_walk_goes_on() -> None:
    instants = (noons([0])[0] - A_DAY, *noons([10, 900]))

    before, young, old = walker(PANEL, instants).walked(instants)

    assert (before.state, before.origin_date) == ("refused", None)
    assert "No value of" in before.reason
    assert (young.state, young.origin_date) == ("refused", warsaw_days(11)[-1])
    assert "365 are needed" in young.reason
    assert old.state == "done"
    assert young.forecasts.is_empty()


def test_too_old_rates_are_a_refusal_with_its_reason() -> None:
    """A month after the last fixing the week ahead is past; thirty days ahead is just not."""
    last = noons([1399])[0]
    instants = (last, last + 8 * A_DAY, last + 40 * A_DAY)

    done, partly, refused = walker(PANEL, instants).walked(instants)

    assert [one.state for one in (done, partly, refused)] == ["done", "done", "refused"]
    assert set(partly.forecasts.get_column("horizon_days")) == {30}
    assert "already past" in refused.reason


def test_a_panel_without_the_target_cannot_be_walked() -> None:
    others = Panel.validate(PANEL.filter(pl.col("series") != TARGET))

    with pytest.raises(TooLittleHistory, match="No value of nbp_fixing/USDCLP"):
        walker(others, STEPS)


def test_a_walk_stores_its_rows_as_hindsight() -> None:
    (one,) = walker(PANEL, STEPS[:1]).walked(STEPS[:1])

    rows = one.forecasts
    assert rows.select("track", "run_id", "admitted_by").unique().rows() == [
        ("backfill", "walk", None)
    ]
    assert (one.as_of, one.origin_date) == (STEPS[0], warsaw_days(1181)[-1])

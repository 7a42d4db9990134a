"""Walk forward, keep, score and test: on a real store, over a simulated past, by light models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from forexlib.core.calendar import each_day
from forexlib.core.errors import ForexError, SettingsError, StoreError, TooLittleHistory
from forexlib.core.frames import Published
from forexlib.core.series import NBP_FIXING
from forexlib.core.validation import WalkedOrigin
from forexlib.engine.forecast import Question
from forexlib.engine.learning import Learner
from forexlib.engine.recipe import Recipe
from forexlib.jobs.daily import Routine
from forexlib.jobs.progress import Progress
from forexlib.jobs.validate import Course, Effort, Validation, validate
from forexlib.jobs.validation_rows import validation_rows
from forexlib.store.duck import DuckStore
from forexlib.store.validations import DuckValidations
from tests.engine.parts import LIGHT
from tests.fakes import MemoryArtefacts
from tests.panels import last_noon, simulated, warsaw_days
from tests.paths import SQL
from tests.store.empty import empty_store

PANEL = simulated(1100)
DAYS = warsaw_days(1100)
NOW = last_noon(PANEL)
ROUTINE = Routine(time(8, 30), "America/Santiago", LIGHT.horizons)
START = date(2021, 6, 2)
COURSE = Course(START, START + timedelta(weeks=11))
A_WEEK = timedelta(weeks=1)
MODELS = ("ewma", "qr4")


@dataclass(frozen=True)
class Desk:
    """A store that knows the simulated panel up to an instant, and what was learned on it."""

    store: DuckStore
    validations: DuckValidations
    artefacts: MemoryArtefacts

    @classmethod
    def at(cls, folder: Path, *, known_by: datetime = NOW) -> Desk:
        store = empty_store(folder)
        desk = cls(store, DuckValidations(store.database, SQL), MemoryArtefacts())
        desk.learn_of(known_by)
        return desk

    def learn_of(self, moment: datetime) -> None:
        """Admit what the panel has by an instant."""
        public = PANEL.filter(pl.col("available_at") <= moment)
        rates = Published.validate(public.with_columns(source=pl.lit("simulated")))
        self.store.admit(rates, admitted_at=moment)

    def walk(
        self,
        course: Course = COURSE,
        *,
        models: Sequence[str] = MODELS,
        recipe: Recipe = LIGHT,
        pair: str = "USDCLP",
        now: datetime = NOW,
        **changes: Any,  # noqa: ANN401
    ) -> Validation:
        asked: dict[str, Any] = {"routine": ROUTINE, "effort": Effort(), **changes}
        return validate(
            self.store,
            asked.pop("validations", self.validations),
            Learner(recipe, self.artefacts),
            Question(pair, NBP_FIXING, "backfill", now),
            course,
            models=models,
            now=now,
            **asked,
        )

    def rows(self, relation: str, done: Validation) -> pl.DataFrame:
        return self.validations.read(relation, run_id=done.run_id)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Validation]:
    """Twelve weeks, walked, scored and tested."""
    desk = Desk.at(tmp_path_factory.mktemp("walked"))
    return desk, desk.walk()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk.at(tmp_path)


def test_a_walk_says_what_it_did(walked: tuple[Desk, Validation]) -> None:
    _, done = walked

    assert done.models == ("random_walk", "ewma", "qr4")
    assert (done.instants, done.walked, done.states) == (12, 12, {"done": 12})
    assert (done.refused, done.failures) == ({}, {})


def test_every_forecast_is_kept_from_its_issue_time_on(walked: tuple[Desk, Validation]) -> None:
    desk, done = walked

    kept = desk.rows("validation_forecasts", done)

    assert kept.height == 12 * 3 * 2
    assert set(kept.get_column("as_of")) == {
        ROUTINE.issue_instant(day) for day in each_day(START, COURSE.last_day, step=7)
    }
    assert (kept.get_column("origin_date") <= kept.get_column("as_of").dt.date()).all()


def test_what_came_due_is_scored_tested_and_shown(walked: tuple[Desk, Validation]) -> None:
    desk, done = walked

    scored = desk.rows("walk_forward_scored", done)
    tests = desk.rows("validation_tests", done)
    tables = validation_rows(desk.validations, done.run_id)

    assert scored.height == 12 * 3 * 2
    assert set(tests.get_column("model")) == {"random_walk", "ewma", "qr4"}
    assert set(tables) == {(d, what) for d in (7, 30) for what in ("points", "distributions")}
    assert {table.height for table in tables.values()} == {3}


def test_actuals_are_those_of_the_panel(walked: tuple[Desk, Validation]) -> None:
    desk, done = walked
    fixings = PANEL.filter(pl.col("series") == "nbp_fixing/USDCLP")
    actual = dict(fixings.select("event_date", "value").iter_rows())

    scored = desk.rows("walk_forward_scored", done)

    for day, target, value in scored.select("actual_date", "target_date", "actual").iter_rows():
        assert day == min(one for one in DAYS if one >= target)
        assert value == actual[day]


def test_the_same_again_walks_nothing_and_says_the_same(walked: tuple[Desk, Validation]) -> None:
    desk, done = walked
    before = desk.rows("walk_forward_metrics", done).sort("horizon_days", "model")

    again = desk.walk(now=NOW + A_WEEK)

    assert again == replace(done, walked=0)
    after = desk.rows("walk_forward_metrics", again).sort("horizon_days", "model")
    assert_frame_equal(after, before)  # to the last digits: a sum has no order in SQL
    assert set(desk.store.violations().values()) == {0}


@dataclass(frozen=True)
class Breaking:
    """Validations that let a few saves through and are then interrupted."""

    real: DuckValidations
    saves: list[int] = field(default_factory=lambda: [2])

    def save(self, run_id: str, origins: Sequence[WalkedOrigin], *, saved_at: datetime) -> int:
        if not self.saves[0]:
            raise KeyboardInterrupt
        self.saves[0] -= bool(origins)
        return self.real.save(run_id, origins, saved_at=saved_at)

    def __getattr__(self, name: str) -> object:
        return getattr(self.real, name)


def test_what_was_broken_off_goes_on_where_it_stopped(
    desk: Desk, walked: tuple[Desk, Validation]
) -> None:
    whole = Course(date(2021, 3, 3), COURSE.last_day)
    undisturbed, _ = walked
    expected = undisturbed.walk(whole)

    with pytest.raises(KeyboardInterrupt):
        desk.walk(whole, validations=Breaking(desk.validations))
    saved = desk.validations.read("validation_origins").height
    rest = desk.walk(whole)

    assert 0 < saved < expected.instants
    assert rest == replace(expected, walked=expected.instants - saved)
    for relation in ("validation_forecasts", "validation_scores", "validation_tests"):
        unsaid = pl.exclude("saved_at", "scored_at", "tested_at")
        one, other = (whose.rows(relation, rest).select(unsaid) for whose in (desk, undisturbed))
        order = [name for name, kind in one.schema.items() if not kind.is_nested()]
        assert one.sort(order).equals(other.sort(order)), relation


def test_the_waiting_is_told_of_every_origin_also_of_those_saved_before(desk: Desk) -> None:
    told: list[list[int]] = []

    def wait(steps: int) -> Progress:
        told.append([steps])
        return told[-1].append

    for _ in range(2):
        desk.walk(effort=Effort(wait=wait))

    assert [(one[0], sum(one[1:])) for one in told] == [(12, 12), (12, 12)]


def test_origins_that_cannot_be_are_refused_and_the_others_go_on(desk: Desk) -> None:
    """Before the first fixing nothing is known; within the first year of it too little."""
    course = Course(date(2017, 12, 13), date(2019, 3, 27), step_days=14)

    done = desk.walk(course, models=["random_walk_drift"])

    origins = desk.rows("validation_origins", done).sort("as_of")
    refused = origins.filter(pl.col("state") == "refused")
    assert set(done.states) == {"done", "refused"}
    assert done.states["done"] + done.states["refused"] == done.instants == 34
    assert "No value of nbp_fixing/USDCLP" in next(iter(done.refused.values()))
    assert "365 are needed" in [*done.refused.values()][-1]
    assert max(refused.get_column("as_of")) < ROUTINE.issue_instant(date(2019, 1, 10))
    assert (
        desk.rows("validation_forecasts", done).get_column("origin_date").n_unique()
        == (done.states["done"])
    )


def test_a_longer_initial_past_refuses_more(desk: Desk) -> None:
    course = Course(date(2019, 1, 9), date(2020, 1, 8), step_days=56)

    short, long = (
        desk.walk(replace(course, initial_days=days), models=["ewma"]) for days in (365, 480)
    )

    assert short.states.get("refused", 0) < long.states["refused"]
    assert short.run_id != long.run_id


def test_every_day_is_asked_and_days_without_news_repeat_the_one_before(desk: Desk) -> None:
    """Easter of 2021: from Friday to Monday 5 April nothing was fixed but on Friday."""
    course = Course(date(2021, 3, 31), date(2021, 4, 20), step_days=1)

    done = desk.walk(course)

    origins = desk.rows("validation_origins", done).sort("as_of")
    new = origins.filter(pl.col("state") == "done")
    fixed = [day for day in DAYS if course.first_day <= day <= course.last_day]
    assert done.states == {"done": len(fixed), "repeated": 21 - len(fixed)}
    assert new.get_column("origin_date").to_list() == fixed
    repeated = origins.filter(pl.col("state") == "repeated").get_column("as_of").dt.date()
    assert {date(2021, 4, 3), date(2021, 4, 4), date(2021, 4, 5)} <= set(repeated)
    assert desk.rows("validation_forecasts", done).height == len(fixed) * 3 * 2
    assert done.walked == 21


def test_a_model_that_fails_is_recorded_and_compared_where_both_forecast(desk: Desk) -> None:
    """QR4 needs 700 fixings, which there are from October 2020 on."""
    course = Course(date(2020, 8, 5), date(2020, 12, 30))
    young = sum(known_on(day) < 700 for day in each_day(course.first_day, course.last_day, step=7))

    done = desk.walk(course)

    count, why = done.failures["qr4"]
    failures = desk.rows("validation_failures", done)
    metrics = desk.rows("walk_forward_metrics", done).filter(horizon_days=7)
    board = desk.rows("model_leaderboard", done).filter(horizon_days=7)
    by_model = {row["model"]: row for row in metrics.to_dicts()}
    assert done.states == {"done": 22}
    assert 0 < young < 22
    assert (count, failures.height) == (young, young)
    assert "700 fixings and got" in why
    assert set(failures.get_column("model")) == {"qr4"}
    assert [by_model[name]["n"] for name in ("random_walk", "ewma", "qr4")] == [22, 22, 22 - young]
    assert by_model["qr4"]["n_common"] == 22 - young
    assert by_model["qr4"]["n_failed"] == young
    assert by_model["ewma"]["n_common"] == 22
    assert set(board.get_column("n_common")) == {22 - young}
    table = validation_rows(desk.validations, done.run_id)[7, "points"]
    assert dict(table.select("model", "failed").iter_rows())["qr4"] == str(young)


def known_on(day: date) -> int:
    """How many fixings are public at the issue time of a day."""
    moment = ROUTINE.issue_instant(day)
    own = PANEL.filter(pl.col("series") == "nbp_fixing/USDCLP")
    return own.filter(pl.col("available_at") <= moment).height


def test_what_comes_due_later_is_scored_by_the_next_call(tmp_path: Path) -> None:
    early = ROUTINE.issue_instant(COURSE.last_day)
    desk = Desk.at(tmp_path, known_by=early)

    first = desk.walk(now=early)
    scored = desk.rows("validation_scores", first).height
    desk.learn_of(NOW)
    second = desk.walk(now=NOW)

    assert second == replace(first, walked=0)
    assert 0 < scored < desk.rows("validation_scores", second).height == 12 * 3 * 2
    assert desk.rows("validation_tests", second).get_column("n").max() == 12


def test_an_actual_counts_from_the_instant_of_asking_only(desk: Desk) -> None:
    """All is stored, but who asks a week after the first forecast knows but its week."""
    course = Course(START, START + 2 * A_WEEK)

    done = desk.walk(course, now=ROUTINE.issue_instant(START + A_WEEK + timedelta(days=1)))

    scored = desk.rows("walk_forward_scored", done)
    assert done.instants == 2
    assert set(scored.select("horizon_days").to_series()) == {7}


@pytest.mark.slow
def test_another_walk_has_another_name(walked: tuple[Desk, Validation]) -> None:
    desk, done = walked
    fewer, one = Course(START, START), ("ewma",)

    others = [
        desk.walk(replace(fewer, window_days=1200), models=one),
        desk.walk(replace(fewer, window_days=1300), models=one),
        desk.walk(replace(fewer, step_days=6), models=one),
        desk.walk(replace(fewer, initial_days=400), models=one),
        desk.walk(replace(fewer, first_day=START - A_WEEK), models=one),
        desk.walk(fewer, models=one),
        desk.walk(fewer, models=("ewma", "garch")),
        desk.walk(fewer, models=("garch", "ewma")),
        desk.walk(fewer, models=one, recipe=replace(LIGHT, horizons=(7,))),
        desk.walk(fewer, models=one, recipe=replace(LIGHT, seed=1)),
        desk.walk(fewer, models=one, routine=replace(ROUTINE, issue_time=time(9, 30))),
        desk.walk(fewer, models=one, pair="USDBRL"),
    ]

    assert len({one.run_id for one in (done, *others)}) == len(others) + 1
    assert desk.walk(fewer, models=one).run_id == others[5].run_id


def test_other_data_have_another_name(desk: Desk) -> None:
    before = desk.walk()
    changed = PANEL.filter(pl.col("event_date") == DAYS[500]).with_columns(
        pl.col("available_at") + timedelta(days=1), pl.col("value") * 1.01, source=pl.lit("revised")
    )

    desk.store.admit(Published.validate(changed), admitted_at=NOW)

    assert desk.walk().run_id != before.run_id


def test_data_from_after_the_walk_do_not_rename_it(tmp_path: Path) -> None:
    desk = Desk.at(tmp_path, known_by=NOW - 3 * A_WEEK)
    before = desk.walk()

    desk.learn_of(NOW)

    assert desk.walk().run_id == before.run_id


LATEST = DAYS[-1]


@pytest.mark.parametrize(
    ("course", "models", "said"),
    [
        (Course(START, START - A_WEEK), MODELS, "There is no day from 2021-06-02 to 2021-05-26"),
        (replace(COURSE, step_days=0), MODELS, "A step of 0 days leads nowhere"),
        (replace(COURSE, step_days=-7), MODELS, "A step of -7 days leads nowhere"),
        (replace(COURSE, window_days=364), MODELS, "364 days of past are too few"),
        (replace(COURSE, initial_days=0), MODELS, "0 days of past are too few"),
        (COURSE, ("ewma", "nonsense"), "There is no model 'nonsense'"),
        (COURSE, ("ensemble_stacked",), "nothing for an ensemble to combine"),
        (Course(DAYS[-2], LATEST + A_WEEK), MODELS, f"the newest nbp_fixing/USDCLP is of {LATEST}"),
        (Course(date(2999, 1, 2), date(2999, 2, 2)), MODELS, "2999-01-02 has not come yet"),
        (Course(date(2018, 2, 7), date(2018, 3, 7)), MODELS, "has an outcome"),
    ],
)
def test_what_cannot_be_walked_is_refused_with_what_to_do(
    walked: tuple[Desk, Validation], course: Course, models: Sequence[str], said: str
) -> None:
    desk, _ = walked

    with pytest.raises(SettingsError) as refusal:
        desk.walk(course, models=models)

    assert said in refusal.value.what
    assert refusal.value.remedy


def test_a_walk_of_refusals_says_why_the_first_was_refused(desk: Desk) -> None:
    with pytest.raises(SettingsError) as refusal:
        desk.walk(Course(date(2018, 2, 7), date(2018, 3, 7)))

    assert "The first reason: The past of 2018-02-0" in refusal.value.remedy


def test_before_there_was_any_rate_nothing_is_walked(desk: Desk) -> None:
    with pytest.raises(TooLittleHistory, match="No value of nbp_fixing/USDCLP"):
        desk.walk(Course(date(2015, 1, 7), date(2015, 6, 3)))


def test_with_nothing_stored_it_says_how_rates_are_had(tmp_path: Path) -> None:
    with pytest.raises(ForexError) as refusal:
        Desk.at(tmp_path, known_by=datetime(2001, 1, 1, tzinfo=NOW.tzinfo)).walk()

    assert isinstance(refusal.value, SettingsError)
    assert "Nothing is stored of nbp_fixing/USDCLP" in refusal.value.what
    assert "forex ingest" in refusal.value.remedy


def test_a_refused_walk_leaves_no_run(desk: Desk) -> None:
    with pytest.raises(SettingsError):
        desk.walk(replace(COURSE, step_days=0))

    try:
        left = desk.validations.read("validation_runs").height
    except StoreError:
        left = 0
    assert left == 0


def test_no_instant_after_now_is_walked(desk: Desk) -> None:
    """Of the day of the newest fixing only the morning has come: its issue time has not."""
    done = desk.walk(Course(LATEST - 3 * A_WEEK, date(2999, 1, 1)))

    assert done.instants == 3
    assert set(done.states) == {"done"}

"""Which forecast answers, and what it is not asked."""

from datetime import UTC, datetime, timedelta
from math import exp, inf, nan
from pathlib import Path
from typing import get_args

import polars as pl
import pytest

from forexlib.core.errors import SettingsError
from forexlib.core.runs import Track
from forexlib.jobs.probability import every_model, newest_forecast, probability
from forexlib.store.duck import DuckStore
from tests.reporting.forecasts import SIGMA, horizon
from tests.store.builders import FRIDAY, at, run
from tests.store.empty import empty_store

LATER = FRIDAY + timedelta(days=3)


@pytest.fixture
def store(tmp_path: Path) -> DuckStore:
    return empty_store(tmp_path)


def save(
    store: DuckStore,
    *horizons: int,
    anchor: float = 1000.0,
    track: Track = "live",
    run_id: str = "run",
    **said: object,
) -> None:
    """A run with a row at each of these horizons."""
    rows = [horizon(days, anchor, **said) for days in horizons]
    store.save([run(*rows, run_id=run_id, track=track)], saved_at=at(2))


def newest(store: DuckStore, *, as_of: datetime | None = None) -> pl.DataFrame:
    return newest_forecast(store, pair="USDCLP", target="nbp_fixing", as_of=as_of)


def chances(
    store: DuckStore,
    *,
    above: float | None = None,
    below: float | None = None,
    horizon_days: int | None = None,
) -> pl.DataFrame:
    return probability(
        store,
        pair="USDCLP",
        target="nbp_fixing",
        above=above,
        below=below,
        horizon_days=horizon_days,
    )


def test_one_sigma_above_the_median_is_exceeded_one_time_in_six(store: DuckStore) -> None:
    save(store, 7, 30)
    level = 1000.0 * exp(SIGMA * 5**0.5)

    told = chances(store, above=level, below=level, horizon_days=7)

    assert told.select("horizon_days", "event").rows() == [(7, "above"), (7, "below")]
    assert told.get_column("probability").to_list() == pytest.approx([15.866, 84.134], abs=1e-3)


def test_without_a_level_a_grid_is_told_at_every_horizon(store: DuckStore) -> None:
    save(store, 7, 30)

    told = chances(store)

    by_horizon = told.group_by("horizon_days").agg("threshold").sort("horizon_days")
    assert by_horizon.get_column("horizon_days").to_list() == [7, 30]
    assert by_horizon.get_column("threshold")[0].to_list() == [*range(900, 1101, 20)]
    assert told.get_column("event").unique().to_list() == ["above"]


def test_what_was_issued_answers_before_what_was_made_in_hindsight(store: DuckStore) -> None:
    save(store, 7)
    save(store, 7, track="backfill", run_id="hindsight", origin_date=LATER, as_of=at(4))

    told = chances(store, above=1000.0)

    assert told.select("run_id", "issued").rows() == [("run", True)]


def test_hindsight_answers_if_nothing_was_issued_and_says_so(store: DuckStore) -> None:
    save(store, 7, track="backfill")

    told = chances(store, above=1000.0)

    assert told.select("track", "issued").rows() == [("backfill", False)]


def test_the_newest_of_those_issued_answers(store: DuckStore) -> None:
    save(store, 7)
    save(store, 7, run_id="newer", origin_date=LATER, as_of=at(4), fingerprint="more")

    assert newest(store).get_column("run_id").to_list() == ["newer"]


def test_a_re_anchored_forecast_of_the_same_instant_counts_as_newer(store: DuckStore) -> None:
    save(store, 7)
    save(store, 7, track="spot", run_id="spot", anchor=941.2, fingerprint="spot")

    assert newest(store).select("run_id", "last_rate").rows() == [("spot", 941.2)]


def test_re_anchoring_a_past_day_is_hindsight(store: DuckStore) -> None:
    save(store, 7)
    save(store, 7, track="spot", run_id="spot", as_of=at(20), admitted_by=None)

    assert newest(store).get_column("run_id").to_list() == ["run"]


def test_a_shadow_answers_nobody(store: DuckStore) -> None:
    save(store, 7, track="shadow")

    with pytest.raises(SettingsError, match="There is no forecast of USDCLP nbp_fixing yet"):
        newest(store)


def test_other_models_and_pairs_answer_nobody(store: DuckStore) -> None:
    save(store, 7, model="random_walk")
    save(store, 7, run_id="brl", pair="USDBRL")

    with pytest.raises(SettingsError, match="`forex run`"):
        newest(store)


def test_horizons_of_an_earlier_run_on_the_same_values_belong_to_the_forecast(
    store: DuckStore,
) -> None:
    save(store, 7, 30)
    save(store, 15, run_id="later", as_of=at(1, 18))

    assert newest(store).get_column("horizon_days").to_list() == [7, 15, 30]


def test_at_an_instant_the_newest_origin_known_then_counts(store: DuckStore) -> None:
    save(store, 7, run_id="old")
    save(store, 7, track="backfill", run_id="then", origin_date=LATER, as_of=at(4))
    save(store, 7, run_id="new", origin_date=FRIDAY + timedelta(days=10), as_of=at(11))

    seen = newest(store, as_of=at(5))

    assert seen.select("run_id", "issued").rows() == [("then", False)]


def test_at_an_instant_what_was_issued_counts_before_hindsight_of_one_origin(
    store: DuckStore,
) -> None:
    save(store, 7, track="backfill", run_id="hindsight", as_of=at(1, 18))
    save(store, 7)

    assert newest(store, as_of=at(5)).get_column("issued").all()


def test_before_the_first_forecast_there_is_none(store: DuckStore) -> None:
    save(store, 7)

    with pytest.raises(SettingsError, match="2020-01-01 12:00") as told:
        newest(store, as_of=datetime(2020, 1, 1, 12, tzinfo=UTC))

    assert told.value.remedy == "Make one with `forex run --as-of 2020-01-01T12:00+00:00`."


def test_an_unknown_horizon_is_told_which_exist(store: DuckStore) -> None:
    save(store, 7, 30)

    with pytest.raises(SettingsError, match="no horizon of 15 days") as told:
        chances(store, above=980.0, horizon_days=15)

    assert "7d, 30d" in told.value.remedy


@pytest.mark.parametrize("level", [0.0, -950.0, nan, inf, -inf])
def test_a_level_that_is_no_rate_is_refused(store: DuckStore, level: float) -> None:
    with pytest.raises(SettingsError, match="is no rate"):
        chances(store, above=level)
    with pytest.raises(SettingsError, match="is no rate"):
        chances(store, below=level)


def test_every_track_is_known_to_be_shown_or_not(store: DuckStore) -> None:
    for track in get_args(Track):
        save(store, 7, track=track, run_id=track)

    shown = newest(store)

    assert shown.select(pl.col("track", "issued")).rows() == [("spot", True)]


def test_what_another_version_said_later_changes_no_past_forecast(store: DuckStore) -> None:
    """A version that is deployed within the day answers one horizon anew, from the same values."""
    save(store, 7, 30, run_id="morning", as_of=at(1, 12))
    seen = newest(store, as_of=at(1, 13))
    save(store, 7, run_id="noon", as_of=at(1, 14), anchor=1010.0, model_version="fedcba987654")

    then, now = newest(store, as_of=at(1, 13)), newest(store)

    assert then.equals(seen)
    assert then.get_column("run_id").to_list() == ["morning", "morning"]
    assert now.get_column("run_id").to_list() == ["noon", "morning"]
    every = every_model(store, then, as_of=at(1, 13))
    assert every.equals(then)
    assert every_model(store, now).get_column("last_rate").to_list() == [1010.0, 1000.0]

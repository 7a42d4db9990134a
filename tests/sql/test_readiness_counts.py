"""What is stored of a candidate by an instant, track by track, each origin once."""

from dataclasses import replace
from datetime import date, datetime

import polars as pl
import pytest

from forexlib.core.candidate import Candidate
from forexlib.store.duck import DuckStore
from forexlib.store.readiness import DuckReadiness
from forexlib.store.validations import DuckValidations
from tests.paths import SQL
from tests.sql.grain import is_unique
from tests.store.builders import VERSION, at, daily
from tests.store.candidate_rows import RECIPE, at_issue, issued, keep
from tests.store.walks import origins, walk

ENSEMBLE = Candidate("USDCLP", "nbp_fixing", "ensemble", recipe=RECIPE)
OTHER = "ffffffffffff"
LATER = at(30)


@pytest.fixture
def book(store: DuckStore) -> DuckReadiness:
    return DuckReadiness(store.database, SQL)


def counted(
    book: DuckReadiness, candidate: Candidate = ENSEMBLE, *, as_of: datetime = LATER
) -> dict[str, tuple[int, int]]:
    """Track to predictions and outcomes."""
    rows = book.counts(candidate, as_of=as_of, zone="America/Santiago")
    return {row["track"]: (row["n_predictions"], row["n_scored"]) for row in rows.to_dicts()}


def march(day: int) -> date:
    return date(2024, 3, day)


def test_each_track_has_its_own_row_and_live_and_shadow_one_together(
    store: DuckStore, book: DuckReadiness
) -> None:
    keep(store, issued(march(4)), issued(march(5)), issued(march(5), track="shadow"))
    keep(store, issued(march(6), track="shadow"), issued(march(7), track="backfill"))

    assert counted(book) == {
        "live": (2, 0),
        "shadow": (2, 0),
        "backfill": (1, 0),
        "counted": (3, 0),
    }


def test_a_forecast_issued_anew_is_one_and_so_are_two_versions_of_one_origin(
    store: DuckStore, book: DuckReadiness
) -> None:
    keep(store, issued(march(4)), issued(march(4), again="!"), issued(march(4), version=OTHER))

    assert store.read("predictions").height == 3
    assert counted(book) == {"live": (1, 0), "counted": (1, 0)}


def test_a_candidate_is_a_recipe_or_exactly_one_version(
    store: DuckStore, book: DuckReadiness
) -> None:
    keep(store, issued(march(4)), issued(march(5), version=OTHER))
    keep(store, issued(march(6), version="eeeeeeeeeeee", recipe="bbbbbbbbbbbb"))
    one = replace(ENSEMBLE, recipe=None, version=VERSION)

    assert counted(book)["live"] == (2, 0)
    assert counted(book, one)["live"] == (1, 0)
    assert counted(book, replace(ENSEMBLE, recipe=None))["live"] == (3, 0)
    assert counted(book, replace(ENSEMBLE, model="qa4")) == {}


def test_rows_from_the_future_do_not_count(store: DuckStore, book: DuckReadiness) -> None:
    keep(store, issued(march(4)), issued(march(5)))
    store.save([issued(march(6))], saved_at=at(20))
    store.admit(daily([910.0] * 20), admitted_at=at(20))
    store.score(as_of=at(20))

    assert counted(book, as_of=at_issue(march(3))) == {}
    assert counted(book, as_of=at_issue(march(4))) == {"live": (1, 0), "counted": (1, 0)}
    assert counted(book, as_of=at(19)) == {"live": (2, 0), "counted": (2, 0)}
    assert counted(book, as_of=at(20)) == {"live": (3, 3), "counted": (3, 3)}


def test_spot_rows_are_nobodys(store: DuckStore, book: DuckReadiness) -> None:
    store.save([issued(march(4), track="spot")], saved_at=at(4))

    assert counted(book) == {}


def test_walks_are_counted_once_however_often_walked(
    store: DuckStore, book: DuckReadiness, validations: DuckValidations
) -> None:
    candidate = replace(ENSEMBLE, model="m0", recipe="recipe")
    for name, saved_at in (("first", at(10)), ("second", at(12))):
        validations.begin(walk(name), started_at=saved_at)
        validations.save(name, origins(3), saved_at=saved_at)
    store.admit(daily([910.0] * 9), admitted_at=at(10))
    validations.score("first", as_of=at(12))

    assert counted(book, candidate, as_of=at(9)) == {}
    assert counted(book, candidate, as_of=at(11)) == {"walk-forward": (3, 0)}
    assert counted(book, candidate) == {"walk-forward": (3, 2)}


def test_days_are_those_of_the_zone_and_target_dates_wait_until_scored(
    store: DuckStore, book: DuckReadiness
) -> None:
    night = datetime(2024, 3, 5, 2, 0, tzinfo=at(1).tzinfo)
    late = issued(march(4))
    store.save(
        [replace(late, as_of=night, predictions=late.predictions.with_columns(as_of=night))],
        saved_at=night,
    )
    keep(store, issued(march(6)))
    store.admit(daily([910.0] * 12), admitted_at=at(12))
    store.score(as_of=at(12))

    row = (
        book.counts(ENSEMBLE, as_of=at(12), zone="America/Santiago")
        .filter(track="live")
        .row(0, named=True)
    )

    assert row["issue_days"] == [march(4), march(6)]  # 23:00 of the 4th in Santiago
    assert row["pending"] == [march(13)]


def test_each_relation_has_the_grain_it_says(
    store: DuckStore, validations: DuckValidations
) -> None:
    keep(store, issued(march(4), horizons=(7, 30)), issued(march(4), again="!"))
    keep(store, issued(march(4), version=OTHER), issued(march(5), track="shadow"))
    validations.begin(walk(), started_at=at(10))
    validations.save("walk", origins(3, size=2), saved_at=at(10))
    calls = {
        "readiness_forecasts": "readiness_forecasts($1)",
        "readiness_walked": "readiness_walked($1)",
        "readiness_versions": "readiness_versions($1)",
        "readiness_counts": "readiness_counts($1, 'America/Santiago', null, null)",
        "readiness_days": "readiness_days($1, 'America/Santiago')",
    }

    with store._database().reading() as opened:
        rows = {
            name: opened.sql(f"from {call}", params=[LATER]).pl() for name, call in calls.items()
        }

    assert [name for name, told in rows.items() if not is_unique(told, name)] == []


def test_versions_are_told_newest_first_with_their_recipe(
    store: DuckStore, book: DuckReadiness
) -> None:
    keep(store, issued(march(4)), issued(march(6), version=OTHER, recipe="bbbbbbbbbbbb"))
    keep(store, issued(march(5), track="backfill"))

    found = book.versions("USDCLP", "nbp_fixing", "ensemble", as_of=LATER)

    assert found.select("track", "model_version", "recipe", "n_forecasts").rows() == [
        ("live", OTHER, "bbbbbbbbbbbb", 1),
        ("backfill", VERSION, RECIPE, 1),
        ("live", VERSION, RECIPE, 1),
    ]
    assert found.get_column("last_issued_at").to_list() == [
        at_issue(march(day)) for day in (6, 5, 4)
    ]
    before = book.versions("USDCLP", "nbp_fixing", "ensemble", as_of=at_issue(march(5)))
    assert before.filter(pl.col("last_issued_at") > at_issue(march(5))).is_empty()
    assert before.height == 2

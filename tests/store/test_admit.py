"""Which values are new, which are revisions, and from when on a revision was known."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from forexlib.store.duck import DuckStore
from tests.store.builders import FIXING, FRIDAY, at, daily, published


def vintages(store: DuckStore) -> list[tuple[float, datetime, datetime]]:
    """Value, available_at and admitted_at of all that is stored, oldest first."""
    rows = store.read("observations").sort("event_date", "available_at", "admitted_at")
    return list(rows.select("value", "available_at", "admitted_at").iter_rows())


def test_a_new_day_is_kept_as_it_was_stated(store: DuckStore) -> None:
    written = store.admit(published((FRIDAY, at(1), 900.0)), admitted_at=at(20))

    assert written == 1
    assert vintages(store) == [(900.0, at(1), at(20))]


def test_the_same_values_again_write_nothing(store: DuckStore) -> None:
    batch = published((FRIDAY, at(1), 900.0), (FRIDAY, at(5), 901.0), (date(2024, 3, 4), at(4), 1))
    store.admit(batch, admitted_at=at(20))

    again = store.admit(batch, admitted_at=at(21))

    assert again == 0
    assert len(vintages(store)) == 3


def test_a_silent_revision_is_known_only_from_when_we_saw_it(store: DuckStore) -> None:
    store.admit(published((FRIDAY, at(1), 900.0)), admitted_at=at(2))

    written = store.admit(published((FRIDAY, at(1), 905.0)), admitted_at=at(20))

    assert written == 1
    assert vintages(store) == [(900.0, at(1), at(2)), (905.0, at(20), at(20))]


def test_a_stated_later_vintage_keeps_its_instant(store: DuckStore) -> None:
    store.admit(published((FRIDAY, at(1), 900.0)), admitted_at=at(2))

    store.admit(published((FRIDAY, at(5), 905.0)), admitted_at=at(20))

    assert vintages(store) == [(900.0, at(1), at(2)), (905.0, at(5), at(20))]


def test_an_equal_later_vintage_is_no_news(store: DuckStore) -> None:
    store.admit(published((FRIDAY, at(1), 900.0)), admitted_at=at(2))

    written = store.admit(published((FRIDAY, at(5), 900.0)), admitted_at=at(20))

    assert written == 0


def test_a_batch_may_hold_several_vintages_of_a_day(store: DuckStore) -> None:
    batch = published(
        (FRIDAY, at(1), 900.0),
        (FRIDAY, at(2), 900.0),
        (FRIDAY, at(3), 901.0),
        (FRIDAY, at(4), 900.0),
    )

    written = store.admit(batch, admitted_at=at(20))

    assert written == 3
    assert [value for value, _, _ in vintages(store)] == [900.0, 901.0, 900.0]


def test_older_vintages_never_rewrite_what_was_known(store: DuckStore) -> None:
    store.admit(published((FRIDAY, at(5), 905.0)), admitted_at=at(6))
    batch = published((FRIDAY, at(1), 900.0), (FRIDAY, at(5), 905.0))

    written = store.admit(batch, admitted_at=at(20))

    assert written == 0


def test_a_revision_admitted_at_the_same_instant_still_comes_after(store: DuckStore) -> None:
    store.admit(published((FRIDAY, at(1), 900.0)), admitted_at=at(1))

    written = store.admit(published((FRIDAY, at(1), 905.0)), admitted_at=at(1))
    again = store.admit(published((FRIDAY, at(1), 905.0)), admitted_at=at(1))

    assert (written, again) == (1, 0)
    assert [value for value, _, _ in vintages(store)] == [900.0, 905.0]


def test_values_are_compared_exactly(store: DuckStore) -> None:
    store.admit(published((FRIDAY, at(1), 0.1 + 0.2)), admitted_at=at(2))

    written = store.admit(published((FRIDAY, at(1), 0.3)), admitted_at=at(3))

    assert written == 1


def test_nothing_published_writes_nothing(store: DuckStore) -> None:
    assert store.admit(published(), admitted_at=at(2)) == 0


def test_the_newest_day_is_told_by_series(store: DuckStore) -> None:
    store.admit(daily([900.0, 901.0]), admitted_at=at(20))
    store.admit(published((FRIDAY, at(1), 5.0), series="a/USDBRL"), admitted_at=at(20))

    newest = store.newest()

    assert newest == {FIXING: date(2024, 3, 2), "a/USDBRL": FRIDAY}


def test_the_panel_holds_every_vintage_public_and_admitted_by_then(store: DuckStore) -> None:
    store.admit(published((FRIDAY, at(1), 900.0), (FRIDAY, at(5), 901.0)), admitted_at=at(6))
    store.admit(published((FRIDAY, at(7), 902.0)), admitted_at=at(20))

    everything = store.panel([FIXING], as_of=at(30), admitted_by=None)
    admitted = store.panel([FIXING], as_of=at(30), admitted_by=at(19))
    public = store.panel([FIXING], as_of=at(4), admitted_by=None)
    another = store.panel(["other/USDCLP"], as_of=at(30), admitted_by=None)

    assert everything.get_column("value").to_list() == [900.0, 901.0, 902.0]
    assert admitted.get_column("value").to_list() == [900.0, 901.0]
    assert public.get_column("value").to_list() == [900.0]
    assert another.is_empty()


@pytest.mark.parametrize("hour", [0, 3, 12, 23])
def test_instants_come_back_as_they_went_in(store: DuckStore, hour: int) -> None:
    instant = datetime(2024, 9, 8, hour, 30, 15, 123456, tzinfo=UTC)

    store.admit(published((FRIDAY, instant, 900.0)), admitted_at=at(10, month=9))

    stored = store.read("observations").get_column("available_at")
    assert stored.to_list() == [instant]
    assert stored.dtype == pl.Datetime("us", "UTC")


def test_what_is_admitted_later_is_stamped_later_whatever_the_clock_says(
    store: DuckStore,
) -> None:
    store.admit(published((FRIDAY, at(1), 900.0)), admitted_at=at(20))
    seen = store.last_admission()

    store.admit(published((date(2024, 3, 4), at(4), 901.0)), admitted_at=at(19))

    rebuilt = store.panel([FIXING], as_of=at(30), admitted_by=seen)
    assert rebuilt.get_column("value").to_list() == [900.0]
    assert store.panel([FIXING], as_of=at(30), admitted_by=store.last_admission()).height == 2

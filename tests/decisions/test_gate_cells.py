"""What the gate says of single values by themselves, and of several of one day."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from forexlib.core.frames import Published
from forexlib.decisions.gate import judge
from tests.decisions.market import (
    CLP,
    LATER,
    NOTHING,
    TARGET_DAY,
    arriving,
    calm,
    changed,
    days,
    on,
    one,
    reasons,
    series_of,
    until,
    value,
)
from tests.panels import noon

TODAY = TARGET_DAY


def jumped() -> pl.DataFrame:
    """The peso's value of the target day as it waits, 6 % too high."""
    return arriving(on(changed(calm(), {(CLP, TODAY): 1.06}), TODAY)).pending


@pytest.mark.parametrize(
    ("day", "note"),
    [
        pytest.param(date(2019, 12, 29), "no business day", id="a Sunday"),
        pytest.param(date(2019, 12, 25), "no business day", id="a holiday of Warsaw"),
        pytest.param(date(1997, 6, 2), "no calendar reaches that day", id="before history"),
        pytest.param(date(2030, 1, 2), "beyond what is announced ahead", id="the future"),
    ],
)
def test_an_impossible_day_is_kept_out(day: date, note: str) -> None:
    judged = arriving(one(calm(), CLP, event_date=day, available_at=noon(day)))

    assert judged.quarantined.select("reason", "note").rows() == [("implausible day", note)]


def test_an_announced_rate_may_be_dated_as_far_ahead_as_it_is_announced() -> None:
    friday_evening = datetime(2024, 3, 1, 23, 0, tzinfo=UTC)
    row = one(
        calm(),
        CLP,
        series="dolar_observado/USDCLP",
        event_date=date(2024, 3, 4),
        available_at=datetime(2024, 3, 1, 21, 0, tzinfo=UTC),
    )

    judged = judge(row, known=NOTHING, pending=NOTHING, as_of=friday_evening)

    assert judged.admitted.height == 1


def test_a_date_that_went_through_another_zone_is_told_by_its_instant() -> None:
    slipped = one(calm(), CLP, event_date=days()[TODAY - 1])
    earlier = until(calm(), TODAY - 2)

    judged = judge(slipped, known=earlier, pending=NOTHING, as_of=LATER)

    assert judged.quarantined.get_column("note").to_list() == ["its instant is that of another day"]


def test_a_value_that_is_not_public_yet_is_kept_out() -> None:
    row = one(calm(), CLP)
    too_early = row.item(0, "available_at") - timedelta(minutes=1)

    judged = judge(row, known=NOTHING, pending=NOTHING, as_of=too_early)

    assert judged.quarantined.get_column("note").to_list() == ["not public yet"]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("NaN", "type"),
        ("", "type"),
        ("950,25", "type"),
        (None, "type"),
        ("inf", "type"),
        ("0", "not positive"),
        ("-950.25", "not positive"),
    ],
)
def test_what_is_no_positive_number_is_kept_out(given: str | None, reason: str) -> None:
    row = on(calm(), TODAY).filter(series=CLP).with_columns(value=pl.lit(given, dtype=pl.String))

    judged = arriving(row)

    assert reasons(judged) == {CLP: reason}


def test_of_two_values_of_one_day_and_instant_neither_is_believed() -> None:
    row = one(calm(), CLP)

    judged = arriving(pl.concat([row, row.with_columns(pl.col("value") * 1.001)]))

    assert judged.quarantined.get_column("reason").to_list() == ["duplicate"] * 2
    assert judged.admitted.is_empty()


def test_the_same_value_twice_is_one_value() -> None:
    row = one(calm(), CLP)

    judged = arriving(pl.concat([row, row]))

    assert judged.admitted.height == 1


def test_a_value_that_is_known_is_nothing_to_decide() -> None:
    judged = arriving(on(calm(), TODAY - 1))

    assert judged.admitted.is_empty()
    assert judged.quarantined.is_empty()


@pytest.mark.parametrize(
    ("factor", "later", "source", "reason"),
    [
        pytest.param(1.0003, False, "archive 1.1", None, id="rounding"),
        pytest.param(1.002, False, "archive 1.1", "revision", id="a silent correction"),
        pytest.param(1.002, False, "web", "disagreement", id="another source"),
        pytest.param(1.008, True, "archive 1.1", None, id="a stated correction"),
        pytest.param(1.05, True, "archive 1.1", "revision", id="one that goes far"),
    ],
)
def test_a_correction_goes_as_far_as_it_can_be_explained(
    factor: float,
    later: bool,  # noqa: FBT001
    source: str,
    reason: str | None,
) -> None:
    row = one(calm(), CLP, TODAY - 1, value=factor * value(CLP, TODAY - 1), source=source)
    row = row.with_columns(pl.col("available_at") + timedelta(hours=30 * later))

    judged = arriving(row)

    assert reasons(judged) == ({} if reason is None else {CLP: reason})
    assert judged.admitted.height == (reason is None)


def test_another_source_that_says_the_same_lets_a_waiting_value_in() -> None:
    waits = jumped()
    same = one(calm(), CLP, value=waits.item(0, "value") * 1.0001, source="web")

    judged = arriving(same, pending=waits)

    assert judged.pending.is_empty()
    assert judged.admitted.get_column("value").to_list() == [waits.item(0, "value")]
    assert reasons(judged) == {CLP: "duplicate"}


def test_another_source_that_says_otherwise_takes_the_place_of_a_waiting_value() -> None:
    waits = jumped()

    judged = arriving(one(calm(), CLP, source="web"), pending=waits)

    assert reasons(judged) == {CLP: "disagreement"}
    assert judged.admitted.get_column("value").to_list() == [value(CLP, TODAY)]


def test_a_weekend_value_of_a_series_that_had_none_is_kept_out() -> None:
    weekdays = series_of("desk/COPPER", pl.Series([4.0 + i / 997 for i in range(600)]).to_numpy())
    saturday = date(2019, 6, 1)
    row = (
        weekdays.head(1)
        .with_columns(
            event_date=pl.lit(saturday), available_at=datetime(2019, 6, 1, 12, tzinfo=UTC)
        )
        .select(Published.column_names())
        .cast(Published.create_empty().schema)
    )

    judged = judge(row, known=weekdays, pending=NOTHING, as_of=LATER)

    assert judged.quarantined.get_column("note").to_list() == ["no business day"]

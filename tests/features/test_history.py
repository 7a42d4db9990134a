"""What a model may look at: the newest vintage, as late as it came, and nothing from later."""

from datetime import UTC, date, datetime, timedelta

import dataframely as dy
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forexlib.core.errors import TooLittleHistory
from forexlib.core.frames import Panel
from forexlib.core.history import History
from forexlib.core.series import quantity_of
from forexlib.features.history import history_known_at
from tests.examples import examples
from tests.panels import (
    NBP_FIXING,
    REGRESSORS,
    TARGET,
    last_noon,
    noon,
    panel_of,
    simulated,
    truncated,
    warsaw_days,
)

DOLLAR = f"{NBP_FIXING}/DXY"
SERIES = (TARGET, *(f"{NBP_FIXING}/{name}" for name in REGRESSORS))
A_MINUTE = timedelta(minutes=1)
FIVE_DAYS = warsaw_days(5)


def published(
    panel: dy.DataFrame[Panel], *later: tuple[str, int, datetime, float]
) -> dy.DataFrame[Panel]:
    """`panel` and more vintages: series, which of its days, when it became public, value."""
    days = panel.get_column("event_date").unique().sort()
    rows = [(series, days[i], instant, value) for series, i, instant, value in later]
    return Panel.validate(
        pl.concat((panel, pl.DataFrame(rows, schema=panel.schema, orient="row"))).unique(
            ("series", "event_date", "available_at"), keep="first", maintain_order=True
        )
    )


def without(panel: dy.DataFrame[Panel], series: str, day: int) -> dy.DataFrame[Panel]:
    """`panel` without the value of `series` on one of its days."""
    gone = panel.get_column("event_date").unique().sort()[day]
    return Panel.validate(
        panel.filter((pl.col("series") != series) | (pl.col("event_date") != gone))
    )


def seen(panel: dy.DataFrame[Panel], *regressors: str, as_of: datetime | None = None) -> History:
    return history_known_at(
        panel, target=TARGET, regressors=regressors, as_of=as_of or last_noon(panel)
    )


def rates(history: History) -> list[float]:
    return [round(float(rate), 6) for rate in np.exp(history.log_rate)]


def beside(history: History) -> list[float]:
    """The only regressor's values beside the fixings."""
    return [round(float(rate), 6) for rate in np.exp(history.regressors[:, 0])]


def test_the_newest_vintage_of_a_day_is_used() -> None:
    revised = noon(FIVE_DAYS[3])
    panel = published(panel_of({"USDCLP": [800.0, 801.0, 802.0]}), (TARGET, 1, revised, 777.0))

    assert rates(seen(panel, as_of=revised - A_MINUTE)) == [800.0, 801.0, 802.0]
    assert rates(seen(panel, as_of=revised)) == [800.0, 777.0, 802.0]


def test_a_value_exists_from_its_instant_on() -> None:
    panel, third = panel_of({"USDCLP": [800.0, 801.0, 802.0]}), noon(FIVE_DAYS[2])

    assert rates(seen(panel, as_of=third - A_MINUTE)) == [800.0, 801.0]
    assert rates(seen(panel, as_of=third)) == [800.0, 801.0, 802.0]


def test_a_regressor_published_with_the_fixing_stands_beside_it() -> None:
    panel = panel_of({"USDCLP": [800.0, 801.0], "DXY": [90.0, 91.0]})

    assert beside(seen(panel, DOLLAR)) == [90.0, 91.0]


def test_a_regressor_published_after_the_fixing_stands_beside_the_next_one_only() -> None:
    clocks = panel_of({"USDCLP": [800.0, 801.0, 802.0], "DXY": [90.0, 91.0, 92.0]})
    late = pl.when(pl.col("series") == DOLLAR).then(A_MINUTE).otherwise(timedelta())
    panel = Panel.validate(clocks.with_columns(available_at=pl.col("available_at") + late))

    history = seen(panel, DOLLAR)

    assert np.isnan(history.regressors[0, 0])
    assert beside(history)[1:] == [90.0, 91.0]


def test_a_missing_regressor_is_carried_for_ten_days_and_then_unknown() -> None:
    panel = panel_of({"USDCLP": [800.0 + i for i in range(12)], "DXY": [90.0]})

    history = seen(panel, DOLLAR)

    known = history.dates[np.isfinite(history.regressors[:, 0])]
    assert (known[0].item(), known[-1].item()) == (date(2018, 1, 2), date(2018, 1, 12))
    assert history.last_day == date(2018, 1, 17)


def test_a_regressor_without_any_value_is_left_out() -> None:
    panel = panel_of({"USDCLP": [800.0, 801.0]})

    history = seen(panel, DOLLAR)

    assert history.regressor_names == ()
    assert history.regressors.size == 0


def test_the_target_is_not_its_own_regressor() -> None:
    panel = panel_of({"USDCLP": [800.0, 801.0], "DXY": [90.0, 91.0]})

    assert seen(panel, TARGET, DOLLAR).regressor_names == ("DXY",)


def test_without_any_fixing_it_says_what_to_do() -> None:
    panel = panel_of({"USDCLP": [800.0]})

    with pytest.raises(TooLittleHistory, match=r"No value of nbp_fixing/USDCLP.*forex ingest"):
        seen(panel, as_of=noon(FIVE_DAYS[0]) - A_MINUTE)


def test_the_order_of_the_rows_does_not_matter() -> None:
    panel = truncated(simulated(), 300)
    shuffled = Panel.validate(panel.sample(fraction=1.0, shuffle=True, seed=1))

    assert seen(shuffled, *SERIES[1:]).fingerprint() == seen(panel, *SERIES[1:]).fingerprint()


def test_a_slice_is_what_was_known_on_its_last_day() -> None:
    panel = simulated()
    long = seen(panel, *SERIES[1:])

    for count in (1, 64, 251, 1000):
        short = seen(truncated(panel, count), *SERIES[1:])
        assert long.first(count).fingerprint() == short.fingerprint()


PANEL = truncated(simulated(), 300)
LATER_ROWS = st.lists(
    st.tuples(
        st.sampled_from(SERIES),
        st.integers(0, 299),
        st.integers(1, 10_000).map(lambda minutes: timedelta(minutes=minutes)),
        st.floats(0.01, 1e6),
    ),
    max_size=6,
)


@examples(60)
@given(poison=LATER_ROWS, origin=st.integers(20, 299), minutes=st.integers(0, 1439))
def test_no_row_published_later_changes_a_byte(
    poison: list[tuple[str, int, timedelta, float]], origin: int, minutes: int
) -> None:
    as_of = noon(warsaw_days(300)[origin]) + timedelta(minutes=minutes)
    known = Panel.validate(PANEL.filter(pl.col("available_at") <= as_of))
    rows = [(series, day, as_of + after, value) for series, day, after, value in poison]
    poisoned = published(PANEL, *rows)

    histories = [seen(panel, *SERIES[1:], as_of=as_of) for panel in (known, PANEL, poisoned)]

    assert len({history.fingerprint() for history in histories}) == 1
    assert len({history.dates.tobytes() for history in histories}) == 1
    assert len({history.regressor_names for history in histories}) == 1


@examples(30)
@given(gaps=st.sets(st.tuples(st.sampled_from(SERIES), st.integers(0, 58)), max_size=20))
def test_a_gap_moves_nothing_to_another_day(gaps: set[tuple[str, int]]) -> None:
    """Every value beside a fixing is one that its series had on that day or before."""
    whole = truncated(simulated(), 60)
    panel = whole
    for series, day in gaps:
        panel = without(panel, series, day)

    history = seen(panel, *SERIES[1:])

    fixed = panel.filter(pl.col("series") == TARGET).sort("event_date")
    assert np.exp(history.log_rate) == pytest.approx(fixed.get_column("value").to_numpy())
    for column, series in enumerate(SERIES[1:]):
        own = panel.filter(pl.col("series") == series).sort("event_date")
        newest = np.searchsorted(own.get_column("event_date").to_numpy(), history.dates, "right")
        known = newest > 0
        expected = own.get_column("value").to_numpy()[newest[known] - 1]
        carried = np.exp(history.regressors[known, column])
        assert carried[np.isfinite(carried)] == pytest.approx(expected[np.isfinite(carried)])


def test_a_fixing_published_late_is_no_obstacle() -> None:
    days = {"USDCLP": [800.0, 801.0, 802.0, 803.0], "DXY": [90.0, 91.0, 92.0, 93.0]}
    panel = published(
        without(panel_of(days), TARGET, 1), (TARGET, 1, noon(FIVE_DAYS[3]) - A_MINUTE, 801.0)
    )

    history = seen(panel, DOLLAR)

    assert rates(history) == [800.0, 801.0, 802.0, 803.0]


def test_an_old_value_published_late_does_not_displace_a_newer_one() -> None:
    panel = panel_of(
        {"USDCLP": [800.0, 801.0, 802.0, 803.0, 804.0], "DXY": [90.0, 91.0, 92.0, 93.0]}
    )
    late = published(without(panel, DOLLAR, 1), (DOLLAR, 1, noon(FIVE_DAYS[4]) - A_MINUTE, 91.0))

    assert beside(seen(late, DOLLAR)) == [90.0, 90.0, 92.0, 93.0, 93.0]


def test_a_revision_stands_beside_the_fixings_from_its_instant_on_only() -> None:
    panel = panel_of({"USDCLP": [800.0, 801.0, 802.0, 803.0], "DXY": [90.0, 91.0]})
    revised = published(panel, (DOLLAR, 1, noon(FIVE_DAYS[2]) + A_MINUTE, 99.0))

    assert beside(seen(revised, DOLLAR)) == [90.0, 91.0, 91.0, 99.0]


def test_without_regressors_there_is_a_row_per_fixing_and_no_column() -> None:
    assert seen(panel_of({"USDCLP": [800.0, 801.0]})).regressors.shape == (2, 0)


def test_two_regressors_of_one_instrument_are_told_apart() -> None:
    panel = panel_of({"USDCLP": [800.0, 801.0], "DXY": [90.0, 91.0]})
    other = panel.filter(pl.col("series") == DOLLAR).with_columns(series=pl.lit("close/DXY"))

    history = seen(Panel.validate(pl.concat((panel, other))), DOLLAR, "close/DXY")

    assert len(set(history.regressor_names)) == 2


def test_beside_a_rate_announced_the_evening_before_stands_what_its_day_begins_with() -> None:
    """The dólar observado of a Tuesday is out on Monday at 18:00, before London's day has ended."""
    target, quote = "dolar_observado/USDCLP", "yahoo_close/USDCLP"
    monday, tuesday = date(2026, 10, 26), date(2026, 10, 27)
    rows = [
        (target, monday, 940.0),
        (target, tuesday, 941.0),
        (quote, date(2026, 10, 23), 942.0),
        (quote, monday, 943.0),
        (quote, tuesday, 944.0),
    ]
    panel = Panel.validate(
        pl.DataFrame(
            [(name, day, quantity_of(name).available_at(day), rate) for name, day, rate in rows],
            schema=["series", "event_date", "available_at", "value"],
            orient="row",
        ).cast({"available_at": pl.Datetime("us", "UTC")})
    )
    evening = quantity_of(target).available_at(tuesday)
    morning = datetime(2026, 10, 27, 11, 30, tzinfo=UTC)

    before = history_known_at(panel, target=target, regressors=[quote], as_of=evening)
    after = history_known_at(panel, target=target, regressors=[quote], as_of=morning)

    assert (before.last_day, after.last_day) == (monday, tuesday)
    assert np.exp(after.regressors[:, 0]) == pytest.approx([942.0, 943.0])
    assert before.regressors.tobytes() == after.first(1).regressors.tobytes()


def test_a_day_that_begins_at_one_o_clock_has_a_beginning() -> None:
    """Santiago skips midnight on the Sunday on which summer time begins."""
    sunday = date(2026, 9, 6)
    panel = Panel.validate(
        pl.DataFrame(
            {
                "series": ["mesa/USDCLP"],
                "event_date": [sunday],
                "available_at": [datetime(2026, 9, 5, 20, tzinfo=UTC)],
                "value": [940.0],
            }
        ).cast({"available_at": pl.Datetime("us", "UTC")})
    )

    history = history_known_at(
        panel, target="mesa/USDCLP", regressors=[], as_of=datetime(2026, 9, 6, 12, tzinfo=UTC)
    )

    assert history.last_day == sunday

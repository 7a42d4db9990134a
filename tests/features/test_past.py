"""A past asked many times answers byte for byte what `history_known_at` answers once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import dataframely as dy
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forexlib.core.calendar import instant
from forexlib.core.errors import TooLittleHistory
from forexlib.core.frames import Panel
from forexlib.core.history import History
from forexlib.core.series import quantity_of
from forexlib.features.history import Past, history_known_at
from tests.examples import examples
from tests.panels import (
    NBP_FIXING,
    REGRESSORS,
    TARGET,
    last_noon,
    noon,
    simulated,
    truncated,
    warsaw_days,
)

COUNT = 300
PANEL = truncated(simulated(), COUNT)
SERIES = tuple(f"{NBP_FIXING}/{name}" for name in REGRESSORS)
DAYS = warsaw_days(COUNT)
A_MINUTE, AN_HOUR, A_DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
INSTANTS = tuple(
    moment
    for day in (0, 1, 60, 149, 150, 299)
    for moment in (noon(DAYS[day]), noon(DAYS[day]) + AN_HOUR, noon(DAYS[day]) + A_DAY)
)
ANNOUNCED = "dolar_observado/USDCLP"


def past(
    panel: dy.DataFrame[Panel],
    *,
    target: str = TARGET,
    regressors: Sequence[str] = SERIES,
    instants: Sequence[datetime] = INSTANTS,
) -> Past:
    first, last = instants[0], instants[-1]
    return Past.over(panel, target=target, regressors=regressors, first=first, last=last)


def same(one: History, other: History) -> bool:
    """Whether two histories agree in every byte and name, without asking their fingerprints."""
    arrays = ("dates", "log_rate", "regressors", "features")
    return one.regressor_names == other.regressor_names and all(
        getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in arrays
    )


def astray(found: Past, *, instants: Sequence[datetime] = INSTANTS) -> list[datetime]:
    """At which instants it answers otherwise than `history_known_at`."""
    return [as_of for as_of in instants if not _agree(found, as_of)]


def _agree(found: Past, as_of: datetime) -> bool:
    anew = history_known_at(
        found.panel, target=found.target, regressors=found.regressors, as_of=as_of
    )
    known = found.known_at(as_of)
    return same(known, anew) and known.fingerprint() == anew.fingerprint()


def changed(**columns: pl.Expr) -> dy.DataFrame[Panel]:
    return Panel.validate(PANEL.with_columns(**columns))


def more(*rows: tuple[str, int, datetime, float]) -> dy.DataFrame[Panel]:
    """The panel and further vintages: series, which of its days, when public, value."""
    vintages = [(series, DAYS[i], moment, value) for series, i, moment, value in rows]
    panel = pl.concat((PANEL, pl.DataFrame(vintages, PANEL.schema, orient="row")))
    key = ("series", "event_date", "available_at")
    return Panel.validate(panel.unique(key, keep="first", maintain_order=True))


def at(series: str, *days: int) -> pl.Expr:
    """Which rows are of a series on these days."""
    return (pl.col("series") == series) & pl.col("event_date").is_in([DAYS[i] for i in days])


def when(rows: pl.Expr, then: pl.Expr, *, otherwise: str) -> pl.Expr:
    return pl.when(rows).then(then).otherwise(pl.col(otherwise))


def test_an_orderly_panel_is_sliced() -> None:
    found = past(PANEL)

    assert len(found.wholes) == 1
    assert astray(found) == []


def test_rows_in_any_order_are_an_orderly_panel() -> None:
    shuffled = Panel.validate(PANEL.sample(fraction=1.0, shuffle=True, seed=1))

    found = past(shuffled)

    assert len(found.wholes) == 1
    assert astray(found) == []


def test_gaps_are_no_disorder() -> None:
    """A regressor silent for three weeks is unknown for half of them, sliced or not."""
    silent = at(SERIES[0], *range(140, 156)) | at(SERIES[1], 150) | at(TARGET, 60, 149)
    found = past(Panel.validate(PANEL.filter(~silent)))

    assert len(found.wholes) == 1
    assert np.isnan(found.wholes[0][1].regressors[140:156, 0]).any()
    assert astray(found) == []


DISORDER = {
    "the target was revised": more((TARGET, 100, noon(DAYS[200]), 700.0)),
    "a regressor was revised": more((SERIES[1], 100, noon(DAYS[150]) + A_MINUTE, 7.0)),
    "the newest fixing was revised within the hour": more(
        (TARGET, 299, noon(DAYS[299]) + A_MINUTE, 700.0)
    ),
    "a value was published twice": more((TARGET, 149, noon(DAYS[150]) + A_MINUTE, 800.0)),
    "a fixing came a week late": changed(
        available_at=when(at(TARGET, 150), pl.lit(noon(DAYS[155])), otherwise="available_at")
    ),
    "a regressor came a week late": changed(
        available_at=when(at(SERIES[2], 149), pl.lit(noon(DAYS[155])), otherwise="available_at")
    ),
}


@pytest.mark.parametrize("why", DISORDER)
def test_in_a_disorderly_panel_each_history_is_made_anew(why: str) -> None:
    found = past(DISORDER[why])

    assert found.wholes == ()
    assert astray(found) == []


def test_what_comes_at_once_is_no_disorder() -> None:
    """Rates of a weekend come out with Friday's; what is then newest counts, sliced or not."""
    at_once = [
        when(at(series, day), pl.lit(noon(DAYS[day + 1])), otherwise="available_at")
        for series, day in ((TARGET, 150), (SERIES[1], 150))
    ]
    found = past(changed(available_at=at_once[1]))
    other = past(changed(available_at=at_once[0]))

    assert len(found.wholes) == len(other.wholes) == 1
    assert astray(found) == astray(other) == []


def test_while_regressors_begin_one_after_another_histories_are_slices_of_a_few() -> None:
    begins = {SERIES[3]: 150, SERIES[1]: 60}
    begun = [
        (pl.col("series") != series) | (pl.col("event_date") >= DAYS[day])
        for series, day in begins.items()
    ]
    found = past(Panel.validate(PANEL.filter(*begun)))

    assert [start for start, _ in found.wholes] == [
        INSTANTS[0],
        noon(DAYS[60]),
        noon(DAYS[150]),
    ]
    assert astray(found) == []


def test_a_regressor_that_never_begins_is_left_out() -> None:
    none = Panel.validate(PANEL.filter(pl.col("series") != SERIES[3]))

    found = past(none)

    assert "USDAUD" not in found.known_at(INSTANTS[-1]).regressor_names
    assert astray(found) == []


def test_a_regressor_that_lags_by_a_day_is_no_disorder() -> None:
    """Each of its values stands beside the next fixing; on the first day there is none yet."""
    own = pl.col("series") == SERIES[0]
    later = when(own, pl.col("available_at") + AN_HOUR, otherwise="available_at")
    found = past(changed(available_at=later), instants=INSTANTS[3:])

    assert len(found.wholes) == 1
    assert astray(found, instants=INSTANTS[3:]) == []


def announced() -> dy.DataFrame[Panel]:
    """A target known at 18:00 in Santiago of the business day before its own."""
    known = [quantity_of(ANNOUNCED).available_at(day) for day in DAYS]
    own = PANEL.filter(pl.col("series") == TARGET).sort("event_date")
    ahead = own.with_columns(series=pl.lit(ANNOUNCED), available_at=pl.Series(known))
    unique = ahead.unique("available_at", keep="last", maintain_order=True)
    others = PANEL.filter(pl.col("series") != TARGET)
    return Panel.validate(pl.concat((unique.cast(PANEL.schema), others)))


def test_a_rate_that_is_announced_a_day_ahead_waits_for_its_day() -> None:
    evening, morning = time(18, 30), time(8, 30)
    instants = [
        instant(DAYS[i], at, zone="America/Santiago")
        for i in (5, 100, 149, 150, 296)
        for at in (morning, evening)
    ]

    found = past(announced(), target=ANNOUNCED, instants=instants)

    assert len(found.wholes) == 1
    assert found.known_at(instants[3]).last_day == DAYS[100]
    assert astray(found, instants=instants) == []


def test_before_the_first_fixing_both_say_so() -> None:
    early = noon(DAYS[0]) - A_MINUTE
    found = past(PANEL, instants=[early, INSTANTS[-1]])

    with pytest.raises(TooLittleHistory, match="No value of nbp_fixing/USDCLP"):
        found.known_at(early)
    assert astray(found) == []


def test_a_panel_without_the_target_says_so_at_once() -> None:
    with pytest.raises(TooLittleHistory, match="No value of mesa/USDCLP"):
        past(PANEL, target="mesa/USDCLP")


@examples(60)
@given(
    later=st.lists(
        st.tuples(
            st.sampled_from([TARGET, *SERIES]),
            st.integers(0, COUNT - 1),
            st.integers(-3000, 30_000).map(lambda minutes: minutes * A_MINUTE),
            st.floats(0.01, 1e6),
        ),
        max_size=4,
    ),
    gone=st.sets(
        st.tuples(st.sampled_from([TARGET, *SERIES]), st.integers(1, COUNT - 1)), max_size=4
    ),
    asked=st.integers(2, COUNT - 1),
    minutes=st.integers(-1440, 1440),
)
def test_whatever_is_published_both_answer_the_same(
    later: list[tuple[str, int, timedelta, float]],
    gone: set[tuple[str, int]],
    asked: int,
    minutes: int,
) -> None:
    panel: pl.DataFrame = more(
        *((name, i, noon(DAYS[i]) + after, value) for name, i, after, value in later)
    )
    for name, i in gone:
        panel = panel.filter(~at(name, i))
    as_of = noon(DAYS[asked]) + minutes * A_MINUTE
    instants = (noon(DAYS[1]), as_of, last_noon(PANEL) + 30 * A_DAY)

    found = past(Panel.validate(panel), instants=instants)

    assert astray(found, instants=instants[1:]) == []


WHOLE = past(PANEL).known_at(INSTANTS[-1])


def fresh(history: History) -> str:
    """The fingerprint of the same values, hashed anew."""
    return replace(history).fingerprint()


@pytest.mark.parametrize(
    "cut",
    [
        pytest.param(lambda known: known.first(200), id="first"),
        pytest.param(lambda known: known.last(90), id="last"),
        pytest.param(lambda known: known.part(20, 200), id="part"),
        pytest.param(lambda known: known.part(20, 200).part(10, 100), id="part of a part"),
        pytest.param(lambda known: known.last(200).first(50), id="first of the last"),
        pytest.param(lambda known: known.until(date(2018, 6, 1)), id="until"),
        pytest.param(lambda known: known.first(0), id="nothing"),
        pytest.param(lambda known: known.first(10_000), id="more than there is"),
    ],
)
def test_a_slices_fingerprint_is_of_its_own_values(cut: Callable[[History], History]) -> None:
    WHOLE.fingerprint()

    sliced = cut(WHOLE)

    assert sliced.fingerprint() == fresh(sliced)
    assert cut(WHOLE).fingerprint() == sliced.fingerprint()


def test_equal_ends_of_other_wholes_are_told_apart() -> None:
    other = replace(WHOLE, log_rate=WHOLE.log_rate + 1.0)

    prints = {one.part(20, 200).fingerprint() for one in (WHOLE, other, WHOLE.first(250))}

    assert len(prints) == 2


def test_what_is_replaced_inherits_no_fingerprint() -> None:
    sliced = WHOLE.part(20, 200)
    before = sliced.fingerprint()

    copied, moved = replace(sliced), replace(sliced, log_rate=sliced.log_rate + 1.0)

    assert (copied.start, copied.digests) == (0, {})
    assert copied.fingerprint() == before != moved.fingerprint()
    assert moved.first(50).fingerprint() != sliced.first(50).fingerprint()
    assert sliced.fingerprint() == before

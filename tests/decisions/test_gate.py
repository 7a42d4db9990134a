"""What the gate says of single values, each after a calm market of seven currencies."""

import polars as pl
import pytest

from forexlib.decisions.gate import judge
from tests.decisions.market import (
    BRL,
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

TODAY, TOMORROW = TARGET_DAY, TARGET_DAY + 1


def today(**factors: float) -> pl.DataFrame:
    """All fixings of the target day, some multiplied by a factor."""
    planted = {(f"nbp_fixing/USD{code}", TODAY): factor for code, factor in factors.items()}
    return on(changed(calm(), planted), TODAY)


def test_a_calm_market_is_let_in_whole() -> None:
    judged = judge(calm(), known=NOTHING, pending=NOTHING, as_of=LATER)

    assert judged.admitted.height == calm().height
    assert judged.pending.is_empty()
    assert judged.quarantined.is_empty()
    assert judged.gaps.is_empty()


@pytest.mark.parametrize("factor", [100.0, 1000.0, 0.01, 0.001, 10.0])
def test_a_slip_of_the_unit_is_kept_out_at_once(factor: float) -> None:
    judged = arriving(today(CLP=factor))

    assert reasons(judged) == {CLP: "unit"}
    assert judged.admitted.height == 6


@pytest.mark.parametrize("factor", [1.04, 0.96, 1.10, 0.90, 1.5])
def test_a_jump_nothing_confirms_waits(factor: float) -> None:
    judged = arriving(today(CLP=factor * value(CLP, TODAY - 1) / value(CLP, TODAY)))

    assert judged.pending.select("series", "reason").rows() == [(CLP, "jump")]
    assert judged.quarantined.is_empty()
    assert "%" in judged.pending.item(0, "note")


def test_a_jump_that_is_gone_back_on_is_kept_out_at_the_next_fixing() -> None:
    waits = arriving(today(CLP=1.06)).pending
    known = pl.concat([until(calm(), TODAY - 1), on(calm(), TODAY).filter(pl.col("series") != CLP)])

    judged = judge(on(calm(), TOMORROW), known=known, pending=waits, as_of=LATER)

    assert reasons(judged) == {CLP: "jump"}
    assert judged.admitted.filter(series=CLP).get_column("event_date").to_list() == [
        days()[TOMORROW]
    ]


def test_a_jump_that_is_stood_by_is_admitted_at_the_next_fixing() -> None:
    waits = arriving(today(CLP=1.06)).pending
    following = on(changed(calm(), {(CLP, TOMORROW): 1.06}), TOMORROW)

    judged = arriving(following, pending=waits)

    assert judged.quarantined.is_empty()
    assert judged.pending.is_empty()
    assert judged.admitted.filter(series=CLP).height == 2
    assert judged.released.select("series", "event_date").rows() == [(CLP, days()[TODAY])]


def test_a_jump_waits_on_while_no_next_fixing_comes() -> None:
    waits = arriving(today(CLP=1.06)).pending

    judged = arriving(NOTHING, pending=waits)

    assert judged.pending.select("series", "value").equals(waits.select("series", "value"))


def test_a_next_fixing_that_is_absurd_itself_decides_nothing() -> None:
    waits = arriving(today(CLP=1.06)).pending
    absurd = one(calm(), CLP, TOMORROW, value=90_000.0)

    judged = arriving(absurd, pending=waits)

    assert reasons(judged) == {CLP: "unit"}
    assert judged.pending.get_column("event_date").to_list() == [days()[TODAY]]


def test_a_jump_that_other_currencies_make_more_or_less_is_admitted_at_once() -> None:
    judged = arriving(today(CLP=1.05, BRL=1.05, MXN=1.05, ZAR=1.05, AUD=1.05, NOK=1.02, KRW=1.02))

    assert judged.admitted.height == 7
    assert judged.pending.is_empty()


def test_a_jump_that_is_the_same_in_all_currencies_may_be_the_dollars_and_waits() -> None:
    codes = ("CLP", "BRL", "MXN", "ZAR", "AUD", "NOK", "KRW")

    judged = arriving(today(**dict.fromkeys(codes, 1.05)))

    assert judged.admitted.is_empty()
    assert judged.pending.get_column("reason").to_list() == ["jump"] * 7


def test_a_jump_another_series_of_the_instrument_makes_is_admitted_at_once() -> None:
    clean = calm().filter(series=CLP).get_column("value").to_numpy()
    both = pl.concat([calm(), series_of("desk/USDCLP", clean * 1.001)])
    planted = changed(both, {(CLP, TODAY): 1.06, ("desk/USDCLP", TODAY): 1.06})

    judged = judge(
        on(planted, TODAY), known=until(planted, TODAY - 1), pending=NOTHING, as_of=LATER
    )

    assert judged.admitted.height == 8


def test_a_series_that_departs_from_one_it_usually_equals_is_kept_out() -> None:
    clean = calm().filter(series=CLP).get_column("value").to_numpy()
    both = pl.concat([calm(), series_of("desk/USDCLP", clean * 1.001)])
    known = until(both, TODAY).filter(
        (pl.col("event_date") < days()[TODAY]) | (pl.col("series") == "desk/USDCLP")
    )

    judged = judge(today(CLP=1.01), known=known, pending=NOTHING, as_of=LATER)

    assert reasons(judged) == {CLP: "disagreement"}


def test_two_values_exchanged_are_both_kept_out() -> None:
    judged = arriving(
        today(CLP=value(BRL, TODAY) / value(CLP, TODAY), BRL=value(CLP, TODAY) / value(BRL, TODAY))
    )

    assert reasons(judged) == {CLP: "swapped", BRL: "swapped"}


def test_a_value_repeated_to_the_last_digit_is_kept_out() -> None:
    judged = arriving(one(calm(), CLP, value=value(CLP, TODAY - 1)))

    assert reasons(judged) == {CLP: "frozen"}


def test_repeats_say_nothing_of_a_series_that_moves_in_steps() -> None:
    steps = series_of("tpm/CLP", pl.Series([5.0] * 600).to_numpy())

    judged = judge(steps, known=NOTHING, pending=NOTHING, as_of=LATER)

    assert judged.admitted.height == 600


def test_a_repeat_after_few_values_may_be_chance() -> None:
    rows = until(series_of(CLP, pl.Series([900.0, 901.0, 901.0] * 200).to_numpy()), 2)

    judged = judge(rows, known=NOTHING, pending=NOTHING, as_of=LATER)

    assert judged.admitted.height == 3


def test_a_missing_week_is_reported_and_the_value_after_it_let_in() -> None:
    judged = arriving(on(calm(), TODAY + 5))

    assert judged.admitted.height == 7
    told = judged.gaps.filter(series=CLP)
    assert told.rows() == [(CLP, days()[TODAY - 1], days()[TODAY + 5], 5)]


def test_every_value_is_in_exactly_one_place() -> None:
    planted = changed(calm(), {(CLP, 300): 100.0, (BRL, 400): 1.07, (CLP, 599): 0.93})

    judged = judge(planted, known=NOTHING, pending=NOTHING, as_of=LATER)

    counted = judged.admitted.height + judged.pending.height + judged.quarantined.height
    assert counted == planted.height
    assert (judged.pending.height, judged.quarantined.height) == (1, 2)

"""The gate looks at no later day, does not care for order, and says the same when asked again."""

from functools import cache

import numpy as np
import polars as pl
import pytest

from forexlib.decisions.gate import Judgement, judge
from tests.decisions.market import BRL, CLP, DAYS, LATER, NOTHING, calm, changed, days, until

PLANTED = {
    (CLP, 300): 100.0,
    (CLP, 320): 1.06,
    (BRL, 321): 1.05,
    (CLP, 350): 0.94,
    (CLP, 351): 0.94,
    (CLP, 352): 0.94,
    (BRL, 380): 0.001,
    (CLP, 410): 1.08,
}
VERDICT = ["series", "event_date", "value", "state", "reason"]


@cache
def dirty() -> pl.DataFrame:
    return changed(calm(), PLANTED)


@cache
def whole() -> Judgement:
    return judge(dirty(), known=NOTHING, pending=NOTHING, as_of=LATER)


def verdicts(judged: Judgement) -> pl.DataFrame:
    """All that was decided for good, in order."""
    let_in = judged.admitted.with_columns(state=pl.lit("in"), reason=pl.lit(""))
    out = judged.quarantined.with_columns(state=pl.lit("out"))
    return pl.concat([let_in.select(VERDICT), out.select(VERDICT)]).sort(VERDICT)


def waiting_days(judged: Judgement) -> list[tuple[object, ...]]:
    return judged.pending.select("series", "event_date").rows()


def test_the_planted_faults_are_found_among_the_rest() -> None:
    out = whole().quarantined.select("series", "event_date").rows()

    assert out == sorted(
        [
            (BRL, days()[321]),
            (BRL, days()[380]),
            (CLP, days()[300]),
            (CLP, days()[320]),
            (CLP, days()[410]),
        ]
    )


@pytest.mark.parametrize("last", [299, 300, 320, 321, 350, 352, 410, 500])
def test_later_rows_change_no_earlier_verdict(last: int) -> None:
    early = judge(until(dirty(), last), known=NOTHING, pending=NOTHING, as_of=LATER)

    decided = verdicts(early)
    assert decided.equals(verdicts(whole()).join(decided, on=VERDICT[:3], how="semi"))
    assert all(day == days()[last] for _, day in waiting_days(early))


@pytest.mark.parametrize("seed", range(5))
def test_what_comes_later_may_be_anything(seed: int) -> None:
    last = 405
    noise = np.exp(np.random.default_rng(seed).normal(size=dirty().height))
    corrupted = dirty().with_columns(
        value=pl.when(pl.col("event_date") > days()[last])
        .then(pl.col("value") * pl.Series(noise))
        .otherwise("value")
    )

    judged = judge(corrupted, known=NOTHING, pending=NOTHING, as_of=LATER)

    early = pl.col("event_date") < days()[last]
    assert verdicts(judged).filter(early).equals(verdicts(whole()).filter(early))


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_arrival_within_a_batch_does_not_matter(seed: int) -> None:
    shuffled = dirty().sample(fraction=1.0, shuffle=True, seed=seed)

    judged = judge(shuffled, known=NOTHING, pending=NOTHING, as_of=LATER)

    assert verdicts(judged).equals(verdicts(whole()))


def test_what_was_admitted_is_not_decided_again() -> None:
    again = judge(whole().admitted, known=whole().admitted, pending=NOTHING, as_of=LATER)

    assert verdicts(again).is_empty()
    assert again.pending.is_empty()


def test_what_was_kept_out_is_kept_out_when_it_comes_again() -> None:
    again = judge(dirty(), known=whole().admitted, pending=NOTHING, as_of=LATER)

    assert again.quarantined.select(VERDICT[:3]).equals(whole().quarantined.select(VERDICT[:3]))
    assert again.admitted.is_empty()


def test_day_by_day_the_verdicts_are_those_of_one_batch() -> None:
    known, pending, first = until(calm(), 299), NOTHING, 300
    seen: list[Judgement] = []
    for day in range(first, 415):
        new = dirty().filter(pl.col("event_date") == days()[day])
        judged = judge(new, known=known, pending=pending, as_of=LATER)
        known = pl.concat([known, judged.admitted])
        pending = judged.pending
        seen.append(judged)

    span = pl.col("event_date").is_between(days()[first], days()[414])
    assert (
        pl.concat([verdicts(one) for one in seen])
        .sort(VERDICT)
        .equals(verdicts(whole()).filter(span))
    )


def test_a_long_memory_and_a_short_one_agree() -> None:
    """Walked are a thousand days before the first new one; here all is new, there one day is."""
    planted = changed(calm(), {(CLP, DAYS - 1): 1.07})

    batch = judge(planted, known=NOTHING, pending=NOTHING, as_of=LATER)
    single = judge(
        planted.filter(pl.col("event_date") == days()[-1]),
        known=until(calm(), DAYS - 2),
        pending=NOTHING,
        as_of=LATER,
    )

    assert single.pending.equals(batch.pending)

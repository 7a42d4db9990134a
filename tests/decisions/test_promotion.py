"""What lets a refresh serve and a challenger shadow."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forexlib.decisions.promotion import (
    holm,
    judge_challenger,
    judge_refresh,
    level_of,
    one_sided,
)
from forexlib.scoring.equal_accuracy import Comparison, compare

HORIZONS = (7, 15, 30, 90)


def compared(p: float, *, ratio: float = 0.95) -> Comparison:
    """A ratio below or above 1 with that two-sided p-value."""
    return Comparison(500, ratio, ratio - 0.05, ratio + 0.05, p, 2.0 if ratio > 1 else -2.0)


def ending_at(high: float) -> Comparison:
    return replace(compared(0.5, ratio=1.0), high=high)


@pytest.mark.parametrize(("days", "limit"), [(7, 1.01), (15, 1.01), (30, 1.03), (90, 1.03)])
def test_a_refresh_passes_up_to_the_limit_of_its_horizon(days: int, limit: float) -> None:
    at_it = judge_refresh({days: ending_at(limit)})[days]
    above = judge_refresh({days: ending_at(limit + 1e-6)})[days]

    assert (at_it.accepted, above.accepted) == (True, False)
    assert above.why.startswith("It cannot be shown to be no worse")
    assert at_it.evidence["limit"] == limit


def test_too_few_outcomes_accept_nothing_and_say_so() -> None:
    few = Comparison(12, 0.5)

    refresh, challenger = judge_refresh({7: few})[7], judge_challenger({7: few}, attempts=1)[7]

    assert not refresh.accepted
    assert not challenger.accepted
    assert refresh.why == challenger.why == "Too few outcomes to tell: 12 common origins."


def test_holm_multiplies_the_smallest_by_all_and_never_falls() -> None:
    adjusted = holm({7: 0.004, 15: 0.02, 30: 0.3, 90: 0.6})

    assert adjusted == pytest.approx({7: 0.016, 15: 0.06, 30: 0.6, 90: 0.6})


def test_horizons_without_a_test_are_not_counted() -> None:
    assert holm({7: None, 15: 0.02}) == {7: None, 15: 0.02}


def test_a_horizon_passes_by_its_own_adjusted_p_value() -> None:
    p_values = {7: 0.008, 15: 0.04, 30: 0.6, 90: 1.0}  # two-sided; one-sided they are half

    verdicts = judge_challenger({h: compared(p) for h, p in p_values.items()}, attempts=1)

    assert {h: one.accepted for h, one in verdicts.items()} == {
        7: True,
        15: False,
        30: False,
        90: False,
    }
    assert verdicts[7].adjusted == pytest.approx(0.016)
    assert verdicts[7].why == (
        "Better: CRPS ratio 0.9500, p = 0.016 over all horizons, below 0.025"
        " (attempt 1 of the year)."
    )


def test_a_worse_one_is_not_promoted_however_certain_that_is() -> None:
    verdict = judge_challenger({7: compared(1e-9, ratio=1.2)}, attempts=1)[7]

    assert not verdict.accepted
    assert verdict.p_value == pytest.approx(1.0)


def test_the_levels_of_a_year_add_up_to_5_percent() -> None:
    levels = [level_of(k) for k in range(1, 1000)]

    assert levels[:3] == pytest.approx([0.025, 0.05 / 6, 0.05 / 12])
    assert sum(levels) == pytest.approx(0.05, abs=1e-4)
    with pytest.raises(ValueError, match="first"):
        level_of(0)


def test_one_sided_is_half_of_two_sided_on_the_better_side() -> None:
    losses = np.random.default_rng(1).gamma(2.0, size=300)
    better = compare(losses, losses + np.random.default_rng(2).normal(0.01, 0.1, 300), overlap=1)
    worse = compare(losses + np.random.default_rng(2).normal(0.01, 0.1, 300), losses, overlap=1)

    assert better.p_value is not None
    assert one_sided(better) == pytest.approx(better.p_value / 2)
    assert (one_sided(better) or 0) + (one_sided(worse) or 0) == pytest.approx(1.0)


p_value = st.floats(1e-6, 1.0)
findings = st.builds(compared, p_value, ratio=st.sampled_from([0.9, 1.1]))
families = st.fixed_dictionaries(dict.fromkeys(HORIZONS, findings))


@given(families, st.integers(1, 20))
def test_another_attempt_in_the_year_never_helps(
    family: dict[int, Comparison], attempts: int
) -> None:
    first = judge_challenger(family, attempts=attempts)
    next_one = judge_challenger(family, attempts=attempts + 1)

    assert all(next_one[h].accepted <= first[h].accepted for h in HORIZONS)


@given(families, p_value)
def test_a_smaller_p_value_never_costs_a_horizon_its_place(
    family: dict[int, Comparison], p: float
) -> None:
    before = judge_challenger(family, attempts=1)
    stronger = {**family, 7: compared(min(p, family[7].p_value or 1.0), ratio=0.9)}

    after = judge_challenger(stronger, attempts=1)

    assert all(after[h].accepted >= before[h].accepted for h in HORIZONS)


@given(families)
def test_the_evidence_can_be_written_as_json(family: dict[int, Comparison]) -> None:
    verdicts = [*judge_challenger(family, attempts=2).values(), *judge_refresh(family).values()]

    assert all(json.loads(json.dumps(one.evidence)) == one.evidence for one in verdicts)

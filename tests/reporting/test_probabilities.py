from itertools import pairwise
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forexlib.reporting.probabilities import in_words, probabilities, round_thresholds
from tests.reporting.forecasts import SIGMA, forecast, horizon

WEEK_SIGMA = SIGMA * 5**0.5


def test_one_sigma_above_the_median_is_exceeded_one_time_in_six() -> None:
    level = 1000.0 * exp(WEEK_SIGMA)

    told = probabilities(forecast(horizon(7)), [("above", level), ("below", level)])

    assert told.get_column("probability").to_list() == pytest.approx([15.866, 84.134], abs=1e-3)
    assert told.get_column("event").to_list() == ["above", "below"]


def test_each_horizon_answers_each_question_in_order() -> None:
    told = probabilities(forecast(horizon(30), horizon(7)), [("below", 950.0), ("above", 980.0)])

    assert told.select("horizon_days", "event", "threshold").rows() == [
        (7, "below", 950.0),
        (7, "above", 980.0),
        (30, "below", 950.0),
        (30, "above", 980.0),
    ]


@given(st.lists(st.floats(200.0, 5000.0), min_size=2, max_size=20))
def test_a_higher_level_is_never_likelier_to_be_exceeded(levels: list[float]) -> None:
    told = probabilities(forecast(horizon(30)), [("above", level) for level in sorted(levels)])

    chances = told.get_column("probability")
    assert (chances.diff().drop_nulls() <= 0).all()
    assert chances.is_between(0, 100).all()


@given(anchor=st.floats(0.01, 1e5), days=st.sampled_from([7, 90]))
def test_round_levels_rise_in_equal_steps_around_the_median(anchor: float, days: int) -> None:
    levels = round_thresholds(forecast(horizon(7, anchor), horizon(days, anchor)))

    step = levels[1] - levels[0]
    gaps = [after - before for before, after in pairwise(levels)]
    assert 5 <= len(levels) <= 16
    assert gaps == pytest.approx([step] * len(gaps))
    assert levels[0] < anchor < levels[-1]
    assert f"{step:.1e}"[:3] in {"1.0", "2.0", "2.5", "5.0"}


def test_round_levels_span_the_98_percent_interval_in_the_finest_step_that_fits() -> None:
    levels = round_thresholds(forecast(horizon(90)))  # 1 %: 830.2, 99 %: 1204.5

    assert levels == [*range(850, 1201, 25)]


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        (0.0, "< 0.5 %"),
        (0.499, "< 0.5 %"),
        (0.5, "0.5 %"),
        (44.25, "44.2 %"),
        (99.5, "99.5 %"),
        (99.501, "> 99.5 %"),
        (100.0, "> 99.5 %"),
    ],
)
def test_nobody_is_told_more_than_the_tails_know(probability: float, said: str) -> None:
    assert in_words(probability) == said


def test_far_out_the_number_itself_is_kept() -> None:
    told = probabilities(forecast(horizon(7)), [("above", 2000.0)])

    assert told.get_column("probability").item() == pytest.approx(0.0, abs=1e-9)

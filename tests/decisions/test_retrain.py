"""When a champion's recipe is learned anew, and when it is not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forexlib.core.version import TRIGGERS, Trigger
from forexlib.decisions.retrain import Circumstances, judge_retraining
from forexlib.decisions.worsening import Worsening

NOW = datetime(2026, 10, 26, 14, tzinfo=UTC)
DAY = timedelta(days=1)
QUIET = Circumstances(7, NOW, learned_at=NOW - 10 * DAY, last_refresh=NOW - 10 * DAY)
GRAVE = Worsening(percent=40.0, low=5.0)


def reason(known: Circumstances) -> Trigger | None:
    return judge_retraining(known).reason


def test_nothing_is_due_where_nothing_happened() -> None:
    verdict = judge_retraining(QUIET)

    assert (verdict.due, verdict.reason) == (False, None)
    assert "tried on 2026-10-16; one is due after 30 days" in verdict.why


@pytest.mark.parametrize(
    ("percent", "low", "due"),
    [(25.1, 0.1, True), (25.0, 10.0, False), (60.0, 0.0, False), (60.0, -1.0, False)],
)
def test_degradation_counts_above_25_percent_where_its_interval_excludes_zero(
    percent: float,
    low: float,
    due: bool,  # noqa: FBT001
) -> None:
    worse = replace(QUIET, degradation=Worsening(percent, low))

    assert reason(worse) == ("PERFORMANCE_DEGRADATION" if due else None)


def test_drift_is_named() -> None:
    verdict = judge_retraining(replace(QUIET, drifted=("USDCLP returns", "7 days")))

    assert verdict.reason == "DRIFT_DETECTED"
    assert verdict.why == "Drift was found in USDCLP returns, 7 days."


@pytest.mark.parametrize(
    ("since", "due"), [(30 * DAY, False), (30 * DAY + timedelta(seconds=1), True)]
)
def test_a_refresh_is_due_more_than_30_days_after_the_last(since: timedelta, due: bool) -> None:  # noqa: FBT001
    old = replace(QUIET, last_refresh=NOW - since)

    assert reason(old) == ("SCHEDULED" if due else None)


def test_a_champion_that_was_never_refreshed_is_as_old_as_its_learning() -> None:
    never = replace(QUIET, last_refresh=None)

    assert reason(never) is None
    assert reason(replace(never, learned_at=NOW - 31 * DAY)) == "SCHEDULED"


def test_the_cool_down_holds_degradation_and_drift_back_and_says_until_when() -> None:
    lately = replace(QUIET, degradation=GRAVE, drifted=("x",), last_attempt=NOW - 6 * DAY)

    verdict = judge_retraining(lately)

    assert not verdict.due
    assert "the cool-down holds until 2026-10-27 14:00 UTC" in verdict.why
    assert reason(replace(lately, last_attempt=NOW - 7 * DAY)) == "PERFORMANCE_DEGRADATION"


def test_no_cool_down_holds_the_schedule_or_a_person_back() -> None:
    lately = replace(QUIET, degradation=GRAVE, last_attempt=NOW - DAY)

    asked = judge_retraining(replace(lately, asked="MANUAL"))

    assert reason(replace(lately, last_refresh=NOW - 31 * DAY)) == "SCHEDULED"
    assert asked.reason == "MANUAL"
    assert "something was learned on 2026-10-25 already" in asked.why


def test_without_a_champion_there_is_nothing_to_learn_anew() -> None:
    verdict = judge_retraining(replace(QUIET, learned_at=None, asked="MANUAL"))

    assert not verdict.due
    assert verdict.why == "There is no champion at 7 days that could be learned anew."


def test_dates_in_the_future_are_no_bar() -> None:
    wrong = replace(QUIET, last_refresh=NOW + DAY, last_attempt=NOW + DAY)

    assert reason(wrong) == "SCHEDULED"
    assert reason(replace(wrong, degradation=GRAVE)) == "PERFORMANCE_DEGRADATION"


past = st.none() | st.integers(0, 80).map(lambda days: NOW - days * DAY)
circumstances = st.builds(
    Circumstances,
    horizon_days=st.sampled_from([7, 15, 30, 90]),
    now=st.just(NOW),
    learned_at=past,
    degradation=st.none() | st.builds(Worsening, st.floats(-50, 200), st.floats(-90, 90)),
    drifted=st.sampled_from([(), ("a",), ("a", "b")]),
    last_refresh=past,
    last_attempt=past,
    asked=st.none() | st.sampled_from(TRIGGERS),
)


@given(circumstances)
def test_a_verdict_has_a_reason_exactly_if_it_is_due_and_always_a_sentence(
    known: Circumstances,
) -> None:
    verdict = judge_retraining(known)

    assert verdict.due == (verdict.reason is not None)
    assert verdict.why.endswith(".")
    assert verdict.why[0].isupper()


@given(circumstances, st.floats(0, 50), st.floats(0, 50))
def test_what_is_due_stays_due_as_things_get_worse(
    known: Circumstances, more: float, surer: float
) -> None:
    before = known.degradation or Worsening(0.0, 0.0)
    worse = Worsening(before.percent + more, before.low + surer)

    assert judge_retraining(replace(known, degradation=worse)).due >= judge_retraining(known).due

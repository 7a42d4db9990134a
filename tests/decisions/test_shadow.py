"""What becomes of a challenger that forecasts beside the champion."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forexlib.decisions.shadow import Shadow, judge_shadow
from forexlib.monitoring.readiness_verdict import LEVELS, Level
from forexlib.scoring.equal_accuracy import Comparison

NOW = datetime(2026, 10, 26, 14, tzinfo=UTC)
DAY = timedelta(days=1)
READY = Shadow(NOW, NOW - 14 * DAY, "READY")
WORSE = Comparison(60, 1.3, 1.1, 1.5, 0.001, 3.0)


@pytest.mark.parametrize("level", ["READY", "OPTIMAL"])
def test_one_that_is_ready_serves_after_14_days(level: Level) -> None:
    verdict = judge_shadow(replace(READY, readiness=level))

    assert verdict.fate == "promote"
    assert "too few live outcomes to speak against it" in verdict.why


def test_before_14_days_it_waits_and_says_until_when() -> None:
    verdict = judge_shadow(replace(READY, since=NOW - 13 * DAY))

    assert verdict.fate == "wait"
    assert verdict.why == "It may serve from 2026-10-27 14:00 UTC on."


@pytest.mark.parametrize("level", [None, "NOT_READY", "CAUTIOUS"])
def test_what_is_not_ready_waits_and_is_withdrawn_after_90_days(level: Level | None) -> None:
    waiting = replace(READY, readiness=level, since=NOW - 89 * DAY)

    assert judge_shadow(waiting).fate == "wait"
    assert judge_shadow(replace(waiting, since=NOW - 90 * DAY)).fate == "withdraw"


def test_significantly_worse_live_losses_end_it() -> None:
    verdict = judge_shadow(replace(READY, live=WORSE))

    assert verdict.fate == "withdraw"
    assert verdict.why == "Live its CRPS is 1.300 of the champion's (95 % interval 1.100 to 1.500)."


def test_too_few_outcomes_veto_nothing() -> None:
    assert judge_shadow(replace(READY, live=Comparison(10, 3.0))).fate == "promote"


def test_a_failed_output_check_ends_it_at_once() -> None:
    verdict = judge_shadow(replace(READY, since=NOW - DAY, failed=("2026-10-25: quantiles cross",)))

    assert verdict.fate == "withdraw"
    assert "2026-10-25: quantiles cross" in verdict.why


shadows = st.builds(
    Shadow,
    now=st.just(NOW),
    since=st.integers(0, 120).map(lambda days: NOW - days * DAY),
    readiness=st.none() | st.sampled_from(LEVELS),
    failed=st.sampled_from([(), ("a",)]),
    live=st.sampled_from([WORSE, Comparison(3, 2.0), Comparison(60, 0.9, 0.8, 1.0, 0.05, -2.0)]),
)


@given(shadows)
def test_only_a_ready_one_without_fault_ever_serves(shadow: Shadow) -> None:
    verdict = judge_shadow(shadow)

    if verdict.fate == "promote":
        assert shadow.readiness in {"READY", "OPTIMAL"}
        assert not shadow.failed
        assert shadow.live is not WORSE
        assert NOW - shadow.since >= 14 * DAY
    assert json.loads(json.dumps(verdict.evidence)) == verdict.evidence
    assert verdict.why.endswith(".")

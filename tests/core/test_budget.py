"""A source is asked within its budget, and left alone when it keeps failing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forexlib.core.budget import Budget, Call, Outcome, decide, pause_if_fails, standing
from forexlib.core.errors import SettingsError

NOON = datetime(2026, 10, 26, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
BUDGET = Budget()
BUSY = Budget(per_hour=100, per_day=1000)


def call(hours_ago: float, outcome: Outcome = "ok") -> Call:
    """A call so many hours before noon, ended at once."""
    began = NOON - hours_ago * HOUR
    return Call(began, None if outcome == "begun" else began, outcome)


def failed(*hours_ago: float) -> list[Call]:
    return [call(hours, "failed") for hours in hours_ago]


def test_a_source_never_asked_may_be_asked() -> None:
    verdict = decide([], now=NOON, budget=BUDGET)

    assert (verdict.allowed, verdict.breaker, verdict.why) == (True, "closed", "")


@pytest.mark.parametrize("outcome", ["ok", "failed", "begun"])
def test_whatever_came_of_it_a_call_uses_up_the_hour(outcome: Outcome) -> None:
    verdict = decide([call(0.75, outcome)], now=NOON, budget=BUDGET)

    assert not verdict.allowed
    assert verdict.why == "it may be asked once an hour"
    assert verdict.until == NOON + HOUR / 4


def test_after_exactly_an_hour_it_may_be_asked_again() -> None:
    assert decide([call(1)], now=NOON, budget=BUDGET).allowed
    assert not decide([call(1)], now=NOON - timedelta(microseconds=1), budget=BUDGET).allowed


def test_a_day_is_the_24_hours_before() -> None:
    budget = Budget(per_hour=1, per_day=3)
    calls = [call(hours) for hours in (23, 10, 5)]

    verdict = decide(calls, now=NOON, budget=budget)

    assert verdict.why == "it may be asked 3 times a day"
    assert verdict.until == NOON + HOUR
    assert decide(calls, now=NOON + HOUR, budget=budget).allowed


@pytest.mark.parametrize(
    ("failures", "pause"),
    [(1, 0), (2, 0), (3, 1), (4, 2), (5, 4), (6, 8), (7, 16), (8, 24), (9, 24), (500, 24)],
)
def test_the_pause_doubles_from_an_hour_to_a_day(failures: int, pause: int) -> None:
    before = failed(*range(failures + 100, 101, -1))

    assert pause_if_fails(before, now=NOON, budget=BUSY) == pause * HOUR


def test_an_open_breaker_lets_nothing_through_until_it_has_cooled_down() -> None:
    calls = failed(4, 3, 2, 1.5)

    verdict = decide(calls, now=NOON, budget=BUSY)

    assert verdict.breaker == "open"
    assert verdict.why == "it failed 4 times in a row"
    assert verdict.until == NOON + HOUR / 2


def test_two_failures_open_nothing() -> None:
    assert decide(failed(0.2, 0.1), now=NOON, budget=BUSY).breaker == "closed"


def test_a_success_closes_the_breaker() -> None:
    calls = [*failed(5, 4, 3), call(2), *failed(1, 0.5)]

    assert decide(calls, now=NOON, budget=BUSY).breaker == "closed"


def test_a_breaker_that_has_cooled_down_lets_one_trial_through() -> None:
    calls = failed(4, 3, 2)

    alone = decide(calls, now=NOON, budget=BUSY)
    beside_a_trial = decide([*calls, call(0.1, "begun")], now=NOON, budget=BUSY)

    assert (alone.allowed, alone.breaker) == (True, "half-open")
    assert not beside_a_trial.allowed
    assert "being tried" in beside_a_trial.why


def test_a_trial_that_was_broken_off_blocks_for_one_cool_down_only() -> None:
    calls = [*failed(9, 8, 7), call(1, "begun")]

    assert decide(calls, now=NOON, budget=BUSY).allowed


def test_a_call_that_was_broken_off_speaks_neither_for_nor_against_the_source() -> None:
    calls = [*failed(6, 5), call(4, "begun"), *failed(3)]

    assert pause_if_fails(calls[:-1], now=NOON, budget=BUDGET) == HOUR
    assert decide(calls, now=NOON - 2.5 * HOUR, budget=BUSY).breaker == "open"


def test_a_call_noted_by_a_clock_far_ahead_blocks_nothing() -> None:
    far, near = call(-24 * 400), call(-0.5)

    assert decide([far], now=NOON, budget=BUDGET).allowed
    assert not decide([near], now=NOON, budget=BUDGET).allowed


def test_a_standing_counts_the_last_24_hours() -> None:
    calls = [call(hours) for hours in (24, 23, 5, 2)]

    where = standing(calls, now=NOON, budget=Budget(per_day=10))

    assert (where.calls, where.quota_left) == (3, 7)
    assert where.verdict.allowed


@pytest.mark.parametrize("name", ["per_hour", "per_day", "failures_to_open"])
def test_a_budget_of_nothing_is_refused(name: str) -> None:
    chosen: dict[str, Any] = {name: 0}

    with pytest.raises(SettingsError, match=f"{name}=0.*lets no call through"):
        Budget(**chosen)


STEPS = st.lists(
    st.tuples(st.integers(0, 180), st.sampled_from(["ok", "failed", "begun"])), max_size=120
)


@given(
    steps=STEPS,
    per_hour=st.integers(1, 4),
    per_day=st.integers(1, 30),
)
def test_whatever_happens_no_span_has_more_calls_than_its_budget(
    steps: list[tuple[int, Outcome]], per_hour: int, per_day: int
) -> None:
    budget, now, calls = Budget(per_hour=per_hour, per_day=per_day), NOON, list[Call]()

    for minutes, outcome in steps:
        now += minutes * MINUTE
        verdict = decide(calls, now=now, budget=budget)
        if verdict.allowed:
            calls.append(Call(now, None if outcome == "begun" else now, outcome))
        else:
            assert verdict.until is not None
            assert verdict.until > now
            assert verdict.why

    for span, most in ((HOUR, per_hour), (24 * HOUR, per_day)):
        for one in calls:
            inside = [c for c in calls if one.began_at <= c.began_at < one.began_at + span]
            assert len(inside) <= most


@given(steps=STEPS)
def test_at_the_instant_it_names_a_source_may_be_asked(steps: list[tuple[int, Outcome]]) -> None:
    now, calls = NOON, list[Call]()
    for minutes, outcome in steps:
        now += minutes * MINUTE
        calls.append(Call(now, None if outcome == "begun" else now, outcome))

    until = decide(calls, now=now, budget=BUDGET).until

    assert decide(calls, now=until or now, budget=BUDGET).allowed

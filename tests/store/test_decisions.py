"""The log of decisions: what it remembers, and that it is written with its messages or not."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forexlib.core.alert import AlertRuling, Decision, Judged, Phase, Post, Scope, Situation
from forexlib.core.errors import StoreError
from forexlib.core.event import Event, Severity, rank
from forexlib.core.ports import Decisions
from forexlib.decisions.alerts import decide
from forexlib.decisions.memory import remembered
from forexlib.store.decisions import DuckDecisions
from tests.examples import examples
from tests.notify.messages import NOW, message
from tests.paths import SQL
from tests.store.decider import SCOPE, STORM, judge

DAY = timedelta(days=1)
OTHER = Scope("USDBRL", "nbp_fixing")


@pytest.fixture
def decisions(tmp_path: Path) -> DuckDecisions:
    return DuckDecisions(tmp_path / "forex.duckdb", SQL)


def look(
    decisions: Decisions, *events: Event, after: timedelta = timedelta(0), scope: Scope = SCOPE
) -> dict[str, tuple[Phase, str]]:
    """What is decided of some events, all kinds looked for, with a message for what is sent."""

    def judged(situation: Situation) -> Judged:
        kinds = {"high_volatility", "data_drift", "forecast_change"}
        decided = decide(events, situation, checked=kinds, now=NOW + after)
        return Judged(decided, posts(decided, after, scope))

    settled = decisions.record(scope, judged, horizons=[7, 30], now=NOW + after)
    return {one.event.key: (one.phase, one.verdict) for one in settled.decisions}


def posts(decided: Sequence[Decision], after: timedelta, scope: Scope) -> list[Post]:
    sent = [one for one in decided if one.verdict == "sent"]
    if not sent:
        return []
    topic = f"alert:{scope.pair}:{scope.target}:market"
    severity: Severity = max((one.event.severity for one in sent), key=rank)
    told = message(f"{topic}:{after}", topic=topic, severity=severity, created_at=NOW + after)
    return [Post(told, ["email", "slack"], frozenset(one.event.key for one in sent))]


def change(severity: Severity, origin: str) -> Event:
    return Event("forecast_change", severity, 7, occasion=origin, metrics={"change": 3.5})


def test_a_condition_is_remembered_from_entry_to_exit(decisions: DuckDecisions) -> None:
    told = [
        look(decisions, *([STORM] if day < 2 else []), after=day * DAY).get(STORM.key)
        for day in range(4)
    ]

    assert told == [("entry", "sent"), ("standing", "repeated"), ("exit", "sent"), None]
    [row] = decisions.read("alert_conditions", key=STORM.key).to_dicts()
    assert (row["is_open"], row["told_severity"], row["since"]) == (False, "HIGH", NOW)


def test_what_is_read_back_is_what_was_decided(decisions: DuckDecisions) -> None:
    look(decisions, change("HIGH", "2026-10-26"))

    [known] = decisions.situation(SCOPE, now=NOW).conditions.values()

    assert known.event == change("HIGH", "2026-10-26")
    assert (known.open, known.told, known.held, known.told_at) == (False, "HIGH", False, NOW)


def test_a_new_episode_forgets_what_was_told_of_the_last(decisions: DuckDecisions) -> None:
    for day, storm in enumerate([True, False, True]):
        look(decisions, *([STORM] if storm else []), after=day * DAY)

    [row] = decisions.read("alert_conditions", key=STORM.key).to_dicts()
    assert (row["is_open"], row["since"], row["phase"]) == (True, NOW + 2 * DAY, "entry")


def test_each_pair_has_a_log_of_its_own(decisions: DuckDecisions) -> None:
    look(decisions, STORM)

    assert look(decisions, STORM, scope=OTHER)[STORM.key] == ("entry", "sent")
    assert decisions.situation(OTHER, now=NOW).last_message == {"market": (NOW, "HIGH")}


def test_a_horizon_at_which_nothing_happened_has_a_row_that_says_so(
    decisions: DuckDecisions,
) -> None:
    look(decisions, change("WARNING", "2026-10-26"))

    rows = decisions.read("decisions").sort("horizon_days").to_dicts()

    assert [(row["horizon_days"], row["phase"], row["verdict"]) for row in rows] == [
        (7, "happened", "log only"),
        (30, "none", "log only"),
    ]
    assert rows[1]["reason"] == "Nothing happened at this horizon."


def test_the_same_instant_is_decided_once(decisions: DuckDecisions) -> None:
    look(decisions, STORM)

    assert look(decisions, STORM) == {}
    assert decisions.read("outbox").height == 1


def test_the_log_says_which_message_carries_it_and_how_far_it_came(
    decisions: DuckDecisions,
) -> None:
    look(decisions, STORM)

    [row] = decisions.read("alert_log", key=STORM.key).to_dicts()

    assert row["message_key"] == "alert:USDCLP:nbp_fixing:market:0:00:00"
    assert row["deliveries"] == "email waiting, slack waiting"


def test_if_the_judge_fails_nothing_is_written(decisions: DuckDecisions) -> None:
    look(decisions, STORM)

    def broken(_: Situation) -> Judged:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        decisions.record(SCOPE, broken, horizons=[7], now=NOW + DAY)

    assert decisions.read("decisions").height == 3


def test_a_message_that_cannot_be_kept_leaves_no_decision_either(decisions: DuckDecisions) -> None:
    def judged(situation: Situation) -> Judged:
        decided = decide([STORM], situation, checked=[], now=NOW)
        unroutable = message("alert:x", audience="nobody")
        return Judged(decided, [Post(unroutable, ["email"], frozenset({STORM.key}))])

    with pytest.raises(StoreError):
        decisions.record(SCOPE, judged, horizons=[7], now=NOW)

    assert decisions.read("decisions").is_empty()


def test_a_mute_ends_when_it_was_said_to_and_can_be_ended_before(
    decisions: DuckDecisions,
) -> None:
    def mute(until: timedelta, at: timedelta) -> None:
        ruling = AlertRuling(STORM.key, "mute", NOW + until, "ana", "", NOW + at)
        decisions.rule(SCOPE, ruling)

    mute(2 * DAY, timedelta(0))

    assert decisions.situation(SCOPE, now=NOW + DAY).muted == {STORM.key}
    assert decisions.situation(SCOPE, now=NOW + 2 * DAY).muted == frozenset()
    mute(timedelta(hours=1), timedelta(hours=1))
    assert decisions.situation(SCOPE, now=NOW + DAY).muted == frozenset()


def test_what_is_known_is_known_until_the_condition_ends(decisions: DuckDecisions) -> None:
    look(decisions, STORM)
    seen = AlertRuling(STORM.key, "ack", None, "ana", "seen", NOW + timedelta(hours=1))
    decisions.rule(SCOPE, seen)

    ended = look(decisions, after=DAY)
    again = look(decisions, STORM, after=2 * DAY)

    assert ended[STORM.key] == ("exit", "acknowledged")
    assert again[STORM.key] == ("entry", "sent")


@pytest.mark.slow
def test_what_a_clock_set_forward_wrote_has_not_the_last_word(decisions: DuckDecisions) -> None:
    look(decisions, STORM, after=-DAY)
    look(decisions, STORM, change("HIGH", "2026-10-26"), after=400 * DAY)

    told = [
        look(decisions, after=DAY)[STORM.key],
        look(decisions, change("HIGH", "2026-10-27"), after=3 * DAY)["forecast_change:7d"],
    ]
    quiet = look(decisions, after=5 * DAY)

    assert told == [("exit", "sent"), ("happened", "sent")]
    assert STORM.key not in quiet


def test_that_something_ended_counts_as_a_warning_among_messages(decisions: DuckDecisions) -> None:
    look(decisions, STORM)
    look(decisions, after=DAY)

    assert decisions.situation(SCOPE, now=NOW + DAY).last_message == {
        "market": (NOW + DAY, "WARNING")
    }


def test_of_many_monitors_at_once_one_tells(tmp_path: Path) -> None:
    """Four processes look 20 times each, at the same instants: one message leaves."""
    database = tmp_path / "forex.duckdb"
    DuckDecisions(database, SQL).read("decisions")
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.store.decider", str(database), "20", name],
            cwd=SQL.parent,
        )
        for name in "abcd"
    ]

    assert [one.wait(timeout=100) for one in running] == [0, 0, 0, 0]
    decisions = DuckDecisions(database, SQL)
    assert decisions.read("outbox").height == 1
    log = decisions.read("decisions", key=STORM.key)
    assert log.height == 20
    assert log.filter(verdict="sent").height == 1


def test_a_judge_sees_what_another_decided_before(decisions: DuckDecisions) -> None:
    first = decisions.record(
        SCOPE, lambda known: judge(known, moment=DAY, name="a"), horizons=[7], now=NOW + DAY
    )
    second = decisions.record(
        SCOPE, lambda known: judge(known, moment=2 * DAY, name="b"), horizons=[7], now=NOW + 2 * DAY
    )

    assert (len(first.posts), len(second.posts)) == (1, 0)


LOOKS = st.lists(
    st.tuples(
        st.integers(1, 40),
        st.booleans(),
        st.lists(
            st.one_of(
                st.builds(
                    Event,
                    st.sampled_from(["high_volatility", "data_drift"]),
                    st.sampled_from(["INFO", "WARNING", "HIGH", "CRITICAL"]),
                ),
                st.builds(
                    Event,
                    st.just("forecast_change"),
                    st.sampled_from(["WARNING", "HIGH"]),
                    st.just(7),
                    occasion=st.just("of its look"),
                ),
            ),
            max_size=3,
        ),
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.slow
@examples(15)
@given(looks=LOOKS)
def test_the_log_remembers_what_pure_memory_does(
    looks: list[tuple[int, bool, list[Event]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    decisions = DuckDecisions(tmp_path_factory.mktemp("log") / "forex.duckdb", SQL)
    pure, now = Situation(), NOW
    for place, (hours, known, drawn) in enumerate(looks):
        now += timedelta(hours=hours)
        events = [  # an occasion stands for two looks, and never comes back
            replace(one, occasion=f"{place // 2}") if one.occasion else one for one in drawn
        ]
        look(decisions, *events, after=now - NOW)
        kinds = {"high_volatility", "data_drift", "forecast_change"}
        pure = remembered(pure, decide(events, pure, checked=kinds, now=now), now=now)
        if known:
            key = "high_volatility"
            decisions.rule(SCOPE, AlertRuling(key, "ack", None, "ana", "", now))
            if key in pure.conditions and pure.conditions[key].open:
                seen = replace(pure.conditions[key], acknowledged=True)
                pure = replace(pure, conditions={**pure.conditions, key: seen})

    stored = decisions.situation(SCOPE, now=now)
    assert stored.conditions.keys() == pure.conditions.keys()
    for key, one in pure.conditions.items():
        kept = stored.conditions[key]
        known_of = kept.acknowledged if kept.open else one.acknowledged
        assert replace(kept, acknowledged=known_of) == one
    assert stored.last_message == pure.last_message

"""Which events are told, to whom and when: worked by hand, and as invariants over any history."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forexlib.core.alert import Condition, Decision, Situation
from forexlib.core.event import Audience, Event, Severity, rank
from forexlib.decisions.alerts import AlertRules, decide
from forexlib.decisions.memory import remembered
from tests.examples import examples

NOW = datetime(2026, 10, 26, 12, 15, tzinfo=UTC)
DAY = timedelta(days=1)
KINDS = ("storm", "drift", "change", "stale")


def condition(kind: str, severity: Severity = "WARNING", *, audience: Audience = "market") -> Event:
    return Event(kind, severity, audience=audience)


def change(severity: Severity, origin: str, days: int = 7) -> Event:
    return Event("change", severity, days, occasion=origin)


class Log:
    """What is known from look to look."""

    def __init__(self) -> None:
        self.known = Situation()
        self.acknowledged: set[str] = set()
        self.muted: set[str] = set()

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return self.known.conditions

    def look(
        self,
        now: datetime,
        *events: Event,
        checked: Sequence[str] = KINDS,
        unjudged: Sequence[str] = (),
        told: Sequence[Event] = (),
        rules: AlertRules | None = None,
    ) -> dict[str, Decision]:
        conditions = {
            key: replace(one, acknowledged=one.acknowledged or key in self.acknowledged)
            for key, one in self.known.conditions.items()
        }
        self.acknowledged.clear()
        known = replace(
            self.known,
            conditions=conditions,
            muted=frozenset(self.muted),
            forecast_told={one.key: one.severity for one in told},
        )
        decided = decide(events, known, checked=checked, unjudged=unjudged, now=now, rules=rules)
        self.known = remembered(known, decided, now=now)
        return {one.event.key: one for one in decided}


def test_one_warning_alone_is_logged() -> None:
    decided = Log().look(NOW, condition("storm"))["storm"]

    assert (decided.phase, decided.verdict) == ("entry", "log only")
    assert decided.reason == "One WARNING alone is logged, not sent."


@pytest.mark.parametrize("severity", ["HIGH", "CRITICAL"])
def test_one_high_event_is_enough(severity: Severity) -> None:
    assert Log().look(NOW, condition("storm", severity))["storm"].verdict == "sent"


def test_two_warnings_go_together() -> None:
    decided = Log().look(NOW, condition("storm"), change("WARNING", "2026-10-26"))

    assert {one.verdict for one in decided.values()} == {"sent"}


def test_one_move_at_four_horizons_is_one_warning() -> None:
    moves = [change("WARNING", "2026-10-26", days) for days in (7, 15, 30, 90)]

    assert {one.verdict for one in Log().look(NOW, *moves).values()} == {"log only"}


def test_info_is_a_line_of_the_log() -> None:
    decided = Log().look(NOW, condition("storm", "INFO"), condition("drift", "INFO"))

    assert {one.verdict for one in decided.values()} == {"log only"}


def test_a_warning_that_stood_alone_goes_with_the_second() -> None:
    log = Log()
    log.look(NOW, condition("storm"))

    decided = log.look(NOW + DAY, condition("storm"), condition("drift"))

    assert {key: one.verdict for key, one in decided.items()} == {"storm": "sent", "drift": "sent"}


def test_a_condition_is_told_on_entry_and_on_exit_and_not_between() -> None:
    log, told = Log(), []
    for day in range(5):
        storm = [condition("storm", "HIGH")] if day < 3 else []
        decided = log.look(NOW + day * DAY, *storm)
        told.append((decided["storm"].phase, decided["storm"].verdict) if decided else None)

    assert told == [
        ("entry", "sent"),
        ("standing", "repeated"),
        ("standing", "repeated"),
        ("exit", "sent"),
        None,
    ]


def test_the_end_of_what_nobody_was_told_is_not_told() -> None:
    log = Log()
    log.look(NOW, condition("storm"))

    assert log.look(NOW + DAY)["storm"].verdict == "log only"


def test_what_was_not_looked_for_has_not_ended() -> None:
    log = Log()
    log.look(NOW, condition("storm", "HIGH"))

    assert log.look(NOW + DAY, checked=["drift"]) == {}


def test_what_grows_graver_is_told_again_and_what_eases_is_not() -> None:
    log = Log()
    log.look(NOW, condition("storm", "HIGH"))

    graver = log.look(NOW + DAY, condition("storm", "CRITICAL"))["storm"]
    milder = log.look(NOW + 2 * DAY, condition("storm", "HIGH"))["storm"]

    assert (graver.phase, graver.verdict) == ("escalation", "sent")
    assert (milder.phase, milder.verdict) == ("eased", "log only")


def test_a_happening_is_told_once_however_often_one_looks() -> None:
    log = Log()
    first = log.look(NOW, change("HIGH", "2026-10-26"))["change:7d"]
    second = log.look(NOW + timedelta(hours=1), change("HIGH", "2026-10-26"))["change:7d"]

    assert (first.verdict, second.verdict) == ("sent", "repeated")


def test_its_like_is_not_told_within_the_cool_down_unless_it_is_graver() -> None:
    log = Log()
    log.look(NOW, change("HIGH", "2026-10-23"))

    like = log.look(NOW + timedelta(hours=19), change("HIGH", "2026-10-26"))["change:7d"]
    graver = log.look(NOW + timedelta(hours=19.5), change("CRITICAL", "2026-10-27"))["change:7d"]

    assert like.verdict == "repeated"
    assert graver.verdict == "sent"


def test_the_next_day_its_like_is_told_though_the_look_is_some_minutes_earlier() -> None:
    log = Log()
    log.look(NOW, change("HIGH", "2026-10-23"))
    early = NOW + DAY - timedelta(minutes=7)

    assert log.look(early, change("HIGH", "2026-10-26"))["change:7d"].verdict == "sent"


def test_an_audience_gets_one_message_a_day_and_the_rest_goes_with_the_next() -> None:
    log = Log()
    log.look(NOW, condition("storm", "HIGH"))

    second = log.look(
        NOW + timedelta(hours=2), condition("storm", "HIGH"), condition("drift", "HIGH")
    )
    next_day = log.look(NOW + DAY, condition("storm", "HIGH"), condition("drift", "HIGH"))

    assert second["drift"].verdict == "held"
    assert (next_day["drift"].phase, next_day["drift"].verdict) == ("entry", "sent")


def test_something_graver_does_not_wait_for_the_next_day() -> None:
    log = Log()
    log.look(NOW, condition("storm", "HIGH"))

    soon = NOW + timedelta(hours=2)
    decided = log.look(soon, condition("storm", "HIGH"), condition("drift", "CRITICAL"))

    assert decided["drift"].verdict == "sent"


def test_audiences_do_not_wait_for_one_another() -> None:
    log = Log()
    log.look(NOW, condition("storm", "HIGH"))
    stale = condition("stale", "HIGH", audience="operations")

    assert log.look(NOW, condition("storm", "HIGH"), stale)["stale"].verdict == "sent"


def test_warnings_of_two_audiences_are_not_added_up() -> None:
    decided = Log().look(NOW, condition("storm"), condition("stale", audience="operations"))

    assert {one.verdict for one in decided.values()} == {"log only"}


def test_what_the_forecast_s_own_mail_says_is_not_mailed_twice() -> None:
    decided = Log().look(
        NOW,
        change("HIGH", "2026-10-26"),
        condition("stale", "HIGH", audience="operations"),
        told=[change("HIGH", "2026-10-26")],
    )

    assert decided["change:7d"].verdict == "with the forecast"
    assert decided["stale"].verdict == "sent"


def test_a_mail_that_says_less_does_not_cover_what_is_graver() -> None:
    told = [change("WARNING", "2026-10-26")]

    decided = Log().look(NOW, change("HIGH", "2026-10-26"), told=told)

    assert decided["change:7d"].verdict == "sent"


def test_a_mail_does_not_cover_what_came_up_after_it() -> None:
    told = [change("HIGH", "2026-10-26")]

    decided = Log().look(NOW, *told, condition("storm", "HIGH"), told=told)

    assert decided["change:7d"].verdict == "with the forecast"
    assert decided["storm"].verdict == "sent"


def test_what_was_muted_and_still_stands_is_told_when_the_mute_ends() -> None:
    log = Log()
    log.muted.add("storm")
    muted = [log.look(NOW + day * DAY, condition("storm", "HIGH"))["storm"] for day in range(2)]
    log.muted.clear()

    after = [log.look(NOW + day * DAY, condition("storm", "HIGH"))["storm"] for day in (2, 3)]

    assert [(one.phase, one.verdict) for one in (*muted, *after)] == [
        ("entry", "muted"),
        ("standing", "repeated"),
        ("entry", "sent"),
        ("standing", "repeated"),
    ]


def test_what_grew_graver_while_it_was_muted_is_told_when_the_mute_ends() -> None:
    log = Log()
    log.look(NOW, condition("storm", "HIGH"))
    log.muted.add("storm")
    log.look(NOW + DAY, condition("storm", "CRITICAL"))
    log.muted.clear()

    after = log.look(NOW + 2 * DAY, condition("storm", "CRITICAL"))["storm"]

    assert (after.phase, after.verdict) == ("escalation", "sent")


def test_an_alarm_does_not_wait_because_the_end_of_another_was_told() -> None:
    log = Log()
    log.look(NOW, condition("storm", "CRITICAL"))
    over = log.look(NOW + DAY)["storm"]

    soon = log.look(NOW + DAY + timedelta(hours=1), condition("drift", "HIGH"))["drift"]

    assert (over.phase, over.verdict) == ("exit", "sent")
    assert soon.verdict == "sent"


def test_the_end_of_something_waits_for_the_next_message_however_grave_it_was() -> None:
    log = Log()
    log.look(NOW, condition("storm", "CRITICAL"))
    log.look(NOW + DAY, condition("storm", "CRITICAL"), condition("drift", "HIGH"))

    soon = log.look(NOW + DAY + timedelta(hours=1), condition("drift", "HIGH"))["storm"]
    later = log.look(NOW + 2 * DAY, condition("drift", "HIGH"))["storm"]

    assert (soon.phase, soon.verdict) == ("standing", "repeated")
    assert (later.phase, later.verdict) == ("exit", "sent")


def test_what_cannot_be_judged_has_not_ended() -> None:
    log = Log()
    log.look(NOW, condition("storm", "HIGH"))

    assert log.look(NOW + DAY, unjudged=["storm"]) == {}
    assert log.look(NOW + 2 * DAY, condition("storm", "HIGH"))["storm"].phase == "standing"


def test_a_message_dated_in_the_future_holds_nothing_up() -> None:
    log = Log()
    log.look(NOW + 400 * DAY, condition("storm", "HIGH"), change("HIGH", "2026-10-26"))

    decided = log.look(NOW, condition("storm", "HIGH"), change("HIGH", "2026-10-27"))

    assert decided["storm"].verdict == "repeated"
    assert decided["change:7d"].verdict == "sent"


@pytest.mark.parametrize("muted", ["storm", "change", "change:7d"])
def test_what_is_muted_is_not_sent_and_the_log_says_so(muted: str) -> None:
    log = Log()
    log.muted.add(muted)

    decided = log.look(NOW, condition("storm", "HIGH"), change("HIGH", "2026-10-26"))

    for key, one in decided.items():
        assert (one.verdict == "muted") == (muted in {key, one.event.kind})


def test_of_what_a_person_knows_neither_the_end_is_told() -> None:
    log = Log()
    log.look(NOW, condition("storm", "HIGH"))
    log.acknowledged.add("storm")

    assert log.look(NOW + DAY)["storm"].verdict == "acknowledged"


def test_of_what_a_person_knows_it_is_told_when_it_grows_graver() -> None:
    log = Log()
    log.look(NOW, condition("storm", "HIGH"))
    log.acknowledged.add("storm")

    assert log.look(NOW + DAY, condition("storm", "CRITICAL"))["storm"].verdict == "sent"


def test_of_two_of_one_key_the_graver_counts() -> None:
    decided = decide(
        [condition("storm"), condition("storm", "HIGH")], Situation(), checked=KINDS, now=NOW
    )

    assert [one.event.severity for one in decided] == ["HIGH"]


EVENTS = st.lists(
    st.one_of(
        st.builds(
            Event,
            st.sampled_from(["storm", "drift"]),
            st.sampled_from(["INFO", "WARNING", "HIGH", "CRITICAL"]),
            audience=st.sampled_from(["market"]),
        ),
        st.builds(
            Event,
            st.just("change"),
            st.sampled_from(["WARNING", "HIGH"]),
            st.sampled_from([7, 30]),
            occasion=st.sampled_from(["a", "b", "c"]),
        ),
    ),
    max_size=4,
)


Telling = tuple[datetime, str, Severity]


def lived_through(looks: list[tuple[int, list[Event]]]) -> tuple[Log, dict[str, list[Telling]]]:
    """What was told of each key over some looks, and a quiet one two days after the last."""
    log, now = Log(), NOW
    told: dict[str, list[Telling]] = {}
    for hours, events in [*looks, (48, [])]:
        now += timedelta(hours=hours)
        for key, one in log.look(now, *events).items():
            if one.told:
                told.setdefault(key, []).append((now, one.phase, one.urgency))
    return log, told


any_history = given(looks=st.lists(st.tuples(st.integers(1, 40), EVENTS), min_size=1, max_size=14))


@examples(200)
@any_history
def test_in_any_history_entries_and_exits_take_turns(looks: list[tuple[int, list[Event]]]) -> None:
    _, told = lived_through(looks)

    for said in told.values():
        for (_, was, _), (_, then, _) in pairwise(said):
            assert then != "entry" or was == "exit"
            assert then != "exit" or was in {"entry", "escalation", "standing"}


@examples(200)
@any_history
def test_in_any_history_nothing_is_told_twice_within_its_cool_down(
    looks: list[tuple[int, list[Event]]],
) -> None:
    _, told = lived_through(looks)

    for said in told.values():
        for (first, was, severity), (second, then, later) in pairwise(said):
            if was == then == "happened" and rank(later) <= rank(severity):
                assert second - first >= AlertRules().cool_down


@examples(200)
@any_history
def test_in_any_history_a_second_message_of_the_day_is_graver(
    looks: list[tuple[int, list[Event]]],
) -> None:
    _, told = lived_through(looks)
    gravest: dict[datetime, int] = {}
    for said in told.values():
        for moment, _, severity in said:
            gravest[moment] = max(rank(severity), gravest.get(moment, 0))

    for first, second in pairwise(sorted(gravest)):
        assert second - first >= AlertRules().digest or gravest[second] > gravest[first]


@examples(200)
@any_history
def test_in_any_history_nothing_grave_is_forgotten(looks: list[tuple[int, list[Event]]]) -> None:
    log, told = lived_through(looks)

    assert not any(one.held for one in log.conditions.values())
    assert not any(one.open for one in log.conditions.values())
    for hours, events in looks[-1:]:
        assert hours
        for event in events:
            if rank(event.severity) >= rank("HIGH") and event.occasion:
                assert event.key in told


@any_history
def test_the_order_of_events_changes_nothing(looks: list[tuple[int, list[Event]]]) -> None:
    forward, backward = Log(), Log()
    now = NOW
    for hours, events in looks:
        now += timedelta(hours=hours)
        assert forward.look(now, *events) == backward.look(now, *reversed(events))


def test_of_happenings_that_waited_the_gravest_is_told() -> None:
    log = Log()
    log.look(NOW, condition("storm", "HIGH"))
    storm = condition("storm", "HIGH")

    held = log.look(NOW + timedelta(hours=2), storm, change("HIGH", "2026-10-23"))["change:7d"]
    told = log.look(NOW + DAY, storm, change("WARNING", "2026-10-26"))["change:7d"]
    after = log.look(NOW + DAY + timedelta(hours=1), storm, change("WARNING", "2026-10-26"))

    assert held.verdict == "held"
    assert (told.verdict, told.event.severity, told.event.occasion) == (
        "sent",
        "HIGH",
        "2026-10-23",
    )
    assert after["change:7d"].verdict == "repeated"

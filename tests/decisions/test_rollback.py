"""When a champion goes, and when it stays."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forexlib.decisions.rollback import Earlier, Reign, judge_health
from forexlib.decisions.worsening import Worsening

NOW = datetime(2026, 10, 26, 14, tzinfo=UTC)
DAY = timedelta(days=1)
GOOD = Earlier("aaaaaaaaaaaa", passes=True)
SOUND = Reign(7, NOW, "cccccccccccc", NOW - 40 * DAY, earlier=(GOOD,))
GRAVE = Worsening(percent=45.0, low=10.0)
DEFECT = ("the output check failed: quantiles cross",)


def test_a_sound_champion_stays() -> None:
    verdict = judge_health(SOUND)

    assert (verdict.act, verdict.to, verdict.cause) == ("keep", None, None)


def test_a_defect_at_issue_ends_a_reign_on_its_first_day() -> None:
    verdict = judge_health(replace(SOUND, since=NOW, defects=DEFECT))

    assert (verdict.act, verdict.to, verdict.cause) == ("roll back", GOOD.version, "issue")
    assert "quantiles cross" in verdict.why


@pytest.mark.parametrize("passes", [False, None])
def test_a_champion_stays_if_the_one_before_does_not_pass_on_the_same_data(
    passes: bool | None,  # noqa: FBT001
) -> None:
    other = Earlier("aaaaaaaaaaaa", passes=passes, trouble="its schema is of a later release")

    verdict = judge_health(replace(SOUND, defects=DEFECT, earlier=(other,)))

    assert (verdict.act, verdict.cause) == ("keep", "issue")
    assert "its schema is of a later release" in verdict.why


def test_reasons_that_are_sentences_do_not_end_twice() -> None:
    gone = "Version cccccccccccc cannot be used: its artefact is gone."
    other = Earlier("aaaaaaaaaaaa", passes=False, trouble="Its artefact was changed.")

    verdict = judge_health(replace(SOUND, defects=(gone,), earlier=(other,)))

    assert ".." not in verdict.why
    assert ".)" not in verdict.why


def test_without_an_earlier_version_it_stays_and_says_so() -> None:
    verdict = judge_health(replace(SOUND, defects=DEFECT, earlier=()))

    assert verdict.act == "keep"
    assert verdict.why.endswith("There is no earlier version to go back to; it stays.")


@pytest.mark.parametrize(
    ("percent", "low", "act"),
    [(30.1, 0.1, "roll back"), (30.0, 9.0, "keep"), (80.0, 0.0, "keep")],
)
def test_outcomes_count_above_30_percent_where_the_interval_excludes_zero(
    percent: float, low: float, act: str
) -> None:
    assert judge_health(replace(SOUND, degradation=Worsening(percent, low))).act == act


@pytest.mark.parametrize(("days", "grace"), [(1, 3), (7, 7), (30, 30), (90, 90)])
def test_outcomes_do_not_count_within_the_grace(days: int, grace: int) -> None:
    young = replace(SOUND, horizon_days=days, degradation=GRAVE, since=NOW - grace * DAY)

    within = judge_health(replace(young, since=young.since + timedelta(seconds=1)))

    assert judge_health(young).act == "roll back"
    assert within.act == "keep"
    assert "its grace lasts until" in within.why


def test_one_does_not_go_back_to_what_was_itself_rolled_back_from_lately() -> None:
    lately = Earlier("bbbbbbbbbbbb", passes=True, rolled_back_at=NOW - 29 * DAY)
    long_ago = replace(lately, rolled_back_at=NOW - 30 * DAY)

    skipped = judge_health(replace(SOUND, defects=DEFECT, earlier=(lately, GOOD)))
    taken = judge_health(replace(SOUND, defects=DEFECT, earlier=(long_ago, GOOD)))

    assert skipped.to == GOOD.version
    assert "bbbbbbbbbbbb was itself rolled back from on 2026-09-27" in skipped.why
    assert taken.to == "bbbbbbbbbbbb"


def test_two_that_fail_in_turn_do_not_take_turns() -> None:
    first = judge_health(replace(SOUND, defects=DEFECT))
    from_ = Earlier(SOUND.version, passes=True, rolled_back_at=NOW)
    then = Reign(7, NOW + DAY, str(first.to), NOW, defects=DEFECT, earlier=(from_, GOOD))

    assert judge_health(then).act == "keep"


worse = st.builds(Worsening, st.floats(-50, 200), st.floats(-90, 90))
reigns = st.builds(
    Reign,
    horizon_days=st.sampled_from([7, 15, 30, 90]),
    now=st.just(NOW),
    version=st.just(SOUND.version),
    since=st.integers(0, 200).map(lambda days: NOW - days * DAY),
    defects=st.sampled_from([(), DEFECT]),
    degradation=st.none() | worse,
    earlier=st.lists(
        st.builds(
            Earlier,
            st.sampled_from(["a" * 12, "b" * 12, "c" * 12]),
            st.none() | st.booleans(),
            st.none() | st.integers(0, 60).map(lambda days: NOW - days * DAY),
        ),
        max_size=3,
    ),
)


@given(reigns, st.floats(0, 50), st.floats(0, 50))
def test_more_degradation_never_turns_a_rollback_into_a_keep(
    reign: Reign, more: float, surer: float
) -> None:
    before = reign.degradation or Worsening(0.0, 0.0)
    graver = replace(reign, degradation=Worsening(before.percent + more, before.low + surer))

    rolled_back = judge_health(reign).act == "roll back"

    assert judge_health(graver).act == "roll back" or not rolled_back


@given(reigns)
def test_what_serves_again_passes_and_every_verdict_has_its_reason(reign: Reign) -> None:
    verdict = judge_health(reign)

    assert (verdict.act == "roll back") == (verdict.to is not None)
    assert verdict.to is None or any(
        one.version == verdict.to and one.passes and one.version != reign.version
        for one in reign.earlier
    )
    assert verdict.to is None or verdict.cause is not None
    assert verdict.why.endswith(".")
    assert json.loads(json.dumps(verdict.evidence)) == verdict.evidence

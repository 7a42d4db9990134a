"""What a person asks becomes live only if it is about now."""

from datetime import UTC, datetime, timedelta

import pytest

from forexlib.core.errors import SettingsError
from forexlib.engine.forecast import Question
from forexlib.jobs.question import ask

NOW = datetime(2026, 10, 26, 12, 0, tzinfo=UTC)


def asked(as_of: datetime | None = None, *, spot: float | None = None) -> Question:
    return ask(pair="USDCLP", target="nbp_fixing", as_of=as_of, spot=spot, now=NOW)


def test_now_is_live_and_bounded_by_what_is_admitted() -> None:
    question = asked()

    assert (question.track, question.as_of, question.admitted_by) == ("live", NOW, NOW)


def test_hindsight_is_labelled_and_sees_whatever_was_admitted_since() -> None:
    question = asked(NOW - timedelta(hours=2))

    assert (question.track, question.admitted_by) == ("backfill", None)


def test_the_future_cannot_be_asked_about() -> None:
    with pytest.raises(SettingsError, match="has not come yet"):
        asked(NOW + timedelta(seconds=1))


@pytest.mark.parametrize("spot", [0.0, -1.0, float("inf"), float("nan")])
def test_a_spot_is_a_rate(spot: float) -> None:
    with pytest.raises(SettingsError, match="is no rate"):
        asked(spot=spot)

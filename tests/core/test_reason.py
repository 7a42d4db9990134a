"""A reason is a text wherever texts go, and loses its facts on no way that it goes as itself."""

import copy
import json
import pickle
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forexlib.core.errors import MemberFailed
from forexlib.core.reason import NOTHING, Fact, Reason, as_data, from_data

INNER = Reason("centre_far", distance=0.71, limit=0.5)
OUTER = Reason("fell", model="var", why=Reason("output_check", why=INNER))


@dataclass(frozen=True)
class Verdict:
    why: str


def to_another_process(thing: Any) -> Any:  # noqa: ANN401  (as pickle has it)
    return pickle.loads(pickle.dumps(thing))  # noqa: S301  (made here)


def through_json(reason: Reason) -> object:
    return from_data(json.loads(json.dumps(as_data(reason), allow_nan=False)))


def as_json(reason: str) -> str:
    return json.dumps(as_data(reason), sort_keys=True)


WAYS = {
    "pickle": to_another_process,
    "copy": copy.deepcopy,
    "asdict": lambda reason: asdict(Verdict(reason))["why"],
    "JSON": through_json,
    "error": lambda reason: to_another_process(MemberFailed(reason, remedy=reason)).what,
}

facts: st.SearchStrategy[Fact] = st.recursive(
    st.none()
    | st.text()
    | st.integers()
    | st.floats()
    | st.dates()
    | st.datetimes(timezones=st.just(UTC)),
    lambda inner: (
        st.lists(inner).map(tuple)
        | st.builds(lambda why: Reason("output_check", why=why), why=inner)
    ),
    max_leaves=5,
)


@pytest.mark.parametrize("way", WAYS)
@given(why=facts)
def test_it_arrives_with_its_facts(way: str, why: Fact) -> None:
    reason = Reason("fell", model="var", why=why)

    arrived = WAYS[way](reason)

    assert isinstance(arrived, Reason)
    assert arrived == reason
    assert as_json(arrived) == as_json(reason)


def test_a_text_made_of_it_is_a_plain_text() -> None:
    assert type(str(OUTER)) is str
    assert as_data(f"{OUTER}") == OUTER


@pytest.mark.parametrize("none", [nan, inf, -inf])
def test_what_is_no_number_can_be_stored(none: float) -> None:
    reason = Reason("centre_far", distance=none, limit=0.5)

    arrived = through_json(reason)

    assert arrived == reason
    assert f"{none:.2f} standard deviations" in reason


def test_what_is_lacking_is_a_dash() -> None:
    far = Reason("centre_far", distance=None, limit=0.5)

    assert far.startswith(f"its centre stands {NOTHING} standard deviations")


def test_braces_and_signs_of_a_message_are_its_own() -> None:
    broke = Reason("broke", kind="KeyError", message="{why:.2f} of ~/data at 100 %")

    assert broke == "KeyError: {why:.2f} of ~/data at 100 %"
    assert Reason("fell", model="var", why=broke) == f"var failed: {broke}"


@pytest.mark.parametrize("code", ["of_a_later_release", "too_few"])
def test_what_another_release_said_is_told_by_its_facts(code: str) -> None:
    told = from_data({"code": code, "facts": {"other": 3}})

    assert told == f"{code}: {{'other': 3}}"


def test_days_and_instants_stay_what_they_are() -> None:
    day, at = date(2026, 1, 5), datetime(2026, 1, 5, 12, tzinfo=UTC)

    arrived = through_json(Reason("no_value", series="nbp_fixing/USDCLP", at=at))

    assert isinstance(arrived, Reason)
    assert arrived.facts["at"] == at
    assert from_data(as_data(day)) == day

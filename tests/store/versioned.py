"""Entries of the ledger whose numbers a reader can follow."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from forexlib.core.alert import Post
from forexlib.core.version import (
    Act,
    Crowning,
    Entry,
    NewVersion,
    Origin,
    Place,
    Standing,
    State,
)
from tests.notify.messages import message
from tests.store.builders import FRIDAY, at

WEEK = Place("USDCLP", "nbp_fixing", 7)
MONTH = Place("USDCLP", "nbp_fixing", 30)


def hexed(name: str) -> str:
    """The version that the tests call `name`."""
    return sha256(name.encode()).hexdigest()[:12]


def new(name: str, *, origin: Origin = "refresh", parent: str | None = None) -> NewVersion:
    """A version learned on Friday 2024-03-01."""
    return NewVersion(
        version=hexed(name),
        origin=origin,
        recipe=hexed("recipe"),
        feature_set=hexed("features"),
        features={"target": "nbp_fixing/USDCLP"},
        settings={"horizons": [7, 30]},
        anchor_date=FRIDAY,
        as_of=at(1),
        admitted_by=None,
        parent=None if parent is None else hexed(parent),
        code=hexed("code"),
        releases={"polars": "2.1.0"},
    )


def entry(
    name: str,
    *,
    expected: str | None = None,
    act: Act | None = "refresh",
    states: Sequence[State] = ("registered",),
    place: Place = WEEK,
) -> Entry:
    """A version enters the ledger, and becomes champion for `act`, if there is one."""
    before = None if expected is None else hexed(expected)
    return Entry(
        place,
        expected=before,
        version=new(name, origin="initial" if act == "initial" else "refresh", parent=expected),
        standings=[Standing(hexed(name), state, f"{name} is {state}") for state in states],
        crowning=None if act is None else Crowning(hexed(name), act, f"{name} is best"),
    )


def first(name: str, *, place: Place = WEEK) -> Entry:
    """The first champion of a place."""
    return entry(name, act="initial", place=place)


def back_to(name: str, *, expected: str, place: Place = WEEK) -> Entry:
    """A version that is known serves again."""
    crowned = Crowning(hexed(name), "rollback", f"{name} was better", {"ratio": 1.4}, "maria")
    return Entry(place, expected=hexed(expected), crowning=crowned)


def told_of(name: str) -> Post:
    """The message that tells of a version."""
    key = f"champion:{name}"
    return Post(message(key, topic=key), ["email"], frozenset())

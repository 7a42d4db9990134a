"""Which versions of a model are kept, and which go for good: pure; they are deleted elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final

import polars as pl

from forexlib.core.version import LIVELY, Place

PLACE: Final = ("pair", "target", "horizon_days")
VERSION: Final = re.compile("[0-9a-f]{12}")
ABANDONED: Final = timedelta(days=1)
"""After so long nobody is about to enter a version in the ledger: a retraining has an hour."""


@dataclass(frozen=True, slots=True)
class RetentionRules:
    """What is kept.

    Attributes:
        newest: So many versions of each place, whatever became of them.
        reigned: Versions that were champion so lately.
    """

    newest: int = 5
    reigned: timedelta = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Retention:
    """A verdict on a version at one place.

    Attributes:
        place: Which.
        version: Which.
        number: Of the version, for people.
        kept: Whether it stays; if not, it goes for good.
        why: In a sentence.
    """

    place: Place
    version: str
    number: int
    kept: bool
    why: str


def what_is_kept(
    versions: pl.DataFrame, *, now: datetime, rules: RetentionRules | None = None
) -> list[Retention]:
    """A verdict on each version that is not deleted yet, by place and number.

    Args:
        versions: Rows of `version_list`: a row per place and version.
        now: The instant.
        rules: What is kept; by default the usual.
    """
    rules = rules or RetentionRules()
    rows = versions.sort(*PLACE, "number").to_dicts()
    verdicts: list[Retention] = []
    for place, own in groupby(rows, key=_place):
        there = [row for row in own if row["state"] != "deleted"]
        newest = {row["version"] for row in there[max(0, len(there) - rules.newest) :]}
        before = _champion_before(there)
        for row in there:
            why = _why_kept(row, before, now=now, rules=rules)
            if not why and row["version"] in newest:
                why = f"It is among the newest {rules.newest}."
            verdicts.append(
                Retention(place, row["version"], row["number"], bool(why), why or _gone(rules))
            )
    return verdicts


def artefacts_that_go(versions: pl.DataFrame, verdicts: Sequence[Retention]) -> list[str]:
    """Versions that no place keeps, those that were deleted earlier among them, sorted.

    Args:
        versions: Rows of `version_list`.
        verdicts: Of `what_is_kept` on exactly these rows.
    """
    kept = {verdict.version for verdict in verdicts if verdict.kept}
    return sorted(set(versions["version"].to_list()) - kept)


def unknown_versions(versions: pl.DataFrame, keys: Iterable[str]) -> list[str]:
    """Artefacts of versions that no ledger names: who learned them was killed before it could.

    A ledger without any version tells nothing: it may be new, beside artefacts that are not.

    Args:
        versions: Rows of `version_list`.
        keys: Of all artefacts; those of a version's parts are none.
    """
    if versions.is_empty():
        return []
    known = set(versions["version"].to_list())
    return sorted(key for key in keys if VERSION.fullmatch(key) and key not in known)


def _place(row: Mapping[str, Any]) -> Place:
    return Place(row["pair"], row["target"], row["horizon_days"])


def _champion_before(rows: Sequence[Mapping[str, Any]]) -> str | None:
    """The version to roll back to: of those that may serve, the one that did last."""
    former = [
        row
        for row in rows
        if row["last_until"] is not None and not row["is_champion"] and row["state"] in LIVELY
    ]
    return max(former, key=lambda row: (row["last_until"], row["number"]), default={}).get(
        "version"
    )


def _why_kept(
    row: Mapping[str, Any], before: str | None, *, now: datetime, rules: RetentionRules
) -> str:
    """Why a version stays, however many newer ones there are; "" if there is no reason."""
    if row["is_champion"]:
        return "It is champion."
    if row["version"] == before:
        return "It was champion before the one that is: a roll-back leads to it."
    if row["state"] == "shadow":
        return "It forecasts in the champion's shadow."
    if row["last_until"] is not None and now - row["last_until"] <= rules.reigned:
        return f"It was champion within {rules.reigned.days} days."
    return ""


def _gone(rules: RetentionRules) -> str:
    return (
        f"There are {rules.newest} newer versions, it was not champion within"
        f" {rules.reigned.days} days, and nobody needs it."
    )

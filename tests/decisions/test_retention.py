"""Which versions stay, why, and that a file goes only when nobody needs it any more."""

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from forexlib.decisions.retention import artefacts_that_go, what_is_kept

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
SCHEMA = {
    "pair": pl.String,
    "target": pl.String,
    "horizon_days": pl.Int16,
    "version": pl.String,
    "number": pl.Int32,
    "state": pl.String,
    "is_champion": pl.Boolean,
    "last_until": pl.Datetime("us", "UTC"),
}


def row(
    number: int,
    *,
    horizon: int = 7,
    state: str = "registered",
    champion: bool = False,
    days_ago: float | None = None,
) -> dict[str, Any]:
    """A version; `days_ago` it ceased to be champion."""
    return {
        "pair": "USDCLP",
        "target": "nbp_fixing",
        "horizon_days": horizon,
        "version": f"{number:012x}",
        "number": number,
        "state": state,
        "is_champion": champion,
        "last_until": None if days_ago is None else NOW - timedelta(days=days_ago),
    }


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMA)


def going(*rows: dict[str, Any]) -> list[int]:
    return [one.number for one in what_is_kept(frame(*rows), now=NOW) if not one.kept]


def reason(number: int, *rows: dict[str, Any]) -> str:
    return {one.number: one.why for one in what_is_kept(frame(*rows), now=NOW)}[number]


def newest(first: int = 10) -> list[dict[str, Any]]:
    """Five versions that are newer than those a test is about; the last of them serves."""
    return [row(number, champion=number == first + 4) for number in range(first, first + 5)]


def test_of_seven_versions_the_oldest_two_go_in_whatever_order_they_come() -> None:
    rows = [row(number, champion=number == 7) for number in (7, 2, 1, 6, 5, 3, 4)]

    assert going(*rows) == [1, 2]


def test_what_goes_says_why() -> None:
    assert reason(1, row(1), *newest()) == (
        "There are 5 newer versions, it was not champion within 90 days, and nobody needs it."
    )


def test_the_champion_stays_however_old_it_is() -> None:
    rows = [row(1, champion=True), *(row(number) for number in range(2, 9))]

    assert going(*rows) == [2, 3]
    assert reason(1, *rows) == "It is champion."


def test_the_champion_before_stays_even_after_years() -> None:
    rows = [row(1, days_ago=900), row(2, days_ago=800), *newest()]

    assert going(*rows) == [1]
    assert "roll-back" in reason(2, *rows)


def test_one_that_may_serve_no_more_is_none_to_roll_back_to() -> None:
    rows = [row(1, days_ago=900), row(2, days_ago=800, state="withdrawn"), *newest()]

    assert going(*rows) == [2]


@pytest.mark.parametrize(("days_ago", "gone"), [(90, []), (90.01, [1])])
def test_a_champion_of_the_last_ninety_days_stays(days_ago: float, gone: list[int]) -> None:
    rows = [row(1, days_ago=days_ago), row(2, days_ago=1), *newest()]

    assert going(*rows) == gone


def test_a_challenger_in_shadow_stays() -> None:
    assert "shadow" in reason(1, row(1, state="shadow"), *newest())


def test_a_rejected_version_counts_among_the_newest() -> None:
    rejected = [row(number, state="rejected") for number in range(20, 25)]

    assert going(row(1), row(2, champion=True), *rejected) == [1]


def test_what_is_deleted_already_is_neither_judged_nor_counted() -> None:
    deleted = [row(number, state="deleted") for number in range(30, 35)]

    verdicts = what_is_kept(frame(row(1, champion=True), *deleted), now=NOW)

    assert [one.number for one in verdicts] == [1]


def test_horizons_are_judged_apart_and_a_file_stays_while_one_of_them_keeps_it() -> None:
    short = [row(1), row(2), *newest()]
    long = [row(1, horizon=90, champion=True)]
    versions = frame(*short, *long)

    verdicts = what_is_kept(versions, now=NOW)

    assert [(one.place.horizon_days, one.number) for one in verdicts if not one.kept] == [
        (7, 1),
        (7, 2),
    ]
    assert artefacts_that_go(versions, verdicts) == [f"{2:012x}"]


def test_the_file_of_a_version_deleted_everywhere_goes_again() -> None:
    versions = frame(row(1, state="deleted"), *newest())

    assert artefacts_that_go(versions, what_is_kept(versions, now=NOW)) == [f"{1:012x}"]


def test_of_no_versions_none_go() -> None:
    assert what_is_kept(frame(), now=NOW) == []
    assert artefacts_that_go(frame(), []) == []

"""Who is meant by a name, and which horizons are."""

from __future__ import annotations

import polars as pl
import pytest

from forexlib.core.errors import SettingsError
from forexlib.jobs.workshop import check_horizons, named, usable
from tests.store.versioned import MONTH, WEEK

COLUMNS = ("pair", "horizon_days", "number", "version", "state")
ROWS = [
    ("USDCLP", 7, 1, "aaaa11112222", "registered"),
    ("USDCLP", 7, 2, "aaaa33334444", "registered"),
    ("USDCLP", 7, 3, "123400000000", "shadow"),
    ("USDCLP", 7, 4, "bbbb00000000", "rejected"),
    ("USDCLP", 7, 5, "dddd00000000", "deleted"),
    ("USDCLP", 30, 1, "cccc00000000", "registered"),
    ("USDCLP", 30, 1234, "aaaa11112222", "registered"),
    ("USDPLN", 7, 1, "eeee00000000", "registered"),
]
VERSIONS = pl.DataFrame(ROWS, schema=COLUMNS, orient="row").with_columns(
    target=pl.lit("nbp_fixing")
)


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("1", "aaaa11112222"),
        ("v2", "aaaa33334444"),
        (" 002 ", "aaaa33334444"),
        ("aaaa11112222", "aaaa11112222"),
        ("AAAA3", "aaaa33334444"),
        ("1234", "123400000000"),
        ("latest", "123400000000"),
        ("4", "bbbb00000000"),
        ("dddd", "dddd00000000"),
    ],
)
def test_a_version_is_meant_by_number_hash_or_latest(name: str, version: str) -> None:
    assert named(VERSIONS, WEEK, name)["version"] == version


def test_a_number_comes_before_the_beginning_of_a_hash() -> None:
    assert named(VERSIONS, MONTH, "1234")["number"] == 1234


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("aaaa", "'aaaa' begins the names of 2 versions at 7 days."),
        ("9", "There is no version '9' at 7 days."),
        ("0", "There is no version '0' at 7 days."),
        ("-1", "There is no version '-1' at 7 days."),
        ("99999999999999999999999", "There is no version '99999999999999999999999' at 7 days."),
        ("²", "There is no version '²' at 7 days."),
        ("abc", "There is no version 'abc' at 7 days."),
        ("aaa", "There is no version 'aaa' at 7 days."),
        ("", "There is no version '' at 7 days."),
        ("vvvv", "There is no version 'vvvv' at 7 days."),
        ("cccc00000000", "Version 'cccc00000000' is of other horizons (30d), not of 7 days."),
        ("eeee", "Version 'eeee' is of USDPLN, not of nbp_fixing/USDCLP."),
    ],
)
def test_who_is_nobody_or_anybody_is_refused_with_those_to_choose_from(
    name: str, said: str
) -> None:
    with pytest.raises(SettingsError) as told:
        named(VERSIONS, WEEK, name)

    assert told.value.what == said
    assert "4 (bbbb00000000), 3 (123400000000)" in told.value.remedy
    assert "dddd" not in told.value.remedy


def test_where_there_are_none_it_says_how_the_first_is_made() -> None:
    with pytest.raises(SettingsError, match="no version at 7 days yet") as told:
        named(VERSIONS.clear(), WEEK, "1")

    assert "forex run" in told.value.remedy


def test_one_that_is_deleted_is_known_and_of_no_use() -> None:
    assert named(VERSIONS, WEEK, "5")["state"] == "deleted"
    with pytest.raises(SettingsError, match=r"Version 5 \(dddd00000000\) at 7 days is deleted"):
        usable(VERSIONS, WEEK, "5")


@pytest.mark.parametrize(("asked", "found"), [([], (7, 30)), ([30, 7], (7, 30)), ([30, 30], (30,))])
def test_horizons_asked_for_or_all(asked: list[int], found: tuple[int, ...]) -> None:
    assert check_horizons(asked, (7, 30)) == found


def test_a_horizon_that_is_not_forecast_is_refused() -> None:
    with pytest.raises(SettingsError, match="15 days is no horizon") as told:
        check_horizons([7, 15], (7, 30))

    assert "7d, 30d" in told.value.remedy

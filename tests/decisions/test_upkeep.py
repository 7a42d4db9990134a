"""What goes from a full disk, in which order, and what never does."""

from datetime import date, timedelta

import pytest

from forexlib.core.errors import SettingsError
from forexlib.core.upkeep import DiskUse, Kind, Thing
from forexlib.decisions.upkeep import DiskLimits, expired_points, is_too_full, what_goes

LIMITS = DiskLimits(85, 95)
TODAY = date(2026, 11, 25)


def thing(kind: Kind, name: str, *, days: int = 100, size: int = 1, needed: str = "") -> Thing:
    return Thing(kind, name, TODAY - timedelta(days=days), size, needed)


def names(things: list[Thing], *, used: int) -> list[str]:
    going = what_goes(things, DiskUse(used, 100 - used), LIMITS).going
    return [one.name for one in going]


def test_below_the_limit_nothing_goes() -> None:
    assert names([thing("report", "old")], used=84) == []


def test_at_the_limit_as_little_goes_as_brings_it_below() -> None:
    reports = [thing("report", "older", days=9), thing("report", "newer", days=8)]

    assert names(reports, used=85) == ["older"]


def test_kinds_go_in_the_stated_order_and_the_oldest_of_each_first() -> None:
    things = [
        thing("log", "log", days=900),
        thing("replaced data", "aside", days=800),
        thing("restore point", "point"),
        thing("artefact", "model"),
        thing("outbox file", "pdf"),
        thing("dashboard", "page"),
        thing("report", "second", days=1),
        thing("report", "first", days=2),
    ]

    assert names(things, used=99) == [
        "first",
        "second",
        "page",
        "pdf",
        "model",
        "point",
        "aside",
        "log",
    ]


def test_what_is_needed_stays_however_full_the_disk_is() -> None:
    things = [thing("report", "newest", needed="the newest"), thing("report", "old")]

    cleaning = what_goes(things, DiskUse(99, 1), LIMITS)

    assert [one.name for one in cleaning.going] == ["old"]
    assert (cleaning.after, cleaning.enough, cleaning.size) == (98.0, False, 1)


@pytest.mark.parametrize(("used", "refused"), [(94, False), (95, True)])
def test_heavy_work_is_refused_from_the_second_limit_on(used: int, refused: bool) -> None:  # noqa: FBT001
    assert is_too_full(DiskUse(used, 100 - used), LIMITS) is refused


def test_limits_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(SettingsError, match="disk_clean = 96 is above disk_stop = 95"):
        DiskLimits(96, 95)


def test_restore_points_expire_after_90_days_but_for_the_last_of_each_month() -> None:
    days = [TODAY - timedelta(days=back) for back in range(200)]

    kept = set(days) - set(expired_points(days, TODAY))

    assert {TODAY - timedelta(days=back) for back in range(91)} <= kept
    older = sorted(day for day in kept if TODAY - day > timedelta(days=90))
    assert older == [date(2026, 5, 31), date(2026, 6, 30), date(2026, 7, 31)]


def test_where_a_months_last_day_has_no_point_the_last_that_has_one_stays() -> None:
    days = [date(2026, 1, 29), date(2026, 1, 30), TODAY]

    assert expired_points(days, TODAY) == [date(2026, 1, 29)]

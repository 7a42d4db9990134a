"""How old a series is by its own hours of publication, and what follows."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from forexlib.core.ages import Age, AgeRules, Role, State, age, overdue_days, regressor_ages
from forexlib.core.calendar import business_days_before, instant
from forexlib.core.series import QUANTITIES, quantity_of

DXY, CLP, IPC = "nbp_fixing/DXY", "nbp_fixing/USDCLP", "ipc/CL"
FIXING = QUANTITIES["nbp_fixing"]
FRIDAY, MONDAY = date(2026, 10, 23), date(2026, 10, 26)
NOW = instant(MONDAY, time(8, 30), zone="America/Santiago")  # after the fixing in Warsaw


def back(count: int) -> date:
    """So many business days of Warsaw before Monday."""
    return business_days_before(MONDAY, count, market="warsaw")


@pytest.mark.parametrize(
    ("at", "overdue"),
    [
        pytest.param(datetime(2026, 10, 24, 12, tzinfo=UTC), 0, id="on Saturday"),
        pytest.param(datetime(2026, 10, 26, 11, 14, tzinfo=UTC), 0, id="before the fixing"),
        pytest.param(datetime(2026, 10, 26, 11, 15, tzinfo=UTC), 1, id="at the fixing"),
        pytest.param(datetime(2026, 10, 28, 12, tzinfo=UTC), 3, id="on Wednesday"),
        pytest.param(datetime(2026, 11, 2, 12, tzinfo=UTC), 6, id="ten days on"),
    ],
)
def test_a_fixing_of_friday_is_overdue_from_the_next_fixing_on(at: datetime, overdue: int) -> None:
    assert overdue_days(FIXING, FRIDAY, now=at) == overdue


def test_a_holiday_makes_nothing_overdue() -> None:
    independence_day = datetime(2026, 11, 11, 13, tzinfo=UTC)

    assert overdue_days(FIXING, date(2026, 11, 10), now=independence_day) == 0


def test_the_value_of_a_month_is_not_overdue_before_the_next_is_out() -> None:
    monthly = quantity_of(IPC)
    october_is_out = monthly.available_at(date(2026, 10, 1))

    waiting = overdue_days(monthly, date(2026, 9, 1), now=october_is_out - timedelta(hours=1))
    missing = overdue_days(monthly, date(2026, 9, 1), now=october_is_out + timedelta(hours=1))

    assert (waiting, missing) == (0, 1)


@pytest.mark.parametrize(
    ("behind", "state", "follows"),
    [
        (0, "fresh", ("used",)),
        (4, "fresh", ("used",)),
        (5, "late", ("used", "labelled")),
        (8, "left out", ("left out", "labelled")),
        (29, "left out", ("left out", "labelled")),
        (30, "dead", ("left out", "labelled", "operations")),
        (300, "dead", ("left out", "labelled", "operations")),
    ],
)
def test_what_follows_of_an_old_regressor(
    behind: int, state: State, follows: tuple[str, ...]
) -> None:
    found = age(DXY, back(behind), role="regressor", now=NOW)

    assert (found.state, found.follows) == (state, follows)
    assert found.overdue == behind


@pytest.mark.parametrize(
    ("behind", "state", "told"),
    [(4, "fresh", False), (5, "late", False), (10, "silent", True), (30, "dead", True)],
)
def test_what_follows_of_an_old_target(behind: int, state: State, *, told: bool) -> None:
    found = age(CLP, back(behind), role="target", now=NOW)

    assert found.state == state
    assert ("next source" in found.follows) == (state != "fresh")
    assert ("operations" in found.follows) == ("not mailed" in found.follows) == told
    assert "left out" not in found.follows


@pytest.mark.parametrize("role", ["target", "regressor"])
def test_a_series_without_a_value_is_absent(role: Role) -> None:
    found = age(DXY, None, role=role, now=NOW)

    assert found.state == "absent"
    assert "used" not in found.follows


def test_every_regressor_that_is_not_fresh_has_a_label() -> None:
    brl, mxn = "nbp_fixing/USDBRL", "nbp_fixing/USDMXN"
    newest = {DXY: back(0), CLP: back(0), brl: back(30)}

    found = regressor_ages(newest, [DXY, brl, mxn], now=NOW)

    dead, absent = found
    assert (dead.series, dead.state) == (brl, "dead")
    assert dead.label() == (f"{brl}: sin valores desde el {back(30)} (30 días hábiles de atraso).")
    assert absent.label("en") == f"{mxn}: there is no value."


def test_a_fresh_series_has_no_label() -> None:
    assert age(DXY, MONDAY, role="regressor", now=NOW).label() == ""


def test_the_rules_can_be_chosen() -> None:
    rules = AgeRules(late=0, dead=2, carried=timedelta(days=100))

    states = [age(DXY, back(i), role="regressor", now=NOW, rules=rules).state for i in range(4)]

    assert states == ["fresh", "late", "dead", "dead"]
    assert Age(DXY, None, 0, "absent", ()).label() == "nbp_fixing/DXY: no hay valores."

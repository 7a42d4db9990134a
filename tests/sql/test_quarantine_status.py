"""What is withheld, and which value stands in its place."""

from datetime import date

import duckdb
import pytest

from forexlib.core.quarantine import Ruling
from forexlib.store.duck import DuckStore
from forexlib.store.quarantine import DuckQuarantine
from tests.paths import SQL
from tests.sql.grain import is_unique
from tests.store.builders import FIXING, FRIDAY, at, published
from tests.store.withheld import withheld

MONDAY = date(2024, 3, 4)
DAMAGE = {
    "quarantined_values_in_use": "update quarantine set state = 'quarantined'",
    "quarantine_accepted_not_used": "delete from observations",
}


@pytest.fixture
def quarantine(store: DuckStore) -> DuckQuarantine:
    """Holds a correction of Friday's 900, and a value of Monday, which has no other."""
    made = DuckQuarantine(store.database, SQL)
    store.admit(published((FRIDAY, at(1), 900.0)), admitted_at=at(1))
    made.keep(withheld(950.0, reason="revision"), seen_at=at(2))
    made.keep(withheld(960.0, day=MONDAY, state="pending"), seen_at=at(4))
    return made


def test_each_value_stands_beside_the_one_that_is_used(
    store: DuckStore, quarantine: DuckQuarantine
) -> None:
    quarantine.keep(withheld(970.0, state="released"), seen_at=at(5))

    rows = store.read("quarantine_status").sort("event_date", "value")

    assert is_unique(rows, "quarantine_status")
    assert rows.select("event_date", "value", "used_value", "is_open").rows() == [
        (FRIDAY, 950.0, 900.0, True),
        (FRIDAY, 970.0, 900.0, False),
        (MONDAY, 960.0, None, True),
    ]


@pytest.mark.parametrize("check", DAMAGE)
def test_a_check_finds_its_damage(store: DuckStore, quarantine: DuckQuarantine, check: str) -> None:
    quarantine.rule(FIXING, MONDAY, Ruling("accepted", at(9), "ana"))
    assert not any(store.violations().values())

    with store._database().writing() as opened:
        opened.execute(DAMAGE[check])

    assert store.violations()[check] > 0


@pytest.mark.parametrize(
    "damage",
    [
        "update quarantine set state = 'lost'",
        "update quarantine set reason = 'a feeling'",
        "update quarantine set state = 'pending'",
        "update quarantine set decided_by = null",
        "update quarantine set decided_by = ''",
        "insert into quarantine select * from quarantine",
    ],
)
def test_rows_that_contradict_themselves_cannot_be_written(
    quarantine: DuckQuarantine, damage: str
) -> None:
    with pytest.raises(duckdb.ConstraintException), duckdb.connect(quarantine.database) as opened:
        opened.execute(damage)

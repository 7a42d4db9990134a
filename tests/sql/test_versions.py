"""Reigns follow one another without gaps; of each version one row says where it stands."""

from pathlib import Path
from shutil import copyfile

import pytest

from forexlib.core.version import Crowning, Entry, Standing
from forexlib.store.duck import DuckStore
from forexlib.store.ledger import DuckLedger
from tests.paths import SQL
from tests.sql.grain import is_unique
from tests.store.builders import at
from tests.store.versioned import MONTH, WEEK, back_to, entry, first, hexed

DAMAGE = {
    "champions_unknown": "delete from versions where number = 2",
    "champions_with_gaps": "update champions set turn = 4 where turn = 3",
    "versions_without_state": "delete from feature_sets",
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Old, new and old again served a week ahead; a third version was rejected; one, a month."""
    ledger = DuckLedger(tmp_path_factory.mktemp("filled") / "forex.duckdb", SQL)
    for day, one in enumerate(
        [
            first("old"),
            first("far", place=MONTH),
            entry("new", expected="old"),
            entry("bad", expected="new", act=None, states=["rejected"]),
            back_to("old", expected="new"),
            entry("rival", expected="old", act=None, states=["registered", "shadow"]),
        ],
        start=1,
    ):
        assert ledger.write([one], now=at(day)) == ()
    return ledger.database


@pytest.fixture
def ledger(filled: Path, store: DuckStore) -> DuckLedger:
    copyfile(filled, store.database)
    return DuckLedger(store.database, SQL)


def test_a_reign_ends_where_the_next_begins(ledger: DuckLedger) -> None:
    rows = ledger.read("champion_reigns").sort("horizon_days", "turn")

    assert is_unique(rows, "champion_reigns")
    assert rows.select("horizon_days", "turn", "version", "number", "since", "until").rows() == [
        (7, 1, hexed("old"), 1, at(1), at(3)),
        (7, 2, hexed("new"), 2, at(3), at(5)),
        (7, 3, hexed("old"), 1, at(5), None),
        (30, 1, hexed("far"), 1, at(2), None),
    ]


def test_each_version_has_one_row_that_says_where_it_stands(ledger: DuckLedger) -> None:
    rows = ledger.read("version_list").sort("horizon_days", "number")

    assert is_unique(rows, "version_list")
    columns = ("version", "state", "is_champion", "n_reigns", "first_since", "last_until")
    assert rows.select(columns).rows() == [
        (hexed("old"), "registered", True, 2, at(1), None),
        (hexed("new"), "registered", False, 1, at(3), at(5)),
        (hexed("bad"), "rejected", False, 0, None, None),
        (hexed("rival"), "shadow", False, 0, None, None),
        (hexed("far"), "registered", True, 1, at(2), None),
    ]


def test_the_newest_decision_about_a_version_counts(ledger: DuckLedger) -> None:
    said = [Standing(hexed("rival"), "withdrawn", "It was slow.", {"seconds": 90}, by="maria")]
    ledger.write([Entry(WEEK, expected=hexed("old"), standings=said)], now=at(8))

    rows = ledger.read("version_list", version=hexed("rival"))

    columns = ("state", "state_reason", "state_evidence", "state_since")
    assert rows.select(columns).rows() == [
        ("withdrawn", "It was slow.", '{"seconds": 90}', at(8)),
    ]


def test_a_version_that_serves_again_has_not_ended(ledger: DuckLedger) -> None:
    crowned = Crowning(hexed("new"), "deploy", "It is wanted.")
    ledger.write([Entry(WEEK, expected=hexed("old"), crowning=crowned)], now=at(8))

    rows = ledger.read("version_list", horizon_days=7).filter(n_reigns=2).sort("number")

    assert rows.select("is_champion", "first_since", "last_until").rows() == [
        (False, at(1), at(8)),
        (True, at(3), None),
    ]


@pytest.mark.parametrize(
    ("check", "damage"),
    [
        *DAMAGE.items(),
        ("champions_with_gaps", "update champions set since = '2024-02-01' where turn = 2"),
        ("versions_without_state", "delete from version_states where state = 'rejected'"),
    ],
)
def test_a_check_finds_its_damage(
    store: DuckStore, ledger: DuckLedger, check: str, damage: str
) -> None:
    assert not any(store.violations().values())

    with ledger._database().writing() as opened:
        opened.execute(damage)

    assert store.violations()[check] > 0

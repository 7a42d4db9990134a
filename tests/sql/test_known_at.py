"""What was known at an instant is the same in whatever zone the session is."""

from collections.abc import Generator
from datetime import UTC, datetime, timedelta

import duckdb
import polars as pl
import pytest

from forexlib.store.migrate import migrate, read_plan
from tests.paths import SQL
from tests.sql.grain import is_unique
from tests.store.builders import FIXING, FRIDAY, at

INSERT = "insert into observations values (?, ?, ?, ?, ?, 'test')"
NOON = at(1)
MOMENT = timedelta(microseconds=1)
EVER = datetime(9999, 1, 1, tzinfo=UTC)
ZONES = ["UTC", "America/Santiago", "Asia/Tokyo"]


@pytest.fixture(params=ZONES)
def database(request: pytest.FixtureRequest) -> Generator[duckdb.DuckDBPyConnection]:
    """A value of Friday known at noon, revised on the 5th, admitted a day after each."""
    with duckdb.connect() as opened:
        opened.execute("set timezone = ?", [request.param])
        migrate(opened, read_plan(SQL))
        opened.execute(INSERT, [FIXING, FRIDAY, 900.0, NOON, at(2)])
        opened.execute(INSERT, [FIXING, FRIDAY, 905.0, at(5), at(6)])
        yield opened


def values(
    database: duckdb.DuckDBPyConnection,
    macro: str,
    as_of: datetime,
    admitted_by: datetime | None = EVER,
) -> list[float]:
    known: pl.DataFrame = database.table_function(macro, [as_of, admitted_by]).pl()
    return known.sort("available_at").get_column("value").to_list()


@pytest.mark.parametrize(
    ("as_of", "known"),
    [
        pytest.param(NOON - MOMENT, [], id="a moment before"),
        pytest.param(NOON, [900.0], id="at the instant"),
        pytest.param(at(5) - MOMENT, [900.0], id="before the revision"),
        pytest.param(at(5), [905.0], id="after the revision"),
    ],
)
def test_a_value_is_known_from_its_instant_on(
    database: duckdb.DuckDBPyConnection, as_of: datetime, known: list[float]
) -> None:
    assert values(database, "observations_known_at", as_of) == known


@pytest.mark.parametrize(
    ("admitted_by", "known"),
    [
        pytest.param(at(2) - MOMENT, [], id="nothing admitted"),
        pytest.param(at(2), [900.0], id="the first admitted"),
        pytest.param(at(6), [905.0], id="both admitted"),
        pytest.param(None, [905.0], id="null admits all"),
    ],
)
def test_a_value_counts_from_when_it_was_admitted(
    database: duckdb.DuckDBPyConnection, admitted_by: datetime | None, known: list[float]
) -> None:
    assert values(database, "observations_known_at", at(30), admitted_by) == known


def test_a_later_vintage_changes_nothing_known_before(
    database: duckdb.DuckDBPyConnection,
) -> None:
    before = values(database, "vintages_known_at", at(10))
    database.execute(INSERT, [FIXING, FRIDAY, 1.0, at(10) + MOMENT, at(10) + MOMENT])

    after = values(database, "vintages_known_at", at(10))

    assert before == after == [900.0, 905.0]


@pytest.mark.parametrize(
    ("as_of", "admitted_by", "known"),
    [
        (at(4), None, [900.0]),
        (at(5), None, [900.0, 905.0]),
        (at(5), at(5), [900.0]),
        (NOON - MOMENT, None, []),
    ],
)
def test_every_vintage_stays_in_sight(
    database: duckdb.DuckDBPyConnection,
    as_of: datetime,
    admitted_by: datetime | None,
    known: list[float],
) -> None:
    assert values(database, "vintages_known_at", as_of, admitted_by) == known


@pytest.mark.parametrize("macro", ["observations_known_at", "vintages_known_at"])
def test_of_two_admissions_of_one_vintage_the_last_counts(
    database: duckdb.DuckDBPyConnection, macro: str
) -> None:
    database.execute(INSERT, [FIXING, FRIDAY, 906.0, at(5), at(7)])

    known: pl.DataFrame = database.table_function(macro, [at(30), None]).pl()

    assert is_unique(known, macro)
    assert known.sort("available_at").get_column("value").to_list()[-1] == 906.0

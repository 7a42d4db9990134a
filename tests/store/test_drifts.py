"""A day of drift tests is written once and whole."""

import polars as pl
import pytest

from forexlib.core.drift import DriftTests
from forexlib.core.errors import ContractError
from forexlib.core.ports import Drifts
from forexlib.store.drifts import DuckDrifts
from forexlib.store.duck import DuckStore
from tests.paths import SQL
from tests.store.builders import NEXT_FRIDAY, at
from tests.store.drifted import day_of_tests


@pytest.fixture
def drifts(store: DuckStore) -> Drifts:
    return DuckDrifts(store.database, SQL)


def test_a_day_is_kept_once(drifts: Drifts) -> None:
    first = drifts.save(day_of_tests(), saved_at=at(1))
    again = drifts.save(day_of_tests("ks"), saved_at=at(2))
    other = drifts.save(day_of_tests(day=NEXT_FRIDAY), saved_at=at(8))

    rows = drifts.read("drift_tests")
    assert (first, again, other) == (6, 0, 6)
    assert rows.get_column("drifted").sum() == 0
    assert rows.get_column("saved_at").unique().sort().to_list() == [at(1), at(8)]


@pytest.mark.parametrize(
    "broken",
    [
        {"p_value": pl.lit(None, pl.Float64)},
        {"test": pl.lit("a feeling")},
        {"series": pl.lit("levels")},
        {"drifted": pl.lit(value=True), "p_adjusted": pl.lit(0.9)},
        {"score": pl.lit(3.0)},
        {"statistic": pl.lit(float("inf"))},
    ],
)
def test_rows_that_contradict_themselves_are_refused(
    drifts: Drifts, broken: dict[str, pl.Expr]
) -> None:
    one = day_of_tests().filter(test="ks").with_columns(**broken)

    with pytest.raises(ContractError):
        drifts.save(DriftTests.cast(one), saved_at=at(1))

    assert drifts.read("drift_tests").is_empty()

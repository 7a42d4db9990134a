"""Any table or view can be read, and nothing else."""

from datetime import date

import pytest

from forexlib.core.errors import StoreError
from forexlib.store.duck import DuckStore
from tests.store.builders import FRIDAY, at, row, run


def test_rows_are_those_whose_columns_equal_the_values(store: DuckStore) -> None:
    rows = [row(), row(horizon_days=14), row(model="it's"), row(origin_date=date(2024, 2, 29))]
    store.save([run(*rows)], saved_at=at(2))

    found = store.read("forecasts", model="ensemble", horizon_days=7, origin_date=FRIDAY)

    assert found.height == 1


def test_a_new_database_has_every_relation_and_no_rows(store: DuckStore) -> None:
    assert store.read("live_scores").is_empty()
    assert store.newest() == {}


@pytest.mark.parametrize("name", ["nonsense", "rows", "runs; drop table runs", "tests.parquet", ""])
def test_an_unknown_relation_is_refused_by_name(store: DuckStore, name: str) -> None:
    with pytest.raises(StoreError, match="There is no"):
        store.read(name)


def test_an_unknown_column_is_refused_by_name(store: DuckStore) -> None:
    with pytest.raises(StoreError, match="colour"):
        store.read("runs", colour="blue")


def test_a_text_that_looks_like_sql_is_only_a_text(store: DuckStore) -> None:
    store.save([run()], saved_at=at(2))

    found = store.read("runs", run_id="run' or true --")

    assert found.is_empty()

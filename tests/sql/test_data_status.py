"""How much there is of each series, and how fresh it is."""

from datetime import date

from forexlib.store.duck import DuckStore
from tests.sql.grain import is_unique
from tests.store.builders import FIXING, FRIDAY, at, daily, published


def test_each_series_is_one_row(store: DuckStore) -> None:
    store.admit(daily([900.0, 901.0, 902.0]), admitted_at=at(20))
    store.admit(published((FRIDAY, at(5), 905.0)), admitted_at=at(21))
    store.admit(published((FRIDAY, at(1), 5.0), series="nbp_fixing/USDBRL"), admitted_at=at(22))

    status = store.read("data_status")

    assert is_unique(status, "data_status")
    fixing = status.filter(series=FIXING).row(0, named=True)
    assert fixing == {
        "series": FIXING,
        "n_rows": 4,
        "n_days": 3,
        "first_event_date": FRIDAY,
        "last_event_date": date(2024, 3, 3),
        "last_available_at": at(5),
        "last_admitted_at": at(21),
        "sources": "test",
    }

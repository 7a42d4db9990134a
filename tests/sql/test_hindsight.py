"""A forecast re-anchored in hindsight earns no score."""

from datetime import date

from forexlib.store.duck import DuckStore
from tests.store.builders import at, published, row, run

NEXT_FRIDAY = date(2024, 3, 8)


def test_only_a_spot_of_the_moment_is_scored(store: DuckStore) -> None:
    live = run(row(admitted_by=at(1)), run_id="live", track="spot")
    hindsight = run(row(model="qa4"), run_id="hindsight", track="spot")
    store.save([live, hindsight], saved_at=at(9))
    store.admit(published((NEXT_FRIDAY, at(8), 905.0)), admitted_at=at(8))

    scored = store.score(as_of=at(9))

    assert scored == 1
    assert store.read("scores").get_column("model").to_list() == ["ensemble"]

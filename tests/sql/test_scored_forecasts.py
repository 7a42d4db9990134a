"""A forecast beside what happened, and beside the random walk."""

from forexlib.store.duck import DuckStore
from tests.sql.grain import is_unique
from tests.store.builders import NEXT_FRIDAY, at, ladder, published, row, run


def test_each_score_stands_beside_its_forecast_and_the_random_walks(store: DuckStore) -> None:
    walk = row(model="random_walk", mean=900.0, quantiles=ladder(910.0, step=1.0))
    unmatched = row(horizon_days=6)
    store.save([run(row(), walk, unmatched)], saved_at=at(1))
    store.admit(published((NEXT_FRIDAY, at(8), 910.0)), admitted_at=at(8))
    store.score(as_of=at(8))

    scored = store.read("scored_forecasts")

    assert is_unique(scored, "scored_forecasts")
    ours = scored.filter(model="ensemble", horizon_days=7).row(0, named=True)
    assert (ours["median"], ours["actual"], ours["error"]) == (910.0, 910.0, 0.0)
    assert ours["error_random_walk"] == -10.0
    assert ours["crps_random_walk"] == 2 * ours["crps"]  # all quantiles twice as far away
    alone = scored.filter(horizon_days=6).row(0, named=True)
    assert alone["crps_random_walk"] is None


def test_the_random_walk_is_the_first_published_of_its_versions(store: DuckStore) -> None:
    first = row(model="random_walk", mean=900.0)
    later = row(model="random_walk", mean=800.0, model_version="0" * 12)
    store.save([run(row(), first, run_id="first")], saved_at=at(1))
    store.save([run(later, run_id="later")], saved_at=at(2))
    store.admit(published((NEXT_FRIDAY, at(8), 910.0)), admitted_at=at(8))
    store.score(as_of=at(8))

    scored = store.read("scored_forecasts", model="ensemble")

    assert scored.get_column("error_random_walk").to_list() == [-10.0]


def test_tracks_are_never_mixed(store: DuckStore) -> None:
    walk = row(model="random_walk", mean=900.0)
    store.save([run(), run(walk, run_id="shadow", track="shadow")], saved_at=at(1))
    store.admit(published((NEXT_FRIDAY, at(8), 910.0)), admitted_at=at(8))
    store.score(as_of=at(8))

    scored = store.read("scored_forecasts", track="live")

    assert scored.get_column("crps_random_walk").to_list() == [None]

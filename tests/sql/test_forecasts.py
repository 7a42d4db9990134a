"""People see the last issue, with its median and intervals."""

from datetime import date

from forexlib.core.frames import Predictions
from forexlib.store.duck import DuckStore
from tests.sql.grain import is_unique
from tests.store.builders import at, row, run


def test_the_intervals_are_read_off_the_quantiles(store: DuckStore) -> None:
    store.save([run()], saved_at=at(2))

    seen = store.read("forecasts").row(0, named=True)

    # 910 ± 16 and ± 19 steps of 0.5
    assert seen["median"] == 910.0
    assert (seen["lower_80"], seen["upper_80"]) == (902.0, 918.0)
    assert (seen["lower_95"], seen["upper_95"]) == (900.5, 919.5)


def test_the_last_issue_is_shown(store: DuckStore) -> None:
    store.save([run(run_id="first")], saved_at=at(2))
    store.save([run(row(fingerprint="more", mean=911.0), run_id="second")], saved_at=at(3))

    seen = store.read("forecasts")

    assert seen.select("run_id", "issue", "mean").rows() == [("second", 2, 911.0)]


def test_a_version_saved_later_takes_the_place_of_the_one_before(store: DuckStore) -> None:
    store.save([run(row(model_version="f" * 12), run_id="first")], saved_at=at(2))
    store.save([run(row(model_version="0" * 12), run_id="second")], saved_at=at(3))

    seen = store.read("forecasts")

    assert seen.get_column("run_id").to_list() == ["second"]


def test_models_horizons_origins_and_tracks_are_rows_of_their_own(store: DuckStore) -> None:
    rows = [row(), row(model="qa4"), row(horizon_days=14), row(origin_date=date(2024, 2, 29))]
    store.save([run(*rows), run(run_id="shadow", track="shadow")], saved_at=at(2))

    seen = store.read("forecasts")

    assert seen.height == 5
    assert is_unique(seen, "forecasts")
    Predictions.validate(seen)

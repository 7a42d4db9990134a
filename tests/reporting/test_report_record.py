import polars as pl
import pytest

from forexlib.reporting.report.record import records
from forexlib.store.duck import DuckStore
from tests.reporting.report_world import World


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> DuckStore:
    return World().build(tmp_path_factory.mktemp("record"))


def test_it_agrees_with_the_view(store: DuckStore) -> None:
    scored = store.read("scored_forecasts", model="ensemble")
    view = store.read("live_scores", model="ensemble").sort("horizon_days")

    found = records(scored.filter("is_record"))

    assert [(one.horizon_days, one.n) for one in found] == view.select("horizon_days", "n").rows()
    assert [one.coverage_80.share for one in found] == pytest.approx(view["coverage_80"].to_list())
    assert [one.coverage_95.share for one in found] == pytest.approx(view["coverage_95"].to_list())
    assert [one.crps.ratio for one in found] == pytest.approx(view["crps_ratio"].to_list())
    assert [one.rmse_ratio for one in found] == pytest.approx(view["rmse_ratio"].to_list())


def test_live_rows_and_hindsight_are_apart(store: DuckStore) -> None:
    scored = store.read("scored_forecasts", model="ensemble")
    later = pl.col("origin_date") > scored["origin_date"].median()
    mixed = scored.with_columns(
        track=pl.when(later).then(pl.lit("live")).otherwise(pl.lit("backfill"))
    )

    found = [one for one in records(mixed) if one.horizon_days == 7]

    assert [one.track for one in found] == ["live", "backfill"]
    assert sum(one.n for one in found) == scored.filter(horizon_days=7).height

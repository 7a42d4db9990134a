"""What a dashboard shows is what the views say, and nothing that was not known yet."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from forexlib.core.errors import SettingsError
from forexlib.jobs.dashboard import Dashboard, dashboard, gather
from forexlib.jobs.dashboard_rows import machine
from forexlib.reporting.dashboard.blocks import Chart, Edition, Note, Switch
from forexlib.reporting.dashboard.compose import compose
from forexlib.reporting.dashboard.html import parts
from forexlib.reporting.dashboard.part_forecast import issued_rows
from forexlib.reporting.dashboard.scorecard import WALKED, by_track, monthly, scores
from forexlib.reporting.dashboard.words import words_for
from forexlib.reporting.numbers import Numerals
from tests.jobs.dashboard_world import HORIZONS, NOW, Desk, board, build
from tests.reporting.report_world import ISSUED_AT, World

MEASURES = ("n", "rmse", "mae", "crps", "coverage_80", "coverage_95", "crps_ratio")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return build(tmp_path_factory.mktemp("world"))


def notes(edition: Edition) -> dict[str, list[str]]:
    return {
        one.name: [block.text for block in one.blocks if isinstance(block, Note)]
        for one in edition.sections
    }


def drawn(shown: Dashboard) -> dict[str, str]:
    """All of the page, but for the counts of what is stored."""
    editions = [
        replace(one, sections=[part for part in one.sections if part.name != "data"])
        for one in shown.editions
    ]
    return parts(editions, horizon_days=7, institution="Mesa")


def test_scores_of_each_track_are_those_of_the_views(desk: Desk) -> None:
    facts = gather(desk.store, desk.book, board())

    shown = machine(facts)["scores"]

    live = desk.store.read("live_scores", model="ensemble")
    walked = desk.store.read("walk_forward_metrics", model="ensemble").with_columns(
        track=pl.lit(WALKED)
    )
    keys = ["horizon_days", "track"]
    expected = pl.concat([one.select(*keys, *MEASURES) for one in (live, walked)])
    both = shown.join(expected, on=keys, suffix="_view", how="full")
    assert shown.height == expected.height == both.height >= 6
    for name in MEASURES:
        assert both[name].to_list() == pytest.approx(both[f"{name}_view"].to_list()), name


def test_the_random_walk_beside_is_scored_on_the_same_origins(desk: Desk) -> None:
    facts = gather(desk.store, desk.book, board())

    found = {(one.horizon_days, one.track): one for one in scores(facts.scored, facts.walked)}

    walks = desk.store.read("live_scores", model="random_walk", track="backfill")
    for row in walks.iter_rows(named=True):
        score = found[row["horizon_days"], "backfill"]
        assert (score.rmse_walk, score.crps_walk) == pytest.approx((row["rmse"], row["crps"]))


def test_months_are_those_of_the_view(desk: Desk) -> None:
    facts = gather(desk.store, desk.book, board())

    shown = monthly(by_track(facts.scored, facts.walked)[7, "backfill"])

    view = desk.store.read(
        "live_scores_by_month", model="ensemble", track="backfill", horizon_days=7
    ).sort("month")
    assert shown["month"].to_list() == view["month"].to_list()
    assert shown["n"].to_list() == view["n"].to_list()
    assert shown["crps_ratio"].to_list() == pytest.approx(view["crps_ratio"].to_list())


def test_what_stands_is_what_the_view_says(desk: Desk) -> None:
    facts = gather(desk.store, desk.book, board())

    view = desk.store.read("alert_conditions").filter("is_open").sort("key")
    shown = facts.standing.sort("key")
    assert shown["key"].to_list() == view["key"].to_list() == ["coverage:7d", "high_volatility"]
    assert shown["since"].to_list() == view["since"].to_list()
    assert facts.standing["severity"].to_list() == ["HIGH", "WARNING"]


def test_a_past_dashboard_shows_what_stood_then(desk: Desk) -> None:
    then = ISSUED_AT + timedelta(days=3)

    facts = gather(desk.store, desk.book, board(then, past=True))

    assert facts.standing["key"].to_list() == ["high_volatility"]
    assert facts.log.filter(pl.col("as_of") > then).is_empty()


def test_nothing_that_became_known_later_changes_a_past_dashboard(
    desk: Desk, tmp_path: Path
) -> None:
    then = ISSUED_AT + timedelta(hours=2)
    before = desk.show(now=then, past=True)
    later = Desk(tmp_path / "forex.duckdb")
    shutil.copy(desk.database, later.database)
    poison = later.store.panel(["nbp_fixing/USDCLP"], as_of=NOW, admitted_by=None)
    tomorrow = poison.tail(1).select(
        "series",
        pl.col("event_date") + timedelta(days=3),
        pl.lit(then + timedelta(days=3)).alias("available_at"),
        pl.lit(5000.0).alias("value"),
        pl.lit("sample 1").alias("source"),
    )
    later.store.admit(tomorrow, admitted_at=NOW)  # ty: ignore[invalid-argument-type]
    later.store.score(as_of=NOW)

    after = later.show(now=then, past=True)

    assert drawn(after) == drawn(before)
    assert later.store.read("data_status").height == desk.store.read("data_status").height


def test_a_horizon_that_was_not_forecast_says_so_and_is_not_the_first_to_be_seen(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path / "forex.duckdb")
    World(horizons=(30, 90), refused=(7, 15)).build(tmp_path)

    unasked = dashboard(desk.store, desk.book, replace(board(), asked=False))
    asked = dashboard(desk.store, desk.book, board())

    assert (unasked.facts.scope.horizon_days, asked.facts.scope.horizon_days) == (30, 7)
    section = next(one for one in asked.edition.sections if one.name == "forecast")
    panels = next(block.panels for block in section.blocks if isinstance(block, Switch))
    assert [days for days, (one,) in panels.items() if isinstance(one, Note)] == [7, 15]
    assert [days for days, (one,) in panels.items() if isinstance(one, Chart)] == [30, 90]


def test_the_rate_that_a_fan_begins_with_stands_in_the_table_below_it(desk: Desk) -> None:
    facts = gather(desk.store, desk.book, board())
    shown = dashboard(desk.store, desk.book, board())
    head = facts.forecast.row(0, named=True)
    day, rate = (
        show(head[name])
        for show, name in ((Numerals("es").day, "origin_date"), (Numerals("es").rate, "last_rate"))
    )

    (switch,) = [
        block
        for part in shown.editions[0].sections
        for block in part.blocks
        if isinstance(block, Switch) and part.name == "forecast"
    ]
    fans = [one for panel in switch.panels.values() for one in panel if isinstance(one, Chart)]

    assert fans
    for fan in fans:
        (row,) = [fan.rows[place] for place in fan.kept if fan.rows[place][0] == day]
        assert row[:3] == [day, "observado", rate]


def test_horizons_that_stand_on_another_mode_are_named(desk: Desk) -> None:
    facts = gather(desk.store, desk.book, board())
    longest = pl.col("horizon_days") == pl.col("horizon_days").max()
    mixed = replace(
        facts,
        forecast=facts.forecast.with_columns(
            mode=pl.when(longest).then(pl.lit("robust")).otherwise("mode")
        ),
    )

    rows = issued_rows(mixed)

    told = words_for(900.0, "es").modes(rows)
    assert told == "ensamble a 7, 15 y 30 días y robusto a 90 días"
    assert words_for(900.0, "en").modes(rows).endswith(" and robust at 90 days")
    page = str(compose(mixed, "es"))
    assert page.count(f"modo {told}") >= 2


def test_an_empty_store_is_told_in_words(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "forex.duckdb")

    shown = desk.show()

    said = notes(shown.edition)
    for name in ("forecast", "alerts", "record", "performance", "drift", "runs", "data"):
        assert said[name], name
        assert any("odavía" in text or "Ningún" in text for text in said[name]), name
    assert len(notes(shown.editions[1])["models"]) == 4


def test_rows_for_machines_can_be_of_one_horizon(desk: Desk) -> None:
    facts = gather(desk.store, desk.book, board())

    rows = machine(facts, 30)

    assert set(rows["forecast"]["horizon_days"]) == {30}
    assert set(rows["coverage"]["horizon_days"]) == {30}
    assert rows["runs"].height == 30
    assert set(machine(facts)["forecast"]["horizon_days"]) == set(HORIZONS)


def test_a_horizon_nobody_forecasts_is_one_message(desk: Desk) -> None:
    with pytest.raises(SettingsError, match="no horizon of 8 days"):
        desk.show(days=8)

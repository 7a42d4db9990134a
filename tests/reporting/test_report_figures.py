"""What is drawn; an SVG names each text it draws as outlines in a comment."""

import re

import polars as pl
import pytest

from forexlib.jobs.report import gather
from forexlib.reporting.report.compose import Findings
from forexlib.reporting.report.contents import Picture
from forexlib.reporting.report.facts import Facts
from forexlib.reporting.report.figure_forecast import distribution_picture, fan_picture
from forexlib.reporting.report.figure_market import drivers_picture, volatility_picture
from forexlib.reporting.report.figure_record import coverage_picture, due_picture, skill_picture
from forexlib.reporting.report.record import records
from forexlib.reporting.report.words import Words
from tests.reporting.report_world import World, order

ES = Words.for_rate(900.0, "es")


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    return gather(World().build(tmp_path_factory.mktemp("figures")), order())


@pytest.fixture(scope="module")
def scored(facts: Facts) -> pl.DataFrame:
    """The newer half as if it had been forecast live."""
    newer = pl.col("origin_date") > facts.scored["origin_date"].median()
    track = pl.when(newer).then(pl.lit("live")).otherwise(pl.lit("backfill"))
    return facts.scored.with_columns(track=track)


def texts(picture: Picture) -> list[str]:
    return [one.strip() for one in re.findall(r"<!--(.*?)-->", picture.svg, re.DOTALL)]


def test_the_same_rows_give_the_same_drawing(facts: Facts) -> None:
    first, second = (fan_picture(facts, facts.horizons, ES) for _ in range(2))

    assert first == second


def test_the_fan_of_one_horizon_ends_there(facts: Facts) -> None:
    said = texts(fan_picture(facts, [30], ES))

    assert "30 días" in said
    assert "90 días" not in said


def test_the_two_sides_of_the_distribution_make_a_whole(facts: Facts) -> None:
    said = texts(distribution_picture(facts, 7, ES, alone=False))

    shares = [float(one[:-2].replace(",", ".")) for one in said if one.endswith("\u00a0%")]
    assert sum(shares) == pytest.approx(100.0)


def test_each_bar_says_what_it_is_worth(facts: Facts) -> None:
    found = Findings.of(facts).drivers
    assert found is not None

    said = texts(drivers_picture(facts, found, ES, alone=True))

    assert {ES.n.change(one.contribution) for one in found.each} <= set(said)
    assert ES.n.change(found.rest) in said


def test_volatility_ends_at_todays(facts: Facts) -> None:
    found = Findings.of(facts)
    assert found.storm is not None

    drawn = volatility_picture(found.storm, found.risk, ES)

    assert ES.n.percent(found.storm.now) in texts(drawn)
    assert "risk-off" in drawn.caption


def test_live_forecasts_and_hindsight_are_told_apart(scored: pl.DataFrame) -> None:
    found = records(scored)

    drawn = [coverage_picture(found, ES), skill_picture(found, ES)]

    assert all("(en vivo)" in one.alt and "(BACKFILLED)" in one.alt for one in drawn)


def test_what_came_due_says_how_many_were_inside(scored: pl.DataFrame) -> None:
    own = scored.filter(horizon_days=30)
    inside = int(own["inside_80"].sum())

    drawn = due_picture(scored, 30, ES)

    assert drawn is not None
    assert f"{inside} dentro, {own.height - inside} fuera" in drawn.alt
    assert "en vivo y BACKFILLED" in drawn.caption


def test_nothing_due_is_no_figure(scored: pl.DataFrame) -> None:
    assert due_picture(scored.clear(), 30, ES) is None

"""What a report says against benchmarks, of a target that averages, and of missing regressors."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

import polars as pl
import pytest

from forexlib.jobs.report import gather
from forexlib.reporting.chart_words import Language
from forexlib.reporting.numbers import HYPHEN, SPACE
from forexlib.reporting.report.facts import Facts
from forexlib.reporting.report.part_messages import notices
from forexlib.reporting.report.part_record import track_record
from forexlib.reporting.report.record import records, rivalries
from forexlib.reporting.report.words import SAYS, Words
from tests.reporting.report_world import World, order

LANGUAGES: tuple[Language, ...] = ("es", "en")
ARTEFACT: Final = {"es": "promedia el día hábil anterior", "en": "averages the business day before"}


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    store = World(weeks=30).build(tmp_path_factory.mktemp("rivals"))
    return gather(store, order())


def plain(text: str) -> str:
    return text.replace(SPACE, " ").replace(HYPHEN, "-")


def rivals_of(facts: Facts, times: float) -> pl.DataFrame:
    """A benchmark whose CRPS is so many times that of what was issued, but for one origin."""
    first = pl.col("origin_date") > pl.col("origin_date").min()
    return facts.scored.filter(first).with_columns(
        model=pl.lit("last_traded"), crps=pl.col("crps") * times
    )


def test_a_rival_is_compared_on_common_origins(facts: Facts) -> None:
    found = rivalries(facts.scored, rivals_of(facts, 1.25))

    week = next(one for one in found if one.horizon_days == 7)
    own = next(one for one in records(facts.scored) if one.horizon_days == 7)
    assert (week.model, week.track, week.crps.n) == ("last_traded", "backfill", own.n - 1)
    assert week.crps.ratio == pytest.approx(0.8)
    assert week.crps.finding == "better"


def test_no_rival_no_word(facts: Facts) -> None:
    words = Words.for_rate(900.0, "es")

    assert rivalries(facts.scored, facts.rivals) == []
    assert "último precio" not in track_record(records(facts.scored), words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_target_that_averages_is_said_to(facts: Facts, language: Language) -> None:
    words = Words.for_rate(900.0, language)
    record = records(facts.scored)
    rivals = rivalries(facts.scored, rivals_of(facts, 1.25))

    told = plain(track_record(record, words, rivals=rivals, average=True))
    silent = plain(track_record(record, words, rivals=rivals))
    early = plain(track_record([], words, average=True))

    assert ARTEFACT[language] in told
    assert ARTEFACT[language] in early
    assert ARTEFACT[language] not in silent
    assert SAYS[language]["model_last_traded"] in told
    assert ("0,800" if language == "es" else "0.800") in told


def test_regressors_that_are_missing_are_noticed_in_the_readers_words(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    store = World(weeks=2).build(tmp_path_factory.mktemp("missing"))

    facts = gather(store, replace(order(), optional=("tpm/CLP", "yahoo_close/VIX")))

    words = Words.for_rate(900.0, "es")
    [line] = [one for one in plain(notices(facts, words)).splitlines() if "Regresores" in one]
    assert "Tasa de política monetaria, VIX: no hay valores." in line


def test_fresh_regressors_are_not_noticed(facts: Facts) -> None:
    assert facts.ages == ()
    assert "Regresores" not in notices(facts, Words.for_rate(900.0, "es"))


def test_a_regressor_is_judged_beside_the_origin_and_not_by_the_reader_s_clock(
    facts: Facts, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = World(weeks=2).build(tmp_path_factory.mktemp("later"))
    later: datetime = order().edition.as_of + timedelta(days=60)

    found = gather(store, replace(order(), edition=replace(order().edition, as_of=later)))

    assert found.head["origin_date"] == facts.head["origin_date"] == date(2024, 3, 1)
    assert found.ages == ()

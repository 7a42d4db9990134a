"""Whether a report says that the centre is the catching up of a stale quote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import polars as pl
import pytest

from forexlib.jobs.report import gather
from forexlib.reporting.chart_words import Language
from forexlib.reporting.numbers import HYPHEN, SPACE
from forexlib.reporting.report.facts import Facts
from forexlib.reporting.report.part_method import FOLLOWERS, method
from forexlib.reporting.report.words import SAYS, Words
from tests.reporting.report_world import World, order

LANGUAGES: tuple[Language, ...] = ("es", "en")


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    store = World(weeks=2).build(tmp_path_factory.mktemp("method"))
    return gather(store, order())


def weighing(facts: Facts, **week: float) -> Facts:
    """The same, with these weights a week ahead and none farther on."""
    told = {str(days): {"random_walk": 1.0} for days in facts.horizons}
    told["7"] = {"random_walk": 1.0 - sum(week.values()), **week}
    return replace(facts, runs=facts.runs.with_columns(weights=pl.lit(json.dumps(told))))


def of_target(facts: Facts, target: str) -> Facts:
    """The same of another quantity of the pair."""
    renamed = {f"nbp_fixing/{facts.head['pair']}": f"{target}/{facts.head['pair']}"}
    return replace(
        facts,
        forecast=facts.forecast.with_columns(target=pl.lit(target)),
        rates=facts.rates.rename(renamed),
    )


def said(facts: Facts, language: Language = "en") -> str:
    words = Words.for_rate(facts.head["last_rate"], language)
    return method(facts, words).replace(SPACE, " ").replace(HYPHEN, "-")


def warning(language: Language) -> str:
    """What stands before the members' names."""
    return SAYS[language]["method_stale"].partition("{members}")[0].strip()


def warned(facts: Facts, language: Language = "en") -> bool:
    return warning(language) in said(facts, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("member", FOLLOWERS)
def test_a_follower_with_a_weight_is_named(facts: Facts, language: Language, member: str) -> None:
    text = said(weighing(facts, **{member: 0.3}), language)

    assert warning(language) in text
    after = text.partition(warning(language))[2]
    assert SAYS[language][f"model_{member}"] in after.partition("\n")[0]


def test_both_are_named_if_both_weigh(facts: Facts) -> None:
    after = said(weighing(facts, var=0.2, lead_lag=0.3)).partition(warning("en"))[2]

    assert after.index(SAYS["en"]["model_lead_lag"]) < after.index(SAYS["en"]["model_var"])


def test_the_farthest_horizon_is_enough(facts: Facts) -> None:
    told = {str(days): {"random_walk": 1.0} for days in facts.horizons} | {"90": {"var": 0.5}}
    other = replace(facts, runs=facts.runs.with_columns(weights=pl.lit(json.dumps(told))))

    assert warned(other)


@pytest.mark.parametrize(
    "week",
    [
        pytest.param({}, id="only the random walk"),
        pytest.param({"arima_garch": 0.4, "random_forest": 0.3}, id="others"),
        pytest.param({"var": 0.0, "lead_lag": 0.0}, id="a weight of nothing"),
        pytest.param({"var": 0.004}, id="a weight that is printed as nothing"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_otherwise_nothing_is_said(
    facts: Facts, week: Mapping[str, float], language: Language
) -> None:
    assert not warned(weighing(facts, **week), language)


def test_of_another_target_nothing_is_said(facts: Facts) -> None:
    """A rate set in Santiago in the evening is no stale quote of itself."""
    weighty = weighing(facts, var=0.5)

    assert warned(weighty)
    assert not warned(of_target(weighty, "dolar_observado"))


def learned(facts: Facts, **days: str) -> Facts:
    """The same, by versions that learned up to these days."""
    told = {**facts.run(facts.head["run_id"])["versions"], **days}
    return replace(facts, runs=facts.runs.with_columns(versions=pl.lit(json.dumps(told))))


def test_what_was_learned_by_the_calendar_is_of_the_quarters_first_fixing(facts: Facts) -> None:
    assert "the quarter's first fixing" in said(weighing(facts, var=0.4))


def test_a_version_that_was_learned_anew_says_up_to_which_day(facts: Facts) -> None:
    told = said(
        learned(weighing(facts, var=0.4), learned_7d="2024-02-14", learned_30d="2024-03-01")
    )

    assert "learned up to 14-Feb-2024 and 1-Mar-2024" in told
    assert "quarter" not in told

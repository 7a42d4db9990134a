"""What is missing, in two languages, with the numbers behind it."""

from dataclasses import replace

import pytest

from forexlib.core.candidate import Candidate
from forexlib.monitoring.readiness import assess
from forexlib.monitoring.readiness_evidence import DriftFacts, Evidence, ReadinessRules
from forexlib.monitoring.readiness_words import Language, asked_of, missing, verdict_line
from tests.monitoring.readiness_world import (
    TODAY,
    WORKING,
    business_days,
    criterion,
    evidence,
)

RULES = ReadinessRules()


def lacks(facts: Evidence, name: str, language: Language = "en") -> str:
    return missing(criterion(assess(facts, days=TODAY, rules=RULES), name), language)


@pytest.mark.parametrize("language", ["es", "en"])
def test_counts_say_how_many_are_missing(language: Language) -> None:
    facts = evidence(business_days(4), scored=3)

    assert "46" in lacks(facts, "predictions", language)
    assert "3" in lacks(facts, "operation", language)
    assert "7" in lacks(facts, "scored", language)


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_is_met_lacks_nothing(language: Language) -> None:
    facts = evidence(business_days(60), scored=20)

    assert [missing(one, language) for one in assess(facts, days=TODAY, rules=RULES).criteria] == [
        ""
    ] * 5


@pytest.mark.parametrize(
    ("drift", "said"),
    [
        (DriftFacts(), "run `forex ingest`"),
        (replace(WORKING, n_tests=0), "nothing was tested of 2024-03-29: run `forex drift`"),
        (replace(WORKING, break_found=False), "does not find a planted break"),
        (replace(WORKING, n_tests=0, break_found=None), "too little history"),
    ],
)
def test_drift_says_what_to_do(drift: DriftFacts, said: str) -> None:
    assert said in lacks(evidence(business_days(5), drift=drift), "drift")


def test_stability_names_the_troubles_and_how_many_days_they_cost() -> None:
    month = business_days(21)
    happened = {"issued": month[:-1], "source": month[:3]}

    said = lacks(evidence(month, happened=happened), "stability")

    assert said == (
        "17 of 21 business days without trouble; with: 1 without a forecast, 3 with a failed source"
    )


def test_a_system_that_never_issued_says_so() -> None:
    assert lacks(Evidence(7), "stability") == "no live forecast was ever issued"


def test_points_are_rounded_down_so_that_eighty_means_ready() -> None:
    """79.97 points are not 80."""
    facts = evidence(business_days(2499), scored=10)
    verdict = assess(facts, days=TODAY, rules=replace(RULES, predictions=2500))

    assert verdict.score > 79.9
    assert verdict_line([verdict], "en").startswith(
        "7d: NOT_READY, 79 of 100; READY is expected on"
    )


def test_several_horizons_together_are_as_ready_as_the_last_of_them() -> None:
    early, late = (
        assess(evidence(business_days(count), scored=10), days=TODAY, rules=RULES)
        for count in (60, 46)
    )

    said = verdict_line([early, late], "es")

    assert said.startswith("En conjunto: NOT_READY, 78 de 100; READY se espera el 2024-04-05")
    assert verdict_line([early], "en") == "7d: READY, 92 of 100; nothing is missing."


@pytest.mark.parametrize(
    ("candidate", "said"),
    [
        (Candidate("USDCLP", "nbp_fixing", "qa4"), "qa4."),
        (Candidate("USDCLP", "nbp_fixing", "qa4", recipe="abc"), "recipe abc: 0f, 1e."),
        (Candidate("USDCLP", "nbp_fixing", "qa4", version="0f"), "version 0f"),
    ],
)
def test_the_candidate_is_named(candidate: Candidate, said: str) -> None:
    assert said in asked_of(candidate, ("0f", "1e"), "en")

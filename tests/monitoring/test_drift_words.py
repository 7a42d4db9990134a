"""One sentence says what drifted, how much, and whether it worsens, in both languages."""

from dataclasses import replace
from datetime import date

from forexlib.monitoring.drift_words import Summary, in_words

CALM = Summary(date(2026, 10, 26), "INFO", 25, (), 12.4, worsens=False, untested=())


def test_a_calm_day() -> None:
    said = in_words(CALM)

    assert said["es"] == (
        "Sin deriva al 2026-10-26: ninguna de 25 pruebas difiere; puntaje 12 de 100, sin tendencia"
        " al alza."
    )
    assert said["en"] == (
        "No drift on 2026-10-26: none of 25 tests differs; score 12 of 100, with no upward trend."
    )


def test_one_and_several_drifted_tests_are_named() -> None:
    one = replace(CALM, severity="WARNING", drifted=[("returns", "volatility")], worsens=None)
    three = replace(
        CALM,
        severity="HIGH",
        drifted=[("returns", "ks"), ("7d", "t"), ("90d", "levene")],
        worsens=True,
    )

    assert "1 de 25 pruebas difiere (volatilidad de los retornos)" in in_words(one)["es"]
    assert "no trend can be measured yet" in in_words(one)["en"]
    assert (
        "3 of 25 tests differ (distribution of returns, mean of the 7-day forecasts and spread of"
        " the 90-day forecasts)"
    ) in in_words(three)["en"]
    assert in_words(three)["es"].endswith(", en aumento.")


def test_too_little_is_said() -> None:
    nothing = replace(CALM, severity=None, score=None, worsens=None, n_tests=0)
    part = replace(CALM, untested=("30d", "90d"))

    assert in_words(nothing)["en"] == "Drift on 2026-10-26: too little is known to measure it."
    assert in_words(part)["es"].endswith(
        " Insuficiente para los pronósticos a 30 días y los pronósticos a 90 días."
    )

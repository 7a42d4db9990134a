"""Slack gets the headline and a line per horizon."""

from forexlib.reporting.slack import forecast_slack, notice_slack
from tests.reporting.letters import letter


def test_the_headline_and_each_horizon_are_told() -> None:
    said = forecast_slack(letter(warnings=("Datos desactualizados: ayer.",)), "📊 USD/CLP 7d")

    lines = said.splitlines()
    assert lines[:2] == ["*📊 USD/CLP 7d*", "⚠️ Datos desactualizados: ayer."]
    assert [line.startswith("• *") for line in lines[2:6]] == [True] * 4
    assert lines[2].startswith("• *7 días* (8‑mar‑2024): *995,26* · 80\u00a0% 967,")
    assert lines[2].endswith("prob. de alza 50,0\u00a0%")
    assert "No es asesoría" in lines[-1]


def test_english_is_english() -> None:
    said = forecast_slack(letter(), "📊", language="en")

    assert "*7 days* (8‑Mar‑2024): *995.26*" in said


def test_a_notice_is_a_title_and_its_lines() -> None:
    assert notice_slack("Sin pronóstico", ["Uno.", "Dos."]) == "*Sin pronóstico*\nUno.\nDos."

"""An alert in words: what is said of one and of several, and how an all-clear looks."""

import polars as pl
import pytest

from forexlib.core.alert import Decision, Phase
from forexlib.core.event import Event, Severity
from forexlib.reporting.alert_mail import Alert, compose_alert
from forexlib.reporting.alert_words import sentence
from forexlib.reporting.chart_words import Language
from forexlib.reporting.numbers import Numerals


def told(severity: Severity, phase: Phase = "entry", kind: str = "stale_target") -> Decision:
    event = Event(kind, severity, audience="operations", metrics={"days": 4, "newest": ""})
    return Decision(event, phase, "sent", "It is new.")


def composed(*decisions: Decision, language: Language = "en") -> Alert:
    return compose_alert(
        decisions,
        audience="operations",
        pair="USDCLP",
        forecast=pl.DataFrame(),
        language=language,
    )


def test_an_all_clear_goes_where_the_alarm_went_without_its_siren() -> None:
    alert = composed(told("HIGH", "exit"))

    assert alert.severity == "HIGH"
    assert alert.subject == "📊 USD/CLP: over: stale data"
    assert "mute" not in alert.mail.text
    assert "ack" not in alert.mail.text


def test_what_begins_stands_before_what_ends() -> None:
    alert = composed(told("CRITICAL", "exit"), told("WARNING", kind="lower_mode"))

    assert alert.subject == "⚠️ USD/CLP: reduced mode and 1 more"
    assert "forex alerts mute lower_mode --until DATE" in alert.mail.text


def test_only_what_stands_can_be_said_to_be_known() -> None:
    event = Event("quarantined", "HIGH", audience="operations", occasion="2026-10-26 9")

    alert = composed(Decision(event, "happened", "sent", "It is new."), language="es")

    assert "forex alerts mute quarantined" in alert.mail.text
    assert "forex alerts ack" not in alert.mail.text


def test_a_command_is_code_where_there_are_fonts_and_bare_where_there_are_none() -> None:
    alert = composed(told("HIGH"))

    assert "`" not in alert.mail.text
    assert "`" not in alert.mail.html
    assert ">forex alerts mute stale_target --until DATE</code>" in alert.mail.html
    assert "`forex alerts mute stale_target --until DATE`" in alert.slack


@pytest.mark.parametrize(
    ("kind", "metrics", "es", "en"),
    [
        (
            "data_drift",
            {"n_drifted": 1, "score": 40.0, "tests": "ks"},
            "1 prueba de cambio en los datos se aparta de lo usual (puntaje 40,0 de 100): ks.",
            "1 drift test departs from the usual (score 40.0 of 100): ks.",
        ),
        (
            "data_drift",
            {"n_drifted": 2, "score": 40.0, "tests": "ks, t"},
            "2 pruebas de cambio en los datos se apartan de lo usual (puntaje 40,0 de 100): ks, t.",
            "2 drift tests depart from the usual (score 40.0 of 100): ks, t.",
        ),
        (
            "no_forecast",
            {"newest": "", "business_days": 1},
            "No hay pronóstico en vivo desde el – (1 día hábil).",
            "There is no live forecast since – (1 business day).",
        ),
        (
            "stale_target",
            {"state": "absent", "newest": "", "days": 0},
            "nbp_fixing/USDCLP: no hay valores.",
            "nbp_fixing/USDCLP: there is no value.",
        ),
        (
            "stale_target",
            {"state": "late", "newest": "", "days": 5},
            "nbp_fixing/USDCLP: último valor del –, 5 días hábiles de atraso.",
            "nbp_fixing/USDCLP: last value of –, 5 business days overdue.",
        ),
    ],
)
def test_one_is_told_as_one_and_several_as_several(
    kind: str, metrics: dict[str, float | int | str], es: str, en: str
) -> None:
    event = Event(kind, "HIGH", subject="nbp_fixing/USDCLP", metrics=metrics)

    assert sentence(event, "entry", language="es", show=Numerals("es")) == es
    assert sentence(event, "entry", language="en", show=Numerals("en")) == en


def test_a_planned_event_is_called_by_its_title_in_the_language_of_the_mail() -> None:
    metrics = {"title": "Reunión de tasas", "day": "2026-10-27"}
    both = Event("economic_event", "INFO", metrics={**metrics, "title_en": "Rate meeting"})
    spanish_alone = Event("economic_event", "INFO", metrics=metrics)

    def said(event: Event, language: Language) -> str:
        return sentence(event, "happened", language=language, show=Numerals(language))

    assert said(both, "es").startswith("Reunión de tasas: 27")
    assert said(both, "en").startswith("Rate meeting: 27")
    assert said(spanish_alone, "en").startswith("Reunión de tasas: 27")


@pytest.mark.parametrize(
    ("baseline", "es"),
    [
        ("walk-forward", "frente a su walk-forward"),
        ("trailing year", "frente al año anterior a la ventana"),
    ],
)
def test_the_baseline_is_named_in_the_language_of_the_mail(baseline: str, es: str) -> None:
    event = Event("degraded", "HIGH", 7, metrics={"percent": 30.0, "baseline": baseline, "n": 9})

    assert f"{es} (n = 9)" in sentence(event, "entry", language="es", show=Numerals("es"))

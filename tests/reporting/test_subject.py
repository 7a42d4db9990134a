"""The subject says the gravest thing of the headline horizon in one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forexlib.core.event import SEVERITIES, Event, Severity, rank
from forexlib.reporting.chart_words import Language
from forexlib.reporting.subject import headline, short_decimals, subject, title
from tests.reporting.forecasts import forecast, horizon


def said(
    change: float,
    *events: Event,
    days: tuple[int, ...] = (7, 15, 30, 90),
    anchor: float = 935.0,
    pair: str = "USDCLP",
    regime: str = "",
    language: Language = "es",
) -> str:
    """The subject of a forecast that changes by so many percent at each horizon."""
    rows = forecast(*(horizon(one, anchor, change / 100, pair=pair) for one in days))
    return subject(headline(rows, events), regime=regime, language=language)


def test_with_a_warning_it_is_the_one_of_the_specification() -> None:
    change = 100 * (950 / 935 - 1)

    assert said(change, Event("forecast_change", "WARNING", 7)) == (
        "⚠️ USD/CLP 7d: $935 → $950 (+1.6%) | Forecast Change"
    )


def test_without_an_alert_it_is_the_bias_and_the_regime() -> None:
    assert said(0.1) == "📊 USD/CLP 7d: $935 → $936 (+0.1%) | Neutral"
    assert said(0.7, regime="Risk-on") == (
        "📊 USD/CLP 7d: $935 → $942 (+0.7%) | Sesgo Alcista | Risk-on"
    )


@pytest.mark.parametrize(
    ("change", "bias"),
    [
        (-2.0, "Sesgo Bajista"),
        (-0.31, "Sesgo Bajista"),
        (-0.29, "Neutral"),
        (0.0, "Neutral"),
        (0.29, "Neutral"),
        (0.31, "Sesgo Alcista"),
    ],
)
def test_a_bias_begins_at_three_tenths_of_a_percent(change: float, bias: str) -> None:
    assert said(change).endswith(f" | {bias}")


def test_the_regime_is_not_named_beside_an_alert() -> None:
    assert said(1.0, Event("data_drift", "HIGH"), regime="Risk-on").endswith(
        " | Cambio en los datos"
    )


@pytest.mark.parametrize(
    ("severity", "sign"), [("INFO", "📊"), ("WARNING", "⚠️"), ("HIGH", "🚨"), ("CRITICAL", "🚨")]
)
def test_the_sign_is_that_of_the_severity(severity: Severity, sign: str) -> None:
    assert said(1.0, Event("high_volatility", severity)).startswith(f"{sign} USD/CLP 7d")


def test_the_horizon_with_the_gravest_event_is_told() -> None:
    events = [
        Event("stale_data", "WARNING"),
        Event("high_volatility", "HIGH", 30),
        Event("forecast_change", "WARNING", 90),
    ]

    assert "30d" in said(1.0, *events)
    assert said(1.0, *events).endswith(" | Alta volatilidad")


def test_equal_severities_are_told_at_seven_days() -> None:
    events = [Event("forecast_change", "WARNING", days) for days in (90, 7, 30)]

    assert "7d" in said(1.0, *events)


def test_equal_severities_elsewhere_are_told_at_the_shortest() -> None:
    events = [Event("forecast_change", "WARNING", days) for days in (90, 30)]

    assert "30d" in said(1.0, *events)


def test_without_seven_days_the_shortest_is_told() -> None:
    assert said(1.0, days=(90, 30)).startswith("📊 USD/CLP 30d")
    assert said(1.0, Event("stale_data", "WARNING"), days=(15, 90)).startswith("⚠️ USD/CLP 15d")


def test_an_event_at_a_refused_horizon_is_not_told() -> None:
    assert said(0.0, Event("forecast_change", "HIGH", 7), days=(30,)).endswith(" | Neutral")


def test_several_of_one_severity_are_told_together_and_each_once() -> None:
    events = [
        Event("stale_data", "WARNING"),
        Event("lower_mode", "WARNING"),
        Event("lower_mode", "WARNING", 7),
    ]

    assert said(0.0, *events).endswith(" | Datos desactualizados + Modo reducido")


def test_information_is_no_alert() -> None:
    assert said(0.0, Event("economic_event", "INFO")) == said(0.0)


@pytest.mark.parametrize(
    ("anchor", "pair", "shown"),
    [
        (935.4, "USDCLP", "$935 → $935 (+0.0%)"),
        (1015.4, "USDCLP", "$1015 → $1015 (+0.0%)"),
        (99.5, "USDINR", "99.50 → 99.50 (+0.0%)"),
        (17.451, "USDMXN", "$17.45 → $17.45 (+0.0%)"),
        (5.472, "USDBRL", "R$5.47 → R$5.47 (+0.0%)"),
        (0.92134, "USDEUR", "0.921 → 0.921 (+0.0%)"),
        (0.067134, "USDXYZ", "0.0671 → 0.0671 (+0.0%)"),
    ],
)
def test_rates_have_as_many_digits_as_they_need(anchor: float, pair: str, shown: str) -> None:
    assert shown in said(0.0, anchor=anchor, pair=pair)


def test_there_is_no_negative_zero() -> None:
    assert "(+0.0%)" in said(-0.04)


@given(st.floats(1e-3, 1e5))
def test_at_least_three_digits_count(rate: float) -> None:
    shown = f"{rate:.{short_decimals(rate)}f}"

    assert len(shown.replace(".", "").lstrip("0")) >= 3


@pytest.mark.parametrize(
    ("language", "expected"), [("es", "Sesgo Bajista"), ("en", "Bearish Bias")]
)
def test_the_bias_is_in_the_language_of_the_mail(language: Language, expected: str) -> None:
    assert said(-1.0, language=language).endswith(expected)


def test_an_unknown_kind_is_told_by_its_name() -> None:
    assert title("meteor_strike", "es") == "Meteor Strike"


def test_severities_rise() -> None:
    assert [rank(one) for one in SEVERITIES] == [0, 1, 2, 3]

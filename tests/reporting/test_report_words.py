import re
from collections.abc import Mapping
from string import Formatter

import pytest

from forexlib.reporting.report.markdown import literal, table
from forexlib.reporting.report.words import SAYS, Words


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_languages_say_the_same_things() -> None:
    assert list(SAYS["es"]) == list(SAYS["en"])


@pytest.mark.parametrize("name", SAYS["es"])
def test_both_languages_fill_in_the_same_places(name: str) -> None:
    assert places(SAYS["es"][name]) == places(SAYS["en"][name])


@pytest.mark.parametrize("says", SAYS.values(), ids=SAYS)
def test_percents_are_written_as_the_language_does(says: Mapping[str, str]) -> None:
    spaced = [text for text in says.values() if re.search(r"\d %", text)]
    touching = [text for text in says.values() if re.search(r"\d%", text)]

    assert not (spaced if says is SAYS["en"] else touching)


def test_a_text_keeps_its_percents_on_the_line() -> None:
    words = Words.for_rate(900.0, "es")

    assert words("card_80") == "Banda de 80\u00a0%"


def test_literal_text_is_no_markdown() -> None:
    assert literal("a_b*c|d@e") == r"a\_b\*c\|d\@e"


def test_a_table_with_a_caption_stays_on_one_page() -> None:
    drawn = table(["a"], [["1"]], align="r", caption="Uno", name="uno")

    assert "breakable: false" in drawn
    assert ": Uno {#tbl-uno}" in drawn

"""The dashboard's words: the same names in both languages, and every one that is asked for."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from forexlib.reporting.dashboard import words_en, words_es
from forexlib.reporting.dashboard.words import SAYS, grave, words_for

SOURCES = sorted((Path(__file__).parents[2] / "forexlib" / "reporting" / "dashboard").glob("*.py"))


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_names_and_places() -> None:
    spanish, english = words_es.SAYS, words_en.SAYS

    assert list(spanish) == list(english)
    assert {
        name: (fields(text), fields(english[name]))
        for name, text in spanish.items()
        if fields(text) != fields(english[name])
    } == {}


@pytest.mark.parametrize("source", SOURCES, ids=lambda file: file.stem)
def test_every_name_that_is_asked_for_is_there(source: Path) -> None:
    text = source.read_text(encoding="utf-8")

    asked = set(re.findall(r'\bwords\(\s*"(\w+)"', text))
    heads = {
        f"head_{name}"
        for call in re.findall(r"words\.heads\(([^)]*(?:\)[^)]*)??)\)", text)
        for name in re.findall(r'(?<!f)"(\w+)"', call)
    }

    assert {name for name in asked | heads if name not in SAYS["es"]} == set()


def test_no_name_is_there_for_nothing() -> None:
    text = "".join(
        file.read_text(encoding="utf-8") for file in SOURCES if "words_" not in file.name
    )

    plain = set(re.findall(r'"(\w+)"', text))
    stems = tuple(re.findall(r'f"(\w+_)\{', text))

    unused = {
        name
        for name in words_es.SAYS
        if name not in plain
        and name.removeprefix("head_") not in plain
        and not name.removeprefix("head_").startswith((*stems, "track_"))
    }
    assert unused == set()


@pytest.mark.parametrize(
    ("p", "told"), [(None, "–"), (0.2429, "0,2429"), (0.00002, "2e-05"), (0.0, "0,0000")]
)
def test_small_chances_have_exponents(p: float | None, told: str) -> None:
    assert words_for(900.0, "es").chance(p) == told


def test_severities_have_tones() -> None:
    assert [grave(one).tone for one in (None, "INFO", "WARNING", "HIGH", "CRITICAL")] == [
        *("soft", "plain", "warn", "bad", "bad")
    ]

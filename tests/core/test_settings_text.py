"""One value in the text of a settings file, whatever else stands there."""

from io import StringIO

import pytest
from dotenv import dotenv_values
from hypothesis import given as drawn
from hypothesis import strategies as st

from forexlib.core.errors import SettingsError
from forexlib.core.settings_text import (
    differences,
    given,
    unreadable_lines,
    with_value,
    without,
)

TEXT = """\
# Settings of the desk.

FOREX_SEED=7
PREFECT_API_KEY='a b'  # kept

export FOREX_ZONE=America/Santiago
"""


def test_a_value_is_changed_in_its_place() -> None:
    changed = with_value(TEXT, "FOREX_SEED", "8")

    assert changed == TEXT.replace("FOREX_SEED=7", "FOREX_SEED=8")


def test_a_new_value_comes_last_on_a_line_of_its_own() -> None:
    assert with_value("FOREX_SEED=7", "FOREX_PAIR", "USDBRL") == "FOREX_SEED=7\nFOREX_PAIR=USDBRL\n"


def test_of_several_lines_one_remains() -> None:
    changed = with_value("forex_seed=1\nFOREX_SEED=2\n", "FOREX_SEED", "3")

    assert changed == "FOREX_SEED=3\n"


def test_what_is_taken_out_leaves_the_rest() -> None:
    assert without(TEXT, "FOREX_SEED") == TEXT.replace("FOREX_SEED=7\n", "")
    assert without(TEXT, "FOREX_PAIR") == TEXT


@drawn(st.text())
def test_a_value_is_read_back_as_it_was_or_refused(value: str) -> None:
    try:
        text = with_value(TEXT, "FOREX_INSTITUTION", value)
    except SettingsError:
        assert not value.isprintable() or "${" in value
        return

    assert given(text)["FOREX_INSTITUTION"] == value


@pytest.mark.parametrize("value", ["it's", 'say "so"', "a # b", r"back\slash", " x ", "$HOME", "ñ"])
def test_other_readers_of_the_syntax_see_the_same(value: str) -> None:
    text = with_value("", "FOREX_INSTITUTION", value)

    assert dotenv_values(stream=StringIO(text)) == {"FOREX_INSTITUTION": value}


@pytest.mark.parametrize("value", ["two\nlines", "a\x00b", "${HOME}"])
def test_what_the_syntax_cannot_say_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match="FOREX_INSTITUTION cannot be written"):
        with_value("", "FOREX_INSTITUTION", value)


def test_lines_that_say_nothing_are_numbered() -> None:
    assert unreadable_lines("A=1\n\n\nno sense here\nB=2\nnor here\n") == (4, 6)


def test_differences_name_what_was_set_changed_and_taken_away() -> None:
    before, after = "FOREX_SEED=1\nFOREX_PAIR=x\nOTHER=1\n", "FOREX_SEED=2\nFOREX_ZONE=y\nOTHER=1\n"

    found = list(differences(before, after, lambda _, value: value))

    assert found == ["seed: 1 → 2", "pair: x → –", "zone: – → y"]

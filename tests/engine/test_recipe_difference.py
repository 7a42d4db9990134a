"""Recipes differ where what they issue does."""

from __future__ import annotations

from dataclasses import replace

from forexlib.engine.recipe import Recipe
from forexlib.engine.recipe_difference import differences
from forexlib.engine.recipe_text import recipe_as_data, recipe_from_data
from forexlib.models.catalogue import MODELS
from forexlib.models.var import Var

PLAIN = Recipe()


def test_a_recipe_does_not_differ_from_itself_read_back() -> None:
    assert differences(recipe_from_data(recipe_as_data(PLAIN)), PLAIN) == []


def test_settings_and_series_are_named() -> None:
    other = replace(PLAIN, members=("var",), seed=1, optional=("fred/DFF",))

    assert differences(PLAIN, other) == ["members", "seed", "fred/DFF"]


def test_a_centre_or_spread_that_is_set_otherwise_is_named_once() -> None:
    centres = {**PLAIN.centres, "var": Var(least=501)}
    spreads = {**PLAIN.spreads, "qr4": PLAIN.spreads["qa4"]}

    assert differences(PLAIN, replace(PLAIN, centres=centres)) == ["var"]
    assert differences(PLAIN, replace(PLAIN, spreads=spreads)) == ["qr4"]


def test_neither_unused_models_nor_horizons_count() -> None:
    unused = next(name for name in MODELS if name not in {*PLAIN.members, "qr4", "qa4"})
    models = {name: one for name, one in PLAIN.models.items() if name != unused}

    assert differences(PLAIN, replace(PLAIN, models=models, horizons=(7, 30))) == []

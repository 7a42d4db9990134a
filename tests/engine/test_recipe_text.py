"""A recipe written down is the recipe read, whatever it holds; what does not fit is refused."""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from forexlib.core.errors import VersionUnreadable
from forexlib.engine.recipe import Recipe
from forexlib.engine.recipe_text import FAMILIES, recipe_as_data, recipe_from_data
from forexlib.models.catalogue import CENTRES, SPREADS, Model
from tests.engine.parts import LIGHT
from tests.panels import OUTSIDE, TARGET

FULL = Recipe().for_series(TARGET, OUTSIDE)
"""Every family of centres, benchmarks and spreads is in it."""

Change = Callable[[dict[str, Any]], object]


def other(value: Any) -> Any:  # noqa: ANN401  (whatever a setting may be)
    """Another value that the same setting may have."""
    match value:
        case int():
            return value + 1
        case float():
            return value - 0.1 / 3  # has no short decimal
        case "quarter" | "year":
            return "year" if value == "quarter" else "quarter"
        case str():
            return f"{value}, differently"
        case tuple():
            return tuple(reversed(value))
    return replace(value, **{one.name: other(getattr(value, one.name)) for one in fields(value)})


def read_back(recipe: Recipe) -> Recipe:
    return recipe_from_data(json.loads(json.dumps(recipe_as_data(recipe))))


def written(change: Change) -> dict[str, Any]:
    """The full recipe as text has it, and then changed."""
    data = json.loads(json.dumps(recipe_as_data(FULL)))
    change(data)
    return data


@pytest.mark.parametrize(
    "recipe",
    [
        pytest.param(Recipe(), id="the usual one"),
        pytest.param(LIGHT, id="a light one"),
        pytest.param(FULL, id="with benchmarks"),
        pytest.param(Recipe(members=(), beside=(), regressors=()), id="with next to nothing"),
        pytest.param(replace(FULL, horizons=(1, 365), combination="equal", seed=0), id="others"),
        pytest.param(
            replace(FULL, models={**FULL.models, "far": Model("var", "ewma", reach=3)}),
            id="a model of its own",
        ),
    ],
)
def test_what_is_read_is_what_was_written(recipe: Recipe) -> None:
    again = read_back(recipe)

    assert again == recipe
    assert again.digest() == recipe.digest()
    assert repr(again) == repr(recipe)


def test_the_full_recipe_has_every_family() -> None:
    there = {type(one).__name__ for one in (*FULL.centres.values(), *FULL.spreads.values())}

    assert there == set(FAMILIES)


@pytest.mark.parametrize("name", FULL.centres)
def test_every_setting_of_a_centre_is_written(name: str) -> None:
    changed = replace(FULL, centres={**FULL.centres, name: other(FULL.centres[name])})

    again = read_back(changed)

    assert repr(again) == repr(changed)
    assert again.digest() != FULL.digest()


@pytest.mark.parametrize("name", SPREADS)
def test_every_setting_of_a_spread_is_written(name: str) -> None:
    changed = replace(FULL, spreads={**FULL.spreads, name: other(FULL.spreads[name])})

    again = read_back(changed)

    assert repr(again) == repr(changed)
    assert again.digest() != FULL.digest()


def test_settings_are_plain_data_classes() -> None:
    assert all(is_dataclass(one) for one in (*CENTRES.values(), *SPREADS.values()))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        pytest.param(
            lambda data: data["centres"]["var"].update(family="Vier"),
            "the family 'Vier' is unknown",
            id="a family of another release",
        ),
        pytest.param(
            lambda data: data["centres"]["var"].pop("family"), "family is missing", id="no family"
        ),
        pytest.param(
            lambda data: data["centres"]["var"].update(lags=3),
            "centres.var.lags is unknown",
            id="a setting of another release",
        ),
        pytest.param(
            lambda data: data["spreads"]["qa4"]["garch"].update(lags=3),
            "spreads.qa4.garch.lags is unknown",
            id="a setting within a setting",
        ),
        pytest.param(
            lambda data: data["centres"]["var"].update(refit="month"),
            "Var.refit: Input should be 'quarter' or 'year'",
            id="a value that is none",
        ),
        pytest.param(
            lambda data: data["centres"]["var"].update(least="700"),
            "centres.var.least is '700', not 700",
            id="a value of another type",
        ),
        pytest.param(
            lambda data: data["models"]["var"].update(lag=1),
            "models.var.lag is unknown",
            id="a property of a model",
        ),
        pytest.param(
            lambda data: data["models"]["var"].pop("spread"),
            "Model.spread: Field required",
            id="a model without a spread",
        ),
        pytest.param(lambda data: data.update(luck=1), "luck", id="a field of another release"),
        pytest.param(lambda data: data.pop("models"), "models is missing", id="no models"),
        pytest.param(lambda data: data.update(horizons=None), "not iterable", id="no horizons"),
        pytest.param(lambda data: data.update(centres=[]), "list", id="centres without names"),
        pytest.param(lambda data: data["spreads"].update(qr4=[]), "list", id="no settings"),
    ],
)
def test_what_does_not_fit_is_refused_and_named(change: Change, named: str) -> None:
    data = written(change)

    with pytest.raises(VersionUnreadable, match="The recipe cannot be read") as refusal:
        recipe_from_data(data)

    assert named in refusal.value.what
    assert "forex models list" in refusal.value.remedy

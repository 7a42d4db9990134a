"""A recipe as plain data, and back: what a version is made of must be read years later.

Every setting of a centre or spread is written, beside the name of their family. A family or setting
that is not known here, or a value that does not fit, makes the recipe unreadable: nothing that was
said is passed over. A setting of which nothing is said did not exist then: it is what
`forexlib.engine.earlier` keeps of the time before, else its default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from reprlib import repr as short
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from forexlib.core.errors import VersionUnreadable
from forexlib.core.reason import Reason
from forexlib.engine.earlier import with_what_held_before
from forexlib.engine.recipe import Recipe
from forexlib.models.catalogue import CENTRES, SPREADS, Model
from forexlib.models.forward import Forward
from forexlib.models.last_traded import LastTraded

FAMILIES: Final[Mapping[str, type]] = {
    settings.__name__: settings
    for settings in (
        *(type(one) for one in {**CENTRES, **SPREADS}.values()),
        Forward,
        LastTraded,
    )
}
"""Every family of centres and spreads by name."""

PLAIN: Final = ("horizons", "members", "beside", "regressors", "optional")
"""Fields of a recipe that are tuples."""


def recipe_as_data(recipe: Recipe) -> dict[str, Any]:
    """What `json.dumps` can write; keys are the fields of `Recipe`."""
    data = {one.name: getattr(recipe, one.name) for one in fields(recipe)}
    data.update({name: list(data[name]) for name in PLAIN})
    data["models"] = {
        name: _form(Model).dump_python(one, mode="json") for name, one in recipe.models.items()
    }
    for parts in ("centres", "spreads"):
        data[parts] = {
            name: {"family": type(one).__name__, **_form(type(one)).dump_python(one, mode="json")}
            for name, one in data[parts].items()
        }
    return data


def recipe_from_data(data: Mapping[str, Any]) -> Recipe:
    """The recipe that `recipe_as_data` wrote, in this release or an earlier one.

    Raises:
        VersionUnreadable: If it holds something that this release does not know, or lacks something
            that it cannot do without.
    """
    try:
        read = with_what_held_before(Recipe, data)
        for name in read.keys() & set(PLAIN):
            read[name] = tuple(read[name])
        read["models"] = {name: _settings(Model, one) for name, one in read["models"].items()}
        for parts in ("centres", "spreads"):
            read[parts] = {name: _part(one) for name, one in read[parts].items()}
        recipe = Recipe(**read)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _unreadable(in_a_line(error)) from error
    if what := difference(data, recipe_as_data(recipe)):
        raise _unreadable(what)
    return recipe


def _part(said: Mapping[str, Any]) -> Any:  # noqa: ANN401  (a centre or a spread)
    settings = {name: value for name, value in said.items() if name != "family"}
    if said["family"] not in FAMILIES:
        raise ValueError(f"the family {said['family']!r} is unknown")
    return _settings(FAMILIES[said["family"]], settings)


def _settings(kind: type, said: Mapping[str, Any]) -> Any:  # noqa: ANN401  (of any kind)
    return _form(kind).validate_python(with_what_held_before(kind, said))


def _unreadable(why: str) -> VersionUnreadable:
    return VersionUnreadable(
        Reason("recipe_unreadable", error=why),
        remedy="It was written by another release: forecast with that, or with another version"
        " (`forex models list`).",
    )


def in_a_line(error: Exception) -> str:
    """What is wrong, in a line."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in (error.title, *first["loc"]))
        return f"{where}: {first['msg']}"
    if isinstance(error, KeyError):
        return f"{error.args[0]} is missing"
    return str(error)


def difference(said: object, read: object, where: str = "") -> str:
    """The first place at which what was written is not what was understood; "" if there is none."""
    if not (isinstance(said, Mapping) and isinstance(read, Mapping)):
        return "" if said == read else f"{where} is {short(said)}, not {short(read)}"
    for name, value in said.items():
        at = f"{where}.{name}".removeprefix(".")
        if name not in read:
            return f"{at} is unknown"
        if what := difference(value, read[name], at):
            return what
    return ""


@cache
def _form(settings: type) -> TypeAdapter[Any]:
    return TypeAdapter(settings)

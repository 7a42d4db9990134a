"""Facts for the doctor of who serves, and of where people look at versions."""

from __future__ import annotations

from dataclasses import replace

from forexlib.core.errors import ForexError, VersionUnreadable
from forexlib.engine.recipe import Recipe
from forexlib.engine.recipe_difference import differences
from forexlib.jobs.doctor_facts import Mirror, Served
from forexlib.wiring import Platform


def served(parts: Platform) -> tuple[Served, ...]:
    """Each champion of a horizon of the settings, its artefact read.

    Raises:
        StoreError: If the database cannot be read.
    """
    settings, recipe = parts.settings, _begun(parts)
    champions = parts.ledger.champions(settings.pair, settings.target)
    listed = parts.ledger.read("version_list", pair=settings.pair, target=settings.target)
    found = []
    for days in (one for one in settings.horizons if one in champions):
        version = champions[days].version
        anchor = listed.filter(horizon_days=days, version=version).item(0, "anchor_date")
        try:
            served = parts.serving.load(version).recipe
            differs = tuple(differences(served.on_the_series_of(recipe), recipe))
            joins = tuple(one for one in differences(served, recipe) if one not in differs)
        except VersionUnreadable as error:
            found.append(Served(days, version, anchor, trouble=error))
        else:
            found.append(Served(days, version, anchor, differs, joins))
    return tuple(found)


def _begun(parts: Platform) -> Recipe:
    """The settings' recipe, without optional series of which nothing is stored."""
    known = parts.store.newest()
    optional = tuple(name for name in parts.recipe.optional if name in known)
    return replace(parts.recipe, optional=optional)


def mirror(parts: Platform) -> Mirror | ForexError:
    """Whether MLflow can be used, or why not."""
    if parts.mirror is None:
        return "off"
    try:
        parts.mirror.check()
    except ForexError as error:
        return error
    return "usable"

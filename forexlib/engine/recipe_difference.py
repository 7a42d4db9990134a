"""In what two recipes differ that tells in what they issue."""

from __future__ import annotations

from collections.abc import Iterator

from forexlib.engine.recipe import Recipe

PLAIN = ("members", "combination", "robust", "reference", "beside", "seed")


def differences(own: Recipe, other: Recipe) -> list[str]:
    """Names of what differs: settings, models, their centres and spreads, series.

    Models that nobody uses do not count, nor do horizons: one more changes none of the others.
    """
    settings = [name for name in PLAIN if getattr(own, name) != getattr(other, name)]
    series = set(own.beside_the_target) ^ set(other.beside_the_target)
    return [*settings, *dict.fromkeys(_models(own, other)), *sorted(series)]


def _models(own: Recipe, other: Recipe) -> Iterator[str]:
    """Names of models, centres and spreads that both use, and not alike."""
    both = [name for name in _used(own) if name in _used(other)]
    for name in both:
        first, second = own.model(name), other.model(name)
        if first != second:
            yield name
            continue
        if own.centre(first.centre) != other.centre(second.centre):
            yield first.centre
        if own.spreads[first.spread] != other.spreads[second.spread]:
            yield first.spread


def _used(recipe: Recipe) -> tuple[str, ...]:
    return (*recipe.members, *recipe.beside, recipe.robust, recipe.reference)

"""A version: everything that a forecast needs and that was learned, in one piece.

A version is the hash of its artefact, so it can be neither changed nor mistaken. It holds the
recipe, the feature set and every learned part; what is left to do each day is the quick part. The
same version, code and releases give the same bytes from the same data.

    initial    parts as the calendar has them at the newest fixing, byte for byte a walk-forward's
    refresh    parts learned from everything up to the newest fixing, the anchor
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, Self

from typing_extensions import override

from forexlib.core.errors import MemberFailed, TooLittleHistory, VersionUnreadable
from forexlib.core.history import History
from forexlib.core.ports import Artefacts
from forexlib.core.reason import Reason, as_data, from_data
from forexlib.core.series import NBP_FIXING, series_name
from forexlib.engine.earlier import FORM, in_todays_form
from forexlib.engine.ensemble import Ensemble
from forexlib.engine.guard import guarded
from forexlib.engine.learned_text import learned_from_text
from forexlib.engine.learning import LEARNED_TYPES, Kept, LearnedT_co, Learner, form
from forexlib.engine.recipe import Recipe, digest
from forexlib.engine.recipe_text import recipe_as_data, recipe_from_data
from forexlib.engine.weights import RANDOM_WALK
from forexlib.engine.workbench import GAUSSIAN

DIGITS: Final = 12
WEIGHTS: Final = "weights"


@dataclass(frozen=True, slots=True)
class FeatureSet:
    """What the models look at.

    Attributes:
        target: The series that is forecast.
        regressors: The series beside it that had begun, in order.
        features: Names of the columns that tree models see, in order.
    """

    target: str
    regressors: tuple[str, ...]
    features: tuple[str, ...]

    @property
    def digest(self) -> str:
        """12 hex digits of the hash of all that."""
        return digest(self.target, self.regressors, self.features)

    def as_data(self) -> dict[str, Any]:
        """What `json.dumps` can write."""
        return {
            "target": self.target,
            "regressors": list(self.regressors),
            "features": list(self.features),
        }

    @classmethod
    def from_data(cls, said: Mapping[str, Any]) -> Self:
        """The one that `as_data` wrote."""
        return cls(said["target"], tuple(said["regressors"]), tuple(said["features"]))

    @classmethod
    def of(cls, target: str, history: History) -> Self:
        """Of the forecasts of `target` from `history`."""
        names = (
            name if "/" in name else series_name(NBP_FIXING, name)
            for name in history.regressor_names
        )
        return cls(target, tuple(names), history.feature_names)


@dataclass(frozen=True, slots=True)
class Bundle:
    """One version.

    Attributes:
        recipe: What it was made by; its series are those that had begun.
        features: What its models look at.
        anchor: The last fixing that anything was learned from.
        parts: Name to what was learned, as its own text, and to the version of that.
        failed: Name to why a part could not be learned.
        text: The artefact.
    """

    recipe: Recipe
    features: FeatureSet
    anchor: date
    parts: Mapping[str, tuple[str, str]]
    failed: Mapping[str, str]
    text: bytes

    @property
    def version(self) -> str:
        """12 hex digits of the hash of the artefact."""
        return version_of(self.text)

    @classmethod
    def made(
        cls,
        recipe: Recipe,
        features: FeatureSet,
        anchor: date,
        parts: Mapping[str, tuple[str, str]],
        failed: Mapping[str, str],
    ) -> Self:
        """A bundle of these, and its artefact."""
        said = {
            "schema": FORM,
            "recipe": recipe_as_data(recipe),
            "features": features.as_data(),
            "anchor": anchor.isoformat(),
            "parts": {name: {"version": by, "learned": text} for name, (text, by) in parts.items()},
            "failed": {name: as_data(why) for name, why in failed.items()},
        }
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
        return cls(recipe, features, anchor, dict(parts), dict(failed), text)

    @classmethod
    def read(cls, text: bytes, *, version: str) -> Self:
        """The bundle of an artefact.

        Raises:
            VersionUnreadable: If it is not the artefact of `version`, or of an unknown form.
        """
        if version_of(text) != version:
            raise unreadable(version, Reason("artefact_changed"))
        try:
            return cls._read(json.loads(text), text)
        except VersionUnreadable as error:
            told = Reason("unusable_as", version=version, why=error.what)
            raise VersionUnreadable(told, remedy=error.remedy) from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            why = Reason("artefact_garbled", error=str(error))
            raise unreadable(version, why) from error

    @classmethod
    def _read(cls, said: Mapping[str, Any], text: bytes) -> Self:
        said = in_todays_form(said)
        return cls(
            recipe_from_data(said["recipe"]),
            FeatureSet.from_data(said["features"]),
            date.fromisoformat(said["anchor"]),
            {name: (one["learned"], one["version"]) for name, one in said["parts"].items()},
            {name: from_data(why) for name, why in said["failed"].items()},
            text,
        )


@dataclass(frozen=True, slots=True)
class Served(Learner):
    """The parts of one version; learns nothing.

    Attributes:
        bundle: The version.
    """

    bundle: Bundle = field(kw_only=True)

    @override
    def kept(
        self,
        name: str,
        settings: tuple[object, ...],
        known: History,
        learn: Callable[[], LearnedT_co],
    ) -> Kept[LearnedT_co]:
        """The part `name` of the version, whatever the history.

        Raises:
            MemberFailed: If the version has no such part, or it is of a form not known here.
        """
        if name == WEIGHTS and own_ensemble(self.recipe) not in settings:
            raise MemberFailed(
                Reason("foreign_weights", version=self.bundle.version),
                remedy="Walk forward by the calendar for others (`forex validate`).",
            )
        if name not in self.memory:
            self.memory[name] = self._read(name)
        return self.memory[name]

    def _read(self, name: str) -> Kept[Any]:
        if name not in self.bundle.parts:
            raise MemberFailed(
                self.bundle.failed.get(
                    name, Reason("no_part", version=self.bundle.version, part=name)
                ),
                remedy="Learn anew: `forex retrain`.",
            )
        text, by = self.bundle.parts[name]
        try:
            return Kept(learned_from_text(LEARNED_TYPES[name], text), by)
        except (KeyError, ValueError) as error:
            raise MemberFailed(
                Reason("part_unreadable", version=self.bundle.version, part=name, error=str(error)),
                remedy="Learn anew: `forex retrain`.",
            ) from error


def version_of(text: bytes) -> str:
    """The version of an artefact."""
    return hashlib.sha256(text).hexdigest()[:DIGITS]


def own_ensemble(recipe: Recipe) -> Ensemble:
    """The ensemble that a recipe issues."""
    return Ensemble(recipe.members, recipe.combination)


def unreadable(version: str, why: str) -> VersionUnreadable:
    """Why a version cannot serve."""
    return VersionUnreadable(
        Reason("unusable", version=version, why=why),
        remedy="Roll back (`forex rollback`) or learn anew (`forex retrain`).",
    )


def serve(bundle: Bundle, artefacts: Artefacts) -> Served:
    """A learner that answers from `bundle`."""
    return Served(bundle.recipe, artefacts, bundle=bundle)


def learn_bundle(learner: Learner, target: str, history: History) -> Bundle:
    """Learn everything that the recipe needs.

    A part that cannot be learned is left out and named; what needs it falls back when it serves.

    Args:
        learner: The recipe; if it is anchored, everything is learned up to the end of `history`,
            else up to the calendar's refit days.
        target: The series that is forecast.
        history: Everything known.
    """
    features = FeatureSet.of(target, history)
    recipe = _begun(learner.recipe, features)
    learner = replace(learner, recipe=recipe)
    parts: dict[str, tuple[str, str]] = {}
    failed: dict[str, str] = {}
    anchor = [history.dates[0].astype(date)]
    for name, ask, refit in _asked(learner, history):
        try:
            kept = guarded(ask)
        except (MemberFailed, TooLittleHistory) as error:
            failed[name] = error.what
            continue
        parts[name] = (form(LEARNED_TYPES[name]).dump_json(kept.learned).decode(), kept.version)
        anchor.append(learner.at_refit(history, refit).last_day)
    return Bundle.made(recipe, features, max(anchor), parts, failed)


def _begun(recipe: Recipe, features: FeatureSet) -> Recipe:
    """The recipe with the series that had begun."""
    there = set(features.regressors)
    return replace(
        recipe,
        regressors=tuple(name for name in recipe.regressors if name in there),
        optional=tuple(name for name in recipe.optional if name in there),
    )


def _asked(learner: Learner, history: History) -> list[tuple[str, Callable[[], Kept[Any]], Any]]:
    """Name of each part, how it is learned, and its refit."""
    recipe = learner.recipe
    wanted = (RANDOM_WALK, recipe.robust, *recipe.members, *recipe.beside, recipe.reference)
    models = [recipe.model(name) for name in dict.fromkeys(wanted)]
    found: list[tuple[str, Callable[[], Kept[Any]], Any]] = []
    for name in dict.fromkeys(one.centre for one in models):
        refit = recipe.centres[name].refit
        found.append((name, lambda name=name: learner.centre(name, history), refit))
    for name in dict.fromkeys((GAUSSIAN, *(one.spread for one in models))):
        refit = recipe.spreads[name].refit
        found.append((name, lambda name=name: learner.spread(name, history), refit))
    ensemble = own_ensemble(recipe)
    found.append((WEIGHTS, lambda: ensemble.weights(learner, history), "quarter"))
    return found

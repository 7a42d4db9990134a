"""Who forecasts: the champion of each horizon, from its artefact, without learning anything.

The first live forecast of a horizon makes its first version, by the calendar, so that the record
walked forward and the forecasts issued are the same. From then on a horizon is its champion's until
the ledger names another one. An artefact that is gone or was changed serves nobody: its horizons
are issued in the mode `robust`, and labelled so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

from forexlib.core.errors import ForexError, Refused, StoreError, VersionUnreadable
from forexlib.core.ports import Ledger, Store
from forexlib.core.reason import Reason
from forexlib.core.runs import Run
from forexlib.core.series import series_name
from forexlib.core.version import Crowning, Entry, NewVersion, Origin, Place, Standing
from forexlib.engine.bundle import Bundle, learn_bundle, serve, unreadable
from forexlib.engine.forecast import Prepared, Question
from forexlib.engine.guard import guarded
from forexlib.engine.learning import Learner, releases, source_digest
from forexlib.engine.recipe_text import recipe_as_data
from forexlib.engine.seats import Seat, forecast_from

FIRST: Final = "the first version of this horizon"


@dataclass(frozen=True, slots=True)
class Serving:
    """Where champions are named, and what stands in where one cannot serve.

    Attributes:
        ledger: Names them.
        learner: The recipe of the settings, by the calendar; knows where artefacts lie.
    """

    ledger: Ledger
    learner: Learner

    def load(self, version: str) -> Bundle:
        """The artefact of a version.

        Raises:
            VersionUnreadable: If it is gone, changed, not to be read, or of an unknown form.
        """
        try:
            text = self.learner.artefacts.load(version)
        except StoreError as error:
            raise unreadable(version, Reason("artefact_hidden")) from error
        if text is None:
            raise unreadable(version, Reason("artefact_gone"))
        return Bundle.read(text, version=version)

    def prepared(self, store: Store, question: Question, learner: Learner) -> Prepared:
        """The question with what is known of a recipe's series.

        Raises:
            TooLittleHistory: If the target has no value by the question's instant.
            Refused: If no horizon can be answered.
        """
        series = question.series(learner.recipe)
        panel = store.panel(series, as_of=question.as_of, admitted_by=question.admitted_by)
        return Prepared.look(panel, question, learner.recipe)

    def seat(self, store: Store, question: Question, version: str, days: Iterable[int]) -> Seat:
        """A version, ready to forecast some horizons.

        Raises:
            VersionUnreadable: If it cannot serve.
            TooLittleHistory: If the target has no value by the question's instant.
            Refused: If no horizon can be answered.
        """
        bundle = self.load(version)
        target = series_name(question.target, question.pair)
        if bundle.features.target != target:
            other = Reason("other_target", found=bundle.features.target, wanted=target)
            raise unreadable(version, other)
        learner = serve(bundle, self.learner.artefacts)
        return Seat(version, self.prepared(store, question, learner), learner, frozenset(days))

    def forecast(self, store: Store, question: Question, *, now: datetime) -> Run:
        """The run of all champions; a horizon without one gets its first.

        Raises:
            TooLittleHistory: If the target has no value by the question's instant.
            Refused: If no horizon can be answered, or not even by the random walk.
            StoreError: If the database cannot be read or written.
        """
        own = self.prepared(store, question, self.learner)
        seats = [
            self._seated(store, question, version, days, own)
            for version, days in self._serving(question, own, now=now).items()
            if not set(days) <= set(own.refused)
        ]
        return replace(forecast_from(seats), refused=own.refused)

    def _seated(
        self, store: Store, question: Question, version: str, days: list[int], own: Prepared
    ) -> Seat:
        """The version, or where it cannot serve what stands in for it."""
        try:
            return self.seat(store, question, version, days)
        except VersionUnreadable as error:
            return Seat(version, own, self.learner, frozenset(days), barred=error.what)

    def _serving(
        self, question: Question, own: Prepared, *, now: datetime
    ) -> Mapping[str, list[int]]:
        """Champion to the horizons it serves, of those the settings name.

        Clocks go back, and those of two machines differ: whoever was crowned last serves.
        """
        found = self.ledger.champions(question.pair, question.target)
        missing = [days for days in self.learner.recipe.horizons if days not in found]
        if missing:
            self._crown_the_first(question, own, missing, now=now)
            found = self.ledger.champions(question.pair, question.target)
        serving: dict[str, list[int]] = {}
        for days in self.learner.recipe.horizons:
            serving.setdefault(found[days].version, []).append(days)
        return serving

    def _crown_the_first(
        self, question: Question, own: Prepared, horizons: Iterable[int], *, now: datetime
    ) -> None:
        """Learn the first version of some horizons, by the calendar.

        Of two who do it at once one writes, and both go by what was written.
        """
        target = series_name(question.target, question.pair)
        bundle = learn_bundle(self.learner, target, own.history)
        self.learner.artefacts.save(bundle.version, bundle.text)
        for days in horizons:
            entry = Entry(
                Place(question.pair, question.target, days),
                expected=None,
                version=new_version(bundle, own.question, origin="initial", parent=None),
                standings=[Standing(bundle.version, "registered", FIRST)],
                crowning=Crowning(bundle.version, "initial", FIRST),
            )
            self.ledger.write([entry], now=now)


def new_version(
    bundle: Bundle, question: Question, *, origin: Origin, parent: str | None
) -> NewVersion:
    """What the ledger is told of a bundle that was learned to answer `question`."""
    return NewVersion(
        version=bundle.version,
        origin=origin,
        recipe=bundle.recipe.digest(),
        feature_set=bundle.features.digest,
        features=bundle.features.as_data(),
        settings=recipe_as_data(bundle.recipe),
        anchor_date=bundle.anchor,
        as_of=question.as_of,
        admitted_by=question.admitted_by,
        parent=parent,
        code=source_digest(),
        releases=releases(),
    )


@dataclass(frozen=True, slots=True)
class Shadows:
    """What challengers forecast beside the champions.

    Attributes:
        runs: Of the track shadow, one a version.
        warnings: Of those that could not.
    """

    runs: tuple[Run, ...] = ()
    warnings: tuple[str, ...] = ()


def forecast_in_the_shadow(serving: Serving, store: Store, question: Question) -> Shadows:
    """What every version in shadow says of its horizons; one that fails costs nobody else anything.

    Raises:
        StoreError: If the database cannot be read.
    """
    listed = serving.ledger.read(
        "version_list", pair=question.pair, target=question.target, state="shadow"
    )
    horizons: dict[str, list[int]] = {}
    for version, days in listed.sort("version").select("version", "horizon_days").iter_rows():
        horizons.setdefault(version, []).append(days)
    asked = replace(question, track="shadow", spot=None)
    runs: list[Run] = []
    warnings: list[str] = []
    for version, days in horizons.items():
        try:
            runs.extend(guarded(partial(_shadow, serving, store, asked, version, days)))
        except (Refused, VersionUnreadable) as error:
            warnings.append(f"Version {version} forecast nothing in the shadow: {error.what}")
        except ForexError as error:
            warnings.append(f"Version {version} failed in the shadow: {error.what}")
    return Shadows(tuple(runs), tuple(warnings))


def _shadow(
    serving: Serving, store: Store, asked: Question, version: str, days: list[int]
) -> list[Run]:
    """What one version says, if any of its horizons can be answered."""
    seat = serving.seat(store, asked, version, days)
    return [forecast_from([seat])] if seat.own() else []

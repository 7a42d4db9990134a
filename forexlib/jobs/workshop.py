"""What versions are learned, judged and exchanged with; and who is meant by a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

import polars as pl

from forexlib.core.calendar import each_day
from forexlib.core.errors import SettingsError
from forexlib.core.ports import Store
from forexlib.core.version import LIVELY, Champion, Place
from forexlib.decisions.promotion import RefreshLimits
from forexlib.decisions.retrain import RetrainRules
from forexlib.decisions.rollback import HealthRules
from forexlib.decisions.shadow import ShadowRules
from forexlib.decisions.worsening import Worsening
from forexlib.engine.forecast import Question
from forexlib.jobs.serving import Serving
from forexlib.monitoring.readiness_verdict import Level

WEDNESDAY: Final = 2
WEEK: Final = 7
CHANGED_HANDS: Final = "Another champion was made meanwhile; nothing was changed."
LEAST_DIGITS: Final = 4
"""Of a version's hash that are taken for its beginning, and not for a number."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Every rule of a version's life. Attributes: one for each decision; see there."""

    retrain: RetrainRules = field(default_factory=RetrainRules)
    refresh: RefreshLimits = field(default_factory=RefreshLimits)
    shadow: ShadowRules = field(default_factory=ShadowRules)
    health: HealthRules = field(default_factory=HealthRules)
    refresh_years: int = 3
    challenge_years: int = 10


@dataclass(frozen=True, slots=True)
class Workshop:
    """What the jobs of versions work with.

    Attributes:
        store: Where observations and forecasts are.
        serving: The ledger, the artefacts, and the recipe of the settings.
        worsening: By how much versions do worse live, by horizon, as known at an instant.
        drifted: What drifted, by name, as known at an instant.
        readiness: The level of a version at a horizon, as known at an instant.
        issue_instant: When a day's forecast is made.
        rules: By which it is decided.
        workers: Processes of a walk.
    """

    store: Store
    serving: Serving
    worsening: Callable[[Mapping[int, str], datetime], Mapping[int, Worsening]]
    drifted: Callable[[datetime], tuple[str, ...]]
    readiness: Callable[[str, int, datetime], Level | None]
    issue_instant: Callable[[date], datetime]
    rules: Rules = field(default_factory=Rules)
    workers: int = 1

    def champions(self, question: Question) -> Mapping[int, Champion]:
        """Who serves each horizon of the settings: whoever was crowned last."""
        found = self.serving.ledger.champions(question.pair, question.target)
        return {days: found[days] for days in self.serving.learner.recipe.horizons if days in found}

    def versions(self, question: Question) -> pl.DataFrame:
        """Every version of the question's pair and target, as in the view `version_list`."""
        return self.serving.ledger.read(
            "version_list", pair=question.pair, target=question.target
        ).sort("horizon_days", "number")

    def reigns(self, question: Question) -> pl.DataFrame:
        """Who served when, as in the view `champion_reigns`."""
        return self.serving.ledger.read(
            "champion_reigns", pair=question.pair, target=question.target
        ).sort("horizon_days", "turn")

    def live(self, question: Question) -> Question:
        """The same question, with exactly what is admitted by now."""
        return replace(question, admitted_by=self.store.last_admission())

    def weeks(self, question: Question, *, years: int) -> tuple[datetime, ...]:
        """The issue instants of the Wednesdays of the years before the question's instant."""
        last = question.as_of.date()
        first = last - timedelta(days=round(365.25 * years))
        first += timedelta(days=(WEDNESDAY - first.weekday()) % WEEK)
        moments = (self.issue_instant(day) for day in each_day(first, last, step=WEEK))
        return tuple(moment for moment in moments if moment <= question.as_of)


def usable(versions: pl.DataFrame, place: Place, name: str) -> dict[str, Any]:
    """The row of the version that a person means at a place, which was not deleted.

    Args:
        versions: As of `named`.
        place: As of `named`.
        name: As of `named`.

    Raises:
        SettingsError: If there is none, or more than one, or its artefact is gone.
    """
    row = named(versions, place, name)
    if row["state"] == "deleted":
        raise SettingsError(
            f"Version {row['number']} ({row['version']}) at {place.horizon_days} days is deleted:"
            " its artefact is gone.",
            remedy=_choice(_at(versions, place)),
        )
    return row


def named(versions: pl.DataFrame, place: Place, name: str) -> dict[str, Any]:
    """The row of the version that a person means at a place, deleted or not.

    Args:
        versions: Of the view `version_list`; those of other places tell whose a name is.
        place: Where.
        name: A number, the beginning of a hash (four digits at least), or `latest`: the newest that
            may serve or shadows.

    Raises:
        SettingsError: If there is none, or more than one.
    """
    own, days = _at(versions, place), place.horizon_days
    if own.is_empty():
        raise SettingsError(
            f"There is no version at {days} days yet.",
            remedy="`forex run` makes the first one; `forex models list` shows all.",
        )
    found = _meant(own, name)
    if found.height > 1:
        told = f"{name!r} begins the names of {found.height} versions at {days} days."
        raise SettingsError(told, remedy=_choice(own))
    if found.is_empty():
        raise SettingsError(_missing(versions, place, name), remedy=_choice(own))
    row: dict[str, Any] = found.to_dicts()[0]
    return row


def _at(versions: pl.DataFrame, place: Place) -> pl.DataFrame:
    return versions.filter(pair=place.pair, target=place.target, horizon_days=place.horizon_days)


def _meant(own: pl.DataFrame, name: str) -> pl.DataFrame:
    if name == "latest":
        return own.filter(pl.col("state").is_in([*LIVELY])).sort("number").tail(1)
    text = _plain(name)
    numbered = own.filter(pl.col("number").cast(pl.String) == (text.lstrip("0") or "0"))
    exact = own.filter(version=text)
    return next((one for one in (exact, numbered) if one.height), _begun(own, text))


def _begun(versions: pl.DataFrame, text: str) -> pl.DataFrame:
    """Those whose hash begins so."""
    whole = len(text) >= LEAST_DIGITS
    return versions.filter(pl.col("version").str.starts_with(text) & pl.lit(whole))


def _plain(name: str) -> str:
    return name.strip().lower().removeprefix("v")


def _missing(versions: pl.DataFrame, place: Place, name: str) -> str:
    """Why there is none, and whose it is if not this place's."""
    others = _begun(versions, _plain(name))
    of_here = others.filter(pair=place.pair, target=place.target)
    days = f"{place.horizon_days} days"
    if of_here.height:
        at = ", ".join(f"{one}d" for one in of_here.get_column("horizon_days").unique().sort())
        return f"Version {name!r} is of other horizons ({at}), not of {days}."
    if others.height:
        pairs = ", ".join(others.get_column("pair").unique().sort())
        return f"Version {name!r} is of {pairs}, not of {place.target}/{place.pair}."
    return f"There is no version {name!r} at {days}."


def _choice(own: pl.DataFrame) -> str:
    kept = own.filter(pl.col("state") != "deleted").sort("number", descending=True).head(5)
    names = ", ".join(f"{number} ({version})" for number, version in _pairs(kept))
    return f"Choose among {names}; `forex models list` shows all."


def _pairs(rows: pl.DataFrame) -> Iterable[tuple[int, str]]:
    return rows.select("number", "version").iter_rows()


def check_horizons(asked: Sequence[int], known: Sequence[int]) -> tuple[int, ...]:
    """The horizons asked for, or all that are known if none is.

    Raises:
        SettingsError: If one is not forecast.
    """
    strange = [days for days in asked if days not in known]
    if strange:
        raise SettingsError(
            f"{strange[0]} days is no horizon that is forecast.",
            remedy=f"Choose among {', '.join(f'{days}d' for days in known)}.",
        )
    return tuple(days for days in known if days in asked) if asked else tuple(known)

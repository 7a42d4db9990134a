"""What a new version is put to before it may serve: its output check, and walks through the past.

A refresh is held against the champion on origins that both have mostly learned from: that tells a
broken fit from a sound one, and proves no improvement (docs/decisions/0029). Beside it the recipe
is walked forward by the calendar, which learned from no outcome it is judged by, and must not be
worse than the random walk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

import dataframely as dy
import polars as pl

from forexlib.backtest.duel import Duelled, compare_by_horizon, issued, matched
from forexlib.core.errors import Refused, TooLittleHistory, VersionUnreadable
from forexlib.core.reason import Reason
from forexlib.core.series import series_name
from forexlib.decisions.promotion import Verdict, judge_refresh
from forexlib.engine.bundle import WEIGHTS, Bundle, Served, learn_bundle, serve
from forexlib.engine.forecast import Question
from forexlib.engine.learning import Learner
from forexlib.engine.recipe import Recipe
from forexlib.engine.seats import Seat, defects, forecast_from
from forexlib.engine.weights import RANDOM_WALK
from forexlib.jobs.workshop import Workshop
from forexlib.scoring.equal_accuracy import Comparison


@dataclass(frozen=True, slots=True)
class Trial:
    """What was learned, and whether it may go on.

    Attributes:
        bundle: The new version; None if nothing could be learned.
        verdicts: One a horizon.
    """

    bundle: Bundle | None
    verdicts: Mapping[int, Verdict]

    @classmethod
    def failed(cls, why: str, horizons: Sequence[int], bundle: Bundle | None = None) -> Trial:
        """One that failed as a whole."""
        verdict = Verdict(accepted=False, why=why, evidence={"check": why})
        return cls(bundle, dict.fromkeys(horizons, verdict))


@dataclass(frozen=True, slots=True)
class Once:
    """What trials of one instant have in common, where several champions are of one recipe.

    Attributes:
        learned: Digest of a recipe to what was learned by it.
        walked: Version, or digest of a recipe that went by the calendar, to what it issued.
    """

    learned: dict[str, Bundle] = field(default_factory=dict)
    walked: dict[str, pl.DataFrame] = field(default_factory=dict)

    def bundle(self, recipe: Recipe, learn: Callable[[], Bundle]) -> Bundle:
        """What `learn` answers, for the first who asks."""
        name = recipe.digest()
        if name not in self.learned:
            self.learned[name] = learn()
        return self.learned[name]

    def walk(self, learner: Learner, walk: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        """What `walk` answers, for the first who asks."""
        served = isinstance(learner, Served)
        name = learner.bundle.version if served else learner.recipe.digest()
        if name not in self.walked:
            self.walked[name] = walk()
        return self.walked[name]


def try_refresh(
    shop: Workshop,
    question: Question,
    version: str,
    horizons: Sequence[int],
    *,
    once: Once | None = None,
) -> Trial:
    """Learn the recipe of a champion anew, check what it would issue, and hold it against it.

    What the champion chose is learned on the series of the settings: one that joined since is used,
    and one that left no more, if that is no worse.

    Args:
        shop: What is worked with.
        question: With exactly what is admitted by now.
        version: The champion; where it cannot be read, the settings' recipe takes its place.
        horizons: Calendar days that are judged.
        once: What earlier trials from the same question did already; is added to.

    Raises:
        TooLittleHistory: If the target has no value.
        Refused: If no horizon can be answered any more.
        StoreError: If the database or an artefact cannot be read or written.
    """
    once = once or Once()
    old = champions_learner(shop, version)
    recipe = old.recipe.on_the_series_of(shop.serving.learner.recipe)
    calendar = Learner(recipe, shop.serving.learner.artefacts)
    bundle = once.bundle(recipe, lambda: learned_anew(shop, question, recipe))
    if known_everywhere(shop, question, bundle.version, horizons):
        return Trial.failed(Reason("known_already"), horizons, bundle)
    wrong = output_trouble(shop, question, bundle)
    if wrong:
        return Trial.failed(wrong, horizons, bundle)
    series = dict.fromkeys((*question.series(recipe), *question.series(old.recipe)))
    panel = shop.store.panel(tuple(series), as_of=question.as_of, admitted_by=question.admitted_by)
    weeks = shop.weeks(question, years=shop.rules.refresh_years)
    new, before, walked = (
        once.walk(one, lambda one=one: issued(panel, question, one, weeks, workers=shop.workers))
        for one in (serve(bundle, calendar.artefacts), old, calendar)
    )
    compared = compare_by_horizon(matched(panel, question, new, before), horizons)
    passed = judge_refresh(compared, shop.rules.refresh)
    walks = against_the_random_walk(matched(panel, question, walked, walked), horizons)
    return Trial(bundle, {days: _both(passed[days], walks[days]) for days in horizons})


def learned_anew(shop: Workshop, question: Question, recipe: Recipe) -> Bundle:
    """Everything of a recipe, learned from all that the question may know.

    Raises:
        TooLittleHistory: If the target has no value.
        Refused: If no horizon can be answered any more.
        StoreError: If the database or an artefact cannot be read or written.
    """
    learner = Learner(recipe, shop.serving.learner.artefacts, anchored=True)
    prepared = shop.serving.prepared(shop.store, question, learner)
    return learn_bundle(learner, series_name(question.target, question.pair), prepared.history)


def known_everywhere(
    shop: Workshop, question: Question, version: str, horizons: Sequence[int]
) -> bool:
    """Whether a version was tried at each of some horizons before: the same bytes need no walk."""
    own = shop.versions(question).filter(version=version).get_column("horizon_days").to_list()
    return set(horizons) <= set(own)


def champions_learner(shop: Workshop, version: str) -> Learner:
    """The champion as it serves; where it cannot be read, the settings' recipe by the calendar."""
    try:
        return serve(shop.serving.load(version), shop.serving.learner.artefacts)
    except VersionUnreadable:
        return shop.serving.learner


def output_trouble(shop: Workshop, question: Question, bundle: Bundle) -> str:
    """Why what a bundle would issue now must not be issued; "" if it may.

    Raises:
        StoreError: If the database cannot be read.
    """
    learner = serve(bundle, shop.serving.learner.artefacts)
    try:
        prepared = shop.serving.prepared(shop.store, question, learner)
        seat = Seat(bundle.version, prepared, learner, bundle.recipe.horizons)
        run = forecast_from([seat])
    except (Refused, TooLittleHistory) as error:
        return Reason("nothing_forecast", why=error.what)
    fallen = defects(run)
    wrong = next(iter(fallen.values()), "") or seat.unlike()
    if wrong:
        return Reason("fails_check", why=wrong)
    lacking = missing(bundle)
    if lacking:
        return Reason("not_learned", parts=tuple(lacking))
    return ""


def missing(bundle: Bundle) -> list[str]:
    """Why parts could not be learned; of models that only stand beside, nothing."""
    recipe = bundle.recipe
    wanted = (RANDOM_WALK, recipe.robust, recipe.reference, *recipe.members)
    models = [recipe.model(name) for name in wanted]
    needed = {WEIGHTS, *(part for one in models for part in (one.centre, one.spread))}
    return [why for part, why in bundle.failed.items() if part in needed]


def against_the_random_walk(
    rows: dy.DataFrame[Duelled], horizons: Sequence[int]
) -> dict[int, Comparison]:
    """The first one's CRPS against the random walk's, by horizon."""
    walked = rows.with_columns(crps_reference=pl.col("crps_random_walk"))
    return compare_by_horizon(Duelled.validate(walked), horizons)


def _both(refresh: Verdict, walk: Comparison) -> Verdict:
    """No worse than the champion, and the recipe walked forward no worse than the random walk."""
    evidence = {"comparison": refresh.evidence, "walk_forward": asdict(walk)}
    if refresh.accepted and walk.finding == "worse":
        why = Reason("walk_worse", ratio=walk.ratio, low=walk.low, high=walk.high)
        return Verdict(accepted=False, why=why, evidence=evidence)
    return replace(refresh, evidence=evidence)

"""Hold another recipe against the champions: what is better walked forward may shadow.

Both recipes are walked by the calendar over the same origins, so that neither has seen an outcome
it is judged by. Every attempt of a year counts, at all horizons together
(`forexlib.decisions.promotion`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import perf_counter
from typing import Final

from forexlib.backtest.duel import compare_by_horizon, duel
from forexlib.core.errors import SettingsError
from forexlib.core.reason import Reason
from forexlib.core.version import Attempt, Champion, Entry, Outcome, Standing, State
from forexlib.decisions.promotion import Superiority, judge_challenger
from forexlib.decisions.retrain import RetrainVerdict
from forexlib.engine.bundle import Bundle
from forexlib.engine.forecast import Question
from forexlib.engine.learning import Learner
from forexlib.engine.recipe import Recipe
from forexlib.jobs.retrain import Order, Retrained
from forexlib.jobs.serving import new_version
from forexlib.jobs.trial import champions_learner, learned_anew, output_trouble
from forexlib.jobs.workshop import CHANGED_HANDS, Workshop
from forexlib.scoring.equal_accuracy import Comparison

YEAR: Final = timedelta(days=365)
TRIED: Final = ("registered", "shadow", "withdrawn")
"""States that another walk over the same past does not change."""


def changed(
    recipe: Recipe,
    *,
    members: Sequence[str] = (),
    combination: str | None = None,
    robust: str | None = None,
) -> Recipe:
    """A recipe with some parts exchanged.

    Args:
        recipe: The one to begin with.
        members: Models whose centres are combined.
        combination: How; see `forexlib.engine.combinations`.
        robust: The model whose spread is issued.

    Raises:
        SettingsError: If there is no such model or rule.
    """
    from forexlib.engine.combinations import COMBINATIONS  # noqa: PLC0415  (the names only)

    if combination is not None and combination not in COMBINATIONS:
        raise SettingsError(
            f"There is no combination {combination!r}.",
            remedy=f"Choose among {', '.join(COMBINATIONS)}.",
        )
    wanted = (*members, *([] if robust is None else [robust]))
    named = {name: recipe.model(name) for name in wanted}
    beside = recipe.beside
    if robust is not None and robust != recipe.robust:
        beside = tuple(dict.fromkeys((recipe.robust, *(one for one in beside if one != robust))))
    return replace(
        recipe,
        members=tuple(dict.fromkeys(members)) or recipe.members,
        combination=combination or recipe.combination,
        robust=robust or recipe.robust,
        beside=beside,
        models={**recipe.models, **named},
    )


@dataclass(frozen=True, slots=True)
class _Bout:
    """One challenge of all horizons together."""

    bundle: Bundle
    verdicts: Mapping[int, Superiority]
    trouble: str
    seconds: float
    by: str


def challenge(
    shop: Workshop, question: Question, recipe: Recipe, order: Order, *, now: datetime
) -> list[Retrained]:
    """Walk both, and let what is better shadow, by horizon.

    Args:
        shop: What is worked with.
        question: Its pair and target, live.
        recipe: The challenger's.
        order: Who asks, and at which horizons.
        now: The instant.

    Raises:
        SettingsError: If a horizon has no champion, or the recipe is its own.
        StoreError: If the database cannot be read or written; nothing that serves was changed.
    """
    champions = shop.champions(question)
    missing = [days for days in order.horizons if days not in champions]
    if missing:
        raise SettingsError(
            f"There is no champion at {missing[0]} days to be challenged.",
            remedy="Make the first one with `forex run`.",
        )
    live = shop.live(question)
    begun = perf_counter()
    versions = list(dict.fromkeys(champions[days].version for days in order.horizons))
    _check_other(shop, recipe, versions)
    bundle = learned_anew(shop, live, recipe)
    _check_other(shop, bundle.recipe, versions)
    compared: dict[int, Comparison] = {}
    for version in versions:
        mine = [days for days in order.horizons if champions[days].version == version]
        compared.update(_walked(shop, live, recipe, version, mine))
    judged = judge_challenger(compared, attempts=_attempts(shop, question, now) + 1)
    trouble = output_trouble(shop, live, bundle)
    bout = _Bout(bundle, judged, trouble, perf_counter() - begun, order.by)
    settled = [_settled(shop, live, bout, champions[days]) for days in order.horizons]
    if order.dry:
        return [result for _, result in settled]
    shop.serving.learner.artefacts.save(bundle.version, bundle.text)
    if shop.serving.ledger.write([entry for entry, _ in settled], now=now):
        return [
            replace(result, outcome=None, version=None, why=CHANGED_HANDS) for _, result in settled
        ]
    return [result for _, result in settled]


def _check_other(shop: Workshop, recipe: Recipe, champions: Sequence[str]) -> None:
    """Refuse the recipe of a champion."""
    for version in champions:
        if champions_learner(shop, version).recipe.digest() == recipe.digest():
            raise SettingsError(
                "The challenger's recipe is the champion's own.",
                remedy="Exchange something (--members, --combination, --robust), or learn it anew"
                " with `forex retrain`.",
            )


def _walked(
    shop: Workshop, live: Question, recipe: Recipe, version: str, horizons: Sequence[int]
) -> dict[int, Comparison]:
    """The challenger's CRPS against that of the champion's recipe."""
    champion = champions_learner(shop, version).recipe
    artefacts = shop.serving.learner.artefacts
    series = dict.fromkeys((*live.series(recipe), *live.series(champion)))
    panel = shop.store.panel(tuple(series), as_of=live.as_of, admitted_by=live.admitted_by)
    weeks = shop.weeks(live, years=shop.rules.challenge_years)
    rows = duel(
        panel,
        live,
        Learner(recipe, artefacts),
        Learner(champion, artefacts),
        weeks,
        workers=shop.workers,
    )
    return compare_by_horizon(rows, horizons)


def _attempts(shop: Workshop, question: Question, now: datetime) -> int:
    """Challenges of the year before now, whatever came of them."""
    tried = shop.serving.ledger.read(
        "retrainings", pair=question.pair, target=question.target, origin="challenger"
    )
    return tried.filter(tried["tried_at"] > now - YEAR).get_column("tried_at").n_unique()


def _settled(
    shop: Workshop, live: Question, bout: _Bout, champion: Champion
) -> tuple[Entry, Retrained]:
    days = champion.place.horizon_days
    verdict, version = bout.verdicts[days], bout.bundle.version
    accepted = verdict.accepted and not bout.trouble
    why = verdict.why if not (verdict.accepted and bout.trouble) else bout.trouble
    outcome: Outcome = "shadow" if accepted else "rejected"
    state: State = "shadow" if accepted else "rejected"
    evidence = {"comparison": verdict.evidence, "check": bout.trouble}
    known = shop.versions(live).filter(horizon_days=days, version=version).to_dicts()
    if known and known[0]["state"] in TRIED:
        outcome = "unchanged"
        again = {"number": known[0]["number"], "state": known[0]["state"]}
        why = Reason("learned_again_is", **again)
    new = new_version(bout.bundle, live, origin="challenger", parent=champion.version)
    standing = Standing(version, state, why, evidence, bout.by)
    entry = Entry(
        champion.place,
        champion.version,
        version=None if known else new,
        standings=[] if outcome == "unchanged" else [standing],
        attempt=Attempt(
            "challenger", "MANUAL", outcome, version, why, evidence, bout.seconds, bout.by
        ),
    )
    asked = RetrainVerdict(due=True, reason="MANUAL", why="It was asked for.", evidence={})
    return entry, Retrained(days, asked, outcome, version, why, evidence)

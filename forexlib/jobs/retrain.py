"""Learn a champion's recipe anew, and let it serve only if it is no worse.

Everything that can fail comes first and changes nothing: the artefact is written under its own
hash, and one transaction of the ledger says what came of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter
from typing import Any

import polars as pl

from forexlib.core.errors import ForexError, SettingsError, StoreError
from forexlib.core.reason import Reason
from forexlib.core.version import (
    Attempt,
    Champion,
    Crowning,
    Entry,
    Outcome,
    Standing,
    State,
    Trigger,
)
from forexlib.decisions.promotion import Verdict
from forexlib.decisions.retrain import Circumstances, RetrainVerdict, judge_retraining
from forexlib.engine.forecast import Question
from forexlib.jobs.serving import new_version
from forexlib.jobs.trial import Once, Trial, try_refresh
from forexlib.jobs.workshop import CHANGED_HANDS, Workshop


@dataclass(frozen=True, slots=True)
class Order:
    """Who asks for what.

    Attributes:
        horizons: Calendar days, of those that have champions.
        reason: What asks; None: what is known decides.
        by: Who asks.
        dry: Whether only to say what would be done.
    """

    horizons: Sequence[int]
    reason: Trigger | None = None
    by: str = "forex"
    dry: bool = False


@dataclass(frozen=True, slots=True)
class Retrained:
    """What came of it at one horizon.

    Attributes:
        horizon_days: Calendar days.
        verdict: Whether it was due.
        outcome: What came of it; None where nothing was tried.
        version: What was learned; None where nothing was.
        why: The reason, in a sentence.
        evidence: The numbers behind it, as plain data.
    """

    horizon_days: int
    verdict: RetrainVerdict
    outcome: Outcome | None
    version: str | None
    why: str
    evidence: Mapping[str, Any]


def retrain(shop: Workshop, question: Question, order: Order, *, now: datetime) -> list[Retrained]:
    """Judge each horizon, and refresh those that are due.

    Args:
        shop: What is worked with.
        question: Its pair and target, live.
        order: Who asks for what.
        now: The instant.

    Raises:
        SettingsError: If somebody asks, and no horizon has a champion.
        StoreError: If the database cannot be read or written; nothing that serves was changed.
    """
    champions = shop.champions(question)
    if order.reason is not None and not champions.keys() & set(order.horizons):
        days = ", ".join(f"{one}d" for one in order.horizons)
        raise SettingsError(
            f"There is no champion at {days} to be learned anew.",
            remedy="Make the first one with `forex run`.",
        )
    verdicts = judged(shop, question, order, champions, now=now)
    due = {days: champions[days] for days, one in verdicts.items() if one.due}
    if order.dry or not due:
        return [_untried(days, one) for days, one in verdicts.items()]
    refreshed = refresh(shop, question, due, verdicts, by=order.by, now=now)
    return [refreshed.get(days) or _untried(days, one) for days, one in verdicts.items()]


def judged(
    shop: Workshop,
    question: Question,
    order: Order,
    champions: Mapping[int, Champion],
    *,
    now: datetime,
) -> dict[int, RetrainVerdict]:
    """Whether each horizon is due.

    Raises:
        StoreError: If the database cannot be read.
    """
    versions = shop.versions(question)
    tried = shop.serving.ledger.read("retrainings", pair=question.pair, target=question.target)
    quiet = order.reason is not None
    names = {days: one.version for days, one in champions.items()}
    worse = {} if quiet else shop.worsening(names, now)
    drifted = () if quiet else shop.drifted(now)
    return {
        days: judge_retraining(
            Circumstances(
                days,
                now,
                learned_at=_learned_at(versions, days, names.get(days)),
                degradation=worse.get(days),
                drifted=drifted,
                last_refresh=_last(tried.filter(horizon_days=days, origin="refresh")),
                last_attempt=_last(tried.filter(horizon_days=days)),
                asked=order.reason,
            ),
            shop.rules.retrain,
        )
        for days in order.horizons
    }


def refresh(
    shop: Workshop,
    question: Question,
    due: Mapping[int, Champion],
    verdicts: Mapping[int, RetrainVerdict],
    *,
    by: str,
    now: datetime,
) -> dict[int, Retrained]:
    """Learn the recipe of each champion anew, once for all horizons that it serves.

    Raises:
        StoreError: If the database cannot be read or written; nothing that serves was changed.
    """
    found: dict[int, Retrained] = {}
    live, once = shop.live(question), Once()
    for version in dict.fromkeys(one.version for one in due.values()):
        mine = {days: one for days, one in due.items() if one.version == version}
        begun = perf_counter()
        trial = _tried(shop, live, version, tuple(mine), once)
        seconds = perf_counter() - begun
        settled = [
            _settled(shop, live, trial, _Case(one, verdicts[days], by, seconds))
            for days, one in mine.items()
        ]
        stale = shop.serving.ledger.write([entry for entry, _ in settled], now=now)
        for _, result in settled:
            found[result.horizon_days] = _unwritten(result) if stale else result
    return found


def _tried(
    shop: Workshop, live: Question, version: str, horizons: Sequence[int], once: Once
) -> Trial:
    """The trial; what breaks in it, but for the store, is a trial that failed."""
    try:
        return try_refresh(shop, live, version, horizons, once=once)
    except StoreError:
        raise
    except ForexError as error:
        why = Reason("trial_broke", why=error.what, remedy=error.remedy)
        return Trial.failed(why, horizons)


def _unwritten(result: Retrained) -> Retrained:
    return replace(result, outcome=None, version=None, why=CHANGED_HANDS)


@dataclass(frozen=True, slots=True)
class _Case:
    """One horizon. Attributes: who serves it, why it was due, who asked, what the trial took."""

    champion: Champion
    verdict: RetrainVerdict
    by: str
    seconds: float

    @property
    def days(self) -> int:
        return self.champion.place.horizon_days


def _settled(
    shop: Workshop, question: Question, trial: Trial, case: _Case
) -> tuple[Entry, Retrained]:
    """What is written of one horizon, and said of it."""
    passed, bundle = trial.verdicts[case.days], trial.bundle
    if bundle is None:
        return _entry(case, "failed", None, passed)
    shop.serving.learner.artefacts.save(bundle.version, bundle.text)  # mends one that was damaged
    known = shop.versions(question).filter(horizon_days=case.days, version=bundle.version)
    if known.height:
        why = Reason("learned_again", number=known["number"][0])
        return _entry(case, "unchanged", bundle.version, replace(passed, why=why))
    outcome: Outcome = "promoted" if passed.accepted else "rejected"
    state: State = "registered" if passed.accepted else "rejected"
    said = (passed.why, passed.evidence, case.by)
    entry, result = _entry(case, outcome, bundle.version, passed)
    parent = case.champion.version
    return replace(
        entry,
        version=new_version(bundle, question, origin="refresh", parent=parent),
        standings=[Standing(bundle.version, state, *said)],
        crowning=Crowning(bundle.version, "refresh", *said) if passed.accepted else None,
    ), result


def _entry(
    case: _Case, outcome: Outcome, version: str | None, passed: Verdict
) -> tuple[Entry, Retrained]:
    evidence = {"asked": case.verdict.evidence, **passed.evidence}
    attempt = Attempt(
        "refresh",
        case.verdict.reason or "MANUAL",
        outcome,
        version,
        passed.why,
        evidence,
        case.seconds,
        case.by,
    )
    return (
        Entry(case.champion.place, case.champion.version, attempt=attempt),
        Retrained(case.days, case.verdict, outcome, version, passed.why, evidence),
    )


def _untried(days: int, verdict: RetrainVerdict) -> Retrained:
    return Retrained(days, verdict, None, None, verdict.why, verdict.evidence)


def _learned_at(versions: pl.DataFrame, days: int, version: str | None) -> datetime | None:
    """The end of the last day that a version learned from; None where there is no version."""
    if version is None:
        return None
    own = versions.filter(horizon_days=days, version=version)
    if own.is_empty():
        return None
    anchor = own["anchor_date"][0]
    return own["as_of"][0].replace(year=anchor.year, month=anchor.month, day=anchor.day)


def _last(rows: pl.DataFrame) -> datetime | None:
    found = rows.get_column("tried_at").max()
    return found if isinstance(found, datetime) else None

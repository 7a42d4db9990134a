"""The check of what serves: roll back what is broken, promote or dismiss what shadows.

What is wrong with a forecast as it is issued is seen by issuing one: the champion, and whoever
served before it, answer the same question on the same data. Outcomes are those of the version's own
live forecasts. Each act and the message that tells of it are one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal

import polars as pl

from forexlib.core.alert import Post
from forexlib.core.errors import VersionUnreadable
from forexlib.core.event import Severity
from forexlib.core.reason import Reason
from forexlib.core.version import Champion, Crowning, Entry, Standing
from forexlib.decisions.rollback import Earlier, HealthVerdict, Reign, judge_health
from forexlib.decisions.shadow import Shadow, ShadowVerdict, judge_shadow
from forexlib.decisions.worsening import Worsening
from forexlib.engine.forecast import Question
from forexlib.engine.ladder import ENSEMBLE
from forexlib.jobs.deploy import before
from forexlib.jobs.probe import Probe
from forexlib.jobs.version_notice import Happening, What, notice_post
from forexlib.jobs.workshop import CHANGED_HANDS, Workshop
from forexlib.reporting.numbers import Language
from forexlib.scoring.equal_accuracy import Comparison, compare
from forexlib.scoring.overlap import overlap

BY: Final = "deployment-health"

Act = Literal["keep", "rolled back", "stuck", "promoted", "withdrawn", "wait", "changed hands"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a version at one horizon.

    Attributes:
        horizon_days: Calendar days.
        version: Which.
        act: What was done; stuck: it should go, and nothing can take its place.
        to: Who serves now, where that changed.
        why: In a sentence.
    """

    horizon_days: int
    version: str
    act: Act
    to: str | None
    why: str


def check_health(
    shop: Workshop, question: Question, *, now: datetime, language: Language = "es"
) -> list[Checked]:
    """Look after every horizon that has a champion, and after every version in shadow.

    Args:
        shop: What is worked with.
        question: Its pair and target, live.
        now: The instant.
        language: Of the messages.

    Raises:
        StoreError: If the database cannot be read or written; whole acts remain.
    """
    probe = Probe(shop, shop.live(question))
    reigning = _check_champions(probe, question, now=now, language=language)
    return [*reigning, *_check_shadows(probe, question, now=now, language=language)]


def _check_champions(
    probe: Probe, question: Question, *, now: datetime, language: Language
) -> list[Checked]:
    shop = probe.shop
    champions = shop.champions(question)
    worse = shop.worsening({days: one.version for days, one in champions.items()}, now)
    versions, reigns = shop.versions(question), shop.reigns(question)
    done = []
    for days, champion in champions.items():
        defect = probe.defect(champion.version, days)
        served = before(reigns, versions, days) if defect or _is_bad(shop, worse.get(days)) else []
        reign = Reign(
            days,
            now,
            champion.version,
            champion.since,
            defects=(defect,) if defect else (),
            degradation=worse.get(days),
            earlier=[_earlier(probe, reigns, version, days) for version in served],
        )
        verdict = judge_health(reign, shop.rules.health)
        done.append(_settle(shop, champion, verdict, now=now, language=language))
    return done


def _is_bad(shop: Workshop, worse: Worsening | None) -> bool:
    """Whether an earlier version may be wanted; each one that is asked costs a forecast."""
    return worse is not None and worse.exceeds(shop.rules.health.degradation)


def _earlier(probe: Probe, reigns: pl.DataFrame, version: str, days: int) -> Earlier:
    trouble = probe.defect(version, days)
    return Earlier(version, not trouble, rolled_back_at(reigns, version, days), trouble)


def rolled_back_at(reigns: pl.DataFrame, version: str, days: int) -> datetime | None:
    """When a version was last rolled back from, at a horizon; None: never."""
    own = reigns.filter(horizon_days=days).sort("turn")
    left = own.with_columns(was=pl.col("version").shift(1)).filter(act="rollback", was=version)
    found = left.get_column("since").max()
    return found if isinstance(found, datetime) else None


def _settle(
    shop: Workshop, champion: Champion, verdict: HealthVerdict, *, now: datetime, language: Language
) -> Checked:
    """Do what was decided of a champion, and tell of it."""
    days, version = champion.place.horizon_days, champion.version
    if verdict.to is None:
        if verdict.cause is None:
            return Checked(days, version, "keep", None, verdict.why)
        if _tell_once(shop, champion, verdict.why, now=now, language=language):
            return Checked(days, version, "stuck", None, verdict.why)
        return Checked(days, version, "changed hands", None, CHANGED_HANDS)
    said = (verdict.why, verdict.evidence, BY)
    entry = Entry(
        champion.place,
        version,
        standings=[Standing(version, "withdrawn", *said)],
        crowning=Crowning(verdict.to, "rollback", *said),
    )
    grave: Severity | None = "CRITICAL" if _is_unreadable(shop, version) else None
    happening = Happening(champion.place, "rolled back", version, verdict.to, verdict.why, grave)
    return _written(shop, entry, happening, verdict.to, now=now, language=language)


def _tell_once(
    shop: Workshop, champion: Champion, why: str, *, now: datetime, language: Language
) -> bool:
    """Tell operations, once a reign, that a champion fails and stays; whether it still serves."""
    what: What = "unreadable" if _is_unreadable(shop, champion.version) else "stuck"
    happening = Happening(champion.place, what, champion.version, "", why)
    post = notice_post(happening, now=now, language=language, once_since=champion.since)
    entry = Entry(champion.place, champion.version)
    return not shop.serving.ledger.write([entry], now=now, posts=[post])


def _is_unreadable(shop: Workshop, version: str) -> bool:
    try:
        shop.serving.load(version)
    except VersionUnreadable:
        return True
    return False


def _check_shadows(
    probe: Probe, question: Question, *, now: datetime, language: Language
) -> list[Checked]:
    shop = probe.shop
    done = []
    for row in shop.versions(question).filter(state="shadow").to_dicts():
        days, version = row["horizon_days"], row["version"]
        champion = shop.champions(question).get(days)
        if champion is None:
            continue
        known = _shadow(shop, question, row, champion, now=now)
        if defect := probe.defect(version, days):
            known = replace(known, failed=(*known.failed, defect))
        verdict = judge_shadow(known, shop.rules.shadow)
        done.append(_settle_shadow(shop, champion, version, verdict, now=now, language=language))
    return done


def _shadow(
    shop: Workshop, question: Question, row: Mapping[str, Any], champion: Champion, *, now: datetime
) -> Shadow:
    """What is known of a shadow at its horizon."""
    days, version, since = row["horizon_days"], row["version"], row["state_since"]
    asked = {"pair": question.pair, "target": question.target, "horizon_days": days}
    own = shop.store.read(
        "predictions", **asked, track="shadow", model=ENSEMBLE, model_version=version
    ).filter(pl.col("saved_at") >= since, pl.col("mode") != ENSEMBLE)
    failed = tuple(
        Reason("mode_from", mode=mode, day=origin)
        for origin, mode in own.sort("origin_date").select("origin_date", "mode").iter_rows()
    )
    scored = shop.store.read("scored_forecasts", **asked, model=ENSEMBLE)
    live = _compared(scored, version, champion.version, since)
    return Shadow(now, since, shop.readiness(version, days, now), failed[-3:], live)


def _compared(scored: pl.DataFrame, version: str, champion: str, since: datetime) -> Comparison:
    """Its CRPS against the champion's own, on the live origins since it shadows."""
    recent = scored.filter(pl.col("saved_at") >= since)
    mine = recent.filter(track="shadow", model_version=version, issue=1)
    others = recent.filter(track="live", model_version=champion, issue=1)
    both = mine.select("origin_date", "horizon_days", "crps").join(
        others.select("origin_date", reference="crps"), on="origin_date"
    )
    if both.is_empty():
        return Comparison(0, None)
    both = both.sort("origin_date")
    return compare(
        both.get_column("crps").to_numpy(),
        both.get_column("reference").to_numpy(),
        overlap=overlap(both.get_column("origin_date"), both["horizon_days"][0]),
    )


def _settle_shadow(
    shop: Workshop,
    champion: Champion,
    version: str,
    verdict: ShadowVerdict,
    *,
    now: datetime,
    language: Language,
) -> Checked:
    """Do what was decided of a shadow, and tell of it."""
    place, said = champion.place, (verdict.why, verdict.evidence, BY)
    if verdict.fate == "wait":
        return Checked(place.horizon_days, version, "wait", None, verdict.why)
    if verdict.fate == "withdraw":
        entry = Entry(place, champion.version, standings=[Standing(version, "withdrawn", *said)])
        happening = Happening(place, "withdrawn", version, "", verdict.why)
        return _written(shop, entry, happening, None, now=now, language=language)
    entry = Entry(
        place,
        champion.version,
        standings=[Standing(version, "registered", *said)],
        crowning=Crowning(version, "promotion", *said),
    )
    happening = Happening(place, "promoted", champion.version, version, verdict.why)
    return _written(shop, entry, happening, version, now=now, language=language)


def _written(
    shop: Workshop,
    entry: Entry,
    happening: Happening,
    to: str | None,
    *,
    now: datetime,
    language: Language,
) -> Checked:
    """Write an act with its message; nothing if the champion is another by now."""
    post: Post = notice_post(happening, now=now, language=language)
    days = entry.place.horizon_days
    if shop.serving.ledger.write([entry], now=now, posts=[post]):
        return Checked(days, happening.version, "changed hands", None, CHANGED_HANDS)
    act: Act = "withdrawn" if to is None else "rolled back"
    if happening.what == "promoted":
        return Checked(days, to or "", "promoted", to, happening.why)
    return Checked(days, happening.version, act, to, happening.why)

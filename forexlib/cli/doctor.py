"""`forex doctor`: what is set up, missing or stale, and what to do about it."""

from __future__ import annotations

import platform as machine
import re
import shutil
from contextlib import suppress
from dataclasses import asdict
from datetime import date, datetime, timedelta
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated, Final
from urllib.parse import unquote

import polars as pl
import typer
from rich.markup import escape

from forexlib.cli import clock, options
from forexlib.cli.config import FILE, file_text, is_setting
from forexlib.cli.doctor_models import mirror, served
from forexlib.cli.output import Format, emit, notes
from forexlib.core.calendar import local_date
from forexlib.core.credentials import REFUSED, credentials_of, lacking
from forexlib.core.errors import ForexError, SettingsError, StoreError
from forexlib.core.events import expires_within
from forexlib.core.series import NBP_FIXING, quantity_of, series_name
from forexlib.core.settings_text import PREFIX, given, unreadable_lines
from forexlib.engine.forecast import Question
from forexlib.jobs.daily import missing_record
from forexlib.jobs.doctor import can_work, examine, look_at_software, unscored
from forexlib.jobs.doctor_facts import (
    Account,
    Calendars,
    Disk,
    Facts,
    Learned,
    SettingsText,
    Software,
    Stored,
    Web,
)
from forexlib.jobs.finding import Finding
from forexlib.jobs.progress import silent
from forexlib.wiring import HOME, Platform, platform

RECENT: Final = timedelta(days=7)  # of fixings the web service is asked for

Online = Annotated[bool, typer.Option("--online", help="Ask the NBP's web service, too.")]


def doctor(*, online: Online = False, as_json: options.AsJson = False) -> None:
    """Say what is set up, missing or stale, and what to do; exit code 1 if something must be."""
    now = clock.now()
    try:
        parts = platform()
        findings = examine(collect(parts, now=now, online=online))
    except SettingsError as error:
        findings = [
            *look_at_software(_software(HOME)),
            Finding("bad", "settings", error.what, error.remedy),
        ]
    rows = pl.DataFrame([asdict(finding) for finding in findings])
    title = f"forex doctor · {now:%Y-%m-%d %H:%M} UTC"
    emit(rows, Format(json=as_json), table=_for_people(rows), title=title)
    if not as_json:
        notes(None, _verdict(findings))
    if not can_work(findings):
        raise typer.Exit(1)


def collect(parts: Platform, *, now: datetime, online: bool) -> Facts:
    """Everything the doctor looks at; what cannot be read becomes an error among the facts.

    Raises:
        SettingsError: If the settings name no series.
    """
    settings = parts.settings
    optional = parts.recipe.optional
    series = _question(parts, now).series(parts.recipe)
    return Facts(
        now=now,
        software=_software(settings.home),
        settings={name: str(getattr(settings, name)) for name in type(settings).model_fields},
        series=[name for name in series if name not in optional],
        optional=optional,
        stale_days=settings.stale_days,
        disk=_disk(parts),
        database=_database(parts, now),
        archive=_archive(parts),
        learned=_learned(parts),
        calendars=_calendars(parts, now),
        accounts=_accounts(parts),
        web=_web(parts, now) if online else None,
        settings_text=_settings_text(),
        newest_point=max(parts.archive_of_days.days(), default=None),
        mirror=mirror(parts),
    )


def _for_people(rows: pl.DataFrame) -> pl.DataFrame:
    """What is found alike of several subjects is said once; nothing is taken for markup."""
    return (
        rows.group_by("state", "what", "remedy", maintain_order=True)
        .agg(pl.col("subject").str.join("\n"))
        .select(
            pl.col("state", "subject", "what", "remedy").map_elements(
                escape, return_dtype=pl.String
            )
        )
    )


def _verdict(findings: list[Finding]) -> str:
    counts = {state: sum(one.state == state for one in findings) for state in ("bad", "missing")}
    if can_work(findings):
        warned = sum(one.state == "warning" for one in findings)
        return f"Nothing is missing or bad; warnings: {warned}."
    return f"Bad: {counts['bad']}, missing: {counts['missing']}; do what the last column says."


def _question(parts: Platform, now: datetime) -> Question:
    return Question(parts.settings.pair, parts.settings.target, "live", as_of=now)


def _software(home: Path) -> Software:
    installed: dict[str, str | None] = {}
    for name in _needed():
        try:
            installed[name] = version(name)
        except PackageNotFoundError:
            installed[name] = None
    return Software(machine.python_version(), installed, _locked(home / "requirements.lock"))


def _settings_text() -> SettingsText | ForexError:
    try:
        text = file_text()
    except ForexError as error:
        return error
    none = [name for name in given(text) if name.startswith(PREFIX) and not is_setting(name)]
    return SettingsText(str(FILE.absolute()), FILE.exists(), unreadable_lines(text), tuple(none))


def _needed() -> list[str]:
    """Packages the project names as those it runs on."""
    try:
        lines = requires("forexlib") or []
    except PackageNotFoundError:
        return []
    return [_canonical(re.split(r"[^\w.-]", one)[0]) for one in lines if "extra ==" not in one]


def _locked(file: Path) -> dict[str, str] | None:
    try:
        text = file.read_text(encoding="utf-8")
    except OSError:
        return None
    return {
        _canonical(name): pinned
        for name, pinned in re.findall(r"^(\S+)==(\S+)", text, re.MULTILINE)
    }


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _disk(parts: Platform) -> Disk:
    """Of the data's folder, or of the nearest one above it that exists."""
    folder = parts.settings.data.absolute()
    nearest = next(one for one in (folder, *folder.parents) if _exists(one))
    usage = shutil.disk_usage(nearest)
    return Disk(str(folder), _can_be_written(nearest), usage.used, usage.free, parts.disk_limits)


def _can_be_written(folder: Path) -> bool:
    """Tried with a file without a name: rights alone tell nothing of a disk mounted read-only."""
    with suppress(OSError), TemporaryFile(dir=folder):
        return True
    return False


def _exists(path: Path) -> bool:
    with suppress(OSError):
        return path.exists()
    return False


def _database(parts: Platform, now: datetime) -> Stored | ForexError | None:
    file = parts.settings.database
    if not _exists(file):
        return None
    try:
        return _stored(parts, now)
    except ForexError as error:
        return error
    except OSError as error:
        return StoreError(f"{file} cannot be looked at: {error}.", remedy="Check its permissions.")


def _stored(parts: Platform, now: datetime) -> Stored:
    settings, store = parts.settings, parts.store
    asked = {"pair": settings.pair, "target": settings.target}
    applied = store.read("schema_migrations").filter(pl.col("version") > 0).sort("version")
    due, waiting = unscored(
        store.read("predictions", **asked),
        store.read("scores", **asked),
        store.read("observations", series=settings.series),
        now=now,
    )
    return Stored(
        file=str(settings.database.absolute()),
        size=settings.database.stat().st_size,
        migrations=tuple(applied.get_column("name")),
        violations=store.violations(),
        newest=store.newest(),
        runs=store.read("runs", **asked),
        due=due,
        waiting=waiting,
        record_missing=tuple(
            local_date(moment, zone=settings.zone)
            for moment in missing_record(store, _question(parts, now), parts.routine(silent))
        )
        if settings.record_days
        else None,
        withheld=store.read("quarantine_status").filter("is_open"),
        served=served(parts),
    )


def _archive(parts: Platform) -> tuple[str, date] | ForexError:
    try:
        return parts.archive.name, parts.archive.end()
    except ForexError as error:
        return error


def _learned(parts: Platform) -> Learned | ForexError:
    folder, artefacts = parts.settings.data / "artefacts", parts.learner.artefacts
    try:
        files = sorted(folder.glob("*.learned"))
        keys = [unquote(file.stem) for file in files]
        damaged = [key for key in keys if artefacts.load(key) is None]
        return Learned(len(files), sum(file.stat().st_size for file in files), tuple(damaged))
    except ForexError as error:
        return error
    except OSError as error:
        return StoreError(f"{folder} cannot be looked at: {error}.", remedy="Check its rights.")


def _calendars(parts: Platform, now: datetime) -> Calendars | ForexError:
    """In English, as all that the doctor says."""
    today = local_date(now, zone=parts.settings.zone)
    try:
        found = parts.agenda.calendars
    except ForexError as error:
        return error
    return Calendars(
        len(found),
        min((one.valid_until for one in found), default=None),
        expires_within(found, today, language="en"),
    )


def _accounts(parts: Platform) -> list[Account]:
    """Of the services that are asked; a database that cannot be read is told of elsewhere."""
    failed: dict[str, str] = {}
    if _exists(parts.settings.database):
        with suppress(ForexError):
            status = parts.store.read("source_status").filter(pl.col("failures_in_a_row") > 0)
            failed = dict(status.select("source", "last_error").iter_rows())
    errors = {name: error for name, error in failed.items() if REFUSED in error}
    return [
        Account(one.name, credentials_of(one), lacking(one), errors.get(one.name, ""))
        for one in parts.sources
        if credentials_of(one)
    ]


def _web(parts: Platform, now: datetime) -> Web | ForexError:
    """Whether the web service answers a question about the past week."""
    asked = series_name(NBP_FIXING, "USDEUR")
    since = local_date(now, zone=quantity_of(asked).zone) - RECENT
    if not parts.settings.online:
        return "off"
    try:  # a person asks, by hand: outside of the budget of what runs by itself
        parts.nbp_web.fetch([asked], since={asked: since}, as_of=now)
    except ForexError as error:
        return error
    return "answered"

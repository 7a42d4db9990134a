"""The parts of the system, each made from the settings when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import ValidationError

from forexlib.core.calendar import local_date
from forexlib.core.errors import SettingsError
from forexlib.core.events import Agenda, expires_within, load_agenda
from forexlib.core.ports import Source
from forexlib.decisions.upkeep import DiskLimits
from forexlib.engine.forecast import Question
from forexlib.engine.learning import Learner
from forexlib.engine.recipe import Recipe
from forexlib.jobs.daily import Intake, Routine
from forexlib.jobs.dashboard import Board
from forexlib.jobs.deliver import Pace
from forexlib.jobs.drift import Drift, Watch, measure_drift
from forexlib.jobs.events import Lookout
from forexlib.jobs.forecast_messages import Manner
from forexlib.jobs.health import check_health
from forexlib.jobs.maintain import Caretaker
from forexlib.jobs.monitor import Desk
from forexlib.jobs.performance import Yardstick, performance
from forexlib.jobs.progress import Wait, silent
from forexlib.jobs.readiness import Standard
from forexlib.jobs.report import Order
from forexlib.jobs.serving import Serving
from forexlib.jobs.upkeep import refuse_heavy_work
from forexlib.jobs.workshop import Workshop
from forexlib.notify.channels import AppriseChannels
from forexlib.notify.heartbeat import Heartbeat
from forexlib.registry.mirror import MlflowMirror
from forexlib.render.page import PageMaker
from forexlib.render.renderer import Renderer
from forexlib.reporting.dashboard.facts import Scope
from forexlib.reporting.report.facts import Edition
from forexlib.reporting.subject import HEADLINE_DAYS
from forexlib.sources.guarded import Guarded
from forexlib.sources.nbp_archive import NbpArchive
from forexlib.sources.nbp_web import NbpWeb
from forexlib.store.archive import Archive
from forexlib.store.artefacts import FolderArtefacts
from forexlib.store.compaction import Compactor
from forexlib.store.decisions import DuckDecisions
from forexlib.store.drifts import DuckDrifts
from forexlib.store.duck import DuckStore
from forexlib.store.ledger import DuckLedger
from forexlib.store.outbox import DuckOutbox
from forexlib.store.performance import DuckPerformance
from forexlib.store.quarantine import DuckQuarantine
from forexlib.store.readiness import DuckReadiness
from forexlib.store.restore import Restorer
from forexlib.store.shelves import DataShelves, measured
from forexlib.store.validations import DuckValidations
from forexlib.wiring.life import workshop_of
from forexlib.wiring.outside import nbp_web_of, optional_of, regressors_of, services_of
from forexlib.wiring.press import ReportPress
from forexlib.wiring.rules import (
    alert_rules_of,
    manner_of,
    market_rules_of,
    readiness_rules_of,
    system_rules_of,
    watch_of,
    yardstick_of,
)
from forexlib.wiring.settings import NONE, Settings, unusable

InDatabase = TypeVar("InDatabase")


@dataclass(frozen=True)
class Platform:
    """The parts a command or a flow hands to the jobs."""

    settings: Settings

    def _kept(self, kind: Callable[[Path, Path], InDatabase]) -> InDatabase:
        """A part of the database, with the statements it reads and writes by."""
        return kind(self.settings.database, self.settings.home / "sql")

    @cached_property
    def store(self) -> DuckStore:
        """Where observations, runs and scores are kept."""
        return self._kept(DuckStore)

    @cached_property
    def validations(self) -> DuckValidations:
        """Where walks through the past are kept."""
        return self._kept(DuckValidations)

    @cached_property
    def score_book(self) -> DuckPerformance:
        """Scores as they were known at an instant."""
        return self._kept(DuckPerformance)

    @cached_property
    def yardstick(self) -> Yardstick:
        """How forecasts are judged.

        Raises:
            SettingsError: If the tiers contradict one another.
        """
        return yardstick_of(self.settings)

    @cached_property
    def drifts(self) -> DuckDrifts:
        """Where it is kept what the drift tests said."""
        return self._kept(DuckDrifts)

    @cached_property
    def watch(self) -> Watch:
        """How drift is looked for."""
        return watch_of(self.settings)

    @cached_property
    def readiness(self) -> DuckReadiness:
        """Where it is kept what readiness is judged by, and what was found."""
        return self._kept(DuckReadiness)

    @cached_property
    def standard(self) -> Standard:
        """What a candidate is held against."""
        rules = readiness_rules_of(self.settings)
        return Standard(rules, self.watch, self.routine(silent), self.recipe)

    @cached_property
    def recipe(self) -> Recipe:
        """What a forecast is made of."""
        chosen = self.settings
        recipe = replace(Recipe(), horizons=chosen.horizons, seed=chosen.seed)
        return recipe.for_series(chosen.series, self.regressors)

    @cached_property
    def learner(self) -> Learner:
        """The recipe, and what was learned for it."""
        return Learner(self.recipe, self.artefacts)

    @cached_property
    def artefacts(self) -> FolderArtefacts:
        """Where what was learned lies, and every version."""
        return FolderArtefacts(self.settings.data / "artefacts")

    @cached_property
    def ledger(self) -> DuckLedger:
        """Who served when, and what may serve."""
        return self._kept(DuckLedger)

    @cached_property
    def serving(self) -> Serving:
        """Who forecasts."""
        return Serving(self.ledger, self.learner)

    @cached_property
    def workshop(self) -> Workshop:
        """What versions are learned, judged and exchanged with."""
        return workshop_of(self)

    @cached_property
    def mirror(self) -> MlflowMirror | None:
        """Where people look at versions; None where the settings want none."""
        uri = self.settings.mlflow_uri
        return None if uri == NONE else MlflowMirror(self.settings.data, uri)

    def live_question(self, now: datetime) -> Question:
        """What is asked at an instant, without hindsight."""
        chosen = self.settings
        return Question(chosen.pair, chosen.target, "live", as_of=now, admitted_by=now)

    def mend(self, now: datetime) -> bool:
        """Look after the champions; whether another one serves now.

        Raises:
            StoreError: If the database cannot be read or written.
        """
        question, language = self.live_question(now), self.settings.language
        checked = check_health(self.workshop, question, now=now, language=language)
        return any(one.to is not None for one in checked)

    @cached_property
    def archive(self) -> NbpArchive:
        """The fixings that came as a package."""
        return NbpArchive()

    @cached_property
    def nbp_web(self) -> NbpWeb:
        """The NBP's web service, without a budget."""
        return nbp_web_of(self.settings)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Where values come from, the archive first; whatever is outside, within its budget."""
        return (self.archive, *(self.services if self.settings.online else ()))

    @cached_property
    def services(self) -> tuple[Guarded, ...]:
        """What the settings name of the outside, each within its budget, whether asked or not."""
        return services_of(self.settings)

    @cached_property
    def intake(self) -> Intake:
        """How values come in."""
        return Intake(self.sources, self.optional, self.quarantine)

    @cached_property
    def regressors(self) -> tuple[str, ...]:
        """Series that may stand beside the NBP's: those of the settings, or all that are served."""
        return regressors_of(self.settings, self.services)

    @cached_property
    def optional(self) -> tuple[str, ...]:
        """Series that are taken where some source serves them, and may be missing."""
        return optional_of(self.settings, self.services)

    @cached_property
    def agenda(self) -> Agenda:
        """Dated events: those of the package, and of the desk's own files.

        Raises:
            SettingsError: If a file cannot be read or used.
        """
        return load_agenda([Path(name) for name in self.settings.event_files.split()])

    def ending_calendars(self, now: datetime) -> tuple[str, ...]:
        """A warning for each calendar of events that has ended, or ends within 60 days.

        Raises:
            SettingsError: If a file of events cannot be read or used.
        """
        today = local_date(now, zone=self.settings.zone)
        return expires_within(self.agenda.calendars, today, language=self.settings.language)

    @cached_property
    def quarantine(self) -> DuckQuarantine:
        """Where the gate keeps what it does not let in."""
        return self._kept(DuckQuarantine)

    @cached_property
    def outbox(self) -> DuckOutbox:
        """Where messages wait until they are told."""
        chosen = self.settings
        return DuckOutbox(chosen.database, chosen.home / "sql", chosen.data / "outbox")

    @cached_property
    def channels(self) -> AppriseChannels:
        """The ways by which messages reach people."""
        chosen = self.settings
        return AppriseChannels(
            config=chosen.notify_config,
            urls=chosen.notify_urls.get_secret_value(),
            seconds=chosen.notify_seconds,
        )

    @cached_property
    def heartbeat(self) -> Heartbeat:
        """The sign of life after each good run."""
        return Heartbeat(self.settings.heartbeat_url.get_secret_value())

    @cached_property
    def manner(self) -> Manner:
        """How people want to be told."""
        return manner_of(self.settings)

    @cached_property
    def pace(self) -> Pace:
        """How patiently what could not be delivered is tried again."""
        return Pace(seed=self.settings.seed)

    @cached_property
    def press(self) -> ReportPress:
        """What makes reports."""
        chosen = self.settings
        return ReportPress(Renderer(chosen.home / "reports", chosen.report_engine))

    def order(self, as_of: datetime, *, past: bool = False) -> Order:
        """The report of the newest forecast as these settings want it; fields as in `Order`."""
        chosen = self.settings
        edition = Edition(as_of, chosen.zone, chosen.institution, chosen.stale_days)
        order = Order(chosen.pair, chosen.target, edition, past=past, language=chosen.language)
        return replace(order, optional=self.recipe.optional)

    @cached_property
    def decisions(self) -> DuckDecisions:
        """The log of what was decided about events."""
        return self._kept(DuckDecisions)

    @cached_property
    def desk(self) -> Desk:
        """What the monitor works with.

        Raises:
            SettingsError: If a file of events cannot be read or used.
        """
        chosen = self.settings
        lookout = Lookout(
            chosen.pair,
            chosen.target,
            self.recipe.beside_the_target,
            self.agenda,
            chosen.zone,
            market_rules_of(chosen),
            system_rules_of(chosen, [one.name for one in self.services]),
        )
        return Desk(
            self.store,
            self.decisions,
            lookout,
            chosen.horizons,
            alert_rules_of(chosen),
            chosen.language,
            drift=self.drift_of,
            performance=lambda now: performance(self.score_book, self.yardstick, as_of=now),
        )

    def drift_of(self, now: datetime) -> Drift:
        """What the drift tests say of the last fixing known at an instant.

        Raises:
            TooLittleHistory: If the target has no value.
            StoreError: If the database cannot be read or written.
        """
        chosen = self.settings
        question = Question(chosen.pair, chosen.target, "live", as_of=now)
        return measure_drift(
            self.store, self.drifts, self.learner.artefacts, question, self.watch, now=now
        )

    @cached_property
    def page_maker(self) -> PageMaker:
        """What makes the dashboard's page."""
        return PageMaker(self.settings.home / "reports")

    def board(
        self, as_of: datetime, horizon_days: int | None = None, *, past: bool = False
    ) -> Board:
        """The dashboard as these settings want it; fields as in `Board`."""
        chosen = self.settings
        first = HEADLINE_DAYS if HEADLINE_DAYS in chosen.horizons else chosen.horizons[0]
        return Board(
            Scope(
                chosen.pair,
                chosen.target,
                as_of,
                chosen.zone,
                chosen.institution,
                first if horizon_days is None else horizon_days,
            ),
            chosen.horizons,
            self.recipe.beside_the_target,
            self.yardstick,
            late=chosen.stale_days,
            shadow_days=chosen.shadow_days,
            past=past,
            first=chosen.language,
            asked=horizon_days is not None,
        )

    @cached_property
    def archive_of_days(self) -> Archive:
        """The restore points of the data."""
        return Archive(self.settings.database, self.settings.home / "sql", Path(".env"))

    @cached_property
    def restorer(self) -> Restorer:
        """What puts the data back to a day."""
        return Restorer(self.archive_of_days)

    @cached_property
    def disk_limits(self) -> DiskLimits:
        """How full the disk may be.

        Raises:
            SettingsError: If the limits contradict each other.
        """
        return DiskLimits(self.settings.disk_clean, self.settings.disk_stop)

    @cached_property
    def caretaker(self) -> Caretaker:
        """Who keeps the data and the disk in order.

        Raises:
            SettingsError: If the limits of the disk contradict each other.
        """
        archive = self.archive_of_days
        shelves = DataShelves(archive, measured)
        zone = self.settings.zone
        return Caretaker(archive, Compactor(archive), shelves, self.disk_limits, zone)

    def spare_the_disk(self, work: str) -> None:
        """See that there is room for heavy work.

        Raises:
            StoreError: If the disk is too full for it.
        """
        refuse_heavy_work(work, measured(self.settings.data), self.disk_limits)

    def routine(self, wait: Wait) -> Routine:
        """How the daily job is done; `wait` as in `Routine`."""
        chosen = self.settings
        return Routine(
            chosen.issue_time,
            chosen.zone,
            chosen.horizons,
            chosen.record_days,
            wait,
            self.serving,
            self.mend,
        )


def platform(**chosen: object) -> Platform:
    """The platform that the environment's settings describe, with `chosen` on top.

    Raises:
        SettingsError: If a value cannot be used.
    """
    return Platform(Settings.read(**chosen))


def complaints(**given: str) -> dict[str, SettingsError]:
    """Why values cannot be used, by setting: those given, and the environment's of others."""
    try:
        parts = Platform(Settings(_env_file=None, **cast(dict[str, Any], given)))
    except ValidationError as error:
        return {str(one["loc"][0]): unusable(one) for one in error.errors() if one["loc"]}
    found = {}
    for what, make in {
        "performance": lambda: parts.yardstick,
        "events": lambda: parts.agenda,
    }.items():
        try:
            make()
        except SettingsError as error:
            found[what] = error
    return found

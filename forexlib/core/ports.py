"""What the jobs need from the outside world; adapters implement these."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

import dataframely as dy
import polars as pl

from forexlib.core.alert import AlertRuling, Judged, Post, Scope, Situation
from forexlib.core.budget import Budget, Verdict
from forexlib.core.drift import DriftTests
from forexlib.core.frames import Panel, Published
from forexlib.core.message import (
    Attachment,
    Audience,
    Channel,
    Delivery,
    Mark,
    Message,
    Receipt,
)
from forexlib.core.quarantine import Ruling, Withheld
from forexlib.core.runs import Run
from forexlib.core.validation import ValidationRun, WalkedOrigin
from forexlib.core.version import Champion, Entry, Place


class Source(Protocol):
    """Where values come from."""

    @property
    def name(self) -> str:
        """Stored beside each value, and named in messages."""
        ...

    def serves(self, series: str) -> bool:
        """Whether `series` is one of the source's; others it passes over."""
        ...

    def fetch(
        self, series: Sequence[str], *, since: Mapping[str, date], as_of: datetime
    ) -> dy.DataFrame[Published]:
        """What was public by `as_of`, from the day `since` names for a series on, else all.

        Raises:
            AnsweredInPart: If it does so for some of them; holds what it says of the others.
            SourceError: If the source does not answer, or answers with nonsense.
        """
        ...


class Store(Protocol):
    """Where observations, runs and scores are kept."""

    def admit(self, published: dy.DataFrame[Published], *, admitted_at: datetime) -> int:
        """Keep the values that are new or revised; return how many."""
        ...

    def newest(self) -> Mapping[str, date]:
        """The last event date of each series."""
        ...

    def suppliers(self, series: Collection[str]) -> Mapping[str, Collection[str]]:
        """The sources, without their releases, that each of `series` that is stored came from."""
        ...

    def last_admission(self) -> datetime | None:
        """When the newest value was admitted; what is admitted later bears a later stamp."""
        ...

    def forecasts_at(self, until: datetime, **equal: str | int | date) -> pl.DataFrame:
        """Rows of the view `forecasts` as they were seen then, where columns equal these."""
        ...

    def panel(
        self, series: Collection[str], *, as_of: datetime, admitted_by: datetime | None
    ) -> dy.DataFrame[Panel]:
        """Every vintage of `series` public by `as_of`, admitted by `admitted_by` (None: ever)."""
        ...

    def modes(self, run_ids: Collection[str]) -> Mapping[str, str]:
        """The mode of each of `run_ids` that is stored."""
        ...

    def save(self, runs: Sequence[Run], *, saved_at: datetime) -> int:
        """Append what is new in `runs`, all or nothing; return how many predictions."""
        ...

    def score(self, *, as_of: datetime) -> int:
        """Score what came due by `as_of` and was not scored yet; return how many forecasts."""
        ...

    def read(self, relation: str, **equal: str | int | date) -> pl.DataFrame:
        """The rows of a table or view whose columns equal the values given."""
        ...


class CallLedger(Protocol):
    """When each source was asked, and what came of it."""

    def ask(self, source: str, *, now: datetime, budget: Budget) -> Verdict:
        """Whether `source` may be asked at `now`; if so, that it is asked is noted already."""
        ...

    def tell(self, source: str, *, now: datetime, error: str | None, values: int = 0) -> None:
        """Note what came of it: an error, or so many values."""
        ...


class Quarantine(Protocol):
    """Where values are kept that the gate did not let in."""

    def kept(self, series: Collection[str]) -> pl.DataFrame:
        """All that is or was withheld of `series`: `Withheld`, and when and by whom decided."""
        ...

    def keep(self, withheld: dy.DataFrame[Withheld], *, seen_at: datetime) -> int:
        """Keep what is new, and decide what was pending; return how many rows that were."""
        ...

    def rule(
        self, series: str, day: date, ruling: Ruling, *, value: float | None = None
    ) -> Mapping[str, object]:
        """Decide a value for a person; what is accepted is admitted. Return its row.

        Raises:
            SettingsError: If there is no such value, more than one, or it cannot be decided so.
        """
        ...


class Validations(Protocol):
    """Where walks through the past are kept, origin by origin."""

    def begin(self, run: ValidationRun, *, started_at: datetime) -> frozenset[datetime]:
        """Keep `run` if it is new; return the instants whose origins are saved already."""
        ...

    def save(self, run_id: str, origins: Sequence[WalkedOrigin], *, saved_at: datetime) -> int:
        """Append the origins that are new, all or nothing; return how many they were."""
        ...

    def score(self, run_id: str, *, as_of: datetime) -> int:
        """Score what came due by `as_of` and was not scored yet; return how many forecasts."""
        ...

    def keep_tests(self, run_id: str, tests: pl.DataFrame, *, tested_at: datetime) -> None:
        """Let `tests`, of the columns of `ValidationTests`, take the place of the run's tests."""
        ...

    def read(self, relation: str, **equal: str | int | date) -> pl.DataFrame:
        """The rows of a table or view whose columns equal the values given."""
        ...


class Drifts(Protocol):
    """Where it is kept what the drift tests said of each day."""

    def save(self, tests: dy.DataFrame[DriftTests], *, saved_at: datetime) -> int:
        """Keep the tests of a day that was not measured before; return how many rows."""
        ...

    def read(self, relation: str, **equal: str | int | date) -> pl.DataFrame:
        """The rows of a table or view whose columns equal the values given."""
        ...


class Artefacts(Protocol):
    """Where learned models are kept between runs, each under a key of what determined it."""

    def load(self, key: str) -> bytes | None:
        """What was saved under `key`, or None if nothing was, or it was damaged since."""
        ...

    def save(self, key: str, learned: bytes) -> None:
        """Keep `learned` under `key`, whole or not at all."""
        ...


class Ledger(Protocol):
    """Who served when, and what may serve."""

    def champions(
        self, pair: str, target: str, *, at: datetime | None = None
    ) -> Mapping[int, Champion]:
        """Who served each horizon at an instant; by default who serves, whatever the clock says."""
        ...

    def write(
        self, entries: Sequence[Entry], *, now: datetime, posts: Sequence[Post] = ()
    ) -> Sequence[Place]:
        """Write what was decided, and put what tells of it in the outbox: all of it or nothing.

        Returns the places that have another champion by now than was expected: nothing was written.
        """
        ...

    def read(self, relation: str, **equal: str | int | date) -> pl.DataFrame:
        """The rows of a table or view whose columns equal the values given."""
        ...


class Outbox(Protocol):
    """Where messages wait until they are told."""

    def keep(self, content: bytes, *, name: str, media: str, inline: bool = False) -> Attachment:
        """Keep a file until its message has gone; the same content is one file."""
        ...

    def put(
        self, message: Message, *, channels: Sequence[Channel], cool_down: timedelta = ...
    ) -> bool:
        """Keep `message`, to be delivered through `channels`; return whether it is new.

        It is not if its key is known, or its topic was told less than `cool_down` before it.
        """
        ...

    def claim(
        self, *, now: datetime, lease: timedelta, limit: int, again: bool = False
    ) -> Sequence[Delivery]:
        """Take at most `limit` deliveries that are due at `now`; no one else gets them for `lease`.

        `again` takes those too that were given up or had no channel.
        """
        ...

    def mark(self, delivery: Delivery, mark: Mark) -> bool:
        """Let go of `delivery` with what came of it; False if somebody else holds it by now."""
        ...


class Decisions(Protocol):
    """The log of what was decided about events."""

    def situation(self, scope: Scope, *, now: datetime) -> Situation:
        """What was decided of each event before `now`, and what people said of it."""
        ...

    def record(
        self,
        scope: Scope,
        judge: Callable[[Situation], Judged],
        *,
        horizons: Sequence[int],
        now: datetime,
    ) -> Judged:
        """Let `judge` decide, and keep what it says with its messages: all of it or nothing."""
        ...

    def rule(self, scope: Scope, ruling: AlertRuling) -> None:
        """Keep what a person said of an alert."""
        ...

    def read(self, relation: str, **equal: str | int | date) -> pl.DataFrame:
        """The rows of a table or view whose columns equal the values given."""
        ...


class Channels(Protocol):
    """The ways by which messages reach people."""

    @property
    def seconds(self) -> float:
        """What one `send` takes at most."""
        ...

    def configured(self) -> Sequence[tuple[Audience, Channel]]:
        """Which audiences can be reached, and how.

        Raises:
            NotifyError: If what was configured cannot be used.
        """
        ...

    def send(self, message: Message, channel: Channel, *, reached: frozenset[str] = ...) -> Receipt:
        """Tell the message's audience, but for the `reached`; what fails is in the receipt."""
        ...

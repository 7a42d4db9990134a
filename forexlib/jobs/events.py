"""What a monitor looks at, and what it found or could not look for."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import polars as pl

from forexlib.core.ages import Age, age
from forexlib.core.errors import ForexError
from forexlib.core.event import Event
from forexlib.core.events import Agenda
from forexlib.core.ports import Store
from forexlib.core.reason import as_data
from forexlib.core.series import series_name
from forexlib.core.severities import USUAL, Severities
from forexlib.monitoring.market_events import MarketRules
from forexlib.monitoring.system_events import SystemRules
from forexlib.reporting.forecast_table import ISSUED

LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Lookout:
    """What is looked at.

    Attributes:
        pair: For example USDCLP.
        target: The quantity forecast.
        regressors: Series beside it.
        agenda: Planned events.
        zone: Whose calendar day it is.
        rules: What is worth telling of the market.
        system: What is trouble of the system.
    """

    pair: str
    target: str
    regressors: Sequence[str]
    agenda: Agenda
    zone: str
    rules: MarketRules = field(default_factory=MarketRules)
    system: SystemRules = field(default_factory=SystemRules)

    @property
    def series(self) -> str:
        """The target's own."""
        return series_name(self.target, self.pair)

    @property
    def severities(self) -> Severities:
        """How grave each event of the system is."""
        return self.system.severities


@dataclass(frozen=True, slots=True)
class Found:
    """What was found.

    Attributes:
        events: What holds.
        checked: Kinds that were looked for.
        failures: Check to why it could not be done.
        unjudged: Keys of those kinds of which too little is known to say.
    """

    events: tuple[Event, ...] = ()
    checked: frozenset[str] = frozenset()
    failures: dict[str, str] = field(default_factory=dict)
    unjudged: frozenset[str] = frozenset()

    def __add__(self, other: Found) -> Found:
        return Found(
            (*self.events, *other.events),
            self.checked | other.checked,
            {**self.failures, **other.failures},
            self.unjudged | other.unjudged,
        )


def looked_for(
    check: str,
    kinds: Sequence[str],
    look: Callable[[], Sequence[Event]],
    *,
    severities: Severities = USUAL,
) -> Found:
    """What `look` finds; if it cannot, that is an event itself, and nothing of its kinds ended."""
    try:
        return Found(tuple(look()), frozenset(kinds))
    except ForexError as error:
        LOG.info("The check %s could not be done: %s", check, error)
        failed = Event(
            "check_failed",
            severities["check_failed"],
            audience="operations",
            subject=check,
            metrics={
                "check": check,
                "error": error.what,
                "kind": type(error).__name__,
                "said": json.dumps(as_data(error.what)),
            },
        )
        return Found((failed,), frozenset(), {check: str(error)})


def issued_live(store: Store, lookout: Lookout, *, as_of: datetime) -> pl.DataFrame:
    """Rows of the view `forecasts` of what was issued live by `as_of`, the newest origin last."""
    rows = store.read(
        "forecasts", pair=lookout.pair, target=lookout.target, model=ISSUED, track="live"
    )
    return rows.filter(pl.col("as_of") <= as_of).sort("origin_date", "horizon_days")


def known_values(store: Store, series: Sequence[str], *, as_of: datetime) -> pl.DataFrame:
    """series, event_date and value: the newest vintage of each day known at `as_of`."""
    panel = store.panel(series, as_of=as_of, admitted_by=None)
    return panel.sort("available_at").unique(["series", "event_date"], keep="last")


def age_of_target(store: Store, lookout: Lookout, *, as_of: datetime) -> Age:
    """How old the target is, as known at `as_of`."""
    days = known_values(store, [lookout.series], as_of=as_of).get_column("event_date").to_list()
    return age(
        lookout.series, max(days, default=None), role="target", now=as_of, rules=lookout.system.ages
    )

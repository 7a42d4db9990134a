"""A source that is asked within its budget only, and left alone for a while when it keeps failing.

Live, `as_of` is the instant at which is asked; that is the time the ledger goes by. Nothing outside
is asked twice within a budget whatever restarts, since the ledger notes a call before it is made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import dataframely as dy

from forexlib.core.budget import Budget, Verdict
from forexlib.core.credentials import credentials_of, lacking
from forexlib.core.errors import AnsweredInPart, SourceError
from forexlib.core.frames import Published
from forexlib.core.ports import CallLedger, Source
from forexlib.core.redaction import redacted


@dataclass(frozen=True, slots=True)
class Guarded:
    """A source behind a ledger of its calls; implements `forexlib.core.ports.Source`.

    Attributes:
        source: Who is asked.
        ledger: Where calls are noted.
        budget: How often the source may be asked.
    """

    source: Source
    ledger: CallLedger
    budget: Budget = Budget()  # noqa: RUF009  (frozen)

    @property
    def name(self) -> str:
        """The source's own."""
        return self.source.name

    @property
    def credentials(self) -> str:
        """The settings that hold the source's credentials; "" if it is asked without any."""
        return credentials_of(self.source)

    @property
    def lacking(self) -> str:
        """Which of them have to be set; "" if the source can be asked."""
        return lacking(self.source)

    def serves(self, series: str) -> bool:
        """As the source itself says."""
        return self.source.serves(series)

    def fetch(
        self, series: Sequence[str], *, since: Mapping[str, date], as_of: datetime
    ) -> dy.DataFrame[Published]:
        """What the source answers, if it may be asked; not without its credentials.

        An error that is not the source's (a setting, a stop by hand) leaves the call without an
        end: it counts in the budget, but not as a failure.

        Raises:
            AnsweredInPart: If it answers for some series alone; that is no failure of its own.
            SourceError: If it may not be asked now ("Not asked: …"), does not answer, or answers
                with nonsense; without what must not be told.
        """
        wanted = [name for name in series if self.serves(name)]
        if not wanted:
            return Published.create_empty()
        if self.lacking:
            raise SourceError(
                "Not asked: it needs credentials that are not set.", remedy=f"Set {self.lacking}."
            )
        verdict = self.ledger.ask(self.name, now=as_of, budget=self.budget)
        if not verdict.allowed:
            raise _not_asked(verdict, as_of)
        try:
            published = self.source.fetch(wanted, since=since, as_of=as_of)
        except AnsweredInPart as error:  # it is there; what it lacks is a warning, not a failure
            values = 0 if error.published is None else error.published.height
            self.ledger.tell(self.name, now=as_of, error=None, values=values)
            what, remedy = redacted(error.what), redacted(error.remedy)
            raise AnsweredInPart(what, remedy=remedy, published=error.published) from None
        except SourceError as error:
            what, remedy = redacted(error.what), redacted(error.remedy)
            self.ledger.tell(self.name, now=as_of, error=what)
            raise SourceError(what, remedy=remedy) from None
        self.ledger.tell(self.name, now=as_of, error=None, values=published.height)
        return published


def _not_asked(verdict: Verdict, now: datetime) -> SourceError:
    """Hour and minute are enough on the same day."""
    until = verdict.until or now
    day = "" if until.date() == now.date() else f"{until:%Y-%m-%d} "
    return SourceError(
        f"Not asked: {verdict.why}, until {day}{until:%H:%M} UTC.",
        remedy="What is stored is used; run again later for more.",
    )

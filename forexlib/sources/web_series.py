"""What services have in common that are asked for one series after another."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

import dataframely as dy

from forexlib.core.frames import Published
from forexlib.sources.web_get import PATIENCE, Patience
from forexlib.sources.web_service import Conversation, Service
from forexlib.sources.web_values import FIRST_DAY, Days, Question, Remote, answers, questions


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSeries(ABC):
    """A service with a table of its series; who adds one says how it is asked and what it answers.

    Attributes:
        name: Stored beside each value, and named in messages.
        declared: Series to how the service calls it.
        first_day: Where the history of a series starts that is asked for whole.
        patience: How long the service may take.
    """

    name: ClassVar[str]
    declared: ClassVar[Mapping[str, Remote]]
    first_day: date = FIRST_DAY
    patience: Patience = PATIENCE

    def serves(self, series: str) -> bool:
        """Whether it is declared."""
        return series in self.declared

    def fetch(
        self, series: Sequence[str], *, since: Mapping[str, date], as_of: datetime
    ) -> dy.DataFrame[Published]:
        """What was public by `as_of` of those of `series` that are declared.

        Raises:
            AnsweredInPart: If some series fail, or nonsense comes for them.
            SourceError: If the service does not answer in time, or refuses, or with nonsense.
        """
        asked = questions(series, self.declared, since=since, as_of=as_of, first_day=self.first_day)
        if not asked:
            return Published.create_empty()
        talk = Conversation(self.service(), self.patience)
        return answers(
            asked, lambda question: self.days(question, talk), source=self.name, as_of=as_of
        )

    @abstractmethod
    def service(self) -> Service:
        """Whom errors name, and what must not be said.

        Raises:
            SourceError: If it cannot be asked at all, for want of credentials.
        """

    @abstractmethod
    def days(self, question: Question, talk: Conversation) -> Days:
        """The values of one series by day.

        Raises:
            SourceError: If the service does not answer in time, or refuses, or with nonsense.
        """

"""Every error this project raises on purpose.

ForexError
├── SettingsError       a setting, option or argument has a value that cannot be used
├── SourceError         a data source failed or answered with nonsense
│   └── AnsweredInPart  it did so for some of its series, and answered for the others
├── ContractError       a frame does not have the columns, types or keys it promised
├── TooLittleHistory    a model was asked to learn from fewer rows than it needs
├── MemberFailed        a model raised, or answered with something that cannot be a forecast
├── Refused             no forecast can be issued honestly: targets are past, or no mode passes
├── VersionUnreadable   a version's artefact is gone, was changed, or is of an unknown form
├── WorkerLost          a process that shared the work died
├── StoreError          the database cannot be opened, read or written
├── RegistryError       MLflow is missing, locked, damaged, silent or not to be reached
├── NotifyError         the channels that messages go through are not configured rightly
└── RenderError         a report cannot be made or written
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from typing_extensions import override

if TYPE_CHECKING:
    import dataframely as dy

    from forexlib.core.frames import Published


class ForexError(Exception):
    """Base of the tree above. Says what is wrong and what to do next.

    Args:
        what: What is wrong, with the offending value in it.
        remedy: What the person reading the message should do.
    """

    def __init__(self, what: str, *, remedy: str) -> None:
        super().__init__(f"{what} {remedy}")
        self.what = what
        self.remedy = remedy

    @override
    def __reduce__(self) -> tuple[partial[ForexError], tuple[str]]:
        """How it goes from one process to another: exceptions forget their keywords."""
        return partial(type(self), remedy=self.remedy), (self.what,)


class SettingsError(ForexError):
    """A setting, option or argument has a value that cannot be used."""


class SourceError(ForexError):
    """A data source failed or answered with nonsense."""


class AnsweredInPart(SourceError):
    """A data source failed for some of its series, and answered for the others.

    Args:
        what: What is wrong, with the names of the series.
        remedy: What the person reading the message should do.
        published: What it answered for the others; None if that is lost.
    """

    def __init__(
        self, what: str, *, remedy: str, published: dy.DataFrame[Published] | None = None
    ) -> None:
        super().__init__(what, remedy=remedy)
        self.published = published

    @override
    def __reduce__(self) -> tuple[partial[ForexError], tuple[str]]:
        return partial(type(self), remedy=self.remedy, published=self.published), (self.what,)


class ContractError(ForexError):
    """A frame does not have the columns, types or keys it promised."""


class TooLittleHistory(ForexError):
    """A model was asked to learn from fewer rows than it needs."""


class MemberFailed(ForexError):
    """A model raised, or answered with something that cannot be a forecast."""


class Refused(ForexError):
    """No forecast can be issued honestly."""


class VersionUnreadable(ForexError):
    """A version's artefact is gone, was changed, or is of a form that is not known here."""


class WorkerLost(ForexError):
    """A process that shared the work died."""


class StoreError(ForexError):
    """The database cannot be opened, read or written."""


class RegistryError(ForexError):
    """MLflow is missing, locked, damaged, silent or not to be reached; nothing serving needs it."""


class NotifyError(ForexError):
    """The channels that messages go through are not configured rightly."""


class RenderError(ForexError):
    """A report cannot be made or written."""

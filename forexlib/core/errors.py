"""Every error this project raises on purpose.

ForexError
├── SettingsError       a setting, option or argument has a value that cannot be used
├── SourceError         a data source failed or answered with nonsense
├── ContractError       a frame does not have the columns, types or keys it promised
├── TooLittleHistory    a model was asked to learn from fewer rows than it needs
├── MemberFailed        a model raised, or answered with something that cannot be a forecast
├── Refused             no forecast can be issued honestly: targets are past, or no mode passes
├── WorkerLost          a process that shared the work died
├── StoreError          the database cannot be opened, read or written
├── NotifyError         the channels that messages go through are not configured rightly
└── RenderError         a report cannot be made or written
"""

from __future__ import annotations

from functools import partial

from typing_extensions import override


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


class ContractError(ForexError):
    """A frame does not have the columns, types or keys it promised."""


class TooLittleHistory(ForexError):
    """A model was asked to learn from fewer rows than it needs."""


class MemberFailed(ForexError):
    """A model raised, or answered with something that cannot be a forecast."""


class Refused(ForexError):
    """No forecast can be issued honestly."""


class WorkerLost(ForexError):
    """A process that shared the work died."""


class StoreError(ForexError):
    """The database cannot be opened, read or written."""


class NotifyError(ForexError):
    """The channels that messages go through are not configured rightly."""


class RenderError(ForexError):
    """A report cannot be made or written."""

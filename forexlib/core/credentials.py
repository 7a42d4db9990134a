"""Sources that are asked with credentials: which settings those are, and which are not set."""

from __future__ import annotations

from typing import Final, Protocol, runtime_checkable

REFUSED: Final = "refused the credentials"
"""What the error of a source says that answers that it does not know us."""


@runtime_checkable
class Accredited(Protocol):
    """A source that may need credentials."""

    @property
    def credentials(self) -> str:
        """The settings they are in, such as `FOREX_FRED_KEY`; "" if it is asked without any."""
        ...

    @property
    def lacking(self) -> str:
        """Which of these have to be set before it can be asked; "" if it can be."""
        ...


def credentials_of(source: object) -> str:
    """The settings that hold a source's credentials; "" if it is asked without any."""
    return source.credentials if isinstance(source, Accredited) else ""


def lacking(source: object) -> str:
    """The settings a source cannot be asked without and that are not set; "" if it can be."""
    return source.lacking if isinstance(source, Accredited) else ""

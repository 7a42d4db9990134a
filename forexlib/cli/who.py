"""Who gives an order: the user of this machine, or whoever is named."""

from __future__ import annotations

from getpass import getuser
from typing import Annotated

import typer

from forexlib.core.errors import SettingsError

By = Annotated[str | None, typer.Option(help="Who says so. Default: the user of this machine.")]


def who(by: str | None) -> str:
    """The name that is kept beside what was ordered.

    Raises:
        SettingsError: If nobody is named, and the machine does not know its user.
    """
    try:
        name = getuser() if by is None else by.strip()
    except (OSError, KeyError):
        name = ""
    if not name:
        raise SettingsError("Nobody is named.", remedy="Say who says so with --by NAME.")
    return name

"""The services messages go through, as Apprise reads them from its file and from the settings."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Final

from forexlib.core.errors import NotifyError
from forexlib.core.message import AUDIENCES, CHANNELS
from forexlib.notify.hush import hushed

if TYPE_CHECKING:
    from apprise import Apprise

_TAGS: Final = re.compile(r"[a-z]+(\+[a-z]+)*")
_TAG: Final = "Write a channel and an audience under each, such as `tag: email, market`."
_HOW: Final = "Write each as market+email=mailto://…, a channel with or without its audience."


def services(config: str, urls: str) -> Apprise:
    """What the settings name, tagged.

    Args:
        config: Path of a YAML file in Apprise's format, or "".
        urls: `tags=url` entries apart by white space, tags joined by `+`. A channel (email, slack,
            sms) with an audience (market, operations) serves that one, without one both.

    Raises:
        NotifyError: If the file or an entry cannot be used. No message repeats what was written:
            it may be a credential.
    """
    with hushed(), warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # its plugins import what will go
        from apprise import Apprise  # noqa: PLC0415  (takes a while)

        found = Apprise()
        _add_file(found, config)
        for position, entry in enumerate(urls.split(), start=1):
            _add_entry(found, entry, position)
    return found


def _add_file(found: Apprise, config: str) -> None:
    from apprise import AppriseConfig  # noqa: PLC0415

    if not config:
        return
    if not Path(config).is_file():
        raise NotifyError(
            "The file that FOREX_NOTIFY_CONFIG names is not there.",
            remedy="Name a YAML file in Apprise's format, or leave it empty.",
        )
    file = AppriseConfig()
    with hushed() as complaints:
        file.add(Path(config).resolve().as_uri() + "?format=yaml")
        entries = file.servers()
    for position, entry in enumerate(entries, start=1):
        if not (entry.tags & set(CHANNELS) and entry.tags & set(AUDIENCES)):
            raise NotifyError(
                f"Entry {position} of the file of FOREX_NOTIFY_CONFIG lacks its tags.", remedy=_TAG
            )
    if complaints or not entries:
        raise NotifyError(
            f"{len(complaints)} lines of the file of FOREX_NOTIFY_CONFIG cannot be used,"
            f" {len(entries)} can.",
            remedy=f"Each entry needs a URL that Apprise knows. {_TAG}",
        )
    found.add(file)


def _add_entry(found: Apprise, entry: str, position: int) -> None:
    tags, separator, url = entry.partition("=")
    named = set(tags.split("+"))
    if not (separator and _TAGS.fullmatch(tags) and named & set(CHANNELS)):
        raise NotifyError(f"Entry {position} of FOREX_NOTIFY_URLS has no channel.", remedy=_HOW)
    if named - {*CHANNELS, *AUDIENCES}:
        raise NotifyError(
            f"Entry {position} of FOREX_NOTIFY_URLS has a tag that is neither a channel"
            f" ({', '.join(CHANNELS)}) nor an audience ({', '.join(AUDIENCES)}).",
            remedy=_HOW,
        )
    if not named & set(AUDIENCES):
        named |= set(AUDIENCES)
    if not found.add(url, tag=sorted(named)):
        raise NotifyError(
            f"Entry {position} of FOREX_NOTIFY_URLS holds no URL that Apprise knows.", remedy=_HOW
        )

"""Channels to people through Apprise, with mail on a road of its own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from forexlib.core.errors import NotifyError
from forexlib.core.message import (
    AUDIENCES,
    CHANNELS,
    Attachment,
    Audience,
    Channel,
    Message,
    Receipt,
)
from forexlib.notify.deadline import within
from forexlib.notify.hush import hushed
from forexlib.notify.mail import (
    Envelope,
    compose,
    hand_over,
    read_envelopes,
    read_server,
    why_not,
)
from forexlib.notify.services import services

if TYPE_CHECKING:
    from apprise import NotifyBase
    from apprise.plugins.email.base import NotifyEmail

_ROUNDS: Final = 100_000
"""Of the digest that tells addresses apart: it is stored, and made of what may be a password."""


@dataclass(frozen=True, slots=True)
class AppriseChannels:
    """Implements `forexlib.core.ports.Channels`.

    Attributes:
        config: Path of a YAML file in Apprise's format, or "".
        urls: As `forexlib.notify.services` reads them, or "".
        seconds: What one `send` takes at most.
    """

    config: str = ""
    urls: str = field(default="", repr=False)
    seconds: float = 20.0

    def configured(self) -> Sequence[tuple[Audience, Channel]]:
        """Which audiences can be reached, and how.

        Raises:
            NotifyError: If the file or an entry of `urls` cannot be used.
        """
        found = services(self.config, self.urls)
        return [
            (audience, channel)
            for audience in AUDIENCES
            for channel in CHANNELS
            if any(True for _ in found.find(tag=[(audience, channel)], match_always=False))
        ]

    def send(
        self, message: Message, channel: Channel, *, reached: frozenset[str] = frozenset()
    ) -> Receipt:
        """Tell the message's audience, but for the `reached`; what fails is in the receipt.

        A try that is out of time may have been heard all the same; it counts as failed.
        """
        had, failed = set(reached), list[str]()
        try:
            files = _files(message) if channel == "email" else {}
            doors = self._doors(message, channel, files)
            within(self.seconds, lambda over: _knock(doors, message.key, had, failed, over))
        except NotifyError as error:
            return Receipt(delivered=False, reason=error.what, reached=reached)
        except TimeoutError:
            failed.append(f"{channel}: not done in {self.seconds:g} s")
        if not failed:
            return Receipt(delivered=True)
        return Receipt(delivered=False, reason="; ".join(failed), reached=frozenset(had))

    def _doors(
        self, message: Message, channel: Channel, files: Mapping[Attachment, bytes]
    ) -> list[_Door]:
        found = services(self.config, self.urls)
        from apprise.plugins.email.base import NotifyEmail, PGPMode  # noqa: PLC0415  (slow)

        doors = []
        for server in found.find(tag=[(message.audience, channel)], match_always=False):
            if isinstance(server, NotifyEmail) and server.pgp_mode == PGPMode.NONE:
                doors += _mail_doors(server, message, files, self.seconds)
            else:
                doors.append(
                    _Door(_name(server), server.url(), partial(_tell, server, message, channel))
                )
        return doors


@dataclass(frozen=True, slots=True)
class _Door:
    """One address behind a channel.

    Attributes:
        name: Without any credential.
        secret: Tells it from every other.
        knock: Tells the message, unless the event is set; answers why that failed, or "".
    """

    name: str
    secret: str = field(repr=False)
    knock: Callable[[Event], str]

    def digest(self, key: str) -> str:
        """What is remembered of having told it the message `key`."""
        return hashlib.pbkdf2_hmac("sha256", self.secret.encode(), key.encode(), _ROUNDS).hex()[:16]


def _knock(doors: Sequence[_Door], key: str, had: set[str], failed: list[str], over: Event) -> None:
    """Knock at each door that was not reached before; several are told apart by their digests."""
    for door in doors:
        if over.is_set() or (had and door.digest(key) in had):
            continue
        with hushed():
            said = _said(door, over)
        if over.is_set():
            return
        if said:
            failed.append(f"{door.name}: {said}")
        elif len(doors) > 1:
            had.add(door.digest(key))


def _said(door: _Door, over: Event) -> str:
    try:
        return door.knock(over)
    except Exception as error:  # noqa: BLE001  (a plugin's fault is a failed try, not the run's)
        return f"failed ({type(error).__name__})"


def _mail_doors(
    url: NotifyEmail, message: Message, files: Mapping[Attachment, bytes], seconds: float
) -> list[_Door]:
    server = read_server(url)

    def by_mail(envelope: Envelope, over: Event) -> str:
        try:
            mail = compose(message, envelope, files)
            hand_over(server, envelope, mail, seconds=seconds, over=over)
        except OSError as error:
            return why_not(error)
        return ""

    return [
        _Door(_name(url), f"{url.url()} {one.recipient}", partial(by_mail, one))
        for one in read_envelopes(url)
    ]


def _tell(
    server: NotifyBase,
    message: Message,
    channel: Channel,
    over: Event,  # noqa: ARG001  (Apprise cannot be stopped on its way)
) -> str:
    """Through Apprise; only `True` is success."""
    from apprise import Apprise, AppriseAttachment, NotifyFormat  # noqa: PLC0415

    alone = Apprise()
    alone.add(server)
    with hushed() as complaints:
        match channel:
            case "email":
                told = alone.notify(
                    body=re.sub(r"<img[^>]*\bcid:[^>]*>", "", message.html),
                    title=message.subject,
                    body_format=NotifyFormat.HTML,
                    attach=AppriseAttachment([_uri(one) for one in message.attachments]),
                )
            case "slack":
                told = alone.notify(body=message.slack)
            case "sms":
                told = alone.notify(body=message.subject)
    return "" if told is True else _why(complaints)


def _why(complaints: Sequence[str]) -> str:
    """What Apprise complained about, in our own words."""
    said = " ".join(complaints)
    code = re.search(r"\berror[= ](\d{3})\b", said)
    if code:
        return f"answered {code[1]}"
    return "no connection" if "onnection error" in said else "not accepted"


def _files(message: Message) -> dict[Attachment, bytes]:
    files = {}
    for attachment in message.attachments:
        content = attachment.path.read_bytes() if attachment.path.is_file() else b""
        if hashlib.sha256(content).hexdigest() != attachment.sha256:
            raise NotifyError(
                f"The attachment {attachment.name} is missing or was changed.",
                remedy="Restore the folder `outbox` of the data; it is tried again.",
            )
        files[attachment] = content
    return files


def _name(server: NotifyBase) -> str:
    """`scheme://***@host`, or `scheme://***` where the place of the host is a secret's."""
    protocols = server.protocol or server.secure_protocol or ""
    scheme = protocols if isinstance(protocols, str) else next(iter(protocols))
    host = getattr(server, "smtp_host", "") or server.host
    return f"{scheme}://***@{host}" if "host" in server.template_tokens else f"{scheme}://***"


def _uri(attachment: Attachment) -> str:
    name, media = quote(attachment.name), quote(attachment.media)
    return f"{attachment.path.absolute().as_uri()}?name={name}&mime={media}"

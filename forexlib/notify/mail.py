"""A message as a mail, and its way to one mail server.

Apprise 1.13 can embed images (`inline=yes`), but makes the plain text out of the HTML, puts a PDF
among the images it belongs beside, and gives each try another Message-ID. So mail servers are
spoken to here, through the standard library; Apprise reads their URLs all the same.
"""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.utils import format_datetime, formataddr
from threading import Event
from typing import Any, Final

from forexlib.core.message import Attachment, Message


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over.

    Attributes:
        host: Its name.
        port: Of it.
        mode: insecure, starttls or ssl.
        user: To log in as, or "".
        password: With which, or "".
        verify: Whether its certificate must be right.
    """

    host: str
    port: int
    mode: str
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    verify: bool = True


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes to whom.

    Attributes:
        sender: Name (or "") and address.
        to: Name (or "") and address the letter is headed with.
        recipient: The address this copy goes to.
        cc: Addresses that get a copy, and may know of each other.
        reply_to: Addresses answers should go to.
    """

    sender: tuple[str, str]
    to: tuple[str, str]
    recipient: str
    cc: Sequence[str] = ()
    reply_to: Sequence[str] = ()


def read_server(url: Any) -> MailServer:  # noqa: ANN401  (Apprise types its attributes loosely)
    """The server of a mail URL that Apprise has read (its `NotifyEmail`)."""
    return MailServer(
        host=url.smtp_host,
        port=int(url.port),
        mode=url.secure_mode,
        user=url.user or "",
        password=url.password or "",
        verify=url.verify_certificate,
    )


def read_envelopes(url: Any) -> list[Envelope]:  # noqa: ANN401
    """One copy for each address of a mail URL; readers under `to` do not see each other."""
    name, address = url.from_addr
    sender = (name or "", address)
    to = [(name or "", address) for name, address in url.targets]
    cc, reply_to = sorted(url.cc), sorted(url.reply_to)
    copies = [Envelope(sender, one, one[1], cc, reply_to) for one in to]
    others = [one for one in (*cc, *sorted(url.bcc)) if one not in {each[1] for each in to}]
    copies.extend(Envelope(sender, to[0], one, cc, reply_to) for one in others)
    return copies


def compose(message: Message, envelope: Envelope, files: Mapping[Attachment, bytes]) -> bytes:
    """The mail as it goes over the wire: text, HTML with its images, and the files beside them.

    The same message to the same address has the same Message-ID on each try, so that a server
    that has it already can know.
    """
    mail = EmailMessage(policy=policy.SMTP)
    mail["Subject"] = message.subject
    mail["From"] = formataddr(envelope.sender)
    mail["To"] = formataddr(envelope.to)
    if envelope.cc:
        mail["Cc"] = ", ".join(envelope.cc)
    if envelope.reply_to:
        mail["Reply-To"] = ", ".join(envelope.reply_to)
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = _message_id(message, envelope)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text, cte="quoted-printable")
    mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    _, html = mail.iter_parts()
    for attachment, content in files.items():
        _attach(html if attachment.inline else mail, attachment, content)
    return mail.as_bytes()


def hand_over(
    server: MailServer, envelope: Envelope, mail: bytes, *, seconds: float, over: Event
) -> None:
    """Give `mail` to `server`.

    Args:
        server: Where to.
        envelope: From whom and to whom.
        mail: The bytes.
        seconds: Patience with each single answer.
        over: Set when nobody waits any more: then the mail is not given away.

    Raises:
        OSError: If it does not take it; `smtplib.SMTPException` is one.
    """
    context = ssl.create_default_context()
    if not server.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    line = (
        smtplib.SMTP_SSL(server.host, server.port, timeout=seconds, context=context)
        if server.mode == "ssl"
        else smtplib.SMTP(server.host, server.port, timeout=seconds)
    )
    try:
        if server.mode == "starttls":
            line.starttls(context=context)
        if server.user and server.password:
            line.login(server.user, server.password)
        if over.is_set():
            raise TimeoutError
        line.sendmail(envelope.sender[1], [envelope.recipient], mail)
        with suppress(OSError):  # it has the mail: how it says goodbye does not matter
            line.quit()
    finally:
        line.close()


def why_not(error: OSError) -> str:
    """What went wrong, in our own words and its numbers: a server's words may repeat the login."""
    said = next(words for kind, words in _TROUBLE if isinstance(error, kind))
    detail = error.strerror or ""
    match error:
        case smtplib.SMTPRecipientsRefused():
            detail = ", ".join(sorted({str(code) for code, _ in error.recipients.values()}))
        case smtplib.SMTPResponseException():
            detail = str(error.smtp_code)
        case smtplib.SMTPException() | TimeoutError():
            detail = ""
        case ssl.SSLError():
            detail = error.reason or ""
    return f"{said} ({detail})" if detail else said


_TROUBLE: Final[tuple[tuple[type[OSError], str], ...]] = (
    (smtplib.SMTPRecipientsRefused, "recipient refused"),
    (smtplib.SMTPSenderRefused, "sender refused"),
    (smtplib.SMTPAuthenticationError, "login refused"),
    (smtplib.SMTPDataError, "content refused"),
    (smtplib.SMTPNotSupportedError, "the server offers no such login or encryption"),
    (smtplib.SMTPResponseException, "refused"),
    (smtplib.SMTPException, "the server hung up, or speaks another language"),
    (TimeoutError, "no answer in time"),
    (ssl.SSLError, "no secure connection"),
    (OSError, "no connection"),
)


def _attach(part: MIMEPart, attachment: Attachment, content: bytes) -> None:
    kind, _, subtype = attachment.media.partition("/")
    if attachment.inline:
        part.add_related(
            content,
            kind,
            subtype,
            cid=f"<{attachment.cid}>",
            disposition="inline",
            filename=attachment.name,
        )
    else:
        part.add_attachment(content, kind, subtype, filename=attachment.name)


def _message_id(message: Message, envelope: Envelope) -> str:
    digest = hashlib.sha256(f"{message.key}\n{envelope.recipient}".encode()).hexdigest()[:32]
    return f"<{digest}@{Address(addr_spec=envelope.sender[1]).domain}>"

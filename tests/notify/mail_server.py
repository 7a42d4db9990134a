"""A real mail server on this machine, and what arrived at it."""

import email
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from ssl import SSLContext
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.notify.trouble import free_port


@dataclass
class MailServer:
    """Refuses with `refusal` whom it names in `refused`, and whoever logs in wrongly."""

    port: int = 0
    refused: set[str] = field(default_factory=set)
    refusal: str = "550 5.1.1 no such user here"
    content: str = "250 OK"
    arrived: list[tuple[str, EmailMessage]] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)

    def url(self, *recipients: str, login: str = "", mode: str = "insecure", more: str = "") -> str:
        to = ",".join(recipients or ("desk@example.cl",))
        return (
            f"mailto://{login}127.0.0.1:{self.port}?from=Forex<forex@example.cl>&to={to}"
            f"&mode={mode}{more}"
        )

    @property
    def recipients(self) -> list[str]:
        return [recipient for recipient, _ in self.arrived]

    async def handle_RCPT(  # noqa: N802  (as aiosmtpd calls it)
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
        address: str,
        options: list[str],  # noqa: ARG002
    ) -> str:
        if address in self.refused:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
    ) -> str:
        assert isinstance(envelope.content, bytes)
        if self.content.startswith("2"):
            mail = email.message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.arrived.extend((recipient, mail) for recipient in envelope.rcpt_tos)
        return self.content

    def authenticate(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        mechanism: str,
        auth: LoginPassword,
    ) -> AuthResult:
        del server, session, envelope, mechanism
        self.logins.append((auth.login.decode(), auth.password.decode()))
        return AuthResult(success=auth.password == b"right", handled=False)


@contextmanager
def mail_server(
    *, port: int = 0, logins: bool = False, tls: SSLContext | None = None
) -> Generator[MailServer]:
    """A server that takes mail; with `logins` only from those who know the password `right`."""
    served = MailServer()
    offers: dict[str, Any] = {"tls_context": tls, "require_starttls": tls is not None}
    if logins:
        offers |= {
            "authenticator": served.authenticate,
            "auth_required": True,
            "auth_require_tls": tls is not None,
        }
    controller = Controller(served, hostname="127.0.0.1", port=port or free_port(), **offers)
    controller.start()
    served.port = controller.port
    try:
        yield served
    finally:
        controller.stop()

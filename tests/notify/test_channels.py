"""Channels to real servers on this machine, the good and the bad."""

import hashlib
import ssl
import subprocess
import time
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from forexlib.core.message import Channel, Receipt
from forexlib.core.ports import Channels
from forexlib.notify.channels import AppriseChannels
from forexlib.store.outbox import DuckOutbox
from tests.notify.hook_server import hook_server
from tests.notify.mail_server import mail_server
from tests.notify.messages import PICTURE, REPORT, absent, illustrated, message
from tests.notify.trouble import Behave, drip, free_port, greet_late, hang_up, misbehaving, say


def parts(mail: EmailMessage) -> list[tuple[str, str | None]]:
    """What a mail is made of, in order: type and disposition."""
    return [(part.get_content_type(), part.get_content_disposition()) for part in mail.walk()]


def test_what_arrives_is_text_html_with_its_picture_and_the_report(outbox: DuckOutbox) -> None:
    sent = illustrated(outbox)

    with mail_server() as server:
        receipt = AppriseChannels(urls=f"market+email={server.url()}").send(sent, "email")

    assert receipt == Receipt(delivered=True)
    [(recipient, mail)] = server.arrived
    assert recipient == "desk@example.cl"
    assert mail["Subject"] == sent.subject
    assert mail["From"] == "Forex <forex@example.cl>"
    assert mail["To"] == "desk@example.cl"
    assert parts(mail) == [
        ("multipart/mixed", None),
        ("multipart/alternative", None),
        ("text/plain", None),
        ("multipart/related", None),
        ("text/html", None),
        ("image/png", "inline"),
        ("application/pdf", "attachment"),
    ]


def test_the_picture_is_the_one_the_html_names(outbox: DuckOutbox) -> None:
    sent = illustrated(outbox)

    with mail_server() as server:
        AppriseChannels(urls=f"email={server.url()}").send(sent, "email")

    [(_, mail)] = server.arrived
    body, twin = mail.get_body(("html",)), mail.get_body(("plain",))
    assert body is not None
    assert twin is not None
    [picture] = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    [report] = mail.iter_attachments()
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in body.get_content()
    assert twin.get_content().splitlines() == sent.text.splitlines()
    assert picture.get_content() == PICTURE
    assert (report.get_filename(), report.get_content()) == ("informe.pdf", REPORT)


def test_readers_do_not_see_each_other_and_copies_do() -> None:
    with mail_server() as server:
        url = server.url("one@example.cl", "two@example.cl", more="&cc=boss@example.cl")
        receipt = AppriseChannels(urls=f"email={url}").send(message(), "email")

    assert receipt.delivered
    assert server.recipients == ["one@example.cl", "two@example.cl", "boss@example.cl"]
    heads = [(mail["To"], mail["Cc"]) for _, mail in server.arrived]
    assert heads[:2] == [
        ("one@example.cl", "boss@example.cl"),
        ("two@example.cl", "boss@example.cl"),
    ]


def test_a_second_try_carries_the_same_message_id() -> None:
    with mail_server() as server:
        channels = AppriseChannels(urls=f"email={server.url()}")
        channels.send(message(), "email")
        channels.send(message(), "email")
        channels.send(message("another"), "email")

    first, again, another = (mail["Message-ID"] for _, mail in server.arrived)
    assert first == again
    assert another != first


def test_who_has_it_is_not_sent_it_again_when_others_are_tried_again() -> None:
    with mail_server() as server:
        url = server.url("good@example.cl", "bad@example.cl")
        channels = AppriseChannels(urls=f"email={url}")
        server.refused = {"bad@example.cl"}
        first = channels.send(message(), "email")
        server.refused = set()
        second = channels.send(message(), "email", reached=first.reached)

    assert first.reason == "mailto://***@127.0.0.1: recipient refused (550)"
    assert (first.delivered, second.delivered) == (False, True)
    assert server.recipients == ["good@example.cl", "bad@example.cl"]


def test_a_hook_is_posted_the_text_alone() -> None:
    with hook_server() as hook:
        receipt = AppriseChannels(urls=f"slack={hook.url}").send(message(), "slack")

    assert receipt.delivered
    assert hook.bodies == [{"text": "*Mediana* 942,00"}]
    assert hook.paths == ["/services/T0/B0/X0"]


def test_an_sms_is_the_subject() -> None:
    with hook_server() as hook:
        AppriseChannels(urls=f"operations+sms={hook.url}").send(
            message(audience="operations"), "sms"
        )

    assert [body["text"] for body in hook.bodies] == [message().subject]


def test_a_mail_service_that_is_no_mail_server_gets_the_html_without_the_picture(
    outbox: DuckOutbox,
) -> None:
    sent = replace(illustrated(outbox), attachments=())
    with hook_server() as hook:
        url = hook.url + "&format=html"
        receipt = AppriseChannels(urls=f"email={url}").send(sent, "email")

    assert receipt.delivered
    assert "cid:" not in hook.bodies[0]["text"]


def test_an_audience_gets_what_is_meant_for_it_alone() -> None:
    with hook_server() as market, hook_server() as operations:
        urls = f"market+slack={market.url} operations+slack={operations.url}"
        AppriseChannels(urls=urls).send(message(audience="operations"), "slack")

    assert (len(market.bodies), len(operations.bodies)) == (0, 1)


@pytest.mark.parametrize(
    ("status", "why"), [(500, "answered 500"), (404, "answered 404"), (302, "answered 302")]
)
def test_a_hook_that_does_not_take_it_is_a_failure(status: int, why: str) -> None:
    with hook_server() as hook:
        hook.status = status
        receipt = AppriseChannels(urls=f"slack={hook.url}").send(message(), "slack")

    assert receipt == Receipt(delivered=False, reason=f"json://***@127.0.0.1: {why}")


@pytest.mark.parametrize("channel", ["email", "slack"])
def test_a_dead_server_is_a_failure(channel: Channel) -> None:
    port = free_port()
    scheme = {"email": f"mailto://127.0.0.1:{port}?from=a@b.cl&mode=insecure"}
    url = scheme.get(channel, f"json://127.0.0.1:{port}/x")

    receipt = AppriseChannels(urls=f"{channel}={url}").send(message(), channel)

    assert not receipt.delivered
    assert "no connection" in receipt.reason


def test_a_login_at_a_server_that_offers_none_is_a_failure() -> None:
    with mail_server() as server:
        url = server.url(login="user:canary-password@")
        receipt = AppriseChannels(urls=f"email={url}").send(message(), "email")

    assert receipt.reason == (
        "mailto://***@127.0.0.1: the server offers no such login or encryption"
    )
    assert server.arrived == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_wrong_login_is_refused_and_a_right_one_is_not() -> None:
    with mail_server(logins=True) as server:
        wrong, right = (
            AppriseChannels(urls=f"email={server.url(login=f'user:{word}@')}").send(
                message(), "email"
            )
            for word in ("wrong", "right")
        )

    assert wrong.reason == "mailto://***@127.0.0.1: login refused (535)"
    assert right.delivered
    assert len(server.arrived) == 1


def test_content_can_be_refused() -> None:
    with mail_server() as server:
        server.content = "552 5.3.4 too large"
        receipt = AppriseChannels(urls=f"email={server.url()}").send(message(), "email")

    assert receipt.reason == "mailto://***@127.0.0.1: content refused (552)"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    folder = tmp_path_factory.mktemp("tls")
    key, file = folder / "key.pem", folder / "cert.pem"
    words = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -keyout {key}"
    subprocess.run([*words.split(), "-out", str(file)], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    return context


def test_the_password_goes_over_a_secure_line(certificate: ssl.SSLContext) -> None:
    with mail_server(logins=True, tls=certificate) as server:
        url = server.url(login="user:right@", mode="starttls", more="&verify=no")
        receipt = AppriseChannels(urls=f"email={url}").send(message(), "email")

    assert receipt.delivered
    assert server.logins == [("user", "right")]


def test_a_certificate_nobody_knows_is_a_failure(certificate: ssl.SSLContext) -> None:
    with mail_server(logins=True, tls=certificate) as server:
        url = server.url(login="user:right@", mode="starttls")
        receipt = AppriseChannels(urls=f"email={url}").send(message(), "email")

    assert "no secure connection (CERTIFICATE_VERIFY_FAILED)" in receipt.reason
    assert server.logins == []


@pytest.mark.parametrize("channel", ["email", "slack"])
def test_a_server_that_drips_costs_no_more_than_its_patience(channel: Channel) -> None:
    with misbehaving(drip) as port:
        url = {"email": f"mailto://127.0.0.1:{port}?from=a@b.cl&mode=insecure"}.get(
            channel, f"json://127.0.0.1:{port}/x"
        )
        channels = AppriseChannels(urls=f"{channel}={url}", seconds=0.6)
        before = time.monotonic()
        receipt = channels.send(message(), channel)
        took = time.monotonic() - before

    assert not receipt.delivered
    assert receipt.reason == f"{channel}: not done in 0.6 s"
    assert took < 2


def test_a_server_that_wakes_up_late_is_not_given_the_mail_any_more() -> None:
    heard: list[bytes] = []
    with misbehaving(greet_late(heard, 0.9)) as port:
        url = f"mailto://127.0.0.1:{port}?from=a@b.cl&mode=insecure"
        late = AppriseChannels(urls=f"email={url}", seconds=0.3).send(message(), "email")
        time.sleep(1.2)
        said_late = b"".join(heard)
        heard.clear()
        patient = AppriseChannels(urls=f"email={url}", seconds=5.0).send(message(), "email")

    assert (late.delivered, patient.delivered) == (False, True)
    assert b"MAIL" not in said_late
    assert b"MAIL" in b"".join(heard)


def test_who_was_reached_before_patience_ended_is_remembered() -> None:
    with mail_server() as server, misbehaving(drip) as port:
        slow = f"mailto://127.0.0.1:{port}?from=a@b.cl&mode=insecure"
        channels = AppriseChannels(urls=f"email={server.url()} email={slow}", seconds=1.5)
        receipt = channels.send(message(), "email")

    assert not receipt.delivered
    assert len(receipt.reached) == len(server.arrived) == 1


@pytest.mark.parametrize("behave", [hang_up, say(b"HTTP/1.1 200 OK\r\n\r\n")])
def test_a_server_of_another_kind_is_a_failure(behave: Behave) -> None:
    with misbehaving(behave) as port:
        url = f"mailto://127.0.0.1:{port}?from=a@b.cl&mode=insecure"
        receipt = AppriseChannels(urls=f"email={url}", seconds=5.0).send(message(), "email")

    assert not receipt.delivered
    assert receipt.reason.startswith("mailto://***@127.0.0.1: ")


def test_a_missing_file_is_a_failure_and_nothing_is_sent() -> None:
    with mail_server() as server:
        sent = message(attachments=(absent(),))
        receipt = AppriseChannels(urls=f"email={server.url()}").send(sent, "email")

    assert receipt.reason == "The attachment informe.pdf is missing or was changed."
    assert server.arrived == []


def test_a_changed_file_is_not_sent(outbox: DuckOutbox) -> None:
    sent = illustrated(outbox)
    sent.attachments[1].path.write_bytes(b"%PDF-1.7 another report")

    with mail_server() as server:
        receipt = AppriseChannels(urls=f"email={server.url()}").send(sent, "email")

    assert not receipt.delivered
    assert server.arrived == []


def test_what_is_configured_is_said() -> None:
    urls = "email=mailto://127.0.0.1?from=a@b.cl operations+slack=json://127.0.0.1/x"

    configured = AppriseChannels(urls=urls).configured()

    assert configured == [("market", "email"), ("operations", "email"), ("operations", "slack")]
    assert AppriseChannels().configured() == []


def test_the_file_in_apprises_own_format_is_read(tmp_path: Path) -> None:
    file = tmp_path / "channels.yaml"
    with mail_server() as server:
        file.write_text(f'urls:\n  - "{server.url()}":\n      tag: market, email\n')
        as_port: Channels = AppriseChannels(config=str(file))
        receipt = as_port.send(message(), "email")

    assert as_port.configured() == [("market", "email")]
    assert receipt.delivered
    assert server.recipients == ["desk@example.cl"]


def test_the_digest_of_an_address_is_no_plain_hash_of_it() -> None:
    with mail_server() as server:
        url = server.url("good@example.cl", "bad@example.cl", login="")
        server.refused = {"bad@example.cl"}
        receipt = AppriseChannels(urls=f"email={url}").send(message(), "email")

    [digest] = receipt.reached
    assert digest != hashlib.sha256(url.encode()).hexdigest()[:16]
    assert len(digest) == 16

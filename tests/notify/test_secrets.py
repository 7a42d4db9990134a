"""No credential gets into a log, a trace, a row, a file or what is printed."""

import logging
import traceback
from datetime import timedelta
from pathlib import Path

import pytest

from forexlib.core.errors import NotifyError
from forexlib.jobs.deliver import deliver
from forexlib.notify.channels import AppriseChannels
from forexlib.store.duck import DuckStore
from forexlib.store.outbox import DuckOutbox
from forexlib.wiring import Platform, Settings
from tests.e2e import forex
from tests.notify.hook_server import hook_server
from tests.notify.mail_server import mail_server
from tests.notify.messages import NOW, message
from tests.notify.trouble import drip, free_port, hang_up, misbehaving, say
from tests.paths import SQL

LOGIN = "canaryuser:canarypass@"
PATH = "services/canarytoken/canaryhook?+X-Key=canaryheader&-q=canaryquery"


def bad_urls(mail: int, hook: int, slow: int, rude: int) -> list[str]:
    """URLs full of canaries that fail in as many ways as there are."""
    dead = free_port()
    ports = (mail, hook, slow, rude, dead)
    return [
        *(f"email=mailto://{LOGIN}127.0.0.1:{p}?from=a@b.cl&mode=insecure" for p in ports),
        *(f"email=mailtos://{LOGIN}127.0.0.1:{p}?from=a@b.cl&mode=ssl" for p in ports),
        *(f"slack=json://{LOGIN}127.0.0.1:{p}/{PATH}" for p in ports),
        *(f"slack=jsons://{LOGIN}127.0.0.1:{p}/{PATH}&verify=no" for p in ports),
        f"sms=form://{LOGIN}127.0.0.1:{hook}/{PATH}",
        "slack=slack://canarytoA/canarytoB/canarytoCCCCCCCCCCCCCCCCCC",
        "sms=mailto://canaryuser:canarypass",
        f"email=nosuch://{LOGIN}127.0.0.1/{PATH}",
        f"canarytag=json://{LOGIN}127.0.0.1/{PATH}",
        f"json://{LOGIN}127.0.0.1/{PATH}",
    ]


def everything_stored(outbox: DuckOutbox) -> str:
    store = DuckStore(outbox.database, SQL)
    rows = [store.read(table).rows() for table in ("outbox", "outbox_deliveries", "outbox_status")]
    files = [file.read_bytes() for file in outbox.database.parent.rglob("*") if file.is_file()]
    return repr(rows) + repr(files)


@pytest.mark.slow
def test_no_canary_sings_however_it_fails(
    outbox: DuckOutbox, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(1)
    for theirs in ("mail", "mail.log", "mail.debug"):  # the test server says what it was sent
        caplog.set_level(100, logger=theirs)
    said = []
    with (
        mail_server() as mail,
        hook_server() as hook,
        misbehaving(drip) as slow,
        misbehaving(say(b"500 canaryuser canarypass go away\r\n")) as rude,
        misbehaving(hang_up) as gone,
    ):
        hook.status = 403
        hung_up = f"email=mailto://{LOGIN}127.0.0.1:{gone}?from=a@b.cl&mode=starttls"
        for count, url in enumerate([*bad_urls(mail.port, hook.port, slow, rude), hung_up]):
            outbox.put(message(f"{count}"), channels=["email", "slack", "sms"])
            channels = AppriseChannels(urls=url, seconds=0.4)
            said.append(repr(channels))
            said.append(repr(deliver(outbox, channels, now=NOW + timedelta(days=count))))
            said.append(_traced(channels))

    assert len(said) > 60
    assert "canary" not in repr(said)
    ours = [one for one in caplog.records if not one.name.startswith(("mail.", "asyncio"))]
    assert "canary" not in repr([(one.name, one.getMessage(), one.exc_text) for one in ours])
    assert "canary" not in "".join(capfd.readouterr())
    assert "canary" not in everything_stored(outbox)
    assert "***@127.0.0.1" in everything_stored(outbox)


def test_a_server_that_repeats_the_login_is_not_repeated() -> None:
    with mail_server() as server:
        server.refused = {"desk@example.cl"}
        server.refusal = "550 5.7.1 canaryuser may not: canarypass"
        channels = AppriseChannels(urls=f"email={server.url()}")
        receipt = channels.send(message(), "email")

    assert receipt.reason == "mailto://***@127.0.0.1: recipient refused (550)"


def test_the_settings_keep_their_secrets() -> None:
    settings = Settings(
        _env_file=None,
        notify_urls=f"email=mailto://{LOGIN}127.0.0.1",
        heartbeat_url="https://127.0.0.1/canarytoken",
    )
    parts = Platform(settings)

    assert "canary" not in repr(parts) + repr(parts.channels) + repr(parts.heartbeat)


@pytest.mark.slow
def test_the_command_keeps_them_too(tmp_path: Path) -> None:
    data = tmp_path / "data"
    settings = {
        "notify_urls": f"email=mailto://{LOGIN}127.0.0.1:{free_port()}?from=a@b.cl&mode=insecure",
        "heartbeat_url": "https://127.0.0.1/canarytoken",
    }

    answers = [
        forex("notify", "test", data=data, **settings),
        forex("notify", "test", data=data, notify_urls=f"canary={LOGIN}"),
        forex("notify", "test", data=data, notify_config=f"mailto://{LOGIN}127.0.0.1"),
        forex("outbox", "send", data=data, **settings),
        forex("outbox", "--json", data=data, **settings),
    ]

    assert [answer.code for answer in answers] == [1, 2, 2, 0, 0]
    assert "canary" not in repr(answers)
    assert "mailto://***@127.0.0.1: no connection" in answers[0].said


def _traced(channels: AppriseChannels) -> str:
    """What a person would see if the mistake ended the program."""
    try:
        channels.configured()
    except NotifyError as error:
        return "".join(traceback.format_exception(error)) + logging.Formatter().formatException(
            (type(error), error, error.__traceback__)
        )
    return ""

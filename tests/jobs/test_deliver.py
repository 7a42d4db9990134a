"""The outbox is emptied: at least once, by one sender at a time, however its channels behave."""

import logging
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from forexlib.core.errors import NotifyError
from forexlib.core.message import Audience, Channel, Message, Receipt
from forexlib.core.ports import Channels
from forexlib.jobs.deliver import Pace, Round, deliver, try_channels
from forexlib.notify.channels import AppriseChannels
from forexlib.store.duck import DuckStore
from forexlib.store.outbox import DuckOutbox
from tests.notify.hook_server import hook_server
from tests.notify.mail_server import mail_server
from tests.notify.messages import NOW, message
from tests.notify.trouble import drip, free_port, misbehaving
from tests.paths import SQL

MINUTE = timedelta(minutes=1)
FAILED = Receipt(delivered=False, reason="mailto://***@host: no connection")


@dataclass
class FakeChannels:
    """Answers with `receipts`, the last one over and over; remembers what it was given."""

    ways: Sequence[tuple[Audience, Channel]] = (("market", "email"), ("market", "slack"))
    receipts: list[Receipt] = field(default_factory=lambda: [Receipt(delivered=True)])
    broken: NotifyError | None = None
    seconds: float = 20.0
    sent: list[tuple[str, Channel]] = field(default_factory=list)

    def configured(self) -> Sequence[tuple[Audience, Channel]]:
        if self.broken is not None:
            raise self.broken
        return self.ways

    def send(
        self,
        message: Message,
        channel: Channel,
        *,
        reached: frozenset[str] = frozenset(),  # noqa: ARG002
    ) -> Receipt:
        self.sent.append((message.key, channel))
        return self.receipts.pop(0) if len(self.receipts) > 1 else self.receipts[0]


@pytest.fixture
def outbox(tmp_path: Path) -> DuckOutbox:
    return DuckOutbox(tmp_path / "forex.duckdb", SQL, tmp_path / "outbox")


def status(outbox: DuckOutbox) -> list[tuple[object, ...]]:
    rows = DuckStore(outbox.database, SQL).read("outbox_status").sort("key", "channel")
    return rows.select("channel", "state", "attempts", "last_error").rows()


def next_try(outbox: DuckOutbox) -> datetime:
    due = DuckStore(outbox.database, SQL).read("outbox_status").get_column("next_attempt_at")
    return due[0]


def test_what_is_due_is_sent_once(outbox: DuckOutbox) -> None:
    outbox.put(message("one"), channels=["email", "slack"])
    fake = FakeChannels()
    as_port: Channels = fake

    first = deliver(outbox, as_port, now=NOW)
    second = deliver(outbox, as_port, now=NOW + timedelta(days=1))

    assert first == Round(2, 0, 0, 0, ())
    assert second == Round(0, 0, 0, 0, ())
    assert fake.sent == [("one", "email"), ("one", "slack")]
    assert status(outbox) == [("email", "delivered", 1, ""), ("slack", "delivered", 1, "")]


def test_what_failed_waits_twice_as_long_each_time_until_it_is_given_up(
    outbox: DuckOutbox,
) -> None:
    outbox.put(message(), channels=["email"])
    fake, now, waits = FakeChannels(receipts=[FAILED]), NOW, []
    pace = Pace(jitter=0.0, tries=5, longest=6 * MINUTE)

    rounds = []
    for _ in range(5):
        rounds.append(deliver(outbox, fake, now=now, pace=pace))
        waits.append((next_try(outbox) - now) / MINUTE)
        now = next_try(outbox)

    assert waits == [1, 2, 4, 6, 6]
    assert [(one.waiting, one.failed) for one in rounds] == [(1, 0)] * 4 + [(0, 1)]
    assert status(outbox) == [("email", "failed", 5, FAILED.reason)]
    assert deliver(outbox, fake, now=now + timedelta(days=9), pace=pace) == Round(0, 0, 0, 0, ())


def test_the_jitter_is_within_bounds_and_the_same_each_time(outbox: DuckOutbox) -> None:
    outbox.put(message(), channels=["email"])
    [claimed] = outbox.claim(now=NOW, lease=MINUTE, limit=1)

    waits = {seed: Pace(seed=seed).wait(claimed) / MINUTE for seed in range(50)}

    assert all(0.75 <= wait <= 1.25 for wait in waits.values())
    assert len(set(waits.values())) == 50
    assert Pace(seed=7).wait(claimed) == Pace(seed=7).wait(claimed)


def test_a_channel_that_failed_is_not_tried_again_in_the_same_round(outbox: DuckOutbox) -> None:
    for i in range(5):
        outbox.put(message(f"{i}"), channels=["email", "slack"])
    fake = FakeChannels(receipts=[FAILED])

    came = deliver(outbox, fake, now=NOW)

    assert fake.sent == [("0", "email"), ("0", "slack")]
    assert came.waiting == 10
    assert Counter(status(outbox)) == {
        ("email", "waiting", 1, FAILED.reason): 1,
        ("slack", "waiting", 1, FAILED.reason): 1,
        ("email", "waiting", 0, ""): 4,
        ("slack", "waiting", 0, ""): 4,
    }


def test_without_a_channel_nothing_is_sent_and_one_line_says_so(
    outbox: DuckOutbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for i in range(3):
        outbox.put(message(f"{i}"), channels=["email"])

    came = [deliver(outbox, FakeChannels(ways=()), now=NOW + i * MINUTE) for i in range(2)]

    assert [one.no_channel for one in came] == [3, 0]
    assert status(outbox) == [("email", "no channel", 0, "")] * 3
    assert [one.getMessage() for one in caplog.records] == [
        "No channel is configured: nothing is sent."
    ]


def test_what_had_no_channel_is_sent_when_asked_for(outbox: DuckOutbox) -> None:
    outbox.put(message(), channels=["email"])
    deliver(outbox, FakeChannels(ways=()), now=NOW)

    came = deliver(outbox, FakeChannels(), now=NOW, again=True)

    assert came.delivered == 1


def test_a_mistake_in_the_settings_keeps_everything_waiting(outbox: DuckOutbox) -> None:
    outbox.put(message(), channels=["email"])
    broken = NotifyError("Entry 2 has no channel.", remedy="Name one.")

    came = deliver(outbox, FakeChannels(broken=broken), now=NOW)

    assert came.waiting == 1
    assert status(outbox) == [("email", "waiting", 1, "Entry 2 has no channel. Name one.")]


def test_a_mail_waits_for_a_dead_server_and_arrives_once_when_it_is_back(
    outbox: DuckOutbox,
) -> None:
    port = free_port()
    channels = AppriseChannels(urls=f"email=mailto://127.0.0.1:{port}?from=a@b.cl&mode=insecure")
    outbox.put(message(), channels=["email"])
    dead = deliver(outbox, channels, now=NOW)

    with mail_server(port=port) as server:
        too_early = deliver(outbox, channels, now=NOW + MINUTE / 2)
        back = deliver(outbox, channels, now=NOW + 2 * MINUTE)
        later = deliver(outbox, channels, now=NOW + timedelta(days=1))

    assert (dead.waiting, dead.reasons[0]) == (
        1,
        f"{message().key}: mailto://***@127.0.0.1: no connection (Connection refused)",
    )
    assert [one.delivered for one in (too_early, back, later)] == [0, 1, 0]
    assert len(server.arrived) == 1


def test_ten_messages_for_a_server_that_drips_delay_the_run_once(outbox: DuckOutbox) -> None:
    for i in range(10):
        outbox.put(message(f"{i}"), channels=["email"])

    with misbehaving(drip) as port:
        url = f"email=mailto://127.0.0.1:{port}?from=a@b.cl&mode=insecure"
        before = time.monotonic()
        came = deliver(outbox, AppriseChannels(urls=url, seconds=0.5), now=NOW)
        took = time.monotonic() - before

    assert came.waiting == 10
    assert took < 4


def start(outbox: DuckOutbox, urls: str, *words: str) -> subprocess.Popen[str]:
    program = [sys.executable, "-m", "tests.notify.worker"]
    return subprocess.Popen(
        [*program, str(outbox.database), str(outbox.folder), urls, *words],
        cwd=SQL.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.slow
def test_two_processes_at_once_send_each_message_once(outbox: DuckOutbox) -> None:
    for i in range(12):
        outbox.put(message(f"{i}", subject=f"{i}"), channels=["email"])

    with mail_server() as server:
        senders = [start(outbox, f"email={server.url()}") for _ in range(2)]
        said = [sender.communicate("go\n", timeout=60)[0] for sender in senders]

    assert [sender.returncode for sender in senders] == [0, 0], said
    assert sorted(mail["Subject"] for _, mail in server.arrived) == sorted(
        f"{i}" for i in range(12)
    )
    assert set(status(outbox)) == {("email", "delivered", 1, "")}


@pytest.mark.slow
def test_a_sender_killed_before_it_could_mark_sends_at_least_once(outbox: DuckOutbox) -> None:
    outbox.put(message(), channels=["email"])

    with mail_server() as server:
        channels = AppriseChannels(urls=f"email={server.url()}")
        start(outbox, f"email={server.url()}", "killed").communicate("go\n", timeout=60)
        while_claimed = deliver(outbox, channels, now=NOW + 5 * MINUTE)
        after = deliver(outbox, channels, now=NOW + 30 * MINUTE)
        done = deliver(outbox, channels, now=NOW + 90 * MINUTE)

    assert [one.delivered for one in (while_claimed, after, done)] == [0, 1, 0]
    assert len(server.arrived) == 2
    assert len({mail["Message-ID"] for _, mail in server.arrived}) == 1


def test_the_channels_are_tried_each_with_a_message_that_says_so() -> None:
    with mail_server() as server, hook_server() as hook:
        urls = f"market+email={server.url()} operations+slack={hook.url}"
        rows = try_channels(AppriseChannels(urls=urls), now=NOW)

    assert rows.rows() == [("market", "email", True, ""), ("operations", "slack", True, "")]
    [(_, mail)] = server.arrived
    assert mail["Subject"] == "Prueba de forexlib: mercado, correo"
    assert "No contiene ningún pronóstico" in hook.bodies[0]["text"]

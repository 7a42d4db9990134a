"""Messages and their deliveries: kept once, claimed by one, marked by who claimed them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from forexlib.core.errors import StoreError
from forexlib.core.message import Mark
from forexlib.core.ports import Outbox
from forexlib.store.duck import DuckStore
from forexlib.store.outbox import DuckOutbox
from tests.notify.messages import NOW, illustrated, message
from tests.paths import SQL

LEASE = timedelta(minutes=5)
HOUR = timedelta(hours=1)


@pytest.fixture
def outbox(tmp_path: Path) -> DuckOutbox:
    return DuckOutbox(tmp_path / "forex.duckdb", SQL, tmp_path / "outbox")


def states(outbox: DuckOutbox) -> dict[str, str]:
    rows = DuckStore(outbox.database, SQL).read("outbox_status").sort("key", "channel")
    return {
        f"{key} {channel}": state
        for key, channel, state in rows.select("key", "channel", "state").iter_rows()
    }


def test_what_is_claimed_is_what_was_put(outbox: DuckOutbox) -> None:
    as_port: Outbox = outbox
    sent = illustrated(outbox)

    new = as_port.put(sent, channels=["email", "slack"])
    claimed = as_port.claim(now=NOW, lease=LEASE, limit=10)

    assert new
    assert [one.message for one in claimed] == [sent, sent]
    assert [one.channel for one in claimed] == ["email", "slack"]
    assert {(one.attempts, one.due_at, one.reached) for one in claimed} == {(0, NOW, frozenset())}


def test_the_same_key_is_one_row(outbox: DuckOutbox) -> None:
    put = [outbox.put(message(subject=f"try {i}"), channels=["email"]) for i in range(3)]

    assert put == [True, False, False]
    [claimed] = outbox.claim(now=NOW, lease=LEASE, limit=10)
    assert claimed.message.subject == "try 0"


def test_within_the_cool_down_a_topic_is_told_once(outbox: DuckOutbox) -> None:
    put = [
        outbox.put(
            message(f"at {hours}", created_at=NOW + hours * HOUR), channels=[], cool_down=24 * HOUR
        )
        for hours in (0, 1, 23, 24, 25)
    ]

    assert put == [True, False, False, True, False]


def test_another_topic_does_not_cool_it_down(outbox: DuckOutbox) -> None:
    outbox.put(message("one"), channels=[])

    assert outbox.put(message("two", topic="other"), channels=[], cool_down=24 * HOUR)


def test_nobody_else_gets_what_is_claimed_until_the_lease_ends(outbox: DuckOutbox) -> None:
    outbox.put(message(), channels=["email"])

    found = [
        len(outbox.claim(now=NOW + after, lease=LEASE, limit=10))
        for after in (timedelta(0), timedelta(0), LEASE / 2, LEASE, LEASE)
    ]

    assert found == [1, 0, 0, 1, 0]


def test_who_lost_the_claim_cannot_mark(outbox: DuckOutbox) -> None:
    outbox.put(message(), channels=["email"])
    [slow] = outbox.claim(now=NOW, lease=LEASE, limit=1)
    [quick] = outbox.claim(now=NOW + LEASE, lease=LEASE, limit=1)
    done = Mark("delivered", 1, NOW, delivered_at=NOW)

    assert not outbox.mark(slow, done)
    assert outbox.mark(quick, done)
    assert not outbox.mark(quick, done)


def test_what_waits_is_claimed_when_it_is_due(outbox: DuckOutbox) -> None:
    outbox.put(message(), channels=["email"])
    [first] = outbox.claim(now=NOW, lease=LEASE, limit=1)
    outbox.mark(first, Mark("waiting", 1, NOW + HOUR, "no answer", frozenset({"ab", "cd"})))

    early = outbox.claim(now=NOW + HOUR - timedelta(seconds=1), lease=LEASE, limit=1)
    [due] = outbox.claim(now=NOW + HOUR, lease=LEASE, limit=1)

    assert early == []
    assert (due.attempts, due.due_at, due.reached) == (1, NOW + HOUR, {"ab", "cd"})


def test_the_longest_due_come_first_and_no_more_than_asked_for(outbox: DuckOutbox) -> None:
    for hours in (2, 0, 1):
        outbox.put(message(f"{hours}", created_at=NOW + hours * HOUR), channels=["email"])

    claimed = outbox.claim(now=NOW + 9 * HOUR, lease=LEASE, limit=2)

    assert [one.message.key for one in claimed] == ["0", "1"]


def test_what_was_given_up_is_claimed_when_asked_for(outbox: DuckOutbox) -> None:
    for key, mark in {
        "failed": Mark("failed", 12, NOW + HOUR, "no answer"),
        "no channel": Mark("no channel", 0, NOW),
        "delivered": Mark("delivered", 1, NOW, delivered_at=NOW),
    }.items():
        outbox.put(message(key), channels=["email"])
        [claimed] = outbox.claim(now=NOW, lease=LEASE, limit=1)
        outbox.mark(claimed, mark)

    usual = outbox.claim(now=NOW + 2 * HOUR, lease=LEASE, limit=9)
    again = outbox.claim(now=NOW, lease=LEASE, limit=9, again=True)

    assert usual == []
    assert {one.message.key for one in again} == {"failed", "no channel"}


def test_a_restart_loses_nothing(outbox: DuckOutbox) -> None:
    outbox.put(illustrated(outbox), channels=["email", "slack"])

    reopened = replace(outbox)

    assert len(reopened.claim(now=NOW, lease=LEASE, limit=9)) == 2
    assert states(reopened) == {"illustrated email": "waiting", "illustrated slack": "waiting"}


def test_eight_threads_claim_each_delivery_once(outbox: DuckOutbox) -> None:
    for i in range(10):
        outbox.put(message(f"{i}"), channels=["email"])

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(outbox.claim, now=NOW, lease=LEASE, limit=3) for _ in range(8)]

    claimed = [one.message.key for future in asked for one in future.result()]
    assert sorted(claimed) == [f"{i}" for i in range(10)]


def test_the_same_content_is_kept_once(outbox: DuckOutbox) -> None:
    first = outbox.keep(b"chart", name="a.png", media="image/png", inline=True)
    second = outbox.keep(b"chart", name="a.png", media="image/png", inline=True)

    assert first == second
    assert [file.read_bytes() for file in outbox.folder.iterdir()] == [b"chart"]
    assert first.cid.endswith("@forexlib")


def test_a_moved_folder_takes_its_files_along(outbox: DuckOutbox, tmp_path: Path) -> None:
    outbox.put(illustrated(outbox), channels=["email"])
    moved = replace(outbox, folder=outbox.folder.rename(tmp_path / "elsewhere"))

    [claimed] = moved.claim(now=NOW, lease=LEASE, limit=1)

    assert all(one.path.is_file() for one in claimed.message.attachments)


def test_a_file_that_cannot_be_kept_is_one_message(outbox: DuckOutbox) -> None:
    outbox.folder.write_text("a file, not a folder")

    with pytest.raises(StoreError, match="could not be written"):
        outbox.keep(b"chart", name="a.png", media="image/png")


def test_a_database_of_before_gets_the_outbox_by_migration(tmp_path: Path) -> None:
    file = tmp_path / "forex.duckdb"
    text = (SQL / "migrations" / "0001_observations_forecasts_scores.sql").read_text()
    with duckdb.connect(file) as opened:
        opened.execute(text)
        sha256 = opened.execute("select sha256($1)", [text]).fetchall()[0][0]
        opened.execute(
            "insert into schema_migrations values (1, '0001', $1, timestamptz '2026-10-26')",
            [sha256],
        )

    put = DuckOutbox(file, SQL, tmp_path / "outbox").put(message(), channels=["email"])

    assert put


def test_the_gravest_goes_first_however_long_others_have_waited(outbox: DuckOutbox) -> None:
    for hours, severity in enumerate(["INFO", "WARNING", "CRITICAL", "HIGH"]):
        waiting = message(severity, severity=severity, created_at=NOW + hours * HOUR)
        outbox.put(waiting, channels=["email"])

    some = outbox.claim(now=NOW + 9 * HOUR, lease=LEASE, limit=3)

    assert [one.message.severity for one in some] == ["CRITICAL", "HIGH", "WARNING"]

"""How far each message has come, a row for each channel."""

from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from forexlib.core.message import Mark
from forexlib.store.duck import DuckStore
from forexlib.store.outbox import DuckOutbox
from tests.notify.messages import NOW, message
from tests.paths import SQL
from tests.sql.grain import is_unique


@pytest.fixture
def outbox(store: DuckStore, tmp_path: Path) -> DuckOutbox:
    return DuckOutbox(store.database, SQL, tmp_path / "outbox")


def test_each_channel_is_one_row(store: DuckStore, outbox: DuckOutbox) -> None:
    outbox.put(message("both"), channels=["email", "slack"])
    outbox.put(message("none", severity="INFO"), channels=[])
    [email] = outbox.claim(now=NOW, lease=timedelta(minutes=5), limit=1)
    outbox.mark(email, Mark("waiting", 1, NOW + timedelta(hours=1), "no answer"))

    rows = store.read("outbox_status").sort("key", "channel")

    assert is_unique(rows, "outbox_status")
    said = rows.select("key", "channel", "state", "attempts", "last_error")
    assert said.rows() == [
        ("both", "email", "waiting", 1, "no answer"),
        ("both", "slack", "waiting", 0, ""),
        ("none", "", "log only", 0, ""),
    ]


@pytest.mark.parametrize(
    "damage",
    [
        "insert into outbox_deliveries select * replace ('x' as key) from outbox_deliveries",
        "update outbox_deliveries set state = 'delivered'",
        "update outbox_deliveries set claimed_by = 'me'",
        "update outbox_deliveries set attempts = -1",
        "update outbox_deliveries set channel = 'pigeon'",
        "delete from outbox",
    ],
)
def test_rows_that_contradict_themselves_cannot_be_written(outbox: DuckOutbox, damage: str) -> None:
    outbox.put(message("both"), channels=["email"])

    with pytest.raises(duckdb.ConstraintException), duckdb.connect(outbox.database) as opened:
        opened.execute(damage)

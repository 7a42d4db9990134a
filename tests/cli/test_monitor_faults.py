"""`forex monitor` as a process that is killed, doubled, cut off, and run by a clock that jumps."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from forexlib.cli import clock
from forexlib.cli.main import app
from forexlib.store.duck import DuckStore
from tests.cli.desk import settle
from tests.e2e import environment
from tests.notify.mail_server import MailServer, mail_server
from tests.notify.trouble import free_port
from tests.paths import SQL
from tests.reporting.report_world import ISSUED_AT, World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

LATER = ISSUED_AT + timedelta(days=20)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Forecasts of an archive that ended long ago: stale data and no forecast since are told."""
    folder = tmp_path / "data"
    folder.mkdir()
    World(weeks=2).build(folder)
    return folder


def start(data: Path, urls: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "forexlib.cli.main", "monitor"],
        env=environment(data, notify_urls=urls, notify_seconds="2"),
        cwd=data.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def ended(process: subprocess.Popen[str]) -> str:
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    return said


def ways(server: MailServer) -> str:
    return f"operations+email={server.url()}"


def subjects(server: MailServer) -> Counter[str]:
    return Counter(mail["Subject"] for _, mail in server.arrived)


def alerts(data: Path) -> list[str]:
    return DuckStore(data / "forex.duckdb", SQL).read("outbox")["subject"].to_list()


def test_two_monitors_at_once_tell_once(data: Path) -> None:
    with mail_server() as server:
        for process in [start(data, ways(server)) for _ in range(2)]:
            ended(process)

        assert len(alerts(data)) == 1
        assert subjects(server) == Counter(alerts(data))


def test_killed_at_any_moment_every_alert_arrives_and_none_is_decided_twice(data: Path) -> None:
    moments = random.Random(7)  # noqa: S311
    with mail_server() as server:
        for _ in range(6):
            process = start(data, ways(server))
            time.sleep(moments.uniform(0.5, 4.0))
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        ended(start(data, ways(server)))

        assert len(alerts(data)) == 1
        _deliver_what_a_dead_sender_held(data, server)
        assert set(subjects(server)) == set(alerts(data))


def _deliver_what_a_dead_sender_held(data: Path, server: MailServer) -> None:
    """A claim of a sender that was killed runs out in time; here time is not waited for."""
    store = DuckStore(data / "forex.duckdb", SQL)
    with store._database().writing() as opened:
        opened.execute("update outbox_deliveries set claimed_by = null, claimed_until = null")
    ended(start(data, ways(server)))


def test_a_server_that_is_down_loses_nothing_and_the_run_is_not_held_up(data: Path) -> None:
    port = free_port()
    urls = f"operations+email=mailto://127.0.0.1:{port}?from=a@b.cl&to=c@d.cl&mode=insecure"

    began = time.monotonic()
    said = ended(start(data, urls))
    took = time.monotonic() - began

    assert "0 delivered, 1 waiting" in said
    assert took < 60
    with mail_server(port=port) as server:
        store = DuckStore(data / "forex.duckdb", SQL)
        with store._database().writing() as opened:
            opened.execute("update outbox_deliveries set next_attempt_at = created_at from outbox")
        ended(start(data, urls))
        assert subjects(server) == Counter(alerts(data))


def test_a_server_that_dies_after_data_gets_it_again(data: Path) -> None:
    with mail_server() as server:
        server.content = "451 4.3.0 try later"
        said = ended(start(data, ways(server)))
        assert "0 delivered, 1 waiting" in said
        server.content = "250 OK"
        store = DuckStore(data / "forex.duckdb", SQL)
        with store._database().writing() as opened:
            opened.execute("update outbox_deliveries set next_attempt_at = created_at from outbox")

        ended(start(data, ways(server)))

        assert subjects(server) == Counter(alerts(data))


@pytest.mark.parametrize("jump", [timedelta(days=-2), timedelta(hours=-1), timedelta(days=400)])
def test_a_clock_that_jumps_tells_nothing_twice(
    jump: timedelta, data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settle(monkeypatch, tmp_path)

    def look(now: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: now)
        done = CliRunner().invoke(app, ["monitor", "--no-send"])
        assert done.exit_code == 0, done.output

    look(LATER)
    look(LATER + jump)
    look(LATER + timedelta(hours=2))
    look(datetime(2025, 6, 2, 12, tzinfo=UTC))

    told = DuckStore(data / "forex.duckdb", SQL).read("decisions").filter(verdict="sent")
    assert told.filter(phase="entry")["key"].is_unique().all()

"""A real MLflow server instead of a file: shown, repaired, freed of files."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

import httpx
import pytest

from forexlib.core.errors import RegistryError
from forexlib.registry.mirror import MlflowMirror
from tests.registry.ledger import Ledger
from tests.registry.seen import Seen

pytestmark = [pytest.mark.filterwarnings("ignore")]

FIRST, SECOND = "a" * 12, "b" * 12


@pytest.fixture
def server(tmp_path: Path) -> Generator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    uri = f"http://127.0.0.1:{port}"
    options = {
        "--host": "127.0.0.1",
        "--port": str(port),
        "--workers": "1",
        "--backend-store-uri": f"sqlite:///{tmp_path}/server.db",
        "--artifacts-destination": str(tmp_path / "files"),
    }
    words = [word for option in options.items() for word in option]
    with subprocess.Popen(
        [sys.executable, "-m", "mlflow", "server", *words],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            while not answers(uri):
                time.sleep(0.5)
            yield uri
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def answers(uri: str) -> bool:
    try:
        return httpx.get(f"{uri}/health").is_success
    except httpx.HTTPError:
        return False


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_server_shows_the_ledger_and_is_freed_of_what_is_deleted(
    server: str, tmp_path: Path
) -> None:
    ledger = Ledger()
    ledger.add(FIRST, content=b"x" * 1_000_000)
    ledger.add(SECOND)
    ledger.crown(SECOND, act="initial")
    mirror = MlflowMirror(tmp_path / "data", server)

    first = mirror.repair(ledger.read, ledger)
    ledger.change(FIRST, state="deleted")
    second = mirror.repair(ledger.read, ledger)
    third = mirror.repair(ledger.read, ledger)

    assert first.logged == (FIRST, SECOND)
    assert f"run of {FIRST}" in second.forgotten
    assert third.changes == 0
    assert Seen(tmp_path, server).aliases() == {"champion": SECOND}
    assert list((tmp_path / "files").rglob(f"{FIRST}*")) == []


def test_a_server_that_never_answers_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forexlib.registry.trouble.SECONDS", 0.2)
    ledger = Ledger()
    ledger.add(FIRST)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        uri = f"http://127.0.0.1:{mute.getsockname()[1]}"
        began = time.monotonic()

        with pytest.raises(RegistryError, match="cannot be reached: timed out"):
            MlflowMirror(tmp_path, uri).repair(ledger.read, ledger)

    assert time.monotonic() - began < 5

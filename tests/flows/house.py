"""A real Prefect server and worker on this machine, with a data folder of their own."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import httpx

from forexlib.wiring import HOME, Platform, Settings
from tests.e2e import Answer, environment

PREFECT_SH = str(HOME / "deploy" / "prefect.sh")
OVER = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


@dataclass
class House:
    """What runs, and how to ask the server about it. Leaving ends every process it started."""

    root: Path
    port: int
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @classmethod
    def at(cls, root: Path) -> Self:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            return cls(root, free.getsockname()[1])

    def __enter__(self) -> Self:
        self.serve()
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self.processes):
            self.stop(process, signal.SIGTERM)

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def store(self) -> Any:  # noqa: ANN401
        return Platform(Settings(_env_file=None, data=self.data, online=False)).store

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    def environment(self) -> dict[str, str]:
        plain = environment(self.data, record_days="21")
        kept = {name: value for name, value in plain.items() if not name.startswith("PREFECT_")}
        here = str(Path(sys.executable).parent)
        return {
            **kept,
            "PATH": f"{here}:{kept['PATH']}",
            "PREFECT_HOME": str(self.root / "prefect"),
            "PREFECT_API_URL": self.api,
            "PREFECT_PORT": str(self.port),
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            "PREFECT_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS": "3",
            "GIT_SHA": "tested",
        }

    def serve(self) -> subprocess.Popen[bytes]:
        server = self._start("serve")
        until(self._answers, seconds=200)
        return server

    def worker(self) -> subprocess.Popen[bytes]:
        return self._start("worker")

    def run(self, *words: str) -> Answer:
        """Run a command to its end, with nobody to answer its questions."""
        done = subprocess.run(
            words,
            env=self.environment(),
            cwd=HOME,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def post(self, path: str, **asked: Any) -> Any:  # noqa: ANN401
        return self._ask("POST", path, asked)

    def deployment(self, name: str) -> str:
        return str(self._ask("GET", f"deployments/name/{name}")["id"])

    def pause(self, name: str) -> None:
        """Let the clock start no run of a deployment, whatever time it is."""
        self.post(f"deployments/{self.deployment(name)}/pause_deployment")

    def silence(self) -> None:
        """Let the clock start no run of any deployment."""
        for one in self.post("deployments/filter", limit=None):
            self.post(f"deployments/{one['id']}/pause_deployment")

    def runs_of(self, name: str) -> list[str]:
        """The states of a deployment's runs that are not merely planned, oldest first."""
        wanted = self.deployment(name)
        runs = self.post("flow_runs/filter", limit=None, sort="EXPECTED_START_TIME_ASC")
        own = [run for run in runs if run["deployment_id"] == wanted]
        return [run["state_type"] for run in own if run["state_type"] != "SCHEDULED"]

    def begin(self, name: str, **parameters: object) -> str:
        """Start a deployment's run; return the run's id."""
        path = f"deployments/{self.deployment(name)}/create_flow_run"
        return str(self.post(path, parameters=parameters)["id"])

    def miss(self, name: str, *, days: int) -> None:
        """Let the schedule make the runs that it would have made in the past days."""
        now = datetime.now(UTC)
        self.post(
            f"deployments/{self.deployment(name)}/schedule",
            start_time=(now - timedelta(days=days)).isoformat(),
            end_time=now.isoformat(),
            min_runs=days,
            max_runs=days,
        )

    def lived(self, flow: str, *, days: int) -> str:
        """A run that ended so many days ago, with a line in its log; return its id.

        The server takes no instant but its own, so what it has written is made older.
        """
        flow_id = self.post("flows/", name=flow)["id"]
        run = str(self.post("flow_runs/", flow_id=flow_id, state={"type": "COMPLETED"})["id"])
        then = datetime.now(UTC) - timedelta(days=days)
        line = {"name": "forex", "level": 20, "message": "done", "timestamp": then.isoformat()}
        self._ask("POST", "logs/", [{**line, "flow_run_id": run}])
        with closing(sqlite3.connect(self.root / "prefect" / "prefect.db", timeout=60)) as opened:
            opened.execute(
                "update flow_run set end_time = ? where id = ?",
                [then.strftime("%Y-%m-%d %H:%M:%S.%f"), run],
            )
            opened.commit()
        return run

    def look(self, run: str) -> dict[str, Any]:
        return dict(self._ask("GET", f"flow_runs/{run}"))

    def state(self, run: str) -> str:
        return str(self.look(run)["state_type"])

    def due(self, name: str) -> list[tuple[str, str]]:
        """When each run of a deployment was due, and its state, oldest first."""
        runs = self.post("flow_runs/filter", limit=None, deployments={"name": {"any_": ["daily"]}})
        wanted, now = self.deployment(name), datetime.now(UTC).isoformat()
        return sorted(
            (run["expected_start_time"], run["state_type"])
            for run in runs
            if run["deployment_id"] == wanted and run["expected_start_time"] < now
        )

    def wait_for(self, run: str, *states: str, seconds: float = 200) -> str:
        until(lambda: self.state(run) in states, seconds=seconds)
        return self.state(run)

    def kill(self, run: str) -> None:
        """End a run's process without a word."""
        until(lambda: self.look(run)["infrastructure_pid"] is not None, seconds=60)
        os.kill(int(self.look(run)["infrastructure_pid"].rpartition(":")[2]), signal.SIGKILL)

    def stop(self, process: subprocess.Popen[bytes], how: signal.Signals) -> None:
        """End a process and its children."""
        if process.poll() is None:
            os.killpg(process.pid, how)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(20)

    def _ask(self, how: str, path: str, asked: object = None) -> Any:  # noqa: ANN401
        """The server's answer; while its database is busy it says 503, and is asked again."""
        for _ in range(60):
            answer = httpx.request(how, f"{self.api}/{path}", json=asked, timeout=60)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            time.sleep(1)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.api}/health", timeout=5).is_success
        except httpx.TransportError:
            return False

    def _start(self, what: str) -> subprocess.Popen[bytes]:
        with (self.root / f"{what}.log").open("ab") as said:
            process = subprocess.Popen(
                [PREFECT_SH, what],
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        self.processes.append(process)
        return process


def until(condition: Callable[[], bool], *, seconds: float) -> None:
    """Wait for a condition, looking again and again."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"still not so after {seconds} s"
        time.sleep(0.2)

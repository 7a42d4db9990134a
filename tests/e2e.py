"""The `forex` command as a process of its own, and the archive's end that tests rely on."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.warm import warm

ARCHIVE_END = "2026-10-26"
PATIENCE = 300
"""Seconds that a command may take."""


@dataclass(frozen=True)
class Answer:
    """How a process ended, and what it said."""

    code: int
    said: str
    complained: str


def environment(data: Path, **settings: str) -> dict[str, str]:
    """This process's environment with no other FOREX_* setting than those given, and no MLflow."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("FOREX_")}
    chosen = {f"FOREX_{name.upper()}": value for name, value in settings.items()}
    usual = {"FOREX_DATA": str(data), "FOREX_ONLINE": "false", "FOREX_MLFLOW_URI": "none"}
    return {**plain, **usual, **chosen}


def forex(*words: str, data: Path, **settings: str) -> Answer:
    """Run `forex` with these words on the data in this folder, offline."""
    with TemporaryDirectory() as folder:
        said, complained = Path(folder, "said"), Path(folder, "complained")
        env = environment(data, **settings)
        process = warm(words, env=env, cwd=data.parent, said=said, complained=complained)
        code = ended(process)
        return Answer(code, said.read_text("utf-8"), complained.read_text("utf-8"))


def start(*words: str, data: Path, **settings: str) -> ForkServerProcess:
    """Begin what `forex` would run to its end; nobody hears what it says."""
    return warm(words, env=environment(data, **settings), cwd=data.parent)


def ended(process: ForkServerProcess) -> int:
    """The exit code of a process that was started; below 0 if a signal ended it."""
    process.join(PATIENCE)
    code = process.exitcode
    if code is None:
        process.kill()
        process.join()
    process.close()
    assert code is not None, f"not done after {PATIENCE} s"
    return code


def anew(*words: str, data: Path, **settings: str) -> Answer:
    """The same as `forex`, by a Python that begins from nothing, as a person's does."""
    done = subprocess.run(
        [sys.executable, "-m", "forexlib.cli.main", *words],
        env=environment(data, **settings),
        cwd=data.parent,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)

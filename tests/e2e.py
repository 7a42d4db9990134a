"""The `forex` command as a process of its own, and the archive's end that tests rely on."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ARCHIVE_END = "2026-10-26"


@dataclass(frozen=True)
class Answer:
    """How a process ended, and what it said."""

    code: int
    said: str
    complained: str


def environment(data: Path, **settings: str) -> dict[str, str]:
    """This process's environment with no other FOREX_* setting than those given."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("FOREX_")}
    chosen = {f"FOREX_{name.upper()}": value for name, value in settings.items()}
    return {**plain, "FOREX_DATA": str(data), "FOREX_ONLINE": "false", **chosen}


def forex(*words: str, data: Path, **settings: str) -> Answer:
    """Run `forex` with these words on the data in this folder, offline."""
    done = subprocess.run(
        [sys.executable, "-m", "forexlib.cli.main", *words],
        env=environment(data, **settings),
        cwd=data.parent,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)

"""Running another program, for so long and no longer."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program answered.

    Attributes:
        code: 0 if all went well; None if it had to be stopped.
        out: What it wrote to standard output.
        said: What it wrote to standard error.
    """

    code: int | None
    out: str
    said: str

    @property
    def complaint(self) -> str:
        """The last thing it said, in one line."""
        lines = [line.strip() for line in (self.said or self.out).splitlines() if line.strip()]
        return lines[-1].rstrip(".") if lines else f"it ended with code {self.code}"


def run(command: Sequence[str | Path], *, folder: Path, seconds: float, text: str = "") -> Answer:
    """Run `command` in `folder` with `text` on standard input, and its children, then none of them.

    Raises:
        OSError: If it cannot be started.
    """
    pipe = subprocess.PIPE
    with subprocess.Popen(  # noqa: S603  (the caller names the program)
        [str(word) for word in command],
        cwd=folder,
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            out, said = process.communicate(text, timeout=seconds)
        except subprocess.TimeoutExpired:
            _stop(process)
            process.communicate()
            return Answer(None, "", f"it did not answer within {seconds:g} seconds")
        except BaseException:
            _stop(process)
            raise
    return Answer(process.returncode, out, said)


def _stop(process: subprocess.Popen[str]) -> None:
    """End the program and whatever it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)

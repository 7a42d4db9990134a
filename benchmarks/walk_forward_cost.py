"""What a command costs with all the processes it starts: wall, CPU, memory, and the load beside."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
from typing_extensions import override

GLANCE = 0.05
"""Seconds between two looks at the memory."""

MIB = 2**20


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took.

    Attributes:
        wall: Seconds from its start to its end.
        fastest: The same, of the run that others disturbed least.
        cpu: Seconds of processor, of all processes that it started and waited for.
        peak: MiB resident, summed over its processes at the same moment; pages that two of them
            share count twice.
        load: Load average of the minute when it began.
        printed: On its standard output.
    """

    wall: float
    fastest: float
    cpu: float
    peak: float
    load: float
    printed: str


def measure(command: Sequence[str | Path], settings: Mapping[str, str] | None = None) -> Cost:
    """Run a command as a new process, with `settings` in its environment.

    Raises:
        RuntimeError: If it fails.
    """
    load = os.getloadavg()[0]
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as said:
        begun = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in command],
            stdout=printed,
            stderr=said,
            env={**os.environ, **(settings or {})},
        )
        watch = MemoryWatch(process.pid)
        watch.start()
        _, status, used = os.wait4(process.pid, 0)  # what they used whom it waited for is in it
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        watch.stop()
        printed.seek(0)
        said.seek(0)
        if process.returncode != 0:
            raise RuntimeError(said.read().decode())
        cpu = used.ru_utime + used.ru_stime
        return Cost(wall, wall, cpu, watch.peak / MIB, load, printed.read().decode())


class MemoryWatch(threading.Thread):
    """Looks every so often how much memory a process and its descendants hold together.

    Attributes:
        peak: The most seen so far, in bytes.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._root = psutil.Process(pid)
        self._ended = threading.Event()

    @override
    def run(self) -> None:
        """Look until told to stop."""
        while not self._ended.wait(GLANCE):
            try:
                family = [self._root, *self._root.children(recursive=True)]
            except psutil.NoSuchProcess:
                return
            self.peak = max(self.peak, sum(_resident(one) for one in family))

    def stop(self) -> None:
        """Look no more."""
        self._ended.set()
        self.join()


def _resident(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return 0


def median(costs: Sequence[Cost]) -> Cost:
    """The median of each number, and the fastest of all."""
    return Cost(
        statistics.median(cost.wall for cost in costs),
        min(cost.fastest for cost in costs),
        statistics.median(cost.cpu for cost in costs),
        statistics.median(cost.peak for cost in costs),
        statistics.median(cost.load for cost in costs),
        costs[-1].printed,
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, numbers to the right."""
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))

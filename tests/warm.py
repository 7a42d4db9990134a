"""Processes that have imported `forex` already: to do so takes longer than most commands.

Each is a process of its own, with its own words, settings, folder, output and exit code, forked
from one that has imported the code and done nothing else. What they share is the seed of Python's
hashes; where that matters, one is started anew.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

COMMAND = "forexlib.cli.main"
OUTPUTS = (1, 2)
"""Descriptors of what is said and of what is complained."""


@cache
def _oven() -> ForkServerContext:
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload([COMMAND])
    return found


def warm(
    words: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path,
    said: Path | str = os.devnull,
    complained: Path | str = os.devnull,
) -> ForkServerProcess:
    """Start `forex` with these words; what it says and complains is written to these files."""
    asked = (list(words), dict(env), str(cwd), [str(said), str(complained)])
    process = _oven().Process(target=_command, args=asked)
    process.start()
    return process


def _command(words: list[str], env: dict[str, str], cwd: str, outputs: list[str]) -> None:
    for descriptor, file in zip(OUTPUTS, outputs, strict=True):
        with Path(file).open("ab") as opened:
            os.dup2(opened.fileno(), descriptor)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    sys.argv = ["forex", *words]
    sys.modules[COMMAND].main()

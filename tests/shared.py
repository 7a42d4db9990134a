"""What takes long to prepare is prepared by one of the processes that run the tests, for all."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def prepared(factory: pytest.TempPathFactory, name: str, prepare: Callable[[Path], object]) -> Path:
    """A copy, for this process, of the data folder that `prepare` made once under this name."""
    root = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    whole = root / f"prepared-{name}"
    with (root / f"prepared-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            begun = factory.mktemp(name)
            prepare(begun / "data")
            begun.rename(whole)
    return Path(shutil.copytree(whole / "data", factory.mktemp(name) / "data"))

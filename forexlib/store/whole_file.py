"""Files that are there whole or not at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import uuid4

UNFINISHED: Final = ".unfinished"


def write_whole(file: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Let `content` take the place of `file` at one blow, on the disk when this returns."""
    with unfinished(file) as beside:
        made = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(made, "wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        put_in_place(beside, file)


@contextmanager
def unfinished(file: Path) -> Generator[Path]:
    """A name beside `file` to write under; whatever is still there in the end is taken away."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{uuid4().hex}{UNFINISHED}")
    try:
        yield beside
    finally:
        beside.unlink(missing_ok=True)


def put_in_place(beside: Path, file: Path) -> None:
    """Give what was written and flushed its name, and see that the folder remembers it."""
    beside.replace(file)
    flush_folder(file.parent)


def flush(path: Path) -> None:
    """Have the disk hold what was written to a file."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_folder(folder: Path) -> None:
    """Have the disk hold the names in a folder."""
    flush(folder)


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()

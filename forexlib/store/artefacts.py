"""Learned models as files, each of which knows whether it is still whole."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote
from uuid import uuid4

from forexlib.core.errors import StoreError

_DIGEST_SIZE: Final = hashlib.sha256().digest_size
_LEARNED: Final = ".learned"
_UNFINISHED: Final = ".unfinished"


@dataclass(frozen=True, slots=True)
class FolderArtefacts:
    """A file per key: the SHA-256 of what was learned, then what was learned.

    Implements `forexlib.core.ports.Artefacts`. Attributes: folder: made when first written to.
    """

    folder: Path

    def load(self, key: str) -> bytes | None:
        """What was saved under `key`, or None if nothing was, or it was damaged since.

        A damaged file stays where it is until what is learned anew takes its place.

        Raises:
            StoreError: If the file is there but may not be read.
        """
        file = self._file(key)
        with _told_as_store_errors(file):
            try:
                content = file.read_bytes()
            except FileNotFoundError:
                return None
        digest, learned = content[:_DIGEST_SIZE], content[_DIGEST_SIZE:]
        return learned if hashlib.sha256(learned).digest() == digest else None

    def save(self, key: str, learned: bytes) -> None:
        """Keep `learned` under `key`, whole or not at all; the last of several writers wins.

        Raises:
            StoreError: If it cannot be written; what was there before stays.
        """
        file = self._file(key)
        unfinished = file.with_name(f"{uuid4().hex}{_UNFINISHED}")
        with _told_as_store_errors(file):
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                _write_through(unfinished, hashlib.sha256(learned).digest() + learned)
                with _alone(self.folder):
                    unfinished.replace(file)
            finally:
                unfinished.unlink(missing_ok=True)

    def remove(self, key: str) -> None:
        """Let go of what is kept under `key`, if anything is.

        Raises:
            StoreError: If it is there and cannot be removed.
        """
        file = self._file(key)
        with _told_as_store_errors(file):
            file.unlink(missing_ok=True)

    def keys(self) -> list[str]:
        """Every key under which something is kept, sorted.

        Raises:
            StoreError: If the folder is there but may not be read.
        """
        with _told_as_store_errors(self.folder):
            names = [file.name for file in self.folder.glob(f"*{_LEARNED}")]
        return sorted(unquote(name.removesuffix(_LEARNED)) for name in names)

    def remove_older(self, key: str, *, than: datetime) -> bool:
        """Let go of what is kept under `key`, unless it was saved since; say whether it went.

        Raises:
            StoreError: If it cannot be looked at or removed.
        """
        return self._removed(self._file(key), than)

    def sweep(self, *, before: datetime) -> int:
        """Remove what writers left unfinished that were killed before an instant; say how many.

        Raises:
            StoreError: If one cannot be looked at or removed.
        """
        with _told_as_store_errors(self.folder):
            left = sorted(self.folder.glob(f"*{_UNFINISHED}"))
        return sum(self._removed(file, before) for file in left)

    def _removed(self, file: Path, than: datetime) -> bool:
        with _told_as_store_errors(file):
            try:
                with _alone(self.folder):
                    if file.stat().st_mtime >= than.timestamp():
                        return False
                    file.unlink()
            except FileNotFoundError:
                return False
        return True

    def _file(self, key: str) -> Path:
        return self.folder / f"{quote(key, safe='')}{_LEARNED}"


def _write_through(file: Path, content: bytes) -> None:
    with file.open("xb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


@contextmanager
def _alone(folder: Path) -> Generator[None]:
    """The kernel's lock on the folder, for moments: what is looked at is what then is removed."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _told_as_store_errors(file: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise StoreError(
                f"The disk that holds {file} is full.",
                remedy="Free some space and run again; what was learned before is intact.",
            ) from error
        raise StoreError(
            f"{file} could not be read or written: {error.strerror}.",
            remedy="Check the folder and its permissions, or name another folder.",
        ) from error

"""Learned models as files, each of which knows whether it is still whole."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote
from uuid import uuid4

from forexlib.core.errors import StoreError

_DIGEST_SIZE: Final = hashlib.sha256().digest_size


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
        unfinished = file.with_name(f"{uuid4().hex}.unfinished")
        with _told_as_store_errors(file):
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                _write_through(unfinished, hashlib.sha256(learned).digest() + learned)
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

    def _file(self, key: str) -> Path:
        return self.folder / f"{quote(key, safe='')}.learned"


def _write_through(file: Path, content: bytes) -> None:
    with file.open("xb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


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

"""The settings file: changed whole or not at all, and every version of it kept.

A change holds the kernel's lock on the folder of the file and on that of the history, so that of
several processes each sees what the one before it wrote. It keeps the versions first and puts the
new file in the old one's place last: whoever is killed leaves the one or the other, and what the
history then says beyond it is put right by the next change.

The history is a folder of its own, readable by its owner alone: `<sha256>.env`, a file for each
content that was ever in force, and `index.jsonl`, a line for each version.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from stat import S_IMODE
from typing import Any, Final

from forexlib.core.errors import SettingsError, StoreError

PRIVATE: Final = 0o600
PATIENCE: Final = 60.0
UNFINISHED: Final = ".settings.unfinished"
"""One name for all, so that what a killed process leaves is the next one's to remove."""

FOUND: Final = "found"
"""What is said of a version that no command wrote: the first one, and what was edited by hand."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the settings file.

    Attributes:
        id: Counts up from 1.
        at: When it was written, or found; UTC.
        who: Who wrote it; "" of one that was found.
        action: Such as `set seed`, `restore 3` or `found`.
        sha256: Of its content.
    """

    id: int
    at: datetime
    who: str
    action: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """A settings file with its history.

    Attributes:
        file: Made when first written to, if there is none; a link is followed.
        history: Folder of the history; made likewise.
        patience: Seconds to wait for another process.
    """

    file: Path
    history: Path
    patience: float = PATIENCE

    def read(self) -> bytes:
        """The content now; of no file, none.

        Raises:
            SettingsError: If it is there but cannot be read.
        """
        try:
            return self.file.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise SettingsError(
                f"The settings file {self.file} cannot be read: {error.strerror}.",
                remedy="Check that it is a file, and its permissions.",
            ) from error

    def versions(self) -> tuple[Version, ...]:
        """Every version kept, the oldest first; a line broken off by a crash is none.

        Raises:
            StoreError: If the history cannot be read.
        """
        with _told(self.history):
            try:
                lines = (self.history / "index.jsonl").read_bytes().splitlines()
            except FileNotFoundError:
                return ()
        return tuple(version for line in lines if (version := _parsed(line)) is not None)

    def content(self, version: Version) -> bytes:
        """What stood in the file.

        Raises:
            StoreError: If it cannot be read, or is not what was kept.
        """
        kept = self._kept(version.sha256)
        with _told(kept):
            content = kept.read_bytes()
        if _digest(content) != version.sha256:
            raise StoreError(
                f"Version {version.id} of the settings is damaged: {kept} is not what was kept.",
                remedy="Restore another version; `forex config history` lists them.",
            )
        return content

    def change(
        self, edit: Callable[[bytes], bytes], *, who: str, action: str, at: datetime
    ) -> Version | None:
        """Put what `edit` makes of the content in its place, and keep both versions.

        Returns:
            The new version; None if nothing changed.

        Raises:
            SettingsError: If the file cannot be read, or whatever `edit` raises; nothing changed.
            StoreError: If it or its history cannot be written, or others hold it for too long;
                the file is as it was.
        """
        target = self.file.resolve()
        with _told(target), ExitStack() as held:
            self.history.mkdir(parents=True, exist_ok=True, mode=0o700)
            for folder in (target.parent, self.history):
                held.enter_context(alone_in(folder, self.patience))
            old = self.read()
            new = edit(old)
            if new == old:
                return None
            self._keep_found(old, at)
            version = self._keep(new, who=who, action=action, at=at)
            _replace(target, new, mode=_mode(target))
            return version

    def _keep_found(self, content: bytes, at: datetime) -> None:
        """Keep the file as it stands, unless the newest version is that one."""
        newest = self.versions()[-1:]
        if not newest or newest[0].sha256 != _digest(content):
            self._keep(content, who="", action=FOUND, at=at)

    def _keep(self, content: bytes, *, who: str, action: str, at: datetime) -> Version:
        number = max((version.id for version in self.versions()), default=0) + 1
        version = Version(number, at, who, action, _digest(content))
        kept = self._kept(version.sha256)
        if not kept.exists() or kept.read_bytes() != content:
            _replace(kept, content, mode=PRIVATE)
        _append(self.history / "index.jsonl", {**asdict(version), "at": at.isoformat()})
        return version

    def _kept(self, digest: str) -> Path:
        return self.history / f"{digest}.env"


def _parsed(line: bytes) -> Version | None:
    try:
        told: dict[str, Any] = json.loads(line)
        at = datetime.fromisoformat(told.pop("at"))
        return Version(at=at, **told)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _append(index: Path, told: dict[str, object]) -> None:
    """Add a line, on a line of its own even if the one before it was broken off."""
    with os.fdopen(os.open(index, os.O_RDWR | os.O_CREAT | os.O_APPEND, PRIVATE), "r+b") as handle:
        size = handle.seek(0, os.SEEK_END)
        handle.seek(max(0, size - 1))
        begin = b"" if handle.read(1) in {b"", b"\n"} else b"\n"
        handle.write(begin + json.dumps(told, ensure_ascii=False).encode() + b"\n")
        handle.flush()
        os.fsync(handle.fileno())


def _replace(file: Path, content: bytes, *, mode: int) -> None:
    """Write beside the file, through to the disk, then take its place; its lock must be held."""
    unfinished = file.with_name(UNFINISHED)
    try:
        unfinished.unlink(missing_ok=True)  # of one who was killed
        with os.fdopen(
            os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb"
        ) as (handle):
            handle.write(content)
            handle.flush()
            _like_before(handle.fileno(), file, mode)
            os.fsync(handle.fileno())
        unfinished.replace(file)
        _sync_folder(file.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def _like_before(descriptor: int, file: Path, mode: int) -> None:
    """The owner of the file that is replaced, where this user may give it away, and the mode."""
    with suppress(OSError):
        there = file.stat()
        os.fchown(descriptor, there.st_uid, there.st_gid)
    os.fchmod(descriptor, mode)


def _mode(file: Path) -> int:
    """Of a settings file: what it had; its owner's alone if it is new, for it may hold secrets."""
    return S_IMODE(file.stat().st_mode) if file.exists() else PRIVATE


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def alone_in(folder: Path, patience: float = PATIENCE) -> Generator[None]:
    """The kernel's lock on a folder with settings, let go at the latest when this process ends.

    Raises:
        StoreError: If others hold it for too long.
    """
    deadline = time.monotonic() + patience
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        while not _taken(descriptor):
            if time.monotonic() > deadline:
                raise StoreError(
                    f"Another process has been changing the settings in {folder} for too long.",
                    remedy="Wait until it is done, or end it, then try again.",
                )
            time.sleep(0.01)
        yield
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _told(file: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        full = error.errno == errno.ENOSPC
        raise StoreError(
            f"{file} cannot be read or written: {error.strerror}.",
            remedy="Free some space; nothing was changed."
            if full
            else "Check that it is there, and its permissions; nothing was changed.",
        ) from error


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()

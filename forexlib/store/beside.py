"""What is kept of the data folder beside the database: what was learned, and settings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from forexlib.store.manifest import KeptFile, content_name
from forexlib.store.whole_file import UNFINISHED, write_whole

KEPT: Final = ("artefacts", "settings-history")
"""Names in the data folder, files or folders."""
ONLY_GROWS: Final = frozenset({"settings-history"})
"""What is put back only where there is none: going back does not make it shorter."""
SETTINGS: Final = "settings.env"
"""The name by which the settings file, which lies elsewhere, is kept."""


def keep_files(
    data: Path, folder: Path, known: Sequence[KeptFile], settings: Path | None
) -> tuple[KeptFile, ...]:
    """Keep each file once by its content; one with the size and time it had is not read again."""
    folder.joinpath("content").mkdir(mode=0o700, exist_ok=True)  # settings may be secret
    before = {(one.name, one.size, one.changed_ns): one for one in known}
    kept = []
    named = {file.relative_to(data).as_posix(): file for file in _files(data)}
    if settings is not None and settings.is_file():
        named[SETTINGS] = settings
    for name, file in named.items():
        facts = file.stat()
        one = before.get((name, facts.st_size, facts.st_mtime_ns))
        if one is None or not folder.joinpath(content_name(one.sha256)).exists():
            content = file.read_bytes()
            sha256 = hashlib.sha256(content).hexdigest()
            if not folder.joinpath(content_name(sha256)).exists():
                write_whole(folder / content_name(sha256), content, mode=0o600)
            mode = facts.st_mode & 0o777
            one = KeptFile(name, sha256, len(content), mode, facts.st_mtime_ns)
        kept.append(one)
    return tuple(kept)


def top_names(data: Path) -> list[str]:
    """The names in the data folder that are kept and are there."""
    return sorted({file.name for pattern in KEPT for file in data.glob(pattern)})


def _files(data: Path) -> Iterator[Path]:
    for name in top_names(data):
        path = data / name
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (file for file in inside if file.is_file() and file.suffix != UNFINISHED)

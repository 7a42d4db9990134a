"""Several names of the data folder change their content at one blow.

What is to be is made in a folder beside; then a journal is written, which is the blow: from then on
the new state holds, and whoever comes first to the database carries out what the journal says, from
wherever the one before him was cut off. The old content goes aside and is not deleted.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from forexlib.store.settings_file import alone_in
from forexlib.store.whole_file import flush_folder, write_whole

JOURNAL: Final = "restore.journal"


@dataclass(frozen=True, slots=True)
class Swap:
    """What the journal says.

    Attributes:
        staged: Folder of the new content, from the data folder.
        aside: Folder for the old.
        arriving: Names that get new content, from the data folder.
        leaving: Names that only lose theirs.
        settings: A staged name, and the file elsewhere that gets its content; or nothing.
    """

    staged: str
    aside: str
    arriving: tuple[str, ...]
    leaving: tuple[str, ...]
    settings: tuple[str, str] | tuple[()] = ()


def is_pending(data: Path) -> bool:
    """Whether a swap was decided and has not been carried out to its end."""
    return (data / JOURNAL).exists()


def decide(data: Path, swap: Swap) -> None:
    """Write the journal. Everything staged must be on the disk by now."""
    write_whole(data / JOURNAL, json.dumps(asdict(swap), indent=1).encode())


def carry_out(data: Path) -> None:
    """Do what is left to be done of a decided swap; nobody else may be in the database.

    Raises:
        OSError: If the disk refuses; what is left is done by who comes next.
        StoreError: If somebody changes the settings for too long; likewise.
    """
    journal = data / JOURNAL
    try:
        said = json.loads(journal.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    swap = Swap(
        said["staged"],
        said["aside"],
        tuple(said["arriving"]),
        tuple(said["leaving"]),
        tuple(said["settings"]),
    )
    aside = data / swap.aside
    for name in swap.arriving:
        new = data / swap.staged / name
        if new.exists():
            _put_aside(data / name, aside / name)
            (data / name).parent.mkdir(parents=True, exist_ok=True)
            new.replace(data / name)
    for name in swap.leaving:
        if not (aside / name).exists():
            _put_aside(data / name, aside / name)
    if swap.settings:
        _settle(data / swap.staged / swap.settings[0], Path(swap.settings[1]), aside)
    _flush([data, aside, *(data.joinpath(name).parent for name in swap.arriving)])
    journal.unlink()
    flush_folder(data)


def _settle(new: Path, file: Path, aside: Path) -> None:
    """Give a file that may lie on another disk its new content; the old one is copied aside.

    Whoever changes settings is waited for: what was changed goes aside, and overwrites nothing.
    """
    content = new.read_bytes()
    file.parent.mkdir(parents=True, exist_ok=True)
    with alone_in(file.parent):
        if file.exists() and file.read_bytes() != content:
            aside.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, aside / file.name)
        write_whole(file, content, mode=new.stat().st_mode & 0o777)


def _put_aside(old: Path, place: Path) -> None:
    if not old.exists():
        return
    free = place
    while free.exists():  # made again by a program that did not know, between two attempts
        free = free.with_name(free.name + "~")
    free.parent.mkdir(parents=True, exist_ok=True)
    old.replace(free)


def _flush(folders: Iterable[Path]) -> None:
    for folder in dict.fromkeys(folders):
        if folder.is_dir():
            flush_folder(folder)

"""What DuckDB and the file system complain about, in words that say what to do next."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from forexlib.core.errors import StoreError

DISK_FULL: Final = "No space left on device"
INTERRUPTED: Final = "Query interrupted"
RESTORE: Final = "`forex restore --date D`, D a day of data/snapshots, rebuilds it"
LOCKED: Final = ("Could not set lock on file", "with a different configuration")

_KNOWN: Final = (
    {
        DISK_FULL: (
            "The disk that holds {path} is full.",
            "Free some space and run again; everything stored before is intact.",
        ),
        "not a valid DuckDB database file": (
            "{path} exists, but it is not a DuckDB database.",
            f"{RESTORE}; or name another file.",
        ),
        "we can only read versions": (
            "{path} was written by a newer version of DuckDB.",
            "Install the versions of requirements.lock.",
        ),
        "Permission denied": (
            "{path} may not be read or written by this user.",
            "Give the user the right to write the file and its folder, or name another file.",
        ),
        "Read-only file system": (
            "{path} lies on a disk that cannot be written.",
            "Name a file on another disk.",
        ),
        "Is a directory": ("{path} is a folder, not a database.", "Name a file."),
    }
    | dict.fromkeys(
        ("Not a directory", "File exists"),
        (
            "The folder of {path} cannot be made, because a part of its path is a file.",
            "Name another file.",
        ),
    )
    | dict.fromkeys(
        LOCKED,
        (
            "{path} is held open by another program.",
            "Close that program (a DuckDB shell, perhaps), then run again.",
        ),
    )
)


@contextmanager
def told_as_store_errors(path: Path) -> Generator[None]:
    """Raise StoreError about `path` for whatever DuckDB or the file system raises inside.

    Ctrl-C, which DuckDB takes for an error of its own while it is busy, stays what it is.
    """
    try:
        yield
    except duckdb.InterruptException as error:
        raise KeyboardInterrupt from error
    except RuntimeError as error:
        if str(error) == INTERRUPTED:
            raise KeyboardInterrupt from error
        raise
    except (duckdb.Error, OSError) as error:
        raise _store_error(error, path) from error


def first_line(error: Exception) -> str:
    """The first line of an error's message, without its full stop."""
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")


def _store_error(error: Exception, path: Path) -> StoreError:
    for sign, (what, remedy) in _KNOWN.items():
        if sign in str(error):
            return StoreError(what.format(path=path), remedy=remedy)
    return StoreError(
        f"{path} could not be read or written: {first_line(error)}.",
        remedy=f"Run again; if it fails again, {RESTORE}.",
    )

"""What YAML, SVG and the file system complain about, in words that say what to do next."""

from __future__ import annotations

import errno
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from forexlib.core.errors import RenderError

_REMEDIES: Final = {
    errno.ENOSPC: "Free some space on that disk and render again; nothing was left half written.",
    errno.EACCES: "Give this user the right to write there, or name another folder.",
    errno.EROFS: "Name a folder on a disk that can be written.",
    errno.ENOTDIR: "Name a folder; a part of this path is a file.",
    errno.EEXIST: "Name a folder; this is a file.",
    errno.EISDIR: "Move the folder that has the report's name away.",
}


@contextmanager
def told_as_render_errors(folder: Path) -> Generator[None]:
    """Raise RenderError about `folder` for whatever the file system raises inside."""
    try:
        yield
    except OSError as error:
        raise RenderError(
            f"The report cannot be written to {folder}: {error.strerror or error}.",
            remedy=_REMEDIES.get(error.errno or 0, "Check the folder, or name another."),
        ) from error


def plain_yaml(text: str, file: Path) -> dict[str, Any]:
    """The mapping that `text`, out of `file`, spells.

    Raises:
        RenderError: If it spells none; says where.
    """
    import yaml  # noqa: PLC0415  (only who renders needs it)

    try:
        said = yaml.safe_load(text)
    except yaml.YAMLError as error:
        where = str(error).replace("\n", " ")
        raise RenderError(
            f"The YAML of {file.name} cannot be read: {where}.", remedy="Mend that line."
        ) from error
    if not isinstance(said, dict):
        raise RenderError(
            f"The YAML of {file.name} is no mapping of names to values.",
            remedy="Write it as lines of `name: value`.",
        )
    return said

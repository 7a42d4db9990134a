"""Whether everything a document refers to is in it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Final

from forexlib.core.errors import RenderError

_ID: Final = re.compile(r"\{[^}\n]*#((?:fig|tbl|eq)-[\w-]+)")
_REFERENCE: Final = re.compile(r"(?<![\w\\.])@((?:fig|tbl|eq)-\w+(?:-\w+)*)")
_PICTURE: Final = re.compile(r"!\[[^\]\n]*\]\(([^)\s]+)\)")


def check_references(text: str, *, folder: Path) -> None:
    """Refuse a text that points at nothing.

    Args:
        text: The assembled document; what a condition hides counts as there.
        folder: That its pictures are relative to.

    Raises:
        RenderError: If a figure, table or equation that is referred to does not exist or exists
            twice, or a picture's file is missing.
    """
    ids = Counter(_ID.findall(text))
    wrong = [
        *(f"@{name} leads nowhere" for name in sorted(set(_REFERENCE.findall(text)) - set(ids))),
        *(f"#{name} is there {times} times" for name, times in ids.items() if times > 1),
        *(f"{name} is missing" for name in _PICTURE.findall(text) if not (folder / name).exists()),
    ]
    if wrong:
        raise RenderError(
            f"The document points at nothing: {'; '.join(wrong)}.",
            remedy="Refer to #fig-<figure> of its contract and #tbl-<id> of its own tables.",
        )

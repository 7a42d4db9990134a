"""Tables and lists in the Markdown that the renderer takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

_TOGETHER: Final = """```{{=typst}}
#block(breakable: false, width: 100%, above: 11pt, below: 12pt)[
```

{}

```{{=typst}}
]
```"""
"""What keeps a table on one page of the PDF."""


def literal(text: str) -> str:
    """Markdown that reads exactly as the plain `text`, whatever signs it holds."""
    return re.sub(r"([\\`*_{}\[\]<>#|@$^~])", r"\\\1", text)


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    align: str,
    caption: str = "",
    name: str = "",
) -> str:
    """A pipe table; one with a caption stays on one page.

    Args:
        heads: Of the columns.
        rows: Of cells.
        align: One letter a column: l, c or r.
        caption: Above the table, if any.
        name: By which the text may refer to it.
    """
    rules = {"l": ":---", "c": ":---:", "r": "---:"}
    lines = [heads, [rules[letter] for letter in align], *rows]
    drawn = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    return _TOGETHER.format(f"{drawn}\n\n: {caption} {{#tbl-{name}}}") if caption else drawn


def bullets(lines: Iterable[str]) -> str:
    """A list; empty lines leave."""
    return "\n".join(f"- {line}" for line in lines if line)


def paragraphs(*texts: str) -> str:
    """Texts one below the other; empty ones leave."""
    return "\n\n".join(text.strip("\n") for text in texts if text.strip())

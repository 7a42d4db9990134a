"""Whether a text stays in the part of Quarto's Markdown that Quarto and its twin render alike.

Inside it: front matter, headings, lists, emphasis, links, footnotes, equations; pipe and grid
tables and figures with captions, ids and cross references; callouts; `meta`, `include` and
`pagebreak`; `when-format` and `when-meta`; raw Typst; the divs of `reports/_plantilla/informe.lua`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Finding:
    """Something outside the subset.

    Attributes:
        line: Number of the line, from 1.
        what: What is written there.
        remedy: What to write instead.
    """

    line: int
    what: str
    remedy: str

    @property
    def told(self) -> str:
        """The finding in one line, for a message."""
        return f"line {self.line}: {self.what} ({self.remedy})"


_IN_PROSE: Final = tuple(
    (re.compile(pattern), what, remedy)
    for pattern, what, remedy in (
        (r"\blayout(-n\w+)?\s*=", "a layout attribute", "use ::: {.columnas}"),
        (r":::+\s*\{[^}]*#fig-", "a figure as a div", "write each figure as an image"),
        (r"#(lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|lof)-", "such an id", "drop it"),
        (r"\.columns?\b(?!-)", "Quarto's columns", "use .columnas and .columna"),
        (r"\.column-\w|\.aside\b", "a margin block", "leave it in the text"),
        (r"\.panel-\w", "a panel", "use headings"),
        (r":::.*\b(collapse|appearance|icon)\s*=", "a callout's option", "drop it"),
        (r"\bwhen-profile\b|\bunless-\w+\s*=", "such a condition", "use when-format or when-meta"),
        (r"(?<![\w\\.])-?@sec-", "a reference to a section", "name the section in words"),
        (
            r"(?<![\w\\.])@(?!fig-|tbl-|eq-|sec-|preview)\w",
            "a citation",
            "write it out, or put a backslash before the @",
        ),
        (r"\{\{<(?!\s*(meta|include|pagebreak)\b)", "such a shortcode", "use meta or include"),
        (r".\{\{<\s*include|\{\{<\s*include[^>]*>\}\}\s*\S", "an include", "give it a line alone"),
        (r"`\{\w+\}|`r ", "code that is run", "compute it before, and give it as meta or a part"),
        (r"@preview", "a package of Typst's registry", "write what it does out"),
        (r"</?[a-zA-Z][a-zA-Z0-9-]*(\s[^<>]*)?/?>", "HTML", "use Markdown"),
        (r"!\[[^\]]*\]\(\s*<?(https?:)?//", "a picture from the web", "give it as a figure"),
        (r"!\[(?![^\]]*\]\([^)]*\)\{[^}]*#fig-)", "a figure without an id", "add {#fig-name}"),
        (r"!\[(?![^\]]*\]\([^)]*\)\{[^}]*fig-alt=)", "a figure without fig-alt", "describe it"),
    )
)
_IN_FRONT: Final = tuple(
    (re.compile(pattern), what, remedy)
    for pattern, what, remedy in (
        (r"params\s*:", "parameters", "give them as meta"),
        (r"(bibliography|csl|citeproc)\s*:", "citations", "write them out"),
        (r"(jupyter|engine|execute|knitr)\s*:", "code that is run", "compute it before"),
    )
)
_RUN: Final = re.compile(r"`\{\w+\}|`r ")
_FENCE: Final = re.compile(r"^\s*(`{3,}|~{3,})\s*(.*)$")
_RAW: Final = re.compile(r"^\{=(\w+)\}$")
_TABLE_ROW: Final = re.compile(r"^\s*[|+]")
_CAPTION: Final = re.compile(r"^(:|Table:)\s+\S")


def unsupported(text: str) -> list[Finding]:
    """What in a document or a part the two engines would render differently, by line."""
    lines = text.splitlines()
    body = _end_of_front(lines)
    found = [
        Finding(i, what, remedy)
        for i, line in enumerate(lines[:body], 1)
        for pattern, what, remedy in _IN_FRONT
        if pattern.match(line)
    ]
    fence, after_table = "", False
    for i, line in enumerate(lines[body:], body + 1):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) and not mark[2] else fence
            found += [Finding(i, *_PACKAGE)] if "@preview" in line else []
        elif mark:
            fence = mark[1]
            found += _in_fence(i, mark[2].strip())
        else:
            found += _in_prose(i, line, after_table=after_table)
            after_table = bool(_TABLE_ROW.match(line)) or (after_table and not line.strip())
    return found


_PACKAGE: Final = ("a package of Typst's registry", "write what it does out")


def _end_of_front(lines: list[str]) -> int:
    """How many lines the front matter takes."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    ends = (i for i, line in enumerate(lines[1:], 2) if line.rstrip() in {"---", "..."})
    return next(ends, 0)


def _in_fence(number: int, info: str) -> list[Finding]:
    """What is wrong with a fence that opens with `info`."""
    raw = _RAW.match(info)
    if raw and raw[1] != "typst":
        return [Finding(number, f"raw {raw[1]}", "use Markdown, or Typst for the PDF")]
    if not raw and info.startswith("{") and not info.startswith(("{.", "{#")):
        return [Finding(number, "a cell that is run", "compute it before, and give it as a part")]
    return []


def _in_prose(number: int, line: str, *, after_table: bool) -> list[Finding]:
    """What is wrong with one line outside fences."""
    bare = line if _RUN.search(line) else re.sub(r"(`+).*?\1", "", line)
    found = [
        Finding(number, what, remedy) for pattern, what, remedy in _IN_PROSE if pattern.search(bare)
    ]
    if after_table and _CAPTION.match(line) and "{#tbl-" not in line:
        found.append(Finding(number, "a table's caption without an id", "end it in {#tbl-name}"))
    return found

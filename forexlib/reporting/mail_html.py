"""Pieces of HTML that mail programs draw alike.

Tables for layout and styles in each element, because Outlook and Gmail know little else; one column
of at most 600 pixels, because most are read on a telephone; classes only for what dark mode turns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Final, Literal

FONT: Final = "font-family:Inter,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
CODE: Final = re.compile(r"`([^`]+)`")
NAVY, GREY, LINE, PAPER = "#12315C", "#5B6776", "#E1E6ED", "#F3F5F8"

_HEAD: Final = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
@media (prefers-color-scheme: dark) {{
  .page {{ background: #10151C !important; }}
  .card {{ background: #18202B !important; }}
  .ink {{ color: #E8EDF4 !important; }}
  .soft {{ color: #A9B4C2 !important; }}
  .line {{ border-color: #2E3947 !important; }}
  .warn {{ background: #3A2C10 !important; color: #F6D99A !important; }}
}}
</style></head>
<body class="page" style="margin:0;padding:0;background:{paper}">
<div style="display:none;max-height:0;overflow:hidden">{preview}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0"
 style="background:{paper}"><tr><td align="center" style="padding:16px 8px">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0"
 style="max-width:600px;background:#FFFFFF;border-radius:8px">
"""
_FOOT: Final = "</table></td></tr></table></body></html>\n"


def page(*rows: str, title: str, preview: str, language: str) -> str:
    """A whole mail; `preview` is what a list of mails shows beside the subject."""
    head = _HEAD.format(
        language=language, title=escape(title), preview=escape(plain(preview)), paper=PAPER
    )
    return "".join([head, *rows, _FOOT])


def table(heads: Sequence[tuple[str, str]], body: Sequence[Sequence[str]]) -> str:
    """Cells to the right but for the first column.

    Args:
        heads: The two lines of each column's head, as those of the cells below.
        body: HTML of cells, such as `two` makes.
    """
    sides = ["left", *["right"] * (len(heads) - 1)]
    lines = [
        "".join(_cell("th", side, two(*head)) for side, head in zip(sides, heads, strict=True)),
        *(
            "".join(_cell("td", side, cell) for side, cell in zip(sides, cells, strict=True))
            for cells in body
        ),
    ]
    rows = "".join(f"<tr>{one}</tr>" for one in lines)
    return f'<table width="100%" cellpadding="0" cellspacing="0">{rows}</table>'


def two(first: str, second: str = "", *, bold: bool = True) -> str:
    """Two lines of a cell, the second softer."""
    top = f"<b>{escape(first)}</b>" if bold else escape(first)
    below = f'<br><span class="soft" style="color:{GREY};font-size:12px">{escape(second)}</span>'
    return top + (below if second else "")


def _cell(tag: Literal["th", "td"], side: str, html: str) -> str:
    style = (
        f"{FONT};font-size:13px;font-weight:400;line-height:1.4;color:{NAVY};padding:7px 2px;"
        f"border-bottom:{2 if tag == 'th' else 1}px solid {LINE};white-space:nowrap;"
        "font-variant-numeric:tabular-nums"
    )
    return f'<{tag} align="{side}" valign="top" class="ink line" style="{style}">{html}</{tag}>'


def chart(cid: str, described: str) -> str:
    """The picture that came with the mail under this Content-ID."""
    return (
        f'<img src="cid:{escape(cid)}" alt="{escape(described)}" width="576"'
        ' style="display:block;width:100%;max-width:576px;height:auto;border-radius:6px">'
    )


def heading(title: str, below: str = "") -> str:
    """What the mail is about, and under it where that comes from."""
    return (
        f'<div class="ink" style="{FONT};font-size:18px;font-weight:700;color:{NAVY}">'
        f"{escape(title)}</div>{line(escape(below), 'soft', 13) if below else ''}"
    )


def warning(text: str) -> str:
    """Something to be read first."""
    return (
        f'<div class="warn" style="{FONT};font-size:13px;line-height:1.45;color:#6B4710;'
        f'background:#FDF4E3;padding:8px 12px;border-radius:6px">⚠️ {words(text)}</div>'
    )


def words(text: str) -> str:
    """Text as HTML; what stands between backticks is code."""
    return CODE.sub(r'<code style="font-family:Menlo,Consolas,monospace">\1</code>', escape(text))


def plain(text: str) -> str:
    """Text without the backticks around code, for where there are no fonts."""
    return CODE.sub(r"\1", text)


def line(html: str, kind: Literal["ink", "soft"], size: int) -> str:
    """A paragraph; `html` is not escaped."""
    colour = {"ink": NAVY, "soft": GREY}[kind]
    return (
        f'<p class="{kind}" style="{FONT};font-size:{size}px;line-height:1.5;color:{colour};'
        f'margin:4px 0">{html}</p>'
    )


def row(html: str, *, padding: str = "4px 16px") -> str:
    """A row of the page."""
    return f'<tr><td style="padding:{padding}">{html}</td></tr>\n'

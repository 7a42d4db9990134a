"""Numbers as spreadsheets write them, refused where they could mean two things."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

Convention = Literal["point", "comma", "unclear"]

POINT: Final = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
COMMA: Final = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?", re.ASCII)
THOUSANDS: Final = re.compile(r"[+-]?\d{1,3}(\.\d{3})+", re.ASCII)


def convention(texts: Iterable[str], *, comma_possible: bool) -> Convention:
    """How the numbers of one column are written.

    1.024 is a thousand and twenty-four beside 950,25 and just over one beside 0.95. Where neither
    kind of neighbour is there to tell, the column is unclear.

    Args:
        texts: All the column's numbers.
        comma_possible: Whether fields are not separated by commas.
    """
    if not comma_possible:
        return "point"
    written = list(texts)
    if any("," in text for text in written):
        return "comma"
    pointed = [text for text in written if "." in text]
    if pointed and all(THOUSANDS.fullmatch(text) for text in pointed):
        return "unclear"
    return "point"


def number(text: str, *, written: Convention) -> float | None:
    """The number `text` says, None if it says none."""
    if written == "comma" and COMMA.fullmatch(text):
        return float(text.replace(".", "").replace(",", "."))
    if written == "point" and POINT.fullmatch(text):
        return float(text)
    return None

"""What must not be told is taken out of a text before it is stored or printed."""

from __future__ import annotations

import re
from typing import Final

MASK: Final = "***"

_CREDENTIALS: Final = re.compile(r"://[^\s/?#]*@")  # https://user:password@host
_QUERY: Final = re.compile(r"(://[^\s?#'\"<>)]*)\?[^\s'\"<>)]*")  # where keys travel
_NAMED: Final = re.compile(
    r"((?:api[_-]?key|key|token|secret|pass(?:word)?|pwd|user(?:name)?|signature)"
    r"['\"]?\s*[=:]\s*)(?:\"[^\"]*\"|'[^']*'|[^\s&,;)}\]'\"]+)",
    re.IGNORECASE,
)
_HEADER: Final = re.compile(
    r"\b((?:bearer|basic)\s+|authorization['\"]?\s*[=:]\s*['\"]?(?:\w+\s+)?)[\w.~+/=-]{6,}",
    re.IGNORECASE,
)


def redacted(text: str) -> str:
    """`text` without the credentials and queries of addresses, and without named secrets.

    Example: `https://me:pw@host/x?user=me&pass=pw` becomes `https://***@host/x?***`.
    """
    text = _CREDENTIALS.sub(f"://{MASK}@", text)
    text = _QUERY.sub(rf"\1?{MASK}", text)
    text = _HEADER.sub(rf"\1{MASK}", text)
    return _NAMED.sub(rf"\1{MASK}", text)

"""Text of articles made safe to show: it comes from strangers and may hold what moves a terminal or breaks a file."""

from __future__ import annotations

import json
import unicodedata

__all__ = ["dumps", "one_line", "printable"]

_REPLACEMENT = "\ufffd"
_BIDI = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)  # they reorder what follows


def printable(text: str) -> str:
    """The text without control characters but line breaks, without bidirectional marks, and with whole characters only.

    What half characters and code points that are no characters stood for becomes U+FFFD.
    """
    return "".join(_shown(c) for c in text.replace("\r\n", "\n").replace("\t", " "))


def one_line(text: str) -> str:
    """``printable`` text on one line, white space made single spaces."""
    return " ".join(printable(" ".join(text.split())).split())


def dumps(value: object, indent: int | None = None) -> bytes:
    """JSON in UTF-8; half characters, which UTF-8 cannot hold, stand as JSON's own escapes."""
    return json.dumps(value, ensure_ascii=False, indent=indent).encode("utf-8", "backslashreplace")


def _shown(character: str) -> str:
    code = ord(character)
    if code < 0x7F:
        return character if code >= 0x20 or character == "\n" else ""
    if character in _BIDI or unicodedata.category(character) == "Cc":
        return ""
    if 0xD800 <= code <= 0xDFFF or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return _REPLACEMENT
    return character

"""Bytes to text: the encoding is found, and text that was decoded with the wrong one never passes."""

from __future__ import annotations

import codecs
import re
from functools import cache

from charset_normalizer import from_bytes

from rag.errors import InputError

__all__ = ["decode", "signature"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP or Office file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (.doc, .xls)"),
    (b"{\\rtf", "an RTF file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)
_CANDIDATES = ("cp1251", "gb18030", "kz1048", "ptcp154", "koi8-r", "cp866", "big5", "cp1252")
_SAMPLE = 20_000  # characters that are judged; the whole is decoded strictly
_PLAUSIBLE = 0.85  # share of the non-ASCII characters that must be at home where they stand
_CYRILLIC = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяёәғқңөұүһіїєґ")
_TYPOGRAPHY = frozenset("«»“”„‘’‚–—…•·№§°±€£¥₸₽©®™×½¼¾²³")
_CJK_MARKS = frozenset("，。、；：？！“”‘’（）《》〈〉【】「」『』…—·～％￥．") | {"\u3000"}
_WORD = re.compile(r"[^\W\d_]+")


def signature(data: bytes) -> str:
    """What the first bytes say the file is, like "a PNG picture"; empty when they say nothing."""
    return next((name for magic, name in _SIGNATURES if data.startswith(magic)), "")


def decode(data: bytes, declared: str = "") -> str:
    """The text of these bytes: byte order mark, UTF-8, ``declared`` encoding, or the most plausible one.

    Raises InputError when the bytes are not text, or no encoding gives text that makes sense.
    """
    if kind := signature(data):
        raise InputError(f"is {kind}, not text; give it the right extension, or convert it to text")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data, encoding)
    if data.count(0) * 50 > len(data) or (b"\0" in data and not _is_utf8(data)):
        return _wide(data)
    if b"\0" in data:
        raise InputError("holds zero bytes and is not text; export it as plain text in UTF-8")
    if _is_utf8(data):
        return _not_garbled(data.decode("utf-8"))
    return _guess(data, declared)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(f"is broken {encoding} text at byte {error.start}; save it again as UTF-8") from error


def _wide(data: bytes) -> str:
    """UTF-16 without a byte order mark, or not text at all."""
    best = max(
        ((_plausibility(text), text) for text in _decodings(data, ("utf-16-le", "utf-16-be"))), default=(0.0, "")
    )
    if best[0] < _PLAUSIBLE:
        raise InputError("is a binary file, not text; export it as plain text in UTF-8")
    return best[1]


def _guess(data: bytes, declared: str) -> str:
    guessed = from_bytes(data[:_SAMPLE]).best()
    names = tuple(dict.fromkeys(name for name in (declared, *_CANDIDATES, guessed.encoding if guessed else "") if name))
    scored = [(_plausibility(text), -rank, text) for rank, text in enumerate(_decodings(data, names))]
    score, _, text = max(scored, default=(0.0, 0, ""))
    if score < _PLAUSIBLE:
        raise InputError("is in an encoding that cannot be told, or is damaged; save it as UTF-8 and try again")
    return text


def _decodings(data: bytes, names: tuple[str, ...]) -> list[str]:
    texts = []
    for name in names:
        try:
            texts.append(data.decode(name))
        except (UnicodeDecodeError, LookupError):
            continue
    return texts


def _not_garbled(text: str) -> str:
    """``text``, unless it is UTF-8 that someone once read in another encoding and saved again."""
    if text.count("\ufffd") * 100 > len(text):
        raise InputError("has lost letters (replacement characters); get it again from its source, as UTF-8")
    foreign = [line for line in text[:_SAMPLE].split("\n") if sum(c > "\x7f" for c in line) >= 8][:20]
    for line in foreign:
        for encoding in ("cp1252", "cp1251", "latin-1"):
            try:
                line.encode(encoding).decode("utf-8")
            except UnicodeError:
                continue
            raise InputError(f"is garbled: it was once read as {encoding}; get it again from its source, as UTF-8")
    return text


def _plausibility(text: str) -> float:
    """Share, 0 to 1, of the characters that are no ASCII letters and stand where they belong.

    Cyrillic letters count as frequent lower-case letters or as capitals that begin a word; Chinese characters
    when they are of the 3,755 (GB 2312) or 5,401 (Big5) most common; others when they are typography or stand
    between Latin letters.
    """
    sample = text[:_SAMPLE]
    controls = sum((c < " " and c not in "\n\r\t\f") or "\x7f" <= c <= "\x9f" for c in sample)
    good = total = 0
    for match in _WORD.finditer(sample):
        word = match.group()
        foreign = [c for c in word if c > "\x7f"]
        total += len(foreign)
        good += _at_home(word, foreign)
    for c in sample:
        if c > "\x7f" and not c.isalpha():
            total += 1
            good += c in _TYPOGRAPHY or c in _CJK_MARKS or c == "\xa0"
    if not total:
        return 0.0 if controls else 1.0
    return good / (total + 10 * controls)


def _at_home(word: str, foreign: list[str]) -> int:
    """How many of the non-ASCII letters of a word belong there."""
    if not foreign:
        return 0
    if all(c.lower() in _CYRILLIC for c in word):
        natural = word[1:].islower() or len(word) == 1 or (word.isupper() and len(word) <= 5)
        return len(word) if natural else len(word) // 4
    if len(foreign) * 2 < len(word):
        return sum("\xc0" <= c <= "\u024f" for c in foreign)
    return sum(c in _common_han() for c in foreign)


@cache
def _common_han() -> frozenset[str]:
    simplified = (bytes((a, b)) for a in range(0xB0, 0xD8) for b in range(0xA1, 0xFF))
    traditional = (bytes((a, b)) for a in range(0xA4, 0xC7) for b in (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    return frozenset(
        "".join(pair.decode("gb2312", "ignore") for pair in simplified)
        + "".join(pair.decode("big5", "ignore") for pair in traditional)
    )

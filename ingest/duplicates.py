"""Near-duplicates: articles that share most of their wording, found by MinHash (Broder 1997)."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from rag.terms import tokens

__all__ = ["NearDuplicates", "signature"]

_HASHES = 128  # the standard error of the estimate is sqrt(J (1 - J) / 128), at most 0.044
_PRIME = (1 << 61) - 1
_SHINGLE = 3  # words; Chinese: characters
_ALIKE = 0.7  # estimated share of common shingles from which two articles are called near-duplicates

_Signature = NDArray[np.uint32]
_random = np.random.default_rng(20231128)
_FACTORS = _random.integers(1, 1 << 31, _HASHES, dtype=np.uint64)
_OFFSETS = _random.integers(0, 1 << 31, _HASHES, dtype=np.uint64)


def signature(text: str) -> bytes:
    """MinHash of the text's runs of three words (Chinese: characters), 512 bytes; empty for a text of no words."""
    words = [part for token in tokens(text) for part in (token if "\u3400" <= token[0] <= "\u9fff" else (token,))]
    if not words:
        return b""
    runs = {" ".join(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1))}
    hashed = np.fromiter((zlib.crc32(run.encode("utf-8", "replace")) for run in runs), np.uint64, len(runs))
    # Products stay below 2^63: crc32 is below 2^32, a factor below 2^31.
    mixed = (np.multiply.outer(hashed, _FACTORS) + _OFFSETS) % np.uint64(_PRIME)
    smallest: _Signature = (mixed & np.uint64(0xFFFFFFFF)).min(axis=0).astype(np.uint32)
    return smallest.tobytes()


class NearDuplicates:
    """The signatures of a library, and which of them a new article is like."""

    def __init__(self, signatures: dict[str, bytes]) -> None:
        self._ids = list(signatures)
        self._rows = [np.frombuffer(s, dtype=np.uint32) for s in signatures.values()]
        self._matrix: _Signature | None = None

    def like(self, signed: bytes) -> list[tuple[str, float]]:
        """Ids of the articles like this one with the estimated Jaccard similarity (0.7 to 1), most alike first."""
        if not signed or not self._rows:
            return []
        if self._matrix is None or len(self._matrix) != len(self._rows):
            self._matrix = np.stack(self._rows)
        shares = (self._matrix == np.frombuffer(signed, dtype=np.uint32)).mean(axis=1)
        return [(self._ids[i], float(shares[i])) for i in np.argsort(-shares) if shares[i] >= _ALIKE]

    def add(self, article_id: str, signed: bytes) -> None:
        """Remember one more article."""
        if signed:
            self._ids.append(article_id)
            self._rows.append(np.frombuffer(signed, dtype=np.uint32))

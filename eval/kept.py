"""An embedding model that remembers in a file what it has read, so that a second run of an evaluation reads nothing."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.domain import Span
from rag.embedding import Embedder, Reading

__all__ = ["KeptEmbedder"]

_BATCH = 8  # texts read before they are written down


class KeptEmbedder:
    """Token vectors of an embedder, kept at half precision in a SQLite file; they are asked for without sentences."""

    def __init__(self, embedder: Embedder, path: Path) -> None:
        self.max_tokens = embedder.max_tokens
        self._embedder = embedder
        self._file = sqlite3.connect(path, timeout=60)
        self._file.execute(
            "CREATE TABLE IF NOT EXISTS readings (key TEXT PRIMARY KEY, vectors BLOB, spans BLOB, layers BLOB)"
        )

    def token_spans(self, text: str) -> list[Span]:
        """The characters of each token of a text."""
        return self._embedder.token_spans(text)

    def encode(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], layers: Sequence[int] = ()
    ) -> list[Reading]:
        """Token vectors of each text. Raises ValueError when sentences are asked for, which are not kept."""
        if any(spans):
            raise ValueError("vectors of sentences are not kept")
        keys = [self._key(text, layers) for text in texts]
        new = [i for i, key in enumerate(keys) if not self._find(key)]
        for first in range(0, len(new), _BATCH):
            batch = new[first : first + _BATCH]
            with self._file:
                read = self._embedder.encode([texts[i] for i in batch], [[]] * len(batch), layers)
                for i, reading in zip(batch, read, strict=True):
                    row = (
                        keys[i],
                        reading.tokens.astype(np.float16).tobytes(),
                        np.array(reading.spans, np.int32).tobytes(),
                        reading.layers.tobytes(),
                    )
                    self._file.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?)", row)
        return [self._reading(key, len(layers)) for key in keys]

    def _key(self, text: str, layers: Sequence[int]) -> str:
        told = f"{self._embedder.fingerprint}\0{tuple(layers)}\0{text}"
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()

    def _find(self, key: str) -> bool:
        return self._file.execute("SELECT 1 FROM readings WHERE key = ?", (key,)).fetchone() is not None

    def _reading(self, key: str, layers: int) -> Reading:
        asked = "SELECT vectors, spans, layers FROM readings WHERE key = ?"
        vectors, spans, deep = self._file.execute(asked, (key,)).fetchone()
        tokens = np.frombuffer(vectors, np.float16).astype(np.float32).reshape(-1, self._embedder.dimension)
        places = [Span(a, b) for a, b in np.frombuffer(spans, np.int32).reshape(-1, 2).tolist()]
        states = np.frombuffer(deep, np.float16).reshape(len(places), layers, self._embedder.dimension)
        return Reading(np.zeros(0, np.float32), np.zeros((0, 0), np.float32), tokens, places, states)

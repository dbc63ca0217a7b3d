"""Pairs of claim and evidence that the verifier head is trained on, and their token vectors, kept on disk.

The pairs are those of ``train.jsonl``, a collection of published sets, and our own of ``eval.verifier_pairs``. Vectors
are written in shards in the order in which the pairs come, so that an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from rag.domain import Span
from rag.embedding import Embedder
from rag.sentences import sentences

__all__ = ["LABELS", "Pair", "Vectors", "published"]

# In the order of the head's columns; the last is one of the two before it, it is not known which.
LABELS = ("entailment", "contradiction", "neutral", "not_entailment")
_PREMISE, _CLAIM = 160, 64  # tokens that are read
_SHARD = 500  # texts
_UNIT = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff]|[^\W_]{2,}")

Half = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim, its evidence, and what is known of the two."""

    premise: str
    claim: str
    label: str  # one of LABELS
    dataset: str
    language: str  # ISO 639-1; "tr>kk": Turkish evidence, Kazakh claim
    group: str  # pairs of one group are trained on together or not at all
    spans: tuple[Span, ...] = ()  # characters of the premise that are the evidence; none: all of it


def published(path: Path, most: int | None = None) -> list[Pair]:
    """The first ``most`` pairs of a file of the collection. Long premises are cut to the sentences near the claim."""
    found: list[Pair] = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            if most is not None and len(found) >= most:
                break
            row: dict[str, Any] = json.loads(line)
            premise = _near(row["premise"], row["hypothesis"])
            found.append(
                Pair(premise, row["hypothesis"], row["label"], row["dataset"], row["lang"], row["premise"][:200])
            )
    return found


def _near(premise: str, claim: str) -> str:
    """The sentences of a long premise that share most with the claim, in their order."""
    if _size(premise) <= _PREMISE:
        return premise
    spans = sentences(premise)
    asked = set(_UNIT.findall(claim.lower()))
    shared = [len(asked & set(_UNIT.findall(premise[a:b].lower()))) for a, b in spans]
    kept: list[Span] = []
    room = float(_PREMISE)
    for place in sorted(range(len(spans)), key=lambda i: (-shared[i], i)):
        size = _size(premise[spans[place].start : spans[place].end])
        if not kept or size <= room:
            kept.append(spans[place])
            room -= size
    return " ".join(premise[a:b] for a, b in sorted(kept))


def _size(text: str) -> float:
    """About how many tokens a text has."""
    dense = sum(c > "\u2e80" for c in text)
    return (len(text) - dense) / 4 + dense * 0.7


class Vectors:
    """Token vectors of texts at half precision, in memory-mapped shards of one embedder."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self._embedder = embedder
        self._folder = folder / embedder.fingerprint[:12]
        self._folder.mkdir(parents=True, exist_ok=True)
        self._found: dict[str, tuple[Half, NDArray[np.int32]]] = {}
        for index in sorted(self._folder.glob("*.json")):
            self._open(index)

    def read(self, texts: Iterable[str]) -> Iterator[int]:
        """Reads what was not read yet; after each shard, how many texts there are."""
        new = list(dict.fromkeys(t for t in texts if _key(t) not in self._found))
        for first in range(0, len(new), _SHARD):
            self._write(new[first : first + _SHARD])
            yield len(self._found)

    def __contains__(self, pair: Pair) -> bool:
        return _key(pair.premise) in self._found and _key(pair.claim) in self._found

    def of(self, pair: Pair) -> tuple[Half, Half]:
        """Vectors (t, d) of the claim and (u, d) of its evidence."""
        claim, _ = self._found[_key(pair.claim)]
        vectors, places = self._found[_key(pair.premise)]
        if pair.spans:
            inside = np.zeros(len(places), bool)
            for start, end in pair.spans:
                inside |= (places[:, 0] >= start) & (places[:, 0] < end)
            vectors = vectors[inside]
        return claim[:_CLAIM], vectors[:_PREMISE]

    def _write(self, texts: Sequence[str]) -> None:
        with torch.autocast("cpu", torch.bfloat16):  # half the time; the vectors' cosine with exact ones is .9999
            read = self._embedder.token_vectors(texts, "passage")
        name = _key(texts[0])  # of two runs at once, neither writes over the other
        rows = [
            {"key": _key(text), "spans": [list(s) for s in spans]} for text, (_, spans) in zip(texts, read, strict=True)
        ]
        draft = self._folder / f"{name}.tmp"
        with draft.open("wb") as file:
            np.save(file, np.concatenate([vectors for vectors, _ in read]).astype(np.float16))
        os.replace(draft, self._folder / f"{name}.npy")
        draft.write_text(json.dumps(rows), "utf-8")
        os.replace(draft, self._folder / f"{name}.json")  # the shard counts from here on
        self._open(self._folder / f"{name}.json")

    def _open(self, index: Path) -> None:
        vectors: Half = np.load(index.with_suffix(".npy"), mmap_mode="r")
        at = 0
        for row in json.loads(index.read_text("utf-8")):
            places = np.array(row["spans"], np.int32).reshape(-1, 2)
            self._found[row["key"]] = (vectors[at : at + len(places)], places)
            at += len(places)


def _key(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]

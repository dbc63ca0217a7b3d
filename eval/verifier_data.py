"""Pairs of claim and evidence that the verifier head is trained on, and what the model read of them, kept on disk.

The pairs are those of ``train.jsonl``, a collection of published sets, and our own of ``eval.verifier_pairs``. What was
read is written in shards in the order in which the pairs come, so that an interrupted run goes on where it stopped.
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
from rag.verifier import LAYERS

__all__ = ["LABELS", "Pair", "States", "published", "written"]

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


def written(folder: Path, test: str = "") -> list[Pair]:
    """Pairs that were written by hand: those to train on, or those of a test, which are not."""
    found: list[Pair] = []
    for path in sorted(folder.glob("*.jsonl")):
        if path.stem.startswith("test") if not test else path.stem != f"test_{test}":
            continue
        for line in path.read_text("utf-8").splitlines():
            row: dict[str, Any] = json.loads(line)
            for claim in row["claims"]:
                told, said = row["language"], claim["language"]
                language = said if told == said else f"{told}>{said}"
                name = f"written_{claim['kind']}"
                found.append(Pair(row["passage"], claim["text"], claim["label"], name, language, row["passage"][:200]))
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


class States:
    """What the model's layers gave for the tokens of texts, at half precision, in memory-mapped shards.

    Of evidence all of ``rag.verifier.LAYERS`` are kept, of a claim the first.
    """

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self._embedder = embedder
        self._folder = folder / embedder.fingerprint[:12]
        self._folder.mkdir(parents=True, exist_ok=True)
        self._found: dict[str, tuple[Half, NDArray[np.int32]]] = {}
        for index in sorted(self._folder.glob("*.json")):
            self._open(index)

    def read(self, pairs: Iterable[Pair]) -> Iterator[int]:
        """Reads what was not read yet; after each shard, how many texts there are."""
        texts = dict.fromkeys(text for pair in pairs for text in ((pair.premise, len(LAYERS)), (pair.claim, 1)))
        new = [text for text in texts if _key(*text) not in self._found]
        for first in range(0, len(new), _SHARD):
            some = new[first : first + _SHARD]
            for depth in (1, len(LAYERS)):
                self._write([text for text, layers in some if layers == depth], depth)
            yield len(self._found)

    def of(self, pair: Pair) -> tuple[Half, Half]:
        """States (t, 1, h) of the claim and (u, k, h) of its evidence."""
        claim, _ = self._found[_key(pair.claim, 1)]
        states, places = self._found[_key(pair.premise, len(LAYERS))]
        if pair.spans:
            inside = np.zeros(len(places), bool)
            for start, end in pair.spans:
                inside |= (places[:, 0] >= start) & (places[:, 0] < end)
            states = states[inside]
        return claim[:_CLAIM], states[:_PREMISE]

    def _write(self, texts: Sequence[str], depth: int) -> None:
        if not texts:
            return
        with torch.autocast("cpu", torch.bfloat16):  # half the time; the vectors' cosine with exact ones is .9999
            read = self._embedder.encode(texts, [[]] * len(texts), LAYERS[:depth])
        name = _key(texts[0], depth)  # of two runs at once, neither writes over the other
        rows = [
            {"key": _key(text, depth), "spans": [list(s) for s in reading.spans]}
            for text, reading in zip(texts, read, strict=True)
        ]
        draft = self._folder / f"{name}.tmp"
        with draft.open("wb") as file:
            np.save(file, np.concatenate([reading.layers for reading in read]))
        os.replace(draft, self._folder / f"{name}.npy")
        draft.write_text(json.dumps(rows), "utf-8")
        os.replace(draft, self._folder / f"{name}.json")  # the shard counts from here on
        self._open(self._folder / f"{name}.json")

    def _open(self, index: Path) -> None:
        states: Half = np.load(index.with_suffix(".npy"), mmap_mode="r")
        at = 0
        for row in json.loads(index.read_text("utf-8")):
            places = np.array(row["spans"], np.int32).reshape(-1, 2)
            self._found[row["key"]] = (states[at : at + len(places)], places)
            at += len(places)


def _key(text: str, depth: int) -> str:
    return hashlib.sha256(f"{depth}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:24]

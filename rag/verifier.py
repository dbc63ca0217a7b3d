"""A trained head that says whether evidence bears a claim out, from what the embedder has read anyway.

Late interaction, after DeFormer (Cao et al., ACL 2020): claim and evidence pass the embedder's lower layers apart from
each other, as they do anyway; in copies of its upper layers, trained on, the claim's tokens see those of the evidence
too. What they become is pooled. The embedder stays as it is, and a pair costs a few milliseconds. ``rag/verifier.md``
says what the head was trained on and what it can do; made by ``eval.train_verifier``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import torch

__all__ = ["ADAPTER", "LAYERS", "MAX_EVIDENCE", "WEIGHTS", "Verifier", "digest"]

WEIGHTS = Path(__file__).with_name("verifier.safetensors")
ADAPTER = Path(__file__).with_name("answering.safetensors")  # for questions; made by ``eval.train_answering``
LAYERS = (8, 9, 10, 11)  # whose states of evidence are looked at; a claim goes on from the first
MAX_CLAIM, MAX_EVIDENCE = 96, 320  # tokens that are read
_BUDGET = 2048  # padded tokens of evidence in a batch
_KEPT = 4096  # pairs whose outcome is kept

Floats = NDArray[np.float32]
Pair = tuple[NDArray[np.float16], NDArray[np.float16]]


class Verifier:
    """Three probabilities for each pair of claim and evidence. Safe to share between threads."""

    def __init__(self, head: torch.nn.Module, temperature: float) -> None:
        self._head = head.eval()
        self._temperature = temperature
        self._known: dict[bytes, Floats] = {}  # the last pairs, for a text that is checked again and again while edited
        self._lock = Lock()

    @classmethod
    def bundled(cls, fingerprint: str) -> Verifier | None:
        """The head shipped here; None when it was trained over another embedder than the one of this fingerprint."""
        return _load(WEIGHTS, fingerprint)

    @classmethod
    def of_questions(cls, fingerprint: str) -> Verifier | None:
        """The same head with the adapter that makes it read a question: the first of its probabilities is then that
        the evidence answers it, the third that it does not.
        """
        return _load(WEIGHTS, fingerprint, ADAPTER)

    def probabilities(self, pairs: Sequence[Pair]) -> Floats:
        """Probabilities (n, 3) that the evidence bears the claim out, contradicts it, does neither; a row sums to 1.

        A pair is the states (t, 1 or more, d) of the claim's tokens and those (u, 4, d) of the evidence's, as
        ``Embedder.encode`` gives them for ``LAYERS``. Evidence is one to three sentences, read in their own text; the
        claim is one sentence. Of a pair without tokens on either side, it does neither.
        """
        names = [_name(pair) for pair in pairs]
        with self._lock:
            known = {name: self._known[name] for name in names if name in self._known}
        new = {name: pair for name, pair in zip(names, pairs, strict=True) if name not in known}
        known |= dict(zip(new, self._read(list(new.values())), strict=True))
        with self._lock:
            self._known |= known
            for name in list(self._known)[: max(0, len(self._known) - _KEPT)]:
                del self._known[name]
        return np.array([known[name] for name in names], np.float32).reshape(-1, 3)

    def _read(self, pairs: Sequence[Pair]) -> Floats:
        import torch

        from .head import padded

        found = np.tile(np.array([0, 0, 1], np.float32), (len(pairs), 1))
        sizes = [(min(len(c), MAX_CLAIM), min(len(e), MAX_EVIDENCE)) for c, e in pairs]
        order = sorted((i for i, size in enumerate(sizes) if all(size)), key=lambda i: sizes[i][::-1])
        batch: list[int] = []
        with torch.inference_mode():
            for place, i in enumerate(order):
                batch.append(i)
                last = place + 1 == len(order)
                if last or (len(batch) + 1) * sizes[order[place + 1]][1] > _BUDGET:
                    claims = padded([pairs[j][0][:MAX_CLAIM, 0] for j in batch])
                    evidence = padded([pairs[j][1][:MAX_EVIDENCE] for j in batch])
                    logits = self._head(*claims, *evidence) / self._temperature
                    found[batch] = torch.softmax(logits, dim=-1).numpy()
                    batch = []
        return found


def _name(pair: Pair) -> bytes:
    """What tells a pair from others."""
    digest = hashlib.blake2b(digest_size=16)
    for states in pair:
        digest.update(np.ascontiguousarray(states).tobytes() + b"|")
    return digest.digest()


@lru_cache(maxsize=4)
def _load(path: Path, fingerprint: str, adapter: Path | None = None) -> Verifier | None:
    from .adapter import adapted
    from .head import Head

    told, state = _tensors(path)
    if told.get("fingerprint") != fingerprint:
        return None
    head = Head(**json.loads(told["shape"]))
    if adapter is not None:
        told, change = _tensors(adapter)
        if told.get("over") != digest(path):
            return None
        state = adapted(state, change)
    head.load_state_dict(state)
    return Verifier(head, float(told["temperature"]))


def _tensors(path: Path) -> tuple[dict[str, str], dict[str, torch.Tensor]]:
    """What a file of weights says of itself, and its tensors; nothing of a file that is not there."""
    if not path.exists():
        return {}, {}
    from safetensors import safe_open

    with safe_open(path, "pt") as file:
        return file.metadata(), {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118


def digest(path: Path) -> str:
    """SHA-256 (hex) of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()

"""A trained head that says whether evidence bears a claim out, from token vectors that the embedder has made anyway.

Late interaction: the tokens of the claim look for their like among those of the evidence, by cosine and by attention
(after DecAtt, Parikh et al. 2016, and ESIM, Chen et al. 2017); what they found passes through two transformer layers
over the claim that also see the evidence, and is pooled. The embedder stays as it is, so that a pair costs a few
milliseconds. ``rag/verifier.md`` says what the head was trained on and what it can do; made by ``eval.train_verifier``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import torch

__all__ = ["WEIGHTS", "Verifier", "make_head", "padded"]

WEIGHTS = Path(__file__).with_name("verifier.safetensors")
MAX_CLAIM, MAX_EVIDENCE = 96, 320  # tokens that are read
_BUDGET = 8192  # padded tokens of evidence in a batch

Floats = NDArray[np.float32]
Pair = tuple[Floats, Floats]


class Verifier:
    """Three probabilities for each pair of claim and evidence. Safe to share between threads."""

    def __init__(self, head: torch.nn.Module, temperature: float) -> None:
        self._head = head.eval()
        self._temperature = temperature

    @classmethod
    def bundled(cls, fingerprint: str, dimension: int) -> Verifier | None:
        """The head shipped here; None when it was trained over another embedder than the one of this fingerprint."""
        return _load(WEIGHTS, fingerprint, dimension)

    def probabilities(self, pairs: Sequence[Pair]) -> Floats:
        """Probabilities (n, 3) that the evidence bears the claim out, contradicts it, does neither; a row sums to 1.

        A pair is the claim's token vectors (t, d) and the evidence's (u, d), as ``Reading.tokens`` of the embedder
        gives them for passages: neither projected nor taken from a mean. Evidence is one to three sentences in a row,
        read in their own text; the claim is one sentence. Of a pair without tokens on either side, it does neither.
        """
        import torch

        found = np.tile(np.array([0, 0, 1], np.float32), (len(pairs), 1))
        sizes = [(min(len(c), MAX_CLAIM), min(len(e), MAX_EVIDENCE)) for c, e in pairs]
        order = sorted((i for i, size in enumerate(sizes) if all(size)), key=lambda i: sizes[i][::-1])
        batch: list[int] = []
        with torch.inference_mode():
            for place, i in enumerate(order):
                batch.append(i)
                last = place + 1 == len(order)
                if last or (len(batch) + 1) * sizes[order[place + 1]][1] > _BUDGET:
                    claims = padded([pairs[j][0][:MAX_CLAIM] for j in batch])
                    evidence = padded([pairs[j][1][:MAX_EVIDENCE] for j in batch])
                    logits = self._head(*claims, *evidence) / self._temperature
                    found[batch] = torch.softmax(logits, dim=-1).numpy()
                    batch = []
        return found


def padded(rows: Sequence[NDArray[np.floating]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Vectors (n, t, d), zeros after the end of each row, and which places (n, t) are taken."""
    import torch

    vectors = torch.zeros(len(rows), max(map(len, rows)), rows[0].shape[1])
    taken = torch.zeros(vectors.shape[:2], dtype=torch.bool)
    for i, row in enumerate(rows):
        vectors[i, : len(row)] = torch.from_numpy(np.asarray(row, np.float32))
        taken[i, : len(row)] = True
    return vectors, taken


@lru_cache(maxsize=2)
def _load(path: Path, fingerprint: str, dimension: int) -> Verifier | None:
    if not path.exists():
        return None
    from safetensors import safe_open

    with safe_open(path, "pt") as file:
        told = file.metadata()
        if told["fingerprint"] != fingerprint or int(told["dimension"]) != dimension:
            return None
        head = make_head(dimension, **json.loads(told["shape"]))
        head.load_state_dict({name: file.get_tensor(name).float() for name in file.keys()})  # noqa: SIM118
    return Verifier(head, float(told["temperature"]))


def make_head(dimension: int, width: int, heads: int, layers: int, dropout: float = 0.0) -> torch.nn.Module:
    """The untrained head: ``forward(claim, taken, evidence, taken)`` gives logits (n, 3)."""
    # Defined inside: the module is imported where torch is not wanted yet.
    import torch
    from torch import Tensor, nn
    from torch.nn import functional

    class Attention(nn.Module):
        """Multi-head attention of one sequence over another."""

        def __init__(self) -> None:
            super().__init__()
            self.q, self.kv, self.out = nn.Linear(width, width), nn.Linear(width, 2 * width), nn.Linear(width, width)

        def forward(self, x: Tensor, y: Tensor, taken: Tensor) -> Tensor:
            n, t, u = len(x), x.shape[1], y.shape[1]
            q = self.q(x).view(n, t, heads, -1).transpose(1, 2)
            k, v = self.kv(y).view(n, u, 2, heads, -1).permute(2, 0, 3, 1, 4)
            mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=taken[:, None, None, :])
            out: Tensor = self.out(mixed.transpose(1, 2).reshape(n, t, width))
            return out

    class Layer(nn.Module):
        """The claim looks at itself, then at the evidence."""

        def __init__(self) -> None:
            super().__init__()
            self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(3))
            self.own, self.cross = Attention(), Attention()
            self.mlp = nn.Sequential(nn.Linear(width, 3 * width), nn.GELU(), nn.Linear(3 * width, width))
            self.drop = nn.Dropout(dropout)

        def forward(self, x: Tensor, x_taken: Tensor, y: Tensor, y_taken: Tensor) -> Tensor:
            normed = self.norms[0](x)
            x = x + self.drop(self.own(normed, normed, x_taken))
            x = x + self.drop(self.cross(self.norms[1](x), y, y_taken))
            out: Tensor = x + self.drop(self.mlp(self.norms[2](x)))
            return out

    class Head(nn.Module):
        mean: Tensor  # (d,), of the token vectors; cosines are taken from it

        def __init__(self) -> None:
            super().__init__()
            self.register_buffer("mean", torch.zeros(dimension))
            self.project = nn.Linear(dimension, width)
            self.norm = nn.LayerNorm(width)
            self.look = Attention()
            self.compare = nn.Sequential(
                nn.Linear(6 * width + 3, width), nn.GELU(), nn.Dropout(dropout), nn.Linear(width, width)
            )
            self.layers = nn.ModuleList(Layer() for _ in range(layers))
            self.final = nn.LayerNorm(width)
            self.weigh = nn.Linear(width, heads)
            self.judge = nn.Sequential(
                nn.Linear((heads + 2) * width + 4, width), nn.GELU(), nn.Dropout(dropout), nn.Linear(width, 3)
            )
            self.drop = nn.Dropout(dropout)

        def forward(self, claim: Tensor, taken: Tensor, evidence: Tensor, told: Tensor) -> Tensor:
            raw_c = functional.normalize(claim - self.mean, dim=-1)
            raw_e = functional.normalize(evidence - self.mean, dim=-1)
            c = self.norm(self.project(self.drop(raw_c))) + _places(claim.shape[1], width)
            e = self.norm(self.project(self.drop(raw_e))) + _places(evidence.shape[1], width)
            cosine = (raw_c @ raw_e.transpose(1, 2)).masked_fill(~told[:, None, :], -1.0)
            best, where = cosine.max(dim=-1)
            second = cosine.scatter(-1, where[..., None], -1.0).amax(dim=-1)
            back = torch.gather(cosine.masked_fill(~taken[..., None], -1.0).amax(dim=1), 1, where)
            match = torch.gather(e, 1, where[..., None].expand(-1, -1, width))
            seen = self.look(c, e, told)
            hard = torch.stack([best, second, back], dim=-1)
            told_apart = [c, seen, c * seen, match, (c - match).abs(), c * match]
            x = self.compare(torch.cat([*told_apart, hard], dim=-1))
            for layer in self.layers:
                x = layer(x, taken, e, told)
            x = self.final(x).masked_fill(~taken[..., None], 0.0)
            weights = self.weigh(x).masked_fill(~taken[..., None], -1e4).softmax(dim=1)
            pooled = (weights.transpose(1, 2) @ x).flatten(1)
            size = taken.sum(dim=1, keepdim=True)
            most = x.masked_fill(~taken[..., None], -1e4).amax(dim=1)
            worst = best.masked_fill(~taken, 1.0).amin(dim=1, keepdim=True)
            even = hard.masked_fill(~taken[..., None], 0.0).sum(dim=1) / size
            logits: Tensor = self.judge(torch.cat([pooled, x.sum(dim=1) / size, most, even, worst], dim=-1))
            return logits

    return Head()


def _places(size: int, width: int) -> torch.Tensor:
    """Sinusoids (size, width) that tell places (Vaswani et al. 2017)."""
    import torch

    at = torch.arange(size)[:, None] / 10_000 ** (torch.arange(0, width, 2) / width)
    return torch.stack([at.sin(), at.cos()], dim=-1).flatten(1) * 0.3

"""The network of the verifier: copies of the embedder's upper layers, in which a claim sees its evidence.

Imported only where it is used, since torch takes a second to load.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

__all__ = ["Head", "padded"]


class Head(nn.Module):
    """Claim and evidence to logits of "borne out", "contradicted" and "neither"."""

    def __init__(
        self, dimension: int, inner: int, heads: int, width: int, hidden: int, layers: int, dropout: float = 0.0
    ) -> None:
        """``dimension``, ``inner`` and ``heads`` are those of a layer of the embedder.

        ``width`` and ``hidden`` are the widths of what compares and of what judges.
        """
        super().__init__()
        self.first = nn.Parameter(torch.zeros(dimension))  # stands before the claim and gathers what it says
        self.compare = _Compare(dimension, width, dropout)
        self.layers = nn.ModuleList(_Layer(dimension, inner, heads, dropout) for _ in range(layers))
        self.judge = nn.Sequential(
            nn.Linear(3 * dimension, hidden), nn.GELU(), nn.Dropout(dropout), nn.Linear(hidden, 3)
        )

    def forward(self, claim: Tensor, taken: Tensor, evidence: Tensor, told: Tensor) -> Tensor:
        """Logits (n, 3) of claims (n, t, d) and evidence (n, u, k, d) of k layers, with masks of their tokens."""
        claim = claim + self.compare(claim, taken, evidence[:, :, 0], told)
        x = torch.cat([self.first.expand(len(claim), 1, -1), claim], dim=1)
        taken = functional.pad(taken, (1, 0), value=True)
        both = torch.cat([taken, told], dim=1)
        for place, layer in enumerate(self.layers):
            x = layer(x, evidence[:, :, place], both)
        mean = x.masked_fill(~taken[..., None], 0.0).sum(dim=1) / taken.sum(dim=1, keepdim=True)
        most = x.masked_fill(~taken[..., None], -1e4).amax(dim=1)
        logits: Tensor = self.judge(torch.cat([x[:, 0], mean, most], dim=-1))
        return logits


class _Layer(nn.Module):
    """A layer of the embedder in which the claim's tokens look at themselves and at the evidence's."""

    def __init__(self, dimension: int, inner: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.q, self.k, self.v = (nn.Linear(dimension, dimension) for _ in range(3))
        self.out, self.attended = nn.Linear(dimension, dimension), nn.LayerNorm(dimension, eps=1e-12)
        self.up, self.down = nn.Linear(dimension, inner), nn.Linear(inner, dimension)
        self.done = nn.LayerNorm(dimension, eps=1e-12)
        self.beside = nn.Parameter(torch.zeros(dimension))  # tells evidence from claim
        self.drop = nn.Dropout(dropout)
        self._heads = heads

    def forward(self, x: Tensor, evidence: Tensor, taken: Tensor) -> Tensor:
        n, t, d = x.shape
        seen = torch.cat([x, evidence + self.beside], dim=1)
        q, k, v = (
            part.view(n, -1, self._heads, d // self._heads).transpose(1, 2)
            for part in (self.q(x), self.k(seen), self.v(seen))
        )
        # Without dropout: with it, a CPU takes another, four times slower way.
        mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=taken[:, None, None, :])
        x = self.attended(x + self.drop(self.out(mixed.transpose(1, 2).reshape(n, t, d))))
        out: Tensor = self.done(x + self.drop(self.down(functional.gelu(self.up(x)))))
        return out


class _Compare(nn.Module):
    """What each token of the claim finds nearest to it in the evidence, and how the two differ."""

    mean: Tensor  # (d,), of the states; cosines are taken from it

    def __init__(self, dimension: int, width: int, dropout: float) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(dimension))
        self.project = nn.Linear(dimension, width)
        self.tell = nn.Sequential(
            nn.Linear(4 * width + 3, 3 * width), nn.GELU(), nn.Dropout(dropout), nn.Linear(3 * width, dimension)
        )

    def forward(self, claim: Tensor, taken: Tensor, evidence: Tensor, told: Tensor) -> Tensor:
        raw_c = functional.normalize(claim - self.mean, dim=-1)
        raw_e = functional.normalize(evidence - self.mean, dim=-1)
        cosine = (raw_c @ raw_e.transpose(1, 2)).masked_fill(~told[:, None, :], -1.0)
        best, where = cosine.max(dim=-1)
        second = cosine.scatter(-1, where[..., None], -1.0).amax(dim=-1)
        back = torch.gather(cosine.masked_fill(~taken[..., None], -1.0).amax(dim=1), 1, where)
        c, e = self.project(raw_c), self.project(raw_e)
        match = torch.gather(e, 1, where[..., None].expand(-1, -1, e.shape[-1]))
        hard = torch.stack([best, second, back], dim=-1)
        out: Tensor = self.tell(torch.cat([c, match, (c - match).abs(), c * match, hard], dim=-1))
        return out


def padded(rows: Sequence[NDArray[np.floating]]) -> tuple[Tensor, Tensor]:
    """Arrays (n, t, …), zeros after the end of each row, and which places (n, t) are taken."""
    values = torch.zeros(len(rows), max(map(len, rows)), *rows[0].shape[1:])
    taken = torch.zeros(values.shape[:2], dtype=torch.bool)
    for i, row in enumerate(rows):
        values[i, : len(row)] = torch.from_numpy(np.asarray(row, np.float32))
        taken[i, : len(row)] = True
    return values, taken

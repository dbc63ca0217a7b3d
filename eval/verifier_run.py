"""A training run of the verifier head over what the embedder has read: batches, loss, and places to go on from."""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from rag.head import Head, padded
from rag.verifier import LAYERS, MAX_EVIDENCE

from .stats import Estimate, balanced_accuracy
from .verifier_data import LABELS, Pair, States

__all__ = ["Run", "Sample", "balanced", "begun", "logits_of", "loss_of", "shape_of"]

_WIDTH, _HIDDEN = 64, 128  # of what compares tokens and of what judges
_DROPOUT = 0.1
_BATCH = 64
_RATE, _JUDGE_RATE, _DECAY, _WARM = 1.2e-4, 1e-3, 0.02, 0.06  # of AdamW; the last is a share of all steps
_EMA = 0.998
_SMOOTHED = 0.02  # share of certainty that a label does not have
_STRANGE = 0.1  # share of the batches in which each pair gets evidence of another beside its own
_SAVED = 200  # steps after which a run that stops can go on
# What a pair counts for. Of the light ones the claim alone gives the label away (see rag/verifier.md).
_WEIGHTS = {"conjnli": 0.3, "begin": 0.4, "fever_dev_rte": 0.4, "snli": 0.6, "synth": 0.7, "written": 2.0}

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Pairs with what the model read of them."""

    pairs: list[Pair]
    states: States

    def batches(self, size: int, rng: random.Random | None) -> Iterator[list[int]]:
        """Places of the pairs, of like length in a batch; in random order when there is ``rng``."""
        order = list(range(len(self.pairs)))
        lengths = [sum(map(len, self.states.of(pair))) for pair in self.pairs]
        if rng is None:
            order.sort(key=lengths.__getitem__)
            yield from (order[i : i + size] for i in range(0, len(order), size))
            return
        rng.shuffle(order)
        for first in range(0, len(order), 40 * size):
            near = sorted(order[first : first + 40 * size], key=lengths.__getitem__)
            parts = [near[i : i + size] for i in range(0, len(near), size)]
            yield from rng.sample(parts, len(parts))

    def tensors(self, places: Sequence[int], rng: random.Random | None = None) -> tuple[torch.Tensor, ...]:
        """Claims, their mask, evidence, its mask; with ``rng``, evidence of others may stand beside it."""
        found = [self.states.of(self.pairs[i]) for i in places]
        told = [evidence for _, evidence in found]
        if rng and rng.random() < _STRANGE:
            for i, other in enumerate(rng.sample(range(len(told)), len(told))):
                if self.pairs[places[i]].group != self.pairs[places[other]].group:
                    both = [found[i][1], found[other][1]]
                    told[i] = np.concatenate(both if rng.random() < 0.5 else both[::-1])[:MAX_EVIDENCE]
        return (*padded([claim[:, 0] for claim, _ in found]), *padded(told))


def _weight(pair: Pair) -> float:
    return next((w for name, w in _WEIGHTS.items() if pair.dataset.startswith(name)), 1.0)


def loss_of(logits: torch.Tensor, pairs: Sequence[Pair]) -> torch.Tensor:
    """Cross entropy; of "not_entailment", that of the sum of the two that it may be."""
    logs = functional.log_softmax(logits, dim=-1)
    told = torch.cat([logs, torch.logaddexp(logs[:, 1], logs[:, 2])[:, None]], dim=-1)
    one = told.gather(1, torch.tensor([[LABELS.index(p.label)] for p in pairs])).squeeze(1)
    weights = torch.tensor([_weight(p) for p in pairs])
    smooth = (1 - _SMOOTHED) * one + _SMOOTHED * logs.mean(dim=-1)
    return -(weights * smooth).sum() / weights.sum()


def logits_of(head: torch.nn.Module, sample: Sample) -> torch.Tensor:
    """What the head gives (n, 3) for each pair."""
    found = torch.zeros(len(sample.pairs), 3)
    head.eval()
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for places in sample.batches(128, None):
            found[places] = head(*sample.tensors(places)).float()
    return found


def begun(model: Any, sample: Sample, seed: int) -> Callable[[float], Head]:
    """What makes a head, with a share of dropout, whose layers are those of the embedder's transformer."""
    first = [sample.states.of(p)[0][:, 0].mean(axis=0) for p in random.Random(seed).sample(sample.pairs, 200)]
    mean = torch.from_numpy(np.mean(first, axis=0, dtype=np.float32))

    def make(dropout: float) -> Head:
        torch.manual_seed(seed)
        head = Head(**shape_of(model), dropout=dropout)
        for tensor in (head.get_parameter("first"), head.get_buffer("compare.mean")):
            tensor.data.copy_(mean)
        for own, place in zip(head.layers, LAYERS, strict=True):
            _copy(model.encoder.layer[place], own)
        return head

    return make


def shape_of(model: Any) -> dict[str, int]:
    """Shape of a head over the embedder's transformer."""
    config = model.config
    return {
        "dimension": config.hidden_size,
        "inner": config.intermediate_size,
        "heads": config.num_attention_heads,
        "width": _WIDTH,
        "hidden": _HIDDEN,
        "layers": len(LAYERS),
    }


def _copy(layer: Any, own: torch.nn.Module) -> None:
    parts = {
        "q": layer.attention.self.query,
        "k": layer.attention.self.key,
        "v": layer.attention.self.value,
        "out": layer.attention.output.dense,
        "attended": layer.attention.output.LayerNorm,
        "up": layer.intermediate.dense,
        "down": layer.output.dense,
        "done": layer.output.LayerNorm,
    }
    for name, part in parts.items():
        getattr(own, name).load_state_dict(part.state_dict())


class Run:
    """A training run, which can be left and taken up again."""

    def __init__(
        self, sample: Sample, held: Sample, epochs: int, seed: int, make: Callable[[float], Head], saved: Path
    ) -> None:
        """``make`` gives the same head each time, with the share of dropout asked for."""
        self._sample, self._held, self._epochs, self._seed, self._saved = sample, held, epochs, seed, saved
        self._head, self.averaged = make(_DROPOUT), make(0.0)
        self._steps = epochs * -(-len(sample.pairs) // _BATCH)
        named = [(name, p) for name, p in self._head.named_parameters() if p.requires_grad]
        groups: list[dict[str, Any]] = [
            {"params": [p for name, p in named if _kind(name, p) == kind], "lr": rate, "weight_decay": decay}
            for kind, rate, decay in (("heavy", _RATE, _DECAY), ("light", _RATE, 0.0), ("judge", _JUDGE_RATE, _DECAY))
        ]
        rates = [group["lr"] for group in groups]
        self._optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98))
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(
            self._optimizer, rates, total_steps=self._steps + 10, pct_start=_WARM, cycle_momentum=False
        )
        self.curve: list[dict[str, float]] = []
        self._step = 0
        self._losses: list[float] = []

    def train(self) -> None:
        """To the end, from where the last run stopped."""
        if self._saved.exists():
            self._restore()
        began, first = time.monotonic(), self._step
        step = 0
        for epoch in range(self._epochs):
            rng = random.Random(f"{self._seed}:{epoch}")
            for places in self._sample.batches(_BATCH, rng):
                step += 1
                if step <= first:
                    continue
                self._one(places, random.Random(f"{self._seed}:{step}"))
                if self._held.pairs and (step % max(1, self._steps // 8) == 0 or step == self._steps):
                    self._measure(time.monotonic() - began)
                if step % _SAVED == 0:
                    self._save()
                    print(
                        f"step {step} of {self._steps}, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True
                    )

    def _one(self, places: Sequence[int], rng: random.Random) -> None:
        torch.manual_seed(rng.getrandbits(32))  # of the dropout, so that a run taken up goes on as it would have
        self._head.train()
        with torch.autocast("cpu", torch.bfloat16):
            logits = self._head(*self._sample.tensors(places, rng))
        loss = loss_of(logits.float(), [self._sample.pairs[i] for i in places])
        self._optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._head.parameters(), 1.0)
        self._optimizer.step()
        self._schedule.step()
        self._step += 1
        kept = min(_EMA, self._step / (self._step + 10))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.averaged.parameters()), list(self._head.parameters()), 1 - kept)
        self._losses.append(float(loss.detach()))

    def _measure(self, seconds: float) -> None:
        right = balanced(logits_of(self.averaged, self._held).softmax(-1).numpy(), self._held.pairs)
        seen = self._step / self._steps * self._epochs
        row = {"step": self._step, "epoch": round(seen, 2), "pairs": len(self._sample.pairs)}
        row |= {"loss": round(float(np.mean(self._losses)), 4), "balanced": round(right.value, 4)}
        self.curve.append(row)
        self._losses = []
        print(f"{row}, {seconds:.0f} s", file=sys.stderr, flush=True)

    def _parts(self) -> dict[str, Any]:
        return {
            "head": self._head,
            "averaged": self.averaged,
            "optimizer": self._optimizer,
            "schedule": self._schedule,
        }

    def _save(self) -> None:
        told = {name: part.state_dict() for name, part in self._parts().items()}
        told |= {"step": self._step, "curve": self.curve, "losses": self._losses}
        torch.save(told, self._saved.with_suffix(".tmp"))
        os.replace(self._saved.with_suffix(".tmp"), self._saved)

    def _restore(self) -> None:
        told = torch.load(self._saved, weights_only=True)
        for name, part in self._parts().items():
            part.load_state_dict(told[name])
        self._step, self.curve, self._losses = told["step"], told["curve"], told["losses"]


def _kind(name: str, parameter: torch.nn.Parameter) -> str:
    if name.startswith(("judge", "compare")) or ".parametrizations." in name:
        return "judge"
    return "heavy" if parameter.ndim > 1 else "light"


def balanced(probabilities: Floats, pairs: Sequence[Pair]) -> Estimate:
    """Balanced accuracy of "borne out or not" at one half."""
    true = [pair.label == "entailment" for pair in pairs]
    return balanced_accuracy(true, (probabilities[:, 0] > 0.5).tolist(), [pair.group for pair in pairs])

"""Trains the verifier head over the frozen embedder and writes ``rag/verifier.safetensors``.

    python -m eval.train_verifier --data DIR [--passages DIR] [--pairs N] [--kept DIR] [--epochs 4] [--seed 7]

``--data`` holds train.jsonl and dev.jsonl, ``--passages`` the files that our own pairs are made of. Token vectors are
read once and kept; what was read when the run was interrupted is not read again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch.nn import functional

from rag.embedding import Embedder
from rag.settings import Settings
from rag.verifier import WEIGHTS, make_head, padded

from .stats import Estimate, mean
from .verifier_data import LABELS, Pair, Vectors, published
from .verifier_pairs import own_pairs

__all__ = ["figures", "main"]

_SHAPE: dict[str, int] = {"width": 128, "heads": 4, "layers": 2}
_DROPOUT = 0.1
_BATCH = 96
_RATE, _DECAY, _WARM = 8e-4, 0.03, 0.05  # of AdamW; the last is a share of all steps
_EMA = 0.998
_SMOOTHED = 0.02  # share of certainty that a label does not have
_HELD_OUT = 0.05  # share of the groups, for the temperature and the learning curve
# Sets in which the claim alone gives the label away (see rag/verifier.md), and what a pair of them counts for.
_LIGHT = {"conjnli": 0.3, "begin": 0.4, "fever_dev_rte": 0.4, "snli": 0.6, "synth": 0.7}
_CURVE = Path(__file__).with_name("verifier_curve.json")

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class _Sample:
    """Pairs with their vectors."""

    pairs: list[Pair]
    vectors: Vectors

    def batches(self, size: int, rng: random.Random | None) -> Iterator[list[int]]:
        """Places of the pairs, of like length in a batch; in random order when there is ``rng``."""
        order = list(range(len(self.pairs)))
        lengths = [tuple(map(len, self.vectors.of(pair))) for pair in self.pairs]
        if rng is None:
            order.sort(key=lambda i: sum(lengths[i]))
            yield from (order[i : i + size] for i in range(0, len(order), size))
            return
        rng.shuffle(order)
        for first in range(0, len(order), 40 * size):
            near = sorted(order[first : first + 40 * size], key=lambda i: sum(lengths[i]))
            parts = [near[i : i + size] for i in range(0, len(near), size)]
            yield from rng.sample(parts, len(parts))

    def tensors(self, places: Sequence[int]) -> tuple[torch.Tensor, ...]:
        """Claims, their mask, evidence, its mask."""
        found = [self.vectors.of(self.pairs[i]) for i in places]
        return (*padded([c for c, _ in found]), *padded([e for _, e in found]))


def _weight(pair: Pair) -> float:
    return next((w for name, w in _LIGHT.items() if pair.dataset.startswith(name)), 1.0)


def _loss(logits: torch.Tensor, pairs: Sequence[Pair]) -> torch.Tensor:
    """Cross entropy; of "not_entailment", that of the sum of the two that it may be."""
    logs = functional.log_softmax(logits, dim=-1)
    told = torch.cat([logs, torch.logaddexp(logs[:, 1], logs[:, 2])[:, None]], dim=-1)
    one = told.gather(1, torch.tensor([[LABELS.index(p.label)] for p in pairs])).squeeze(1)
    weights = torch.tensor([_weight(p) for p in pairs])
    smooth = (1 - _SMOOTHED) * one + _SMOOTHED * logs.mean(dim=-1)
    return -(weights * smooth).sum() / weights.sum()


def _logits(head: torch.nn.Module, sample: _Sample) -> torch.Tensor:
    found = torch.zeros(len(sample.pairs), 3)
    head.eval()
    with torch.no_grad():
        for places in sample.batches(256, None):
            found[places] = head(*sample.tensors(places))
    return found


def _train(sample: _Sample, held: _Sample, epochs: int, seed: int, dimension: int) -> tuple[torch.nn.Module, list[Any]]:
    """The head with averaged weights, and its learning curve."""
    torch.manual_seed(seed)
    head = make_head(dimension, dropout=_DROPOUT, **_SHAPE)
    averaged = make_head(dimension, **_SHAPE)
    drawn = [sample.vectors.of(pair)[1] for pair in random.Random(seed).sample(sample.pairs, 500)]
    head.get_buffer("mean").copy_(torch.from_numpy(np.concatenate(drawn).astype(np.float32).mean(axis=0)))
    averaged.load_state_dict(head.state_dict())
    steps = epochs * -(-len(sample.pairs) // _BATCH)
    heavy = [p for p in head.parameters() if p.ndim > 1]
    light = [p for p in head.parameters() if p.ndim <= 1]
    groups: list[dict[str, Any]] = [
        {"params": heavy, "weight_decay": _DECAY},
        {"params": light, "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=_RATE, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, _RATE, total_steps=steps + 10, pct_start=_WARM, cycle_momentum=False
    )
    rng = random.Random(seed)
    curve: list[dict[str, float]] = []
    step, losses, began = 0, [], time.monotonic()
    for _ in range(epochs):
        for places in sample.batches(_BATCH, rng):
            head.train()
            loss = _loss(head(*sample.tensors(places)), [sample.pairs[i] for i in places])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(head.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            kept = min(_EMA, step / (step + 10))
            with torch.no_grad():
                torch._foreach_lerp_(list(averaged.parameters()), list(head.parameters()), 1 - kept)
            losses.append(float(loss.detach()))
            if step % max(1, steps // 12) == 0 or step == steps:
                right = _balanced(_logits(averaged, held).softmax(-1).numpy(), held.pairs)
                row = {"step": step, "epoch": round(step / steps * epochs, 2), "pairs": len(sample.pairs)}
                curve.append({**row, "loss": round(float(np.mean(losses)), 4), "balanced": round(right.value, 4)})
                losses = []
                print(f"{curve[-1]}, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return averaged, curve


def _balanced(probabilities: Floats, pairs: Sequence[Pair]) -> Estimate:
    """Balanced accuracy of "borne out or not" at one half."""
    true = np.array([pair.label == "entailment" for pair in pairs])
    share = np.where(true, true.mean(), 1 - true.mean())
    values = ((probabilities[:, 0] > 0.5) == true) / (2 * share)
    return mean(values.tolist(), [pair.group for pair in pairs])


def _accuracy(probabilities: Floats, pairs: Sequence[Pair]) -> Estimate:
    true = np.array([pair.label == "entailment" for pair in pairs])
    return mean(((probabilities[:, 0] > 0.5) == true).astype(float).tolist(), [pair.group for pair in pairs])


def figures(probabilities: Floats, pairs: Sequence[Pair]) -> Iterator[str]:
    """Rows of a table: all, by language, by set. Balanced accuracy where both answers occur."""
    keys: dict[str, list[int]] = {"all": list(range(len(pairs)))}
    for key in ("language", "dataset"):
        for i, pair in enumerate(pairs):
            keys.setdefault(f"{key} {getattr(pair, key)}", []).append(i)
    yield "| of | balanced accuracy | accuracy |\n|---|---|---|"
    for key, places in sorted(keys.items()):
        some, rows = probabilities[places], [pairs[i] for i in places]
        both = len({pair.label == "entailment" for pair in rows}) == 2
        yield f"| {key} | {_balanced(some, rows) if both else ''} | {_accuracy(some, rows)} |"


def _temperature(logits: torch.Tensor, pairs: Sequence[Pair]) -> float:
    """What the logits are divided by to be likeliest (Guo et al. 2017)."""
    options = np.geomspace(0.5, 4, 85)
    return float(min(options, key=lambda t: float(_loss(logits / t, pairs))))


def _part(pair: Pair) -> float:
    """Where the pair's group stands between 0 and 1, the same in each run."""
    return int(hashlib.sha256(pair.group.encode("utf-8", "surrogatepass")).hexdigest()[:8], 16) / 2**32


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, calibrate, report, write."""
    parser = argparse.ArgumentParser(prog="python -m eval.train_verifier", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of train.jsonl and dev.jsonl")
    parser.add_argument("--passages", type=Path, help="folder of xquad_en.jsonl and the others")
    parser.add_argument("--pairs", type=int, default=40_000, help="pairs of train.jsonl")
    parser.add_argument("--kept", type=Path, help="folder for the token vectors (several GB)")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only-kept", action="store_true", help="leave out the pairs that were not read yet")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args(arguments)
    development = published(options.data / "dev.jsonl")
    pairs = published(options.data / "train.jsonl", options.pairs)
    if options.passages:
        own = own_pairs(options.passages, options.seed)
        random.Random(options.seed).shuffle(own)
        pairs += own
    settings = Settings()
    embedder = Embedder.load(settings)
    vectors = Vectors(embedder, options.kept or settings.cache / "verifier")
    everything = [*development, *pairs]
    if not options.only_kept:
        for count in vectors.read(text for pair in everything for text in (pair.premise, pair.claim)):
            print(f"{count:,} texts read", file=sys.stderr, flush=True)
    pairs = [p for p in pairs if p in vectors and all(map(len, vectors.of(p)))]
    development = [p for p in development if p in vectors]
    held = _Sample([p for p in pairs if _part(p) < _HELD_OUT / 2], vectors)
    ours = _Sample([p for p in pairs if _HELD_OUT / 2 <= _part(p) < 2 * _HELD_OUT and p.dataset[:4] == "own_"], vectors)
    apart = {id(p) for p in (*held.pairs, *ours.pairs)}
    sample = _Sample([p for p in pairs if id(p) not in apart], vectors)
    print(f"{len(sample.pairs):,} pairs to train on, {len(held.pairs):,} held out", file=sys.stderr, flush=True)
    head, curve = _train(sample, held, options.epochs, options.seed, embedder.dimension)
    temperature = _temperature(_logits(head, held), held.pairs)
    for name, some in (("dev.jsonl", _Sample(development, vectors)), ("own pairs, held out", ours)):
        if some.pairs:
            print(
                f"\n{name}\n", *figures((_logits(head, some) / temperature).softmax(-1).numpy(), some.pairs), sep="\n"
            )
    told = {
        "fingerprint": embedder.fingerprint,
        "dimension": str(embedder.dimension),
        "shape": json.dumps(_SHAPE),
        "temperature": f"{temperature:.4f}",
        "seed": str(options.seed),
        "pairs": str(len(sample.pairs)),
        "command": f"python -m eval.train_verifier --data DIR{' --passages DIR' if options.passages else ''} "
        f"--pairs {options.pairs} --epochs {options.epochs} --seed {options.seed}"
        f"{' --only-kept' if options.only_kept else ''}",
    }
    state = {name: value.half().contiguous() for name, value in head.state_dict().items()}
    save_file(state, options.out, told)
    if options.out == WEIGHTS:
        _CURVE.write_text(json.dumps(curve, indent=1) + "\n", "utf-8")
    print(f"\ntemperature {temperature:.2f}; wrote {options.out.name}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())

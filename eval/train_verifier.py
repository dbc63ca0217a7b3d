"""Trains the verifier head over the frozen embedder and writes ``rag/verifier.safetensors``.

    python -m eval.train_verifier --data DIR [--passages DIR] [--pairs N] [--kept DIR] [--epochs 2] [--seed 7]

``--data`` holds train.jsonl and dev.jsonl, ``--passages`` the files that our own pairs are made of by rule; those that
we wrote by hand lie beside this file. What the embedder read is kept, and so is the run: one that was interrupted goes
on. ``--ablation`` trains small heads instead, each without one group of data sets, and writes what they lose.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file

from rag.embedding import Embedder
from rag.settings import Settings
from rag.verifier import WEIGHTS

from .datasets import place_of
from .stats import Estimate, mean
from .verifier_data import Pair, States, published, written
from .verifier_pairs import own_pairs
from .verifier_run import Run, Sample, balanced, begun, logits_of, loss_of, shape_of

__all__ = ["figures", "main", "temperature_of"]

_HELD_OUT = 0.025  # share of the groups, for the temperature and the learning curve
_CURVE = Path(__file__).with_name("verifier_curve.json")
_ABLATION = Path(__file__).with_name("verifier_ablation.json")
_WRITTEN = Path(__file__).with_name("written_pairs")
_MINIMAL = _WRITTEN / "minimal"  # with them the head was no better: see the card
# Share of the pairs that are taken; there are more of them than there is to learn.
_SHARES = {"synth_ntrex": 0.5, "own": 0.6}
_SMALL = 12_000  # pairs that a head of the ablation is trained on
# Data sets that stand or fall together, by the beginnings of their names.
_FAMILIES = {
    "claims on Wikipedia": ("vitaminc", "fever", "fool_me_twice", "cfever", "danish_fv"),
    "general entailment": ("mnli", "snli", "cad_nli", "conjnli", "farstail", "klue", "jnli", "terra", "lidirus", "rcb"),
    "documents and dialogue": ("cg2c", "factcheck", "begin", "faithdial", "wice", "scifact"),
    "published, by rule": ("synth",),
    "our own, by rule": ("own",),
    "our own, by hand": ("written",),
}

Floats = NDArray[np.float32]


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
        yield f"| {key} | {balanced(some, rows) if both else ''} | {_accuracy(some, rows)} |"


def temperature_of(logits: torch.Tensor, pairs: Sequence[Pair]) -> float:
    """What the logits are divided by to be likeliest (Guo et al. 2017)."""
    options = np.geomspace(0.5, 4, 85)
    return float(min(options, key=lambda t: float(loss_of(logits / t, pairs))))


def _drawn(pair: Pair) -> bool:
    share = next((share for name, share in _SHARES.items() if pair.dataset.startswith(name)), 1.0)
    return place_of(pair.claim) < share


def _told_apart(pairs: Sequence[Pair]) -> tuple[list[Pair], list[Pair], list[Pair]]:
    """To train on, to calibrate with, and of our own those that are held out for the figures."""
    held = [p for p in pairs if place_of(p.group) < _HELD_OUT]
    ours = [
        p for p in pairs if _HELD_OUT <= place_of(p.group) < 4 * _HELD_OUT and p.dataset.startswith(("own_", "written"))
    ]
    apart = {id(p) for p in (*held, *ours)}
    return [p for p in pairs if id(p) not in apart], held, ours


def _reports(head: torch.nn.Module, temperature: float, named: dict[str, Sample]) -> None:
    for name, sample in named.items():
        if sample.pairs:
            sure = (logits_of(head, sample) / temperature).softmax(-1).numpy()
            print(f"\n{name}\n", *figures(sure, sample.pairs), sep="\n")


def _ablate(pairs: list[Pair], states: States, named: dict[str, Sample], seed: int, model: Any, kept: Path) -> None:
    """Balanced accuracy of heads trained on equally many pairs, each without one group of data sets."""
    table: dict[str, dict[str, float]] = {}
    for family, names in (("", ()), *_FAMILIES.items()):
        left = [p for p in pairs if not p.dataset.startswith(names)]
        some = Sample(random.Random(seed).sample(left, min(_SMALL, len(left))), states)
        run = Run(some, Sample([], states), 1, seed, begun(model, some, seed), kept / f"ablation_{len(table)}.pt")
        run.train()
        row = {
            name: round(balanced(logits_of(run.averaged, held).softmax(-1).numpy(), held.pairs).value, 4)
            for name, held in named.items()
        }
        table[f"without {family}" if family else "all"] = row
        print(family or "all", row, file=sys.stderr, flush=True)
        _ABLATION.write_text(json.dumps({"pairs": _SMALL, "balanced accuracy": table}, indent=1) + "\n", "utf-8")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval.train_verifier", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of train.jsonl and dev.jsonl")
    parser.add_argument("--passages", type=Path, help="folder of xquad_en.jsonl and the others")
    parser.add_argument("--pairs", type=int, help="pairs of train.jsonl; all, unless given")
    parser.add_argument("--kept", type=Path, help="folder for what the embedder read (14 GB) and the run")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--minimal", action="store_true", help="train on pairs of claims that differ in one thing too")
    parser.add_argument("--ablation", action="store_true", help="train small heads without one group of sets each")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, calibrate, report, write."""
    options = _options(arguments)
    development = published(options.data / "dev.jsonl")
    pairs = published(options.data / "train.jsonl", options.pairs) + written(_WRITTEN)
    if options.minimal:
        pairs += written(_MINIMAL)
    if options.passages:
        pairs += own_pairs(options.passages, options.seed)
    pairs = [p for p in pairs if _drawn(p)]
    settings = Settings()
    embedder = Embedder.load(settings)
    kept: Path = options.kept or settings.cache / "verifier"
    states = States(embedder, kept)
    by_hand, minimal = written(_WRITTEN, "kk"), written(_WRITTEN, "minimal")
    for count in states.read([*development, *pairs, *by_hand, *minimal]):
        print(f"{count:,} texts read", file=sys.stderr, flush=True)
    train, held, ours = _told_apart([p for p in pairs if all(map(len, states.of(p)))])
    by_rule = [p for p in ours if p.language == "kk" and p.dataset.startswith("own_")]
    named = {
        "dev.jsonl": Sample(development, states),
        "our own pairs, held out": Sample(ours, states),
        "Kazakh, by hand": Sample(by_hand, states),
        "pairs that differ in one thing, by hand": Sample(minimal, states),
        "Kazakh, half by hand and half by rule": Sample(by_hand + by_rule[: len(by_hand)], states),
    }
    print(f"{len(train):,} pairs to train on, {len(held):,} held out", file=sys.stderr, flush=True)
    if options.ablation:
        _ablate(train, states, named, options.seed, embedder.transformer, kept)
        return 0
    asked = f"--epochs {options.epochs} --seed {options.seed}"
    asked = f"--pairs {options.pairs} {asked}" if options.pairs else asked
    asked += " --minimal" if options.minimal else ""
    told = hashlib.sha256(f"{asked} {[(p.premise, p.claim) for p in train]}".encode("utf-8", "surrogatepass"))
    sample = Sample(train, states)
    run = Run(
        sample,
        Sample(held, states),
        options.epochs,
        options.seed,
        begun(embedder.transformer, sample, options.seed),
        kept / f"run_{told.hexdigest()[:12]}.pt",
    )
    run.train()
    temperature = temperature_of(logits_of(run.averaged, Sample(held, states)), held)
    _reports(run.averaged, temperature, named)
    metadata = {
        "fingerprint": embedder.fingerprint,
        "shape": json.dumps(shape_of(embedder.transformer)),
        "temperature": f"{temperature:.4f}",
        "seed": str(options.seed),
        "pairs": str(len(train)),
        "command": f"python -m eval.train_verifier --data DIR{' --passages DIR' if options.passages else ''} {asked}",
    }
    state = {name: value.half().contiguous() for name, value in run.averaged.state_dict().items()}
    save_file(state, options.out, metadata)
    if options.out == WEIGHTS:
        _CURVE.write_text(json.dumps(run.curve, indent=1) + "\n", "utf-8")
    print(f"\ntemperature {temperature:.2f}; wrote {options.out.name}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Trains the adapter that makes the verifier's head read questions and writes ``rag/answering.safetensors``.

    python -m eval.train_answering --passages DIR [--kept DIR] [--epochs 3] [--seed 7]

``--passages`` holds xquad_en.jsonl and the others; the questions that we wrote by hand lie beside this file. What the
embedder read is kept, and so is the run: one that was interrupted goes on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from rag.adapter import adapt, adapter_of
from rag.embedding import Embedder
from rag.head import Head
from rag.settings import Settings
from rag.verifier import ADAPTER, WEIGHTS, digest

from .question_pairs import WRITTEN, asked_by_hand, asked_by_rule, kept_apart
from .train_verifier import figures, temperature_of
from .verifier_data import States
from .verifier_run import Run, Sample, logits_of, shape_of

__all__ = ["main"]

_CURVE = Path(__file__).with_name("answering_curve.json")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval.train_answering", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--passages", type=Path, required=True, help="folder of xquad_en.jsonl and the others")
    parser.add_argument("--kept", type=Path, help="folder for what the embedder read and the run")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, default=ADAPTER)
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, calibrate, report, write."""
    options = _options(arguments)
    pairs = asked_by_hand(WRITTEN) + asked_by_rule(options.passages, options.seed)
    settings = Settings()
    embedder = Embedder.load(settings)
    kept: Path = options.kept or settings.cache / "verifier"
    states = States(embedder, kept)
    for count in states.read(pairs):
        print(f"{count:,} texts read", file=sys.stderr, flush=True)
    pairs = [p for p in pairs if all(map(len, states.of(p)))]
    train = [p for p in pairs if not kept_apart(p.group)]
    held = Sample([p for p in pairs if kept_apart(p.group)], states)
    print(f"{len(train):,} pairs to train on, {len(held.pairs):,} held out", file=sys.stderr, flush=True)
    asked = f"--epochs {options.epochs} --seed {options.seed}"
    told = hashlib.sha256(f"{asked} {digest(WEIGHTS)} {[(p.premise, p.claim, p.spans) for p in train]}".encode())
    make = _turned(shape_of(embedder.transformer), options.seed)
    saved = kept / f"answering_{told.hexdigest()[:12]}.pt"
    run = Run(Sample(train, states), held, options.epochs, options.seed, make, saved)
    run.train()
    logits = logits_of(run.averaged, held)
    temperature = temperature_of(logits, held.pairs)
    print("\nheld out\n", *figures((logits / temperature).softmax(-1).numpy(), held.pairs), sep="\n")
    metadata = {
        "over": digest(WEIGHTS),
        "temperature": f"{temperature:.4f}",
        "pairs": str(len(train)),
        "command": f"python -m eval.train_answering --passages DIR {asked}",
    }
    save_file({n: v.half().contiguous() for n, v in adapter_of(run.averaged).items()}, options.out, metadata)
    if options.out == ADAPTER:
        _CURVE.write_text(json.dumps(run.curve, indent=1) + "\n", "utf-8")
    print(f"\ntemperature {temperature:.2f}; wrote {options.out.name}", file=sys.stderr)
    return 0


def _turned(shape: dict[str, int], seed: int) -> Callable[[float], Head]:
    def make(dropout: float) -> Head:
        torch.manual_seed(seed)
        head = Head(**shape, dropout=dropout)
        head.load_state_dict({name: value.float() for name, value in load_file(WEIGHTS).items()})
        adapt(head)
        return head

    return make


if __name__ == "__main__":
    sys.exit(main())

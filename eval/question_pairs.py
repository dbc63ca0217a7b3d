"""Questions beside passages that answer them or nearly do: what the head for questions is trained on.

By hand: ``eval/written_questions``. By rule, from the questions of XQuAD (en, ru, zh and across) and KazQAD (kk): the
sentences that hold the answer, and sentences of the same passage and of its neighbours that do not.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from rag.domain import Span
from rag.sentences import sentences

from .datasets import Question, held_out, place_of, questions
from .verifier_data import Pair

__all__ = ["WRITTEN", "asked_by_hand", "asked_by_rule", "kept_apart"]

WRITTEN = Path(__file__).with_name("written_questions")
_HELD_OUT = 0.08  # share of the passages that are not trained on

_FILES = {"xquad_en": "en", "xquad_ru": "ru", "xquad_zh": "zh", "kazqad": "kk"}
_MOST = 3  # sentences of evidence
_ABROAD = 0.3  # share of the questions of a parallel set that are put to a passage in each other language


def asked_by_hand(folder: Path) -> list[Pair]:
    """Every question beside its passage, beside the sentences with and without its answer, and beside another."""
    found: list[Pair] = []
    for path in sorted(folder.glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for row, other in zip(rows, rows[1:] + rows[:1], strict=True):
            rng = random.Random(row["passage"])
            for asked in row["questions"]:
                told, said, answer = row["language"], asked["language"], asked["answer"]
                language = said if told == said else f"{told}>{said}"
                label, kind = ("entailment", "answer") if answer else ("neutral", asked.get("kind", "near"))
                whole = Pair(row["passage"], asked["text"], label, f"asked_{kind}", language, row["passage"][:200])
                found.append(whole)
                if answer:
                    found += _windows(whole, [answer], rng)
                    strange = f"{other['language']}>{said}" if other["language"] != said else said
                    found.append(
                        Pair(other["passage"], asked["text"], "neutral", "asked_other", strange, row["passage"][:200])
                    )
    return found


def kept_apart(group: str) -> bool:
    """Whether the pairs of a group are held out of training."""
    return place_of(group) < _HELD_OUT


def asked_by_rule(data: Path, seed: int) -> list[Pair]:
    """Pairs of the sets in ``data``, without the articles of XQuAD that are held out; the same for the same seed."""
    found: list[Pair] = []
    parallel: dict[str, dict[str, Question]] = defaultdict(dict)
    for name, language in _FILES.items():
        asked = [q for q in questions(data / f"{name}.jsonl") if name == "kazqad" or not held_out(q.article)]
        passages: dict[str, list[str]] = defaultdict(list)
        for q in asked:
            if q.passage not in passages[q.article]:
                passages[q.article].append(q.passage)
            if name != "kazqad":
                parallel[q.id][language] = q
        for q in asked:
            rng = random.Random(f"{seed}:{q.id}:{language}")
            found += _of(q, q, language, rng)
            others = [p for p in passages[q.article] if p != q.passage and not _holds(p, q.answers)]
            if others:
                found.append(_pair(q.text, rng.choice(others), "neutral", "rule_neighbour", language, q))
    for identity, versions in sorted(parallel.items()):
        rng = random.Random(f"{seed}:{identity}")
        for said, q in versions.items():
            for told, other in versions.items():
                if told != said and rng.random() < _ABROAD:
                    found += _of(q, other, f"{told}>{said}", rng)
    return found


def _of(asked: Question, told: Question, language: str, rng: random.Random) -> Iterator[Pair]:
    whole = _pair(asked.text, told.passage, "entailment", "rule_answer", language, asked)
    return _windows(whole, told.answers, rng)


def _pair(asked: str, passage: str, label: str, dataset: str, language: str, of: Question) -> Pair:
    return Pair(passage, asked, label, f"asked_{dataset}", language, f"asked {of.article}")


def _windows(whole: Pair, answers: Sequence[str], rng: random.Random) -> Iterator[Pair]:
    """One to three neighbouring sentences with an answer in them, and as many without any."""
    spans = sentences(whole.premise)
    holds = [_holds(whole.premise[a:b], answers) for a, b in spans]
    kind = whole.dataset.rsplit("_", 1)[0]
    for answered in (True, False):
        size = rng.randint(1, _MOST)
        places = [i for i in range(max(1, len(spans) - size + 1)) if any(holds[i : i + size]) is answered]
        if places:
            at = rng.choice(places)
            label, name = ("entailment", "sentence") if answered else ("neutral", "beside")
            yield Pair(
                whole.premise, whole.claim, label, f"{kind}_{name}", whole.language, whole.group,
                tuple(Span(a, b) for a, b in spans[at : at + size]),
            )  # fmt: skip


def _holds(text: str, answers: Sequence[str]) -> bool:
    return any(answer.lower() in text.lower() for answer in answers)

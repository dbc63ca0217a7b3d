"""Our own pairs for the verifier head, made by rule from plain passages in four languages.

Borne out: a sentence, a shortening of it and a join of two, beside the sentences they come from; in another language,
where the passages are translations. Not borne out: the same with an error planted, with a name, a figure or a clause
from elsewhere in the passage, or beside neighbours that do not say it.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.clauses import clauses_of
from rag.domain import Span
from rag.facts import facts
from rag.sentences import sentences
from rag.stopwords import STOPWORDS

from .datasets import held_out
from .planted import plant
from .swaps import SURNAMES
from .verifier_data import Pair

__all__ = ["own_pairs"]

_FILES = {"xquad_en": "en", "xquad_ru": "ru", "xquad_zh": "zh", "kazqad": "kk"}
_SHORTEST, _LONGEST = 20, 400  # characters of a sentence; a Chinese one may have half
_ERRORS = 2  # planted in one text at most
_KAZAKH = 0.6  # share of the sentences that are used; there are three times as many as in the other languages
# An expression of doubt is not what the source says, and a name that it lacks need not be false.
_UNPROVEN = frozenset({"modality", "name", "speaker", "quote"})
# What such a clause says, or what the rest says without it, is not what the sentence says.
_BOUND = re.compile(
    r"\b(?:if|unless|said|says|told|according|claim|believe|whether|not|neither|nor|although|because|rather|than|or|"
    r"если|хотя|сказал|заявил|согласно|утвержда|считает|чтобы|не|ни|или|егер|болса|деп|дейді|емес|жоқ|немесе)\b"
    r"|如果|虽然|认为|表示|不|没|或|根据",
    re.IGNORECASE,
)
_JOINT = {"en": ", and ", "ru": ", и ", "kk": ", сонымен қатар ", "zh": "，同时"}
_NAME = re.compile(r"(?<=[a-zа-яёәғқңөұүһі,] )[A-ZА-ЯӘҒҚҢӨҰҮҺІ][a-zа-яёәғқңөұүһі]{4,}")
_ASIDE = re.compile(r"\s*[(（][^()（）]{3,}[)）]")
_FIGURE = re.compile(r"(?<![\d.,])\d[\d.,]*\d|(?<![\d.,])\d(?![\d.,])")


@dataclass(frozen=True, slots=True)
class _Passage:
    text: str
    language: str
    spans: list[Span]  # of its sentences
    group: str

    def sentence(self, place: int) -> str:
        return self.text[slice(*self.spans[place])]


def own_pairs(data: Path, seed: int) -> list[Pair]:
    """Pairs made of the passages in ``data`` (xquad_en, xquad_ru, xquad_zh, kazqad); the same for the same seed."""
    found: list[Pair] = []
    parallel: dict[str, dict[str, _Passage]] = {}
    for name, language in _FILES.items():
        seen: set[str] = set()
        made: list[Pair] = []
        for line in (data / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            if row["passage"] in seen or (name != "kazqad" and held_out(row["article"])):
                continue
            seen.add(row["passage"])
            group = f"xquad {row['article']}" if name != "kazqad" else f"kazqad {row['article']}"
            passage = _Passage(row["passage"], language, sentences(row["passage"]), group)
            if name != "kazqad":
                parallel.setdefault(row["id"], {})[language] = passage
            made += _of_passage(passage, random.Random(f"{seed}:{passage.text}"))
        found += made
    for identity, versions in parallel.items():
        found += _across(versions, random.Random(f"{seed}:{identity}"))
    return _turned(_renamed(found, random.Random(seed)), random.Random(seed))


def _renamed(pairs: list[Pair], rng: random.Random) -> list[Pair]:
    """The pairs with the one invented name of ``eval.swaps`` replaced by many, so that none gives the error away."""
    pool = {
        language: sorted({w for p in pairs if p.language == language for w in _NAME.findall(p.claim)})
        for language in ("en", "ru", "kk")
    }
    found: list[Pair] = []
    for pair in pairs:
        language = pair.language[-2:]
        invented = SURNAMES[language] if language in pool else ""
        if invented and invented in pair.claim and invented not in pair.premise:
            name = rng.choice([n for n in pool[language] if n not in pair.premise])
            pair = replace(pair, claim=pair.claim.replace(invented, name[: -3 if language != "en" else None]))
        found.append(pair)
    return found


def _turned(pairs: list[Pair], rng: random.Random) -> list[Pair]:
    """The pairs, and some with an altered text as evidence: of itself, and against the true one.

    Without them, the marks of an error ("allegedly", "not") would be those of a false claim wherever they stand.
    """
    true = {(p.premise, p.spans): p.claim for p in pairs if p.dataset == "own_verbatim"}
    found = list(pairs)
    for pair in pairs:
        if pair.label in ("not_entailment", "contradiction") and ">" not in pair.language:
            draw = rng.random()
            original = true.get((pair.premise, pair.spans), "")
            if draw < 0.15:
                same = replace(pair, premise=pair.claim, spans=(), label="entailment", dataset="own_same")
                found.append(same)
            elif draw < 0.6 and original and pair.dataset != "own_mixed" and len(original) < 1.3 * len(pair.claim):
                found.append(replace(pair, premise=pair.claim, spans=(), claim=original, dataset="own_turned"))
    return found


def _of_passage(passage: _Passage, rng: random.Random) -> Iterator[Pair]:
    for place in range(len(passage.spans)):
        text = passage.sentence(place)
        if not (_SHORTEST / (1 + (passage.language == "zh")) <= len(text) <= _LONGEST):
            continue
        if passage.language == "kk" and rng.random() > _KAZAKH:
            continue
        with_it = _window(passage, {place}, rng)
        without = _neighbours(passage, place, rng)
        pair = Pair(passage.text, text, "entailment", "own_verbatim", passage.language, passage.group, with_it)
        if rng.random() < 0.5:
            yield pair
        if without and rng.random() < 0.6:
            yield replace(pair, label="neutral", dataset="own_elsewhere", spans=without)
        yield from _altered(pair, passage.text, rng)
        short = _shortened(text, passage.language, rng)
        if short:
            brief = replace(pair, claim=short, dataset="own_shortened")
            yield brief
            yield from list(_altered(brief, passage.text, rng))[:1]
        yield from _mixed(passage, pair, rng)
        if place + 1 < len(passage.spans):
            yield from _joined(passage, place, pair, rng)


def _altered(pair: Pair, article: str, rng: random.Random) -> Iterator[Pair]:
    """The claim with an error: planted, or a name or a figure from elsewhere in the article."""
    made = [(p.kind, p.text) for p in plant(pair.claim, pair.language, article, 1)]
    made += [(kind, text) for kind, text in _borrowed(pair, article, rng) if text]
    for kind, text in rng.sample(made, min(_ERRORS, len(made))):
        label = "not_entailment" if kind in _UNPROVEN or kind.startswith("borrowed") else "contradiction"
        yield replace(pair, claim=text, label=label, dataset=f"own_{kind.replace(' ', '_')}")


def _borrowed(pair: Pair, article: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    told = " ".join(article[a:b] for a, b in pair.spans)
    figures = sorted(set(_FIGURE.findall(article)) - set(_FIGURE.findall(told)))
    places = list(_FIGURE.finditer(pair.claim))
    if figures and places:
        place = rng.choice(places)
        like = [f for f in figures if abs(len(f) - len(place.group())) < 2]
        if like:
            yield "borrowed figure", pair.claim[: place.start()] + rng.choice(like) + pair.claim[place.end() :]
    here = [n.span for n in facts(pair.claim, pair.language).names if n.sure]
    if here:
        others = [n for n in facts(article, pair.language).names if n.sure]
        names = sorted({article[slice(*n.span)] for n in others} - {""})
        names = [n for n in names if n not in told and not any(w in told for w in n.split() if len(w) > 3)]
        if names:
            start, end = rng.choice(here)
            yield "borrowed name", pair.claim[:start] + rng.choice(names) + pair.claim[end:]


def _shortened(text: str, language: str, rng: random.Random) -> str:
    """The sentence less an aside or a clause that the rest does not depend on; empty when it has none."""
    plain = _ASIDE.sub("", text)
    made = [plain] if plain != text else []
    spans = clauses_of(text)
    if language != "kk":  # there the verb comes last
        free = [i for i in range(1, len(spans)) if not _BOUND.search(text[spans[i - 1].start :])]
        made += [_ended(text[: spans[i].start], text) for i in free]
    if len(spans) > 2 and not _BOUND.search(text[slice(*spans[1])]):
        made.append(text[: spans[1].start] + text[spans[1].end :].lstrip())
    if len(spans) > 1 and language == "kk" and not _BOUND.search(text):
        rest = text[spans[1].start :].lstrip()
        made.append(rest[:1].upper() + rest[1:])
    made = [m for m in made if len(m) >= len(text) / 2 and m != text]  # a mere head says nothing by itself
    return rng.choice(made) if made else ""


def _ended(text: str, whole: str) -> str:
    mark = whole.rstrip()[-1:]
    return text.rstrip(" ,;:，；：、–—-.!?。！？") + (mark if not mark.isalnum() else "")


def _mixed(passage: _Passage, pair: Pair, rng: random.Random) -> Iterator[Pair]:
    """A clause of the sentence before or after one of another sentence, which is not among the evidence."""
    text = pair.claim
    own = clauses_of(text)
    others = [
        (i, s)
        for i in range(len(passage.spans))
        if not any(a <= passage.spans[i].start < b for a, b in pair.spans)
        for s in clauses_of(passage.sentence(i))[1:]
    ]
    if len(own) < 2 or not others or rng.random() < 0.3:
        return
    i, span = rng.choice(others)
    clause = passage.sentence(i)[slice(*span)].strip()
    cut = own[rng.randrange(1, len(own))].start
    claim = text[:cut].rstrip() + ("" if passage.language == "zh" else " ") + _ended(clause, text)
    yield replace(pair, claim=claim, label="not_entailment", dataset="own_mixed")


def _joined(passage: _Passage, place: int, pair: Pair, rng: random.Random) -> Iterator[Pair]:
    """Two neighbours as one sentence, beside both of them and beside one."""
    second = passage.sentence(place + 1)
    word = re.match(r"\w+", second)
    if rng.random() < 0.5 or len(second) > _LONGEST / 2 or len(pair.claim) > _LONGEST / 2 or not word:
        return
    if word.group().lower() in STOPWORDS:
        second = second[:1].lower() + second[1:]
    claim = _ended(pair.claim.rstrip(" .!?。！？"), "") + _JOINT[passage.language] + second
    both = replace(pair, claim=claim, dataset="own_joined", spans=_window(passage, {place, place + 1}, rng))
    yield both
    yield replace(both, label="neutral", dataset="own_half", spans=(passage.spans[place + rng.randint(0, 1)],))
    yield from list(_altered(both, passage.text, rng))[:1]


def _across(versions: dict[str, _Passage], rng: random.Random) -> Iterator[Pair]:
    """Claims in one language beside evidence in another, of passages that have the same number of sentences."""
    for claimed in versions.values():
        for told in versions.values():
            if told is claimed or len(told.spans) != len(claimed.spans):
                continue
            for place in range(len(claimed.spans)):
                language = f"{told.language}>{claimed.language}"
                pair = Pair(told.text, claimed.sentence(place), "entailment", "own_across", language, told.group)
                pair = replace(pair, spans=_window(told, {place}, rng))
                if len(pair.claim) < _SHORTEST / 2 or rng.random() < 0.4:
                    continue
                yield pair
                without = _neighbours(told, place, rng)
                if without and rng.random() < 0.4:
                    yield replace(pair, label="neutral", dataset="own_across_elsewhere", spans=without)
                if rng.random() < 0.7:
                    local = replace(pair, language=claimed.language)
                    for altered in list(_altered(local, claimed.text, rng))[:1]:
                        yield replace(altered, language=language, dataset="own_across_altered")


def _window(passage: _Passage, places: set[int], rng: random.Random) -> tuple[Span, ...]:
    """One to three sentences that hold those at ``places``: neighbours, or some from anywhere."""
    chosen = set(places)
    for _ in range(rng.randint(0, 3 - len(places))):
        near = [p for p in (min(chosen) - 1, max(chosen) + 1) if 0 <= p < len(passage.spans)]
        anywhere = rng.randrange(len(passage.spans))
        chosen.add(rng.choice(near) if near and rng.random() < 0.6 else anywhere)
    return tuple(passage.spans[p] for p in sorted(chosen))


def _neighbours(passage: _Passage, place: int, rng: random.Random) -> tuple[Span, ...]:
    """One to three of the sentences around one, without it."""
    near: Sequence[int] = [p for p in range(place - 2, place + 3) if p != place and 0 <= p < len(passage.spans)]
    chosen = sorted(rng.sample(near, min(len(near), rng.randint(1, 3))))
    return tuple(passage.spans[p] for p in chosen)

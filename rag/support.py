"""How far the sentences of the sources bear out one sentence: which of them do, and measures that a person can read.

Each token of the claim finds its best match among the tokens of a sentence of the sources (MaxSim: Khattab and Zaharia,
SIGIR 2020). The evidence is chosen greedily: another sentence joins only when it bears out what was not borne out yet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .domain import LANGUAGES, Check
from .evidence import Line
from .facts import check_facts
from .terms import content_words, document_terms
from .wording import check_stance, check_wording

__all__ = ["FEATURES", "VERIFIED", "Sources", "Support", "measure"]

_MOST = 3  # sentences of evidence for one claim
_FLOOR = 0.3  # cosine below which two tokens have nothing to do with each other
_MATCH = 0.6  # cosine from which one token stands for another
_GAIN = 0.04  # mean gain of cosine from which another sentence is worth its place
_RELATED = 0.45  # mean cosine of the tokens below which a sentence speaks of something else
_BESIDE = 0.65  # and as a share of that of the best sentence
_TRIED = 3  # articles that are tried one by one
_LIGHT = 0.15  # weight of a function word beside a content word
_RUN = 3  # words in a row that count as copied
_UNIT = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\W_]+")
_GROUPS = {
    "number": "numbers",
    "unit": "numbers",
    "currency": "numbers",
    "date": "dates",
    "name": "names",
    "role": "roles",
    "quote": "quotes",
    "speaker": "speakers",
    "negation": "stance",
    "modality": "stance",
    "scope": "stance",
    "direction": "directions",
    "wording": "wording",
}

# Shares and cosines are 0 to 1 (a cosine may be below 0), counts are cut at 3.
FEATURES = (
    "mean",  # mean best cosine of the content tokens in the evidence
    "low",  # the same of the fifth of them that match worst
    "least",  # of the worst one
    "matched",  # share of content tokens with a match
    "one_mean",  # mean in the single best sentence
    "all_mean",  # mean in all sources
    "all_low",  # of the worst fifth
    "reverse",  # mean best cosine of the content tokens of the best sentence in the claim
    "centre",  # cosine of the mean token vectors of claim and best sentence
    "words",  # share of the claim's content terms that stand in the evidence
    "all_words",  # in all sources
    "copied",  # share of the claim's runs of three words that stand in the sources
    "strange",  # share of content tokens that nothing in the sources resembles
    "length",  # logarithm of the number of content tokens
    "evidence",  # number of sentences of evidence less one
    "abroad",  # 1 when the best sentence is in another language
    "numbers_ok", "numbers_missing", "numbers_conflict",
    "dates_ok", "dates_missing", "dates_conflict",
    "names_ok", "names_missing", "names_conflict",
    "roles_failed", "quotes_failed", "speakers_failed", "stance_failed", "directions_ok",
    "directions_failed", "wording_failed",
    "entailed",  # log-odds that the evidence bears the claim out, by the trained verifier; 0 without it
    "refuted",  # log-odds that it contradicts the claim, by the same
)  # fmt: skip
VERIFIED = ("entailed", "refuted")  # those that the verifier gives

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Support:
    """What was found for one claim."""

    evidence: tuple[Line, ...]  # in the order of the sources; empty when there is nothing to compare
    checks: tuple[Check, ...]
    features: dict[str, float]  # keys: FEATURES
    best: Floats  # (t,), of each token of the claim: best cosine in the evidence
    verbatim: bool  # whether a sentence of the sources is the claim, word for word

    @property
    def told(self) -> str:
        """The evidence as one text."""
        return " ".join(line.text for line in self.evidence)


class Sources:
    """Sentences that claims are held against, laid out for that."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = [line for line in lines if len(line.tokens) and line.language in LANGUAGES]
        self.unread = sorted({line.language for line in lines if line.language not in (*LANGUAGES, "und")})
        self.tokens = (
            np.concatenate([line.tokens for line in self.lines]) if self.lines else np.empty((0, 1), np.float32)
        )
        sizes = [len(line.tokens) for line in self.lines]
        self.starts = np.cumsum([0, *sizes[:-1]]) if sizes else np.zeros(0, np.intp)
        self.terms = frozenset(term for line in self.lines for term in line.terms)
        self.owners = [line.article.id for line in self.lines]
        self.articles = frozenset(self.owners)
        self._places = {_plain(line.text): i for i, line in reversed(list(enumerate(self.lines)))}
        self.runs = frozenset(run for line in lines for run in _runs(line.text))

    def place(self, sentence: str) -> int | None:
        """Where the sentence stands word for word, the whole of it; None when it does not."""
        return self._places.get(_plain(sentence))

    def match(self, claim: Line) -> Floats:
        """Best cosine (t, n) of each token of the claim in each sentence."""
        return np.asarray(np.maximum.reduceat(claim.tokens @ self.tokens.T, self.starts, axis=1), np.float32)


def measure(claim: Line, sources: Sources) -> Support:
    """Hold a claim against the sources. Both must have tokens."""
    match = sources.match(claim)
    weight = np.where(claim.telling, 1.0, _LIGHT).astype(np.float32)
    verbatim = sources.place(claim.text)
    if verbatim is None:
        chosen, checks = _evidence(claim, sources, match, weight)
    else:  # what the other sources say otherwise does not matter: this one says it
        chosen = [verbatim]
        checks = check_facts(claim.facts, [sources.lines[verbatim].facts])
    best, everywhere = match[:, chosen].max(axis=1), match.max(axis=1)
    lines = sources.lines
    features = _closeness(claim, best, everywhere, match[:, chosen[0]], lines[chosen[0]])
    features |= _words(claim, [lines[i] for i in chosen], sources) | _counts(checks)
    features["evidence"] = len(chosen) - 1.0
    features |= dict.fromkeys(VERIFIED, 0.0)
    return Support(tuple(lines[i] for i in sorted(chosen)), tuple(checks), features, best, verbatim is not None)


def _evidence(claim: Line, sources: Sources, match: Floats, weight: Floats) -> tuple[list[int], list[Check]]:
    """Places of the sentences of evidence, and the checks against them.

    Articles that tell one event with other figures must not be mixed: when a check fails against the best sentences of
    all, the nearest articles are tried one by one, and the first in which fewer fail bears the claim out.
    """
    nearness = weight @ match / weight.sum()
    first, least = sources.owners[int(np.argmax(nearness))], max(_RELATED, _BESIDE * float(nearness.max()))
    # A sentence of another article may join when it tells of the same, not when it happens to hold the same year.
    everything = [i for i, owner in enumerate(sources.owners) if owner == first or nearness[i] >= least]
    chosen = [everything[i] for i in _choose(match[:, everything], weight)]
    checks = _checks(claim, sources.lines, everything, chosen, match)
    failed = _failures(checks)
    if not failed or len(sources.articles) == 1:
        return chosen, checks
    nearest = dict.fromkeys(sources.owners[i] for i in np.argsort(-nearness, kind="stable").tolist())
    for article in list(nearest)[:_TRIED]:
        own = [i for i, owner in enumerate(sources.owners) if owner == article]
        some = [own[i] for i in _choose(match[:, own], weight)]
        found = _checks(claim, sources.lines, own, some, match)
        if _failures(found) < failed:
            chosen, checks, failed = some, found, _failures(found)
    return chosen, checks


def _failures(checks: Sequence[Check]) -> int:
    return sum(not check.ok for check in checks)


def _choose(match: Floats, weight: Floats) -> list[int]:
    """Places of the sentences of evidence, the best first."""
    useful = np.maximum(match, _FLOOR)
    reached = np.full(len(match), _FLOOR, np.float32)
    chosen: list[int] = []
    total = float(weight.sum())
    while len(chosen) < _MOST:
        gains = weight @ np.maximum(useful - reached[:, None], 0)
        place = int(np.argmax(gains))
        if chosen and gains[place] < _GAIN * total:
            break
        chosen.append(place)
        reached = np.maximum(reached, useful[:, place])
    return chosen


def _checks(claim: Line, lines: Sequence[Line], among: Sequence[int], chosen: list[int], match: Floats) -> list[Check]:
    """Checks against the evidence; what it lacks is looked for in ``among``, and the sentence that has it joins."""
    evidence = [lines[i] for i in sorted(chosen)]
    near = check_facts(claim.facts, [line.facts for line in evidence])
    nearness = float(match[:, chosen].max(axis=1)[claim.telling].mean())
    changed = [*check_wording(claim, evidence), *check_stance(claim, [lines[i] for i in chosen], nearness)]
    if all(check.ok for check in near):
        return near + _new(changed, near)
    wide = {(c.kind, c.claimed): c for c in check_facts(claim.facts, [lines[i].facts for i in among])}
    merged: list[Check] = []
    for check in near:
        other = wide.get((check.kind, check.claimed))
        if check.ok or other is None or not (other.ok or (other.found and not check.found)):
            merged.append(check)
            continue
        merged.append(other)
        if len(chosen) < _MOST and not any(other.found in lines[i].text for i in chosen):
            place = next((i for i in among if other.found in lines[i].text), None)
            chosen.extend([] if place is None else [place])
    return merged + _new(changed, merged)


def _new(checks: Sequence[Check], known: Sequence[Check]) -> list[Check]:
    """The first check of each kind in which nothing has failed yet, of words in which nothing has failed yet."""
    told = {check.kind for check in known if not check.ok}
    words = " ".join(check.claimed.lower() for check in known if not check.ok)
    fresh = [c for c in checks if c.kind not in told and not (c.kind == "wording" and c.claimed in words)]
    return list({check.kind: check for check in reversed(fresh)}.values())


def _closeness(claim: Line, best: Floats, everywhere: Floats, single: Floats, line: Line) -> dict[str, float]:
    told = claim.telling
    back = (line.tokens[line.telling] @ claim.tokens.T).max(axis=1)
    return {
        "mean": float(best[told].mean()),
        "low": _low(best[told]),
        "least": float(best[told].min()),
        "matched": float((best[told] >= _MATCH).mean()),
        "one_mean": float(single[told].mean()),
        "all_mean": float(everywhere[told].mean()),
        "all_low": _low(everywhere[told]),
        "reverse": float(back.mean()),
        "centre": float(claim.centre @ line.centre),
        "strange": float((everywhere[told] < _MATCH).mean()),
        "length": float(np.log(told.sum())),
        "abroad": float(claim.language != line.language),
    }


def _low(values: Floats) -> float:
    """Mean of the lowest fifth."""
    return float(np.sort(values)[: max(1, len(values) // 5)].mean())


def _words(claim: Line, evidence: Sequence[Line], sources: Sources) -> dict[str, float]:
    terms = frozenset(document_terms(" ".join(content_words(claim.text)), claim.language))
    near = frozenset(term for line in evidence for term in line.terms)
    runs = _runs(claim.text)
    return {
        "words": len(terms & near) / len(terms) if terms else 1.0,
        "all_words": len(terms & sources.terms) / len(terms) if terms else 1.0,
        "copied": sum(run in sources.runs for run in runs) / len(runs) if runs else 0.0,
    }


def _plain(sentence: str) -> str:
    """A sentence without what a copyist may change: white space, and marks at both ends."""
    return " ".join(sentence.split()).strip(" \"'«»“”„‘’.。")


def _runs(text: str) -> list[tuple[str, ...]]:
    units = [unit.lower() for unit in _UNIT.findall(text)]
    return [tuple(units[i : i + _RUN]) for i in range(len(units) - _RUN + 1)]


def _counts(checks: Sequence[Check]) -> dict[str, float]:
    counts = {
        name: 0.0 for name in FEATURES if "_" in name and name.split("_")[1] in ("ok", "missing", "conflict", "failed")
    }
    for check in checks:
        group = _GROUPS[check.kind]
        outcome = "ok" if check.ok else "conflict" if check.found else "missing"
        for name in (f"{group}_{outcome}", "" if check.ok else f"{group}_failed"):
            if name in counts:
                counts[name] = min(3.0, counts[name] + 1)
    return counts

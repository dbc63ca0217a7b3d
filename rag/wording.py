"""Where a claim repeats a sentence of the sources nearly word for word, the words that it changed.

Meaning vectors hardly tell "first" from "last", and a rule cannot list every word that turns a sentence round. But in a
near copy the few words that differ can simply be laid side by side: whoever copies a sentence and changes one word in
it says something else, unless the words are known to mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from .domain import Check
from .evidence import Line
from .stance import stem_of
from .stopwords import STOPWORDS

__all__ = ["check_stance", "check_wording"]

_COPY = 0.85  # share of the claim's words that stand in the source in the same order
_CHINESE_COPY = 0.88  # the same of its characters, which meet by chance more often
_NEAR = 0.7  # mean cosine of the content tokens from which claim and evidence speak of the same
_MOST = 3  # changes in what is still a copy; who rewrites a sentence makes more of them
_FEWEST = 5  # words of a claim below which likeness is chance; Chinese characters count half
_LONGEST = 300  # words that are compared
_UNIT = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|\d+(?:[.,]\d+)*|[^\W_\d]+(?:['’][^\W_\d]+)*")
_OF_THE_SOURCE = re.compile(
    r"\b(?:passages?|text|article|source|context|information|mention|specif|provide)", re.IGNORECASE
)
_DENIALS = frozenset("not no never nor cannot не нет ни никогда без жоқ емес ешқашан 不 没 未 无 非 否".split())
_AS_GOOD_AS_NOT = frozenset(
    "rather instead without fail failed fails failing refused rejected denied lack lacks lacked unable except but only "
    "отказался отказалась отказались без кроме вместо лишь отсутствует бас".split()
)
_DOUBTS = frozenset(
    """
    may might could possibly perhaps probably reportedly allegedly supposedly apparently якобы возможно вероятно может
    могут предположительно наверное мүмкін шығар сияқты болар 能 许 疑 似
    """.split()
)
_SURE_IN_CHINESE = frozenset("可能 或许 也许 疑似 似乎 据称".split())
# Small words that mostly may replace each other; these pairs may not.
_TURNS = {
    frozenset(pair.split("/"))
    for pair in (
        "before/after up/down over/under more/less above/below to/from most/least all/some with/without into/from "
        "до/после от/до более/менее больше/меньше над/под с/без из/в до/от все/некоторые "
        "дейін/кейін астам/жуық бұрын/кейін"
    ).split()
}
_SAYING = frozenset(
    "said says say stated noted told added announced reported explained "
    "сказал сказала сообщил сообщила заявил заявила отметил "
    "отметила добавил добавила пояснил рассказал деді айтты мәлімдеді хабарлады атап "
    "说 称 示 表 指 介 绍 道 的 了 在 于 于 和 与 是 为".split()
)


class _Change(NamedTuple):
    claimed: list[str]
    found: list[str]


def check_wording(claim: Line, evidence: Sequence[Line]) -> list[Check]:
    """Failed checks of kinds negation, modality and wording, for the sentence that the claim is nearly a copy of."""
    words = _units(claim.text)
    if len(words) < _FEWEST * (2 if claim.language == "zh" else 1):
        return []
    copies = [(_same(words, theirs := _units(e.text)), theirs) for e in evidence if e.language == claim.language]
    share, theirs = max(copies, key=lambda copy: copy[0], default=(0.0, []))
    if share < (_CHINESE_COPY if claim.language == "zh" else _COPY):
        return []
    changes = _changes(words, theirs)
    if len(changes) > _MOST:
        return []
    checks = [_check(change, claim.language) for change in changes]
    return [check for check in checks if check]


def check_stance(claim: Line, evidence: Sequence[Line], nearness: float) -> list[Check]:
    """Failed checks of a claim that denies or doubts where its evidence does neither.

    ``nearness``: mean cosine of the claim's content tokens in the evidence, -1 to 1.
    """
    if nearness < _NEAR or _OF_THE_SOURCE.search(claim.text):
        return []
    words = _plain(claim.text)
    found = evidence[0].text
    theirs = [word for line in evidence for word in _plain(line.text)]
    cues = {cue.kind for line in evidence for cue in line.facts.cues}
    if _denies(words) and not _denies(theirs) and not _AS_GOOD_AS_NOT & set(theirs) and "negation" not in cues:
        return [Check("negation", False, claim.text, found)]
    if _doubts(words, claim.language) and not cues & {"plan", "possible", "soft", "hedge"}:
        hedged = any(_doubts(_plain(line.text), line.language) for line in evidence)
        return [] if hedged else [Check("modality", False, claim.text, found)]
    return []


def _plain(text: str) -> list[str]:
    """Words without those in capitals, in which "May" is a month."""
    return [m.group().lower() for m in _UNIT.finditer(text) if m.group() != "May"][:_LONGEST]


def _units(text: str) -> list[str]:
    return [match.group().lower() for match in _UNIT.finditer(text)][:_LONGEST]


def _same(words: Sequence[str], theirs: Sequence[str]) -> float:
    matcher = SequenceMatcher(None, words, theirs, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / len(words)


def _changes(words: list[str], theirs: list[str]) -> list[_Change]:
    codes = SequenceMatcher(None, words, theirs, autojunk=False).get_opcodes()
    found = []
    for place, (tag, a, b, c, d) in enumerate(codes):
        inner = 0 < place < len(codes) - 1  # what the copy leaves out at its ends is no change
        if tag != "equal" and (b > a or inner):
            found.append(_Change(words[a:b], theirs[c:d]))
    return found


def _check(change: _Change, language: str) -> Check | None:
    claimed, found = change
    shown = ("" if language == "zh" else " ").join(claimed), ("" if language == "zh" else " ").join(found)
    if _denies(claimed) != _denies(found) and len(found) <= len(claimed) + 2:
        return Check("negation", False, shown[0] or "…", shown[1] or "…")
    if _doubts(claimed, language) and not _doubts(found, language):
        return Check("modality", False, shown[0], shown[1] or "…")
    if claimed and found and len(claimed) <= 3 and len(found) <= 3 and _turned(claimed, found, language):
        return Check("wording", False, *shown)
    return None


def _denies(words: Sequence[str]) -> bool:
    return any(word in _DENIALS or word.endswith(("n't", "n’t")) for word in words)


def _doubts(words: Sequence[str], language: str) -> bool:
    if language == "zh":
        return any(doubt in "".join(words) for doubt in _SURE_IN_CHINESE)
    return any(word in _DOUBTS for word in words)


def _turned(claimed: Sequence[str], found: Sequence[str], language: str) -> bool:
    """Whether one content word has taken the place of another, or a small word that of its opposite."""
    if any(frozenset((a, b)) in _TURNS for a in claimed for b in found):
        return True
    mine, theirs = (_content(words, language) for words in (claimed, found))
    return bool(mine and theirs) and not mine & theirs


def _content(words: Sequence[str], language: str) -> set[str]:
    """Stems of the words that are no function words."""
    return {stem_of(word, language) or word for word in words if word not in STOPWORDS and word not in _SAYING and word}

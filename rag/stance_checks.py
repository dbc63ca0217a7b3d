"""Quotations, speakers, denials, modality, scope and opposites of a claim held against its evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .alignment import aligned, overlap
from .domain import Check
from .factsheet import Facts
from .names import Name, same_name
from .quotes import Quotation, Speech, bare
from .stance import Cue, stem_of

__all__ = ["check_directions", "check_quotes", "check_speakers", "check_stance"]

_CLOSE = 0.4  # overlap from which a sentence of the evidence is taken to tell the same event
_CLOSER = 0.55  # the same where words are all there is to go by
_SURNAME = re.compile(
    r"(?:[оеё]в|[оеё]ва|[оеё]вой|ин|ина|иной|ск[аи][яй]|ұлы|қызы|[eo]va?|ina?|sky|enko|баев)(?:ның|нің|тың|тің|дің|дың)?$"
)
_RETOLD = 0.75  # overlap from which the claim retells the sentence, so that one denial less is a change
_VERBATIM = 0.8  # overlap, both ways, from which a plan that is no longer called one is a change
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_STRENGTH = {"some": 0, "most": 1, "all": 2}


# --- quotations ------------------------------------------------------------------------------------------------------


def check_quotes(claim: Facts, evidence: Sequence[Facts]) -> list[Check]:
    """Quotations of three words or more must stand in evidence of the same language, marks and spaces aside."""
    passages = [e for e in evidence if e.language == claim.language]
    if not passages:
        return []
    whole = bare("".join(e.text for e in passages))
    spoken = "".join(bare(q.text) for e in passages for q in e.quotes)
    checks: list[Check] = []
    for quote in claim.quotes:
        if not quote.long:
            continue
        pieces = [piece for part in quote.text.replace("...", "…").split("…") if (piece := bare(part))]
        ok = all(piece in whole or piece in spoken for piece in pieces)
        checks.append(Check("quote", ok, quote.text, quote.text if ok else _nearest_quote(quote, passages)))
    return checks


def _nearest_quote(quote: Quotation, passages: Sequence[Facts]) -> str:
    wanted = set(_units(quote.text))
    best, found = 0.0, ""
    for other in (q for e in passages for q in e.quotes if q.long):
        shared = len(wanted & set(_units(other.text))) / max(1, len(wanted))
        if shared > best:
            best, found = shared, other.text
    return found if best >= 0.5 else ""


def _units(text: str) -> list[str]:
    words = [bare(word) for word in text.split()]
    return [c for word in words for c in word] if len(words) < 3 else words


# --- speakers --------------------------------------------------------------------------------------------------------


def check_speakers(claim: Facts, evidence: Sequence[Facts]) -> list[Check]:
    """Who says what: the speaker of the claim against the one of the passage that says it."""
    checks: list[Check] = []
    for speech in claim.speakers:
        if speech.speaker is None or not (speech.speaker.sure or _SURNAME.search(speech.speaker.parts[-1])):
            continue
        place = _said_at(claim, evidence)
        given = _speaker_of(evidence, place) if place is not None else None
        if given is None or _vague(given, speech.speaker):
            continue
        ok = same_name(speech.speaker, given) or _also_speaks(evidence, place, speech.speaker)
        checks.append(Check("speaker", ok, speech.speaker.text, speech.speaker.text if ok else given.text))
    return checks


def _vague(given: Name, claimed: Name) -> bool:
    """A person against a body ("the ministry said" for its spokesman) is no contradiction."""
    lone = any(not n.ids and len(n.parts) < 2 for n in (given, claimed))
    scripts = {(n.han, bool(_CYRILLIC.match(n.text))) for n in (given, claimed)}
    return _body(given) != _body(claimed) or (lone and len(scripts) > 1)  # "Суд", "Court": translated, not spelled


def _body(name: Name) -> bool:
    return name.kind in ("organisation", "place", "acronym") or len(name.parts) > 3


def _said_at(claim: Facts, evidence: Sequence[Facts]) -> int | None:
    """Index of the passage that holds the claim's quotation, or else of the one closest in words that has a speaker."""
    for quote in (q for q in claim.quotes if q.long):
        wanted = bare(quote.text)
        for place, passage in enumerate(evidence):
            if wanted in bare(passage.text):
                return place
    close = aligned(claim, evidence, _CLOSER if any(e.language == claim.language for e in evidence) else _CLOSE)
    return next((place for place, e in enumerate(evidence) if close and e is close[0] and e.speakers), None)


def _speaker_of(evidence: Sequence[Facts], place: int | None) -> Name | None:
    """Who speaks in a passage; for a pronoun, or a quotation without a verb of saying, who spoke last before it."""
    if place is None:
        return None
    here = [s for s in evidence[place].speakers if s.speaker]
    if here:
        return here[0].speaker
    if not evidence[place].speakers and not evidence[place].quotes:
        return None
    for passage in reversed(evidence[:place]):
        named: list[Speech] = [s for s in passage.speakers if s.speaker and not _body(s.speaker)]
        if named:
            return named[-1].speaker
    return None


def _also_speaks(evidence: Sequence[Facts], place: int | None, name: Name) -> bool:
    return place is not None and any(
        s.speaker is not None and same_name(s.speaker, name) for s in evidence[place].speakers
    )


# --- denial, modality, scope -----------------------------------------------------------------------------------------


def check_stance(claim: Facts, evidence: Sequence[Facts]) -> list[Check]:
    """Denials, plans, possibilities, hedges and scope that fall on the same word in claim and evidence."""
    close = [e for e in aligned(claim, evidence, _CLOSE) if e.language == claim.language]
    if not close:
        return []
    checks = [*_negation(claim, close), *_modality(claim, close), *_scope(claim, close)]
    return [check for check in checks if check is not None]


def _targets(cues: Sequence[Cue]) -> frozenset[str]:
    return frozenset(target for cue in cues for target in cue.targets)


def _negation(claim: Facts, close: Sequence[Facts]) -> list[Check]:
    checks: list[Check] = []
    for cue in claim.negations:
        for target in sorted(cue.targets):
            holders = [e for e in close if target in e.stems or target in _targets(e.negations)]
            denied = [e for e in holders if target in _targets(e.negations)]
            told = _words(claim, cue)
            if denied:
                checks.append(Check("negation", True, told, _told(denied[0], "negation", target)))
            elif holders and overlap(claim, holders[0]) >= _CLOSER and not any(e.negations for e in close):
                checks.append(Check("negation", False, told, _around(holders[0], target)))
    mine = _targets(claim.negations)
    for passage in close[:1] if overlap(claim, close[0]) >= _CLOSER else ():
        for cue in passage.negations:
            bare_targets = [t for t in sorted(cue.targets) if t in claim.stems and t not in mine]
            fewer = len(claim.negations) < (len(passage.negations) if overlap(claim, passage) >= _RETOLD else 1)
            if bare_targets and fewer and not _opposite_said(claim, passage):
                checks.append(Check("negation", False, _around(claim, bare_targets[0]), _words(passage, cue)))
    return checks


def _opposite_said(claim: Facts, passage: Facts) -> bool:
    """ "rejected" for "did not accept"."""
    return any(
        group in passage.sides and not set(sides) & set(passage.sides[group]) for group, sides in claim.sides.items()
    )


def _modality(claim: Facts, close: Sequence[Facts]) -> list[Check]:
    passage = close[0]
    if claim.modality and {c.kind for c in claim.modality} & {c.kind for c in passage.modality}:
        return []
    if overlap(claim, passage) < _CLOSER:
        return []
    for cue in passage.modality:
        if cue.kind == "soft":
            continue
        if cue.kind == "hedge":
            if cue.targets & claim.stems and not claim.modality and not claim.speakers:
                return [Check("modality", False, claim.text, _words(passage, cue))]
            continue
        for target in sorted(cue.targets & claim.stems):
            if target in claim.done and not claim.modality and target not in passage.done:
                return [Check("modality", False, _around(claim, target), _words(passage, cue))]
            if cue.kind == "possible" and target in _targets(claim.of_kind("plan")):
                return [Check("modality", False, _told(claim, "plan", target), _words(passage, cue))]
    if passage.modality:
        dropped = not claim.modality and min(overlap(claim, passage), overlap(passage, claim)) >= _VERBATIM
        lost = [c for c in passage.modality if c.kind in ("plan", "possible")] if dropped else []
        return [Check("modality", False, claim.text, _words(passage, cue)) for cue in lost[:1]]
    for cue in claim.modality:
        for target in sorted(cue.targets & passage.stems):
            if target in passage.done and cue.kind in ("plan", "possible"):
                return [Check("modality", False, _words(claim, cue), _around(passage, target))]
    return []


def _scope(claim: Facts, close: Sequence[Facts]) -> list[Check]:
    for cue in claim.scope:
        for other in (c for c in close[0].scope if c.targets & cue.targets):
            ok = _STRENGTH[cue.kind] <= _STRENGTH[other.kind] and not (cue.kind == "some" and other.kind == "all")
            return [Check("scope", ok, _words(claim, cue), _words(close[0], other))]
    return []


def _words(facts: Facts, cue: Cue) -> str:
    return facts.text[cue.reach.start : cue.reach.end]


def _told(facts: Facts, kind: str, target: str) -> str:
    return next((_words(facts, cue) for cue in facts.of_kind(kind) if target in cue.targets), "")


def _around(facts: Facts, target: str) -> str:
    """The word of a stem as it stands in the text."""
    bare_target = target.removeprefix("r:").removeprefix("k:")
    place = facts.text.lower().find(bare_target)
    if place < 0:
        return facts.text
    end = place + len(bare_target)
    while end < len(facts.text) and facts.text[end].isalpha() and not "\u3400" <= facts.text[end] <= "\u9fff":
        end += 1
    return facts.text[place:end]


# --- opposites -------------------------------------------------------------------------------------------------------


def check_directions(claim: Facts, evidence: Sequence[Facts]) -> list[Check]:
    """Opposites ("rose" for "fell"): the claim has one side of a pair, and what tells the same only the other."""
    mine = claim.sides
    if not mine:
        return []
    checks: list[Check] = []
    close = aligned(claim, evidence, _CLOSER if any(e.language == claim.language for e in evidence) else _CLOSE)
    if not close:
        return []
    for group, sides in mine.items():
        theirs = [e.sides.get(group, {}) for e in close]
        if len(sides) != 1:
            continue
        side, told = next(iter(sides.items()))
        if any(side in t for t in theirs):
            checks.append(Check("direction", True, told, next(t[side] for t in theirs if side in t)))
        elif theirs[0] and not _denied(claim, close[0]) and not _negated(close[0], theirs[0]):
            if group == "sequence" and overlap(claim, close[0]) < _RETOLD:
                continue  # "after A, B" and "A before B" are the same
            checks.append(Check("direction", False, told, next(iter(theirs[0].values()))))
    return checks


def _negated(passage: Facts, sides: dict[str, str]) -> bool:
    """ "will not accept" is no acceptance."""
    denied = _targets(passage.negations)
    return any(stem_of(word.lower(), passage.language) in denied for word in sides.values())


def _denied(claim: Facts, passage: Facts) -> bool:
    return bool(claim.negations) != bool(passage.negations)

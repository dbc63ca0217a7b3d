"""Names of a claim, and who does what to whom, held against its evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .aliases import countries_of
from .alignment import aligned, twins
from .domain import Check
from .factsheet import Facts
from .names import Name, same_name
from .relations import Relation
from .translit import forms

__all__ = ["check_names", "check_relations"]


def check_names(claim: Facts, evidence: Sequence[Facts]) -> list[Check]:
    """One check for each name that the evidence has, or that it should have and lacks."""
    found = [(n, e) for e in evidence for n in e.names]
    words = frozenset(w for e in evidence for w in e.words)
    languages = {e.language for e in evidence}
    checks: list[Check] = []
    closest = twins(claim, evidence)
    seen: set[tuple[str, ...]] = set()
    for name in claim.names:
        label = name.ids or name.parts
        if label in seen:
            continue
        seen.add(label)
        hit = next((other for other, _ in found if _surely_same(name, other)), None)
        if hit:
            absent = name.sure and closest and not any(_stands_in(name, e) for e in closest)
            rival = _supplanted(name, claim, closest[0]) if absent else ""
            checks.append(Check("name", not rival, name.text, rival or hit.text))
        elif _missing(name, claim, evidence, words, languages):
            checks.append(Check("name", False, name.text, _rival(name, claim, evidence)))
        elif other := _other_person(name, claim, evidence):
            checks.append(Check("name", False, name.text, other))
    return checks


def _other_person(name: Name, claim: Facts, evidence: Sequence[Facts]) -> str:
    """The person whom the closest passage, in another language, names where the claim names this one.

    Only for names that a title marks as a person's on both sides: other names are translated, not spelled.
    """
    if name.kind != "person" or name.ids or name.han or len(name.parts) < 2:
        return ""
    for passage in aligned(claim, evidence, 0.2)[:1]:
        persons = {n.parts: n for n in passage.names if n.kind == "person" and not n.han and len(n.parts) > 1}
        spare = [n for n in persons.values() if not any(same_name(n, mine) for mine in claim.names)]
        if passage.language != claim.language and len(spare) == len(persons) == 1:
            return spare[0].text
    return ""


def _stands_in(name: Name, passage: Facts) -> bool:
    if any(same_name(name, other) for other in passage.names):
        return True
    return name.text.lower() in passage.text.lower() or (bool(name.ids) and _written_out(name, [passage]))


def _surely_same(name: Name, other: Name) -> bool:
    """Same, and not two words that open sentences and happen to sound alike."""
    sure = (name.sure and other.sure) if name.han != other.han else (name.sure or other.sure)
    return (sure or name.text == other.text) and same_name(name, other)


def _missing(name: Name, claim: Facts, evidence: Sequence[Facts], words: frozenset[str], languages: set[str]) -> bool:
    """Whether the absence of a name tells: it is surely a name, and would be recognised in the evidence."""
    if not name.sure or not evidence:
        return False
    if name.han:
        if any(name.text in e.text for e in evidence) or not (name.ids or languages == {"zh"}):
            return False
        return not (name.ids and _written_out(name, evidence))
    if any(name.text.lower() in e.text.lower() for e in evidence):
        return False
    if not name.ids and (claim.language not in languages or len(languages) > 1):
        return False  # a body's name is translated, and a person's may be written in ways that rules do not know
    parts = [part for part in name.parts if len(part) > 1]
    spelled = _spellings(words)
    absent = [part for part in parts if not forms(part) & spelled]
    if name.ids:
        return bool(absent) and not _written_out(name, evidence)
    if name.kind == "acronym" and _initials(name, evidence):
        return False
    return bool(absent) and not (name.loose and absent == parts[:1])


def _spellings(words: frozenset[str]) -> frozenset[str]:
    return frozenset(form for word in words for form in forms(word))


def _written_out(name: Name, evidence: Sequence[Facts]) -> bool:
    """Whether a country is named through a place or body of its own: news from Almaty is news from Kazakhstan."""
    return any(set(name.ids) & countries_of(i) for e in evidence for n in e.names for i in n.ids)


def _initials(name: Name, evidence: Sequence[Facts]) -> bool:
    """Whether some run of words of the evidence has the acronym's letters for initials."""
    wanted = name.text.lower()
    for passage in evidence:
        letters = "".join(word[0] for word in passage.text.lower().replace("-", " ").split() if word[0].isalnum())
        if wanted in letters:
            return True
    return False


def _supplanted(name: Name, claim: Facts, passage: Facts) -> str:
    """The name of a retold sentence that stands between the same words as the claimed one, which stands elsewhere."""
    here = _neighbours(claim.text, name)
    for other in passage.names:
        there = _neighbours(passage.text, other)
        alike = sum(bool(one) and one == two for one, two in zip(here, there, strict=True))
        if alike and other.kind != "acronym" and not any(same_name(other, mine) for mine in claim.names):
            return other.text
    return ""


def _neighbours(text: str, name: Name) -> tuple[str, str]:
    before, after = text[: name.span.start].rstrip(), text[name.span.end :].lstrip()
    if name.han:
        return before[-2:], after[:2]
    left, right = re.search(r"\w{3,40}$", before[-40:]), re.match(r"\w{3,40}", after)
    return (left.group().lower() if left else "", right.group().lower() if right else "")


def _rival(name: Name, claim: Facts, evidence: Sequence[Facts]) -> str:
    """The one name of the closest passage that stands where the claimed one should: same kind, not in the claim."""
    for passage in aligned(claim, evidence, 0.2)[:1]:
        spare = [
            other
            for other in passage.names
            if other.sure and _sort(other) == _sort(name) and not any(same_name(other, mine) for mine in claim.names)
        ]
        labels = {other.ids or other.parts: other for other in spare}
        if len(labels) == 1:
            return spare[0].text
    return ""


def _sort(name: Name) -> str:
    if name.kind != "place":
        return "other"
    return "part" if any(countries_of(i) for i in name.ids) else "country"


def check_relations(claim: Facts, evidence: Sequence[Facts]) -> list[Check]:
    """Visits, ambassadors and routes: kind ``role``."""
    given = [(r, e) for e in evidence for r in e.relations]
    checks: list[Check] = []
    for relation in claim.relations:
        same = [(r, e) for r, e in given if r.kind == relation.kind]
        told = claim.text[relation.span.start : relation.span.end]
        straight = next((p for p in same if _matches(relation, p[0].first, p[0].second)), None)
        turned = next((p for p in same if _matches(relation, p[0].second, p[0].first)), None)
        hit = straight or turned
        if hit:
            checks.append(Check("role", straight is not None, told, hit[1].text[hit[0].span.start : hit[0].span.end]))
    return checks


def _matches(relation: Relation, first: Name, second: Name) -> bool:
    return same_name(relation.first, first) and same_name(relation.second, second)

"""How the tests of the fact layer read a passage: one ``Facts`` for each sentence, as the checker does."""

from __future__ import annotations

from datetime import date

from rag.facts import check_facts, facts
from rag.sentences import sentences


def refused(
    claim: str, language: str, evidence: str, other: str, published: date | None = None, *, show: bool = False
) -> set[str]:
    """Kinds of the checks that are not ok."""
    passages = [facts(evidence[span.start : span.end], other, published) for span in sentences(evidence)]
    checks = check_facts(facts(claim, language, published), passages)
    if show:
        print(*checks, sep="\n")
    return {check.kind for check in checks if not check.ok}

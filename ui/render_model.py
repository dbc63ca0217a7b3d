"""What a chat model does, as HTML: its words while they come, and those that were withheld."""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain import Sentence, Writing
from rag.settings import EXTRACTIVE

from .marks import NO_FACTS, fact, kind_of, label, text
from .words import Words

__all__ = ["engine", "withheld", "written"]


def written(writing: Writing, words: Words) -> str:
    """What a chat model has written so far: the sentences that passed, and below them its unchecked words."""
    passed = "".join(f'<p><span class="sentence" dir="auto">{text(s.text)}</span></p>' for s in writing.sentences)
    label = text(writing.doing or words("unchecked"))
    return (
        f'<div class="said" aria-live="off">{passed}<p class="busy" role="status">{label}</p>'
        f'<p class="unchecked" dir="auto">{text(writing.draft)}</p></div>'
    )


def withheld(sentences: Sequence[Sentence], words: Words) -> str:
    """What a chat model wrote and the articles do not bear out, struck through, each with the reason; folded away."""
    if not sentences:
        return ""
    lines = "".join(
        f'<li><s dir="auto">{text(s.text)}</s> '
        f'<span class="verdict {kind_of(s.verdict)}">{label(s.verdict, words)}</span>'
        f"{''.join(f'<br>{fact(c, words)}' for c in s.checks if not c.ok and c.kind not in NO_FACTS)}</li>"
        for s in sentences
    )
    head = text(words("withheld", count=len(sentences)))
    return f'<details class="withheld"><summary>{head}</summary><ul>{lines}</ul></details>'


def engine(name: str, words: Words) -> str:
    """Who wrote, when it was not Aiqyn that quoted."""
    return "" if name == EXTRACTIVE else f'<p class="note">{text(words("written_by", model=name))}</p>'

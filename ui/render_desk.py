"""A kept draft as HTML: its sentences numbered under their verdicts, what stands against it, and where to get it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag.domain import Article, Verdict
from rag.revisions import Line, Revision

from .marks import NO_FACTS, fact, kind_of, label, text
from .render import Numbered, cites, evidence
from .words import Words

__all__ = ["revision"]

_KEY = "e"  # begins the ids of the evidence


def revision(shown: Revision, there: Iterable[Article], wrong: Sequence[str], words: Words) -> str:
    """A revision; ``there``: its articles that the library has as they were; ``wrong`` keeps it from being approved."""
    draft = shown.as_draft
    numbered = Numbered(draft.sentences)
    articles = {a.id: a for a in draft.articles} | {a.id: a for a in there}
    lines = "".join(_line(n, line, numbered, words) for n, line in enumerate(shown.lines, 1))
    told = "".join(f'<p class="note wrong">{text(sentence)}</p>' for sentence in wrong)
    state = words.table("states")[shown.state.value]
    files = " ".join(
        f'<a href="/drafts/{shown.draft}{suffix}" download>{text(name)}</a>'
        for suffix, name in (
            (".docx", words("download", suffix=".docx")),
            (".md", words("download", suffix=".md")),
            (".json", words("audit")),
        )
    )
    head = words("draft_state", state=state, number=shown.number)
    return (
        f'<section class="turn"><h2 class="question" dir="auto">{text(shown.title)}</h2>'
        f'<p class="note">{text(head)}</p>{told}'
        f'<p class="links">{files}</p><div class="columns"><ol class="judged numbered">{lines}</ol>'
        f"{evidence(numbered, articles, _KEY, words) if articles and draft.sentences else ''}</div></section>"
    )


def _line(number: int, line: Line, numbered: Numbered, words: Words) -> str:
    sentence = line.sentence
    taken = f'<p class="note">{text(words("taken_on", reason=line.taken_on))}</p>' if line.taken_on else ""
    differ = "".join(f"<li>{fact(c, words)}</li>" for c in sentence.checks if not c.ok and c.kind not in NO_FACTS)
    listed = f'<ul class="differ">{differ}</ul>' if differ and sentence.verdict is not Verdict.SUPPORTED else ""
    return (
        f'<li class="{kind_of(sentence.verdict)}"><p class="badge {kind_of(sentence.verdict)}">{number} · '
        f'{label(sentence.verdict, words)}</p><p><span class="sentence" dir="auto">{text(sentence.text)}</span>'
        f"{cites(sentence, numbered, _KEY, words)}</p>{listed}{taken}</li>"
    )

"""A kept draft as HTML: its sentences numbered under their verdicts, what stands against it, and what was changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag.comparing import Change
from rag.domain import Article, Verdict
from rag.revisions import Line, Revision

from .marks import NO_FACTS, fact, kind_of, label, text
from .render import Numbered, cites, evidence
from .words import Words

__all__ = ["changes", "revision"]

_KEY = "e"  # begins the ids of the evidence
_TAGS = {"same": "span", "out": "del", "in": "ins"}


def revision(
    shown: Revision, there: Iterable[Article], wrong: Sequence[str], words: Words, *, kept: bool = True
) -> str:
    """A revision; ``there``: its articles that the library has as they were; ``wrong`` keeps it from being approved.

    One that is not ``kept`` yet has no files.
    """
    draft = shown.as_draft
    numbered = Numbered(draft.sentences)
    articles = {a.id: a for a in draft.articles} | {a.id: a for a in there}
    lines = "".join(_line(n, line, numbered, words, kept=kept) for n, line in enumerate(shown.lines, 1))
    told = "".join(f'<p class="note wrong">{text(sentence)}</p>' for sentence in wrong)
    state = words.table("states")[shown.state.value]
    head = words("draft_state", state=state, number=shown.number) if kept else words("not_kept_yet")
    return (
        f'<section class="turn"><h2 class="question" dir="auto">{text(shown.title)}</h2>'
        f'<p class="note state">{text(head)}</p>{told}{_files(shown, words) if kept else ""}'
        f'<div class="columns"><ol class="judged numbered">{lines}</ol>'
        f"{evidence(numbered, articles, _KEY, words) if articles and draft.sentences else ''}</div></section>"
    )


def _files(shown: Revision, words: Words) -> str:
    names = {suffix: words("download", suffix=suffix) for suffix in (".docx", ".html", ".md")}
    links = " ".join(
        f'<a href="/drafts/{shown.draft}{suffix}" download>{text(name)}</a>'
        for suffix, name in {**names, ".json": words("audit")}.items()
    )
    return f'<p class="links">{links}</p>'


def _line(number: int, line: Line, numbered: Numbered, words: Words, *, kept: bool) -> str:
    sentence = line.sentence
    taken = f'<p class="note">{text(words("taken_on", reason=line.taken_on))}</p>' if line.taken_on else ""
    differ = "".join(f"<li>{fact(c, words)}</li>" for c in sentence.checks if not c.ok and c.kind not in NO_FACTS)
    listed = f'<ul class="differ">{differ}</ul>' if differ and sentence.verdict is not Verdict.SUPPORTED else ""
    name = text(f"{words('mend')}: {words('sentence_to_mend')} {number}")
    button = f'<button type="button" class="mend" data-place="{number}" aria-label="{name}">'
    mend = f"{button}{text(words('mend'))}</button>" if kept else ""
    return (
        f'<li class="{kind_of(sentence.verdict)}"><p class="badge {kind_of(sentence.verdict)}">{number} · '
        f'{label(sentence.verdict, words)}</p>{mend}<p><span class="sentence" dir="auto">'
        f"{text(sentence.text)}</span>{cites(sentence, numbered, _KEY, words)}</p>{listed}{taken}</li>"
    )


def changes(found: Sequence[Change], words: Words) -> str:
    """What differs between two revisions, word by word; a sentence when nothing does."""
    told = [_change(change, words) for change in found if change.is_change]
    if not told:
        return f'<p class="hint" role="status">{text(words("nothing_changed"))}</p>'
    return f'<ol class="changes">{"".join(told)}</ol>'


def _change(change: Change, words: Words) -> str:
    if change.before and change.after:
        moved = change.before != change.after
        place = words("moved_to", before=change.before, after=change.after) if moved else str(change.after)
    else:
        place = f"{change.before or change.after} · {words('is_gone' if change.before else 'is_new')}"
    verdicts = dict.fromkeys(line.sentence.verdict for line in (change.old, change.new) if line)
    marks = " → ".join(f'<span class="verdict {kind_of(v)}">{label(v, words)}</span>' for v in verdicts)
    said = "".join(f"<{_TAGS[kind]}>{text(some)}</{_TAGS[kind]}>" for kind, some in change.parts)
    before, reason = (line.taken_on if line else "" for line in (change.old, change.new))
    taken = f'<p class="note">{text(words("taken_on", reason=reason))}</p>' if reason and reason != before else ""
    return f'<li><p class="note">{text(place)} {marks}</p><p class="sentence" dir="auto">{said}</p>{taken}</li>'

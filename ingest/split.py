"""One text file, one or several articles: where each begins, what it is called, what around it is not it.

The rule is conservative: an article cut in two is worse than two left together. A headline begins a new article when

* it is marked as one (several Markdown ``# `` headings of a headline's length), or
* a separator line, a view counter or a copyright line stands before it, or
* a byline, a date or a dateline stands after it, or
* nothing marks it, but it is as long as headlines are and subheads are not, is no question, and both it and what
  stands before it are followed by the body of an article: three paragraphs and sixty words at least.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.clean import LIST_ITEM, ends_sentence, has_han, is_boilerplate
from ingest.metadata import Meta, find_in_text, is_dateline, is_label
from rag.domain import count_words

__all__ = ["Block", "Piece", "split_articles"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a document, or a line that parts articles."""

    text: str
    level: int = 0  # 1 to 6 for a heading that is marked as one, 0 for other text
    is_break: bool = False  # a separator, or a line that only stands at the end of an article


@dataclass(frozen=True, slots=True)
class Piece:
    """One article of a document."""

    meta: Meta  # what its own text says: title, byline, date, outlet
    paragraphs: tuple[str, ...]


_HEADLINE_WORDS = range(2, 33)
_BARE_WORDS, _MARKED_WORDS = 8, 4  # shorter lines are subheads
_BODY_PARAGRAPHS, _BODY_WORDS = 3, 60  # what an unmarked headline needs on both sides
_LEAD_WORDS = 25  # a paragraph of this length is body, whatever it ends with
_HEAD = 7  # blocks among which the title of an article is looked for

_OPEN_END = re.compile(r"[.,;:，、；：。…—–-][\"'”’»)）】]?$")
_QUESTION = re.compile(r"[?？!！][\"'”’»)）]?$")
_WHOLE_QUOTE = re.compile(r"^[\"“«„「『‘](?:[^\"”»“」』]*)[\"”»“」』’]$")
_SPEAKER = re.compile(r"^[^\W\d_][\w. ]{0,40}?\s*[:：]")
_ASKS = re.compile(
    r"^(?:why|how|what|who|when|where|which|почему|как|что|кто|когда|где|зачем|неге|қалай|кім|қашан|қайда"
    r"|не үшін|为什么|为何|如何|怎么|什么|谁)\b",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"\b(?:cent(?:er|re)|institute|agency|news|press|times|herald|post|university|foundation|bureau|journal|gazette|studies"
    r"|центр\w*|институт\w*|агентств\w*|новости|газета|вестник|университет\w*|фонд|орталығы|институты|агенттігі"
    r"|газеті|жаңалықтары)\b|中心$|研究[院所]|通讯社|新华社|日报|晚报|新闻|网$|周刊|大学",
    re.IGNORECASE,
)


def _weight(text: str) -> float:
    """Length in words; two Chinese characters make about one."""
    return count_words(text) / (2 if has_han(text) else 1)


def _is_body(block: Block) -> bool:
    weight = _weight(block.text)
    return not block.level and (weight >= _LEAD_WORDS or (weight >= 10 and ends_sentence(block.text)))


def _is_headline(block: Block) -> bool:
    """Whether the block looks like a headline or a subhead."""
    text = block.text
    if block.is_break or "\n" in text or len(text) > 240 or int(_weight(text)) not in _HEADLINE_WORDS:
        return False
    if block.level:
        return True
    if not (text[0].isupper() or text[0].isdigit() or text[0] in "\"“«„「『‘'《" or has_han(text)):
        return False
    return not (
        _OPEN_END.search(text)
        or _WHOLE_QUOTE.match(text)
        or LIST_ITEM.match(text)
        or re.match(r"^(?:[QAВО问答])\s*[:：]|^[—–-]\s", text)
        or is_label(text)
        or is_dateline(text)
    )


def split_articles(blocks: Sequence[Block], *, several: bool = True) -> list[Piece]:
    """The articles of a document in order; exactly one when ``several`` is false. Empty for no text.

    Masthead and footer are dropped; an organisation that signs the end is the outlet of all of them.
    """
    marked = [_marked(block) for block in blocks if block.text.strip() or block.is_break]
    starts = _Layout(marked).starts() if several else []
    bounds = [0, *starts, len(marked)]
    sections = [marked[a:b] for a, b in pairwise(bounds)]
    masthead = frozenset(_masthead(sections[0]))
    pieces = [piece for section in sections if (piece := _piece(section, masthead))]
    outlets = {piece.meta.source for piece in pieces if piece.meta.source}
    if len(outlets) == 1:
        shared = Meta(source=outlets.pop())
        pieces = [Piece(piece.meta.over(shared), piece.paragraphs) for piece in pieces]
    return pieces


_ENDING = re.compile(r"\d|©|copyright|защищены|құқық|rights|版权", re.IGNORECASE)  # counters and copyright, not "share"


def _marked(block: Block) -> Block:
    """The block; as a break when it is boilerplate, which stands where an article ends."""
    if not block.level and is_boilerplate(block.text):
        return Block("", is_break=bool(_ENDING.search(block.text)), level=0)
    return block


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


class _Layout:
    """What each block of a document looks like, measured once."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.words = [_weight(block.text) for block in blocks]
        self.body = [_is_body(block) for block in blocks]
        self.headline = [_is_headline(block) for block in blocks]
        self.masthead = frozenset(_masthead(blocks[:_HEAD]))
        self.tops = [i for i, block in enumerate(blocks) if block.level == 1 and not block.is_break]
        speakers = (_SPEAKER.match(block.text) for block in blocks)
        self.speakers = Counter(match.group() for match in speakers if match)
        self.subheads = [w for w, is_head in zip(self.words, self.headline, strict=True) if is_head and w < _BARE_WORDS]

    def starts(self) -> list[int]:
        """Indexes of the blocks that begin a second, third … article."""
        found: list[int] = []
        start, has_body = 0, False
        for i in range(len(self.blocks)):
            if has_body and self.headline[i] and self._begins(start, i) and any(self.body[i + 1 : self._end(i)]):
                found.append(i)
                start, has_body = i, False
            has_body = has_body or self.body[i]
        return found

    def _begins(self, start: int, i: int) -> bool:
        """Whether an article begins at ``i``, when the one before began at ``start``."""
        if len(self.tops) > 1 or self.blocks[i].level:  # headings are marked: only those of the first level count
            first = self.words[self.tops[0]] if self.tops else 0.0
            return self.blocks[i].level == 1 and i != self.tops[0] and self.words[i] >= min(_MARKED_WORDS, first)
        return self._is_marked(i) or self._is_bare(start, i)

    def _end(self, i: int) -> int:
        """Index of the next block that could begin an article, or of the next break."""
        for n in range(i + 1, len(self.blocks)):
            if self.blocks[n].is_break or (n > i + 2 and self.headline[n] and self.words[n] >= _BARE_WORDS):
                return n
        return len(self.blocks)

    def _is_marked(self, i: int) -> bool:
        """Whether a separator before the headline, or a byline, date or dateline after it, says that one begins."""
        if self.words[i] < _MARKED_WORDS or _ASKS.match(self.blocks[i].text):
            return False
        after = [block.text for block in self.blocks[i + 1 : i + 3]]
        if self._follows_break(i):
            return True
        if after and (is_label(after[0].split("\n")[0]) or is_dateline(after[0])):
            return True
        return len(after) > 1 and not self.body[i + 1] and (is_label(after[1]) or is_dateline(after[1]))

    def _follows_break(self, i: int) -> bool:
        """Whether there are only lines of a masthead between the block and a break."""
        for n in range(i - 1, max(i - 5, -1), -1):
            if self.blocks[n].is_break:
                return True
            if self.body[n] and self.blocks[n].text not in self.masthead:
                return False
        return False

    def _is_bare(self, start: int, i: int) -> bool:
        """Whether an unmarked line is a headline and no subhead, question, pull quote or turn of an interview."""
        text, end = self.blocks[i].text, self._end(i)
        if self.words[i] < _BARE_WORDS or _QUESTION.search(text) or _ASKS.match(text):
            return False
        if not (self.body[i + 1 : i + 2] == [True] and self._is_article(start, i) and self._is_article(i + 1, end)):
            return False
        head = range(start, min(start + _HEAD, i))
        if not any(self.headline[n] and self.words[n] >= _BARE_WORDS for n in head):
            return False  # the article before has no headline of its own, so the file is not a row of headlines
        if any(_folded(text) in _folded(self.blocks[n].text) for n in range(start, end) if n != i):
            return False  # a pull quote
        speaker = _SPEAKER.match(text)
        if speaker and self.speakers[speaker.group()] > 1:
            return False
        return len(self.subheads) < 2 or self.words[i] >= 1.75 * max(self.subheads)

    def _is_article(self, start: int, end: int) -> bool:
        body = [self.words[n] for n in range(start, end) if self.body[n]]
        return len(body) >= _BODY_PARAGRAPHS and sum(body) >= _BODY_WORDS


def _repeats(block: Block, others: Sequence[Block]) -> bool:
    """Whether the line stands in another of these lines, or another in it."""
    key = block.text.casefold().strip(" .")
    return any(key in o.text.casefold() or o.text.casefold().strip(" .") in key for o in others if o is not block)


def _title(blocks: Sequence[Block]) -> int | None:
    """Index of the block that is the title; None when nothing looks like one."""
    head: list[int] = []
    for i, block in enumerate(blocks[:_HEAD]):
        if _weight(block.text) >= _LEAD_WORDS and not _is_headline(block):
            break
        head.append(i)
    marked = [i for i in head if blocks[i].level]
    if marked:
        return min(marked, key=lambda i: (blocks[i].level, i))
    candidates = [i for i in head if _is_headline(blocks[i])]
    if not candidates or len(blocks) < 2:
        return None
    best = next((i for i in candidates if _weight(blocks[i].text) >= 5), None)
    if best is None:
        best = max(candidates, key=lambda i: _weight(blocks[i].text))
    for i in candidates:
        if i > best and blocks[i].text.casefold() in blocks[best].text.casefold() and _weight(blocks[i].text) >= 4:
            best = i  # "Headline - Outlet" above "Headline"
    before = [b for b in blocks[:best] if b.text and not is_label(b.text)]
    if all(_is_masthead_line(b, blocks[:_HEAD], _weight(blocks[best].text)) for b in before):
        return best
    return None


def _is_masthead_line(block: Block, head: Sequence[Block], title_words: float) -> bool:
    """Whether a line above the title is a site's name or motto and not the beginning of the article."""
    weight = _weight(block.text)
    if "\n" in block.text or weight >= _LEAD_WORDS:
        return False
    if not ends_sentence(block.text):
        return True
    return _repeats(block, [b for b in head if b.text]) or (weight <= 12 and title_words >= 6)


def _masthead(blocks: Sequence[Block]) -> list[str]:
    position = _title([b for b in blocks if b.text])
    return [b.text for b in [b for b in blocks if b.text][: position or 0]]


def _piece(section: Sequence[Block], masthead: frozenset[str]) -> Piece | None:
    blocks = [b for b in section if b.text and not b.is_break]
    position = _title(blocks)
    title = blocks[position].text if position is not None else ""
    above = [b.text for b in blocks[: position or 0] if is_label(b.text)]
    body = [b.text for b in blocks[0 if position is None else position + 1 :] if b.text not in masthead]
    body = [text for n, text in enumerate(body) if n > 1 or text.casefold() != title.casefold()]
    signed, body = _signature(body)
    meta, texts = find_in_text([*above, *body])
    return Piece(Meta(title=title).over(meta).over(signed), tuple(texts)) if texts else None


def _signature(texts: Sequence[str]) -> tuple[Meta, list[str]]:
    """The outlet named on the last lines, and the paragraphs without them."""
    kept = list(texts)
    for position in range(len(kept) - 1, max(len(kept) - 3, 0), -1):
        text = kept[position]
        if "\n" in text or ends_sentence(text) or _weight(text) > 8 or LIST_ITEM.match(text):
            continue
        if _ORGANISATION.search(text) and not is_label(text) and (text[0].isupper() or has_han(text)):
            del kept[position]
            return Meta(source=text), kept
    return Meta(), kept

"""Readers of text formats: bytes in, the articles they hold out. The registry is at the end of ``read``.

A reader takes the bytes and what is known of the place, returns raw parts, and raises InputError whose text
completes "<place> …": "is empty; …".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import lxml.html
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from ingest.clean import ends_sentence, is_boilerplate, joined, normalise, paragraphs, squeeze
from ingest.dates import parse_date
from ingest.decode import decode
from ingest.metadata import UNKNOWN, Meta, front_matter, is_label, language_code
from ingest.split import Block, Piece, split_articles
from rag.errors import InputError

__all__ = ["Hint", "Problem", "Raw", "as_raws", "read_html", "read_markdown", "read_text"]


@dataclass(frozen=True, slots=True)
class Hint:
    """What is known of bytes before they are read."""

    charset: str = ""  # declared by the server
    url: str = ""  # where they were fetched


@dataclass(frozen=True, slots=True)
class Raw:
    """One article as a reader found it."""

    text: str  # paragraphs parted by a blank line
    stated: Meta = UNKNOWN  # front matter, meta tags, document properties, fields of a line
    found: Meta = UNKNOWN  # what the text says of itself
    mark: str = ""  # tells it from the others of one place
    size: int = 0  # bytes of the place, where the reader knows them
    place: str = ""  # where it was read, when that is another place than was asked for


@dataclass(frozen=True, slots=True)
class Problem:
    """Part of a place that could not be read; ``reason`` completes "<place> …"."""

    place: str
    reason: str
    size: int = 0


_BREAK = re.compile(r"^[ ]*([-*=_~•§])(?:[ ]?\1){2,}[ ]*$", re.MULTILINE)
_UNDERLINED = re.compile(r"^(?P<title>\S.{2,200})\n={3,}[ ]*$", re.MULTILINE)
_HASHES = re.compile(r"^(#{1,6}) +(\S.*?)(?: +#+)?$", re.MULTILINE)


def read_text(data: bytes, hint: Hint) -> list[Raw]:
    """Plain text: front matter, then one or several articles."""
    stated, text = front_matter(_nonempty(decode(data, hint.charset)))
    return as_raws(split_articles(text_blocks(text)), stated)


def text_blocks(text: str) -> list[Block]:
    """The paragraphs, headings ("# …" or underlined) and separators of plain text."""
    text = _UNDERLINED.sub(r"# \g<title>", normalise(text))
    text = _BREAK.sub("\n\n***\n\n", text)
    text = _HASHES.sub(r"\n\n\1 \2\n\n", text)
    blocks = []
    for paragraph in paragraphs(text):
        heading = _HASHES.fullmatch(paragraph)
        if paragraph == "***":
            blocks.append(Block("", is_break=True))
        elif heading:
            blocks.append(Block(heading.group(2), level=len(heading.group(1))))
        else:
            blocks.extend(Block(part) for part in _parted(paragraph))
    return blocks


def _parted(paragraph: str) -> list[str]:
    """The paragraph, with bylines, dates and boilerplate among its lines set apart."""
    parts: list[str] = []
    fresh = True
    for line in paragraph.split("\n"):
        alone = is_label(line) or is_boilerplate(line)
        if alone or fresh:
            parts.append(line)
        else:
            parts[-1] += f"\n{line}"
        fresh = alone
    return parts


def as_raws(pieces: list[Piece], stated: Meta = UNKNOWN) -> list[Raw]:
    """The articles of a document; ``stated`` belongs to all, its title and address only to a single one.

    Raises InputError when there is none.
    """
    if not pieces:
        raise InputError("holds no article text; check that it is the right file")
    if len(pieces) > 1:
        stated = Meta(author=stated.author, source=stated.source, published=stated.published, language=stated.language)
    raws: list[Raw] = []
    for piece in pieces:
        mark = slug(piece.meta.title) or str(len(raws) + 1)
        if any(raw.mark == mark for raw in raws):
            mark = f"{mark}-{len(raws) + 1}"
        raws.append(Raw("\n\n".join(piece.paragraphs), stated, piece.meta, mark if len(pieces) > 1 else ""))
    return raws


def slug(title: str) -> str:
    """The title as part of an address: its first words in lower case, joined by hyphens; at most 60 characters."""
    return re.sub(r"[\W_]+", "-", title.casefold()).strip("-")[:60].rstrip("-")


def _nonempty(text: str) -> str:
    if not text.strip("\ufeff \t\r\n\f\v\0\u00a0\u200b\u3000"):
        raise InputError("holds only white space; check that it is the right file")
    return text


# Markdown


def read_markdown(data: bytes, hint: Hint) -> list[Raw]:
    """Markdown: front matter, then one or several articles; markup is dropped, its words stay."""
    stated, text = front_matter(_nonempty(decode(data, hint.charset)))
    text = text.replace("\r\n", "\n").replace("\f", "\n\n***\n\n")
    tree = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(text))
    return as_raws(split_articles(list(_markdown_blocks(tree))), stated)


def _markdown_blocks(tree: SyntaxTreeNode) -> Iterator[Block]:
    for node in tree.children:
        if node.type == "heading":
            yield Block(squeeze(_inline(node)), level=int(node.tag[1]))
        elif node.type == "hr":
            yield Block("", is_break=True)
        elif node.type in ("bullet_list", "ordered_list", "table"):
            lines = _list_lines(node) if node.type != "table" else _rows(node)
            yield Block("\n".join(lines))
        elif node.type == "blockquote":
            yield from _markdown_blocks(node)
        elif node.type in ("fence", "code_block"):
            yield Block(normalise(node.content).strip("\n"))
        elif node.type == "html_block":
            yield from _html_blocks_in(node.content)
        elif node.type == "paragraph":
            yield Block(_inline(node))


def _inline(node: SyntaxTreeNode) -> str:
    """The words of a paragraph or heading; hard breaks stay line ends."""
    lines = "".join(_words(node)).split("\n")
    return "\n".join(_soft(line.split("\0")) for line in lines)


def _words(node: SyntaxTreeNode) -> Iterator[str]:
    """The words below a node; a line end of the source as ``\\0``, one that is meant as ``\\n``, pictures left out."""
    for leaf in node.children:
        if leaf.type in ("text", "code_inline"):
            yield leaf.content
        elif leaf.type in ("softbreak", "hardbreak"):
            yield "\0" if leaf.type == "softbreak" else "\n"
        elif leaf.type != "image":
            yield from _words(leaf)


def _soft(lines: list[str]) -> str:
    """Lines that Markdown joins, as one; verse, which nobody meant to be joined, stays as it is."""
    verse = len(lines) > 2 and all(len(line) < 60 and not ends_sentence(line) for line in lines[:-1])
    return "\n".join(map(squeeze, lines)) if verse else squeeze(joined(line.strip() for line in lines))


def _list_lines(node: SyntaxTreeNode) -> list[str]:
    lines = []
    for number, item in enumerate(node.children, 1):
        sign = f"{number}." if node.type == "ordered_list" else "-"
        words = [_inline(child) for child in item.children if child.type in ("paragraph", "heading")]
        lines.append(f"{sign} {joined(words)}")
        for child in item.children:
            if child.type in ("bullet_list", "ordered_list"):
                lines.extend(_list_lines(child))
    return lines


def _rows(node: SyntaxTreeNode) -> list[str]:
    rows = [row for row in node.walk() if row.type == "tr"]
    return [" | ".join(squeeze(_inline(cell)) for cell in row.children) for row in rows]


def _html_blocks_in(markup: str) -> Iterator[Block]:
    if re.match(r"\s*<(?:script|style|!--|template|noscript)", markup, re.IGNORECASE):
        return
    words = squeeze(lxml.html.fromstring(f"<div>{markup}</div>").text_content())
    if words:
        yield Block(words)


# HTML

_UNREAD = frozenset({"style", "template", "noscript", "iframe", "object"})
_HIDING = re.compile(r"display:none|visibility:hidden|(?:font-size|opacity|max-height):0(?![.\d]*[1-9])")
_HTML_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_SHORTEST_PAGE = 60  # characters; a page with less has no article


def read_html(data: bytes, hint: Hint) -> list[Raw]:
    """A page: the text of its one article, with what its head says of it."""
    import trafilatura  # 0.3 s to import, and not needed for other formats

    declared = _HTML_CHARSET.search(data[:4096])
    markup = _nonempty(decode(data, hint.charset or (declared.group(1).decode("ascii") if declared else "")))
    try:
        tree = trafilatura.load_html(re.sub(r"^\s*<\?xml[^>]*\?>", "", markup).replace("\0", ""))
    except (ValueError, lxml.etree.LxmlError) as error:
        raise InputError("is not HTML that can be parsed; open it in a browser and save it again") from error
    if tree is None:
        raise InputError("is not HTML; give it the extension of what it is, like .txt")
    language = next(iter(tree.xpath("/html/@lang | /html/@xml:lang")), "")
    for node in [node for node in tree.iter() if _is_hidden(node)]:
        if node.getparent() is not None:
            node.drop_tree()
    document: Any = trafilatura.bare_extraction(tree, url=hint.url or None, with_metadata=True, include_comments=False)
    blocks = _body_blocks(document.body, squeeze(document.title or "")) if document is not None else []
    pieces = split_articles(blocks, several=False)
    if not pieces or sum(len(text) for text in pieces[0].paragraphs) < _SHORTEST_PAGE:
        raise InputError(
            "is a page without article text (a login, an index, or one built by scripts); save the article itself"
        )
    return [_page(document, pieces[0], language)]


def _is_hidden(node: Any) -> bool:
    """Whether a reader of the page never sees the node. Scripts that state metadata are left: they hold no text."""
    if not isinstance(node.tag, str):
        return True  # comments, processing instructions
    if node.tag == "script":
        return "ld+json" not in node.get("type", "")
    style = re.sub(r"\s+", "", node.get("style", "")).casefold()
    return node.tag in _UNREAD or "hidden" in node.attrib or bool(_HIDING.search(style))


def _page(document: Any, piece: Piece, language: str) -> Raw:
    outlet = squeeze(document.sitename or "")
    is_host = outlet.casefold() in urlsplit(document.url or "").netloc  # the extractor's last resort, and ours
    stated = Meta(
        title=squeeze(document.title or ""),
        author=", ".join(squeeze(name) for name in (document.author or "").split(";") if name.strip()),
        source="" if is_host else outlet,
        url=document.url or "",
        published=parse_date(document.date),
    )
    found = piece.meta.over(
        Meta(source=outlet, language=language_code(language))
    )  # templates often carry the wrong lang: only a last resort
    return Raw("\n\n".join(piece.paragraphs), stated, found)


def _body_blocks(body: Any, title: str) -> list[Block]:
    """The blocks of trafilatura's body, without the title that stands at its top."""
    blocks: list[Block] = []
    for node in body:
        if node.tag == "list":
            items = [squeeze("".join(item.itertext())) for item in node.iter("item")]
            blocks.append(Block("\n".join(f"- {item}" for item in items if item)))
        elif node.tag == "table":
            rows = [[squeeze("".join(cell.itertext())) for cell in row.iter("cell")] for row in node.iter("row")]
            blocks.append(Block("\n".join(" | ".join(row) for row in rows)))
        else:
            for br in node.iter("lb"):
                br.tail = "\n" + (br.tail or "")
            words = normalise("".join(node.itertext()))
            blocks.extend(Block(squeeze(line)) for line in words.split("\n") if line.strip())
    if blocks and title and blocks[0].text.casefold() == title.casefold():
        del blocks[0]
    return [Block(title, level=1), *blocks] if title else blocks

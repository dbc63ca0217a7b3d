"""Real footnotes in a Word document, which python-docx reads and keeps but cannot make (ECMA-376, part 1, 17.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

__all__ = ["Footnotes"]

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


class Footnotes:
    """The footnotes of a document that is being written."""

    def __init__(self, document: Any) -> None:
        from lxml import etree

        self._document = document
        self._etree = etree
        self._root = etree.Element(f"{{{_W}}}footnotes", nsmap={"w": _W})
        # The two that every document has: the line above the notes, and that above those that go on from a page before.
        for number, (kind, line) in enumerate((("separator", "separator"), ("continuationSeparator",) * 2), -1):
            note = self._element(self._root, "footnote", type=kind, id=str(number))
            self._element(self._element(self._element(note, "p"), "r"), line)
        self._count = 0

    def add(self, paragraph: Paragraph, text: str) -> None:
        """Put the number of a new footnote after what the paragraph holds so far."""
        self._count += 1
        run = paragraph.add_run()
        run.font.superscript = True
        reference = self._element(run._r, "footnoteReference")
        reference.set(f"{{{_W}}}id", str(self._count))
        note = self._element(self._root, "footnote", id=str(self._count))
        body = self._element(note, "p")
        number = self._element(body, "r")
        self._element(self._element(number, "rPr"), "vertAlign", val="superscript")
        self._element(number, "footnoteRef")
        told = self._element(self._element(body, "r"), "t")
        told.text = f" {text}"
        told.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def finish(self) -> None:
        """Put the footnotes into the document, when there are any."""
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        if not self._count:
            return
        blob = self._etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
        package = self._document.part.package
        part = Part(PackURI("/word/footnotes.xml"), _TYPE, blob, package)
        self._document.part.relate_to(part, _RELATION)

    def _element(self, parent: Any, name: str, **attributes: str) -> Any:
        made = self._etree.SubElement(parent, f"{{{_W}}}{name}")
        for key, value in attributes.items():
            made.set(f"{{{_W}}}{key}", value)
        return made

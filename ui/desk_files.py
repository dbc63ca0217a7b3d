"""Routes of the page to kept drafts as files: ``/drafts/ID.docx``, ``.md`` and ``.json``, which is the audit file."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from rag.errors import NotFound
from rag.revisions import Revision, audit_of
from rag.service import Service

from .export import to_docx, to_markdown
from .plain import dumps
from .render import document, notice
from .words import Words

__all__ = ["desk_files"]

_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
}


def desk_files(service: Service) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/drafts")

    @router.get("/{draft}.{suffix}", response_model=None)
    def file(draft: str, suffix: str) -> Response:
        try:
            revision = service.desk.revision(draft)
        except NotFound as error:
            return HTMLResponse(document("Aiqyn", notice(str(error)), Words("en")), status_code=404)
        if suffix not in _TYPES:
            return HTMLResponse(document("Aiqyn", "", Words("en")), status_code=404)
        headers = {"Content-Disposition": f'attachment; filename="draft-{revision.draft}-{revision.number}.{suffix}"'}
        return Response(_content(revision, suffix), media_type=_TYPES[suffix], headers=headers)

    return router


def _content(revision: Revision, suffix: str) -> bytes:
    if suffix == "json":
        return dumps(audit_of(revision), indent=2) + b"\n"
    return to_docx(revision.as_draft) if suffix == "docx" else to_markdown(revision.as_draft).encode()

"""Routes of the page to kept drafts as files: ``/drafts/ID.docx``, ``.html``, ``.md``, and the audit file ``.json``."""

from __future__ import annotations

from pathlib import PurePath

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from rag.errors import NotFound
from rag.service import Service

from .desk_commands import exported
from .render import document, notice
from .words import Words

__all__ = ["desk_files"]

_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
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
        name = f"draft-{revision.draft}-{revision.number}.{suffix}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        content = exported(service.desk, revision, PurePath(name))
        return Response(content, media_type=_TYPES[suffix], headers=headers)

    return router

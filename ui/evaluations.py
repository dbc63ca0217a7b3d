"""Routes of the page to the runs of the evaluation that are kept in the library: the report of each, and all of it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from eval.report import page
from eval.runs import Run, compared
from eval.suites import kept_runs
from rag.errors import InputError
from rag.settings import Settings

from .render import document, notice
from .words import Words

__all__ = ["evaluations"]


def evaluations(settings: Settings) -> APIRouter:
    """The routes ``/evaluations/NAME`` (with ``?baseline=NAME``) and ``/evaluations/NAME.zip``."""
    router = APIRouter(prefix="/evaluations")

    @router.get("/{name}.zip", response_model=None)
    def exported(name: str) -> Response:
        folder = _folder(settings, name)
        if folder is None:
            return _missing()
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(p for p in folder.iterdir() if p.is_file()):
                archive.write(path, f"{name}/{path.name}")
        headers = {"Content-Disposition": f'attachment; filename="aiqyn-evaluation-{name}.zip"'}
        return Response(packed.getvalue(), media_type="application/zip", headers=headers)

    @router.get("/{name}", response_model=None)
    def report(name: str, baseline: str = "") -> Response:
        folder, before = _folder(settings, name), _folder(settings, baseline)
        if folder is None:
            return _missing()
        try:
            run = Run.read(folder)
            changes = compared(run, Run.read(before)) if before else []
        except InputError as error:
            return HTMLResponse(document("Aiqyn", notice(str(error)), Words("en")), status_code=404)
        return HTMLResponse(page(run, changes, before.name if before else ""))

    return router


def _folder(settings: Settings, name: str) -> Path | None:
    """The folder of a run by its name, which has to be one of those that are kept."""
    return next((folder for folder in kept_runs(settings) if folder.name == name), None)


def _missing() -> HTMLResponse:
    told = "There is no such run. It may have been removed from the folder of the library."
    return HTMLResponse(document("Aiqyn", notice(told), Words("en")), status_code=404)

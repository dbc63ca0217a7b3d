"""The page: five tabs made with Gradio, in four languages, and the server that shows them on this machine."""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from ingest.index import Progress
from rag.domain import LANGUAGES, Span
from rag.errors import InputError, NotFound
from rag.service import Service
from rag.settings import Settings

from .adding import Adding
from .api import router
from .desk_files import desk_files
from .evaluations import evaluations
from .guard import Guard
from .page_ask import AskPage
from .page_check import CheckPage
from .page_draft import DraftPage
from .page_evaluate import EvaluatePage
from .page_library import LibraryPage
from .remote import announced
from .render import article_page, document, notice, text
from .shelf import Shelf
from .words import Words, preferred_language

__all__ = ["application", "page", "serve"]

_AT_ONCE = 8  # callbacks of one kind that run at the same time; the others wait their turn
_LARGEST_UPLOAD = "100mb"
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_GRACE = 3  # seconds that open connections have to end when the server stops
_FILES = {"style.css": "text/css", "page.js": "text/javascript"}


def page(service: Service, adding: Adding, words: Words) -> gr.Blocks:
    """The page in one language."""
    with gr.Blocks(analytics_enabled=False, title="Aiqyn", fill_width=True, delete_cache=(3600, 3600)) as blocks:
        gr.HTML(_masthead(words), apply_default_css=False)
        with gr.Tabs(elem_id="main"):
            with gr.Tab(words("ask"), id="ask") as ask_tab:
                ask = AskPage(service, words)
            with gr.Tab(words("draft"), id="draft") as draft_tab:
                draft = DraftPage(service, words)
            with gr.Tab(words("check"), id="check") as check_tab:
                check = CheckPage(service, words)
            with gr.Tab(words("library"), id="library") as library_tab:
                library = LibraryPage(service, adding, words)
            with gr.Tab(words("evaluate"), id="evaluate") as evaluate_tab:
                evaluate = EvaluatePage(service, words)

        def refresh(
            outlets: list[str],
            languages: list[str],
            turns: list[Any],
            from_outlets: list[str],
            in_languages: list[str],
            from_set: str | None,
            chosen: int,
            on_desk: str | None,
            against: list[str],
            run: str | None,
            baseline: str | None,
            *listed: Any,
        ) -> Any:
            shelf = Shelf.of(service.articles())
            return {
                **ask.refresh(shelf, outlets, languages, turns),
                **draft.refresh(shelf, from_outlets, in_languages, from_set, chosen, on_desk),
                **check.refresh(shelf, against),
                **evaluate.refresh(run, baseline),
                **library.refresh(shelf, *listed),
            }

        event: dict[str, Any] = {
            "fn": refresh,
            "inputs": [
                ask.outlets,
                ask.languages,
                ask.turns,
                *draft.refreshed,
                check.articles,
                evaluate.run,
                evaluate.baseline,
                library.outlets,
                library.languages,
                library.version,
            ],
            "outputs": [*ask.refreshed, *draft.refreshed, *check.refreshed, *evaluate.refreshed, *library.refreshed],
            "show_progress": "hidden",
            "api_visibility": "private",
        }
        ask.connect()
        draft.connect()
        check.connect()
        evaluate.connect()
        library.connect(event)
        tabs = (ask_tab, draft_tab, check_tab, library_tab, evaluate_tab)
        gr.on([blocks.load, *(tab.select for tab in tabs)], **event)
    assert isinstance(blocks, gr.Blocks)
    blocks.queue(default_concurrency_limit=_AT_ONCE, api_open=False)
    return blocks


def _masthead(words: Words) -> str:
    links = "".join(
        f'<a href="/{code}/" lang="{code}" hreflang="{code}"{" aria-current=true" if code == words.language else ""}>'
        f"{text(Words(code)('language_name'))}</a>"
        for code in LANGUAGES
    )
    return (
        f'<a class="skip" href="#main">{text(words("skip"))}</a><header class="masthead"><h1>Aiqyn</h1>'
        f'<p>{text(words("tagline"))}</p><nav aria-label="{text(words("interface_language"))}">{links}</nav></header>'
        f'<div hidden id="page-words" data-confirm="{text(words("remove_confirm"))}" '
        f'data-close="{text(words("close"))}" data-copied="{text(words("copied"))}"></div>'
    )


def application(service: Service, key: str, *, hosts: Collection[str] = _LOOPBACK) -> tuple[FastAPI, Adding]:
    """The whole web application, and what adds to the library on its behalf.

    ``key`` opens the interface for the command line; ``hosts`` are the names under which the server may be called.
    """
    adding = Adding(service)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(router(service, key))
    app.include_router(evaluations(service.settings))
    app.include_router(desk_files(service))
    _add_documents(app, service)
    theme = gr.themes.Base(font=("system-ui", "sans-serif"), font_mono=("ui-monospace", "monospace"))
    for code in LANGUAGES:
        gr.mount_gradio_app(
            app,
            page(service, adding, Words(code)),
            f"/{code}",
            footer_links=[],
            run_history=False,
            show_error=False,
            ssr_mode=False,
            pwa=False,
            mcp_server=False,
            enable_monitoring=False,
            max_file_size=_LARGEST_UPLOAD,
            theme=theme,
        )
    app.add_middleware(Guard, hosts=hosts)
    return app, adding


def _add_documents(app: FastAPI, service: Service) -> None:
    """Routes beside Gradio's: the way to a language, the page's own files, and articles to read."""

    @app.get("/")
    def root(request: Request) -> RedirectResponse:
        chosen = request.cookies.get("aiqyn_language", "")
        language = chosen if chosen in LANGUAGES else preferred_language(request.headers.get("accept-language", ""))
        return RedirectResponse(f"/{language}/", headers={"Vary": "Accept-Language, Cookie"})

    @app.get("/page/{name}", response_model=None)
    def own_file(name: str) -> FileResponse | HTMLResponse:
        if name not in _FILES:
            return HTMLResponse("", status_code=404)
        return FileResponse(str(files("ui").joinpath(name)), media_type=_FILES[name])

    @app.get("/article/{article_id}")
    def article(article_id: str, start: int = 0, end: int = 0, language: str = "en") -> HTMLResponse:
        words = Words(language if language in LANGUAGES else "en")
        try:
            return HTMLResponse(article_page(service.article(article_id), Span(start, end), words))
        except NotFound as error:
            return HTMLResponse(document("Aiqyn", notice(str(error)), words), status_code=404)


class _Server(uvicorn.Server):
    """Says when it really answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def serve(settings: Settings, *, host: str, port: int, open_browser: bool, sample: bool = True) -> None:
    """Serve the page until the process is told to stop, and print its address once it answers.

    An empty library gets the sample articles first, when ``sample`` says so.
    Raises InputError when the port is taken, and what ``Service.open`` raises.
    """
    with _stopping(), _gradio_kept_private(), _bound(host, port) as listening, Service.open(settings) as service:
        if sample and not service.articles():
            print("The library is empty: adding the sample articles.", file=sys.stderr, flush=True)
            service.add_sample(_print_progress)
        service.search("The first question should not wait for the model to wake up.")
        address = _address(host, listening.getsockname()[1])

        def ready() -> None:
            print(f"Aiqyn answers at {address}", flush=True)
            if open_browser:
                threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

        with announced(settings.library, address) as key:
            app, adding = application(service, key, hosts=_hosts(host))
            config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=_GRACE)
            try:
                _Server(config, ready).run([listening])
            finally:
                adding.finish()


@contextmanager
def _gradio_kept_private() -> Iterator[None]:
    """Gradio tells nobody of its use, and keeps uploads and drafts where only this user can read, until the end."""
    with tempfile.TemporaryDirectory(prefix="aiqyn-page-") as folder:
        os.environ.update(GRADIO_ANALYTICS_ENABLED="False", GRADIO_TEMP_DIR=folder)
        yield


@contextmanager
def _stopping() -> Iterator[None]:
    """Let SIGINT and SIGTERM end the process the orderly way: uvicorn raises both again once it has stopped."""

    def stop(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except KeyboardInterrupt:
        print("Aiqyn has stopped.", file=sys.stderr)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _bound(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens, so that a taken port is known before anything is loaded; who calls early has to wait."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
            listening.listen()
        except OSError as error:
            raise InputError(
                f"Port {port} of {host} cannot be used ({error.strerror or error}). "
                "Stop what uses it, or choose another with --port."
            ) from error
        yield listening


def _address(host: str, port: int) -> str:
    """Where a browser on this machine finds the server."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def _hosts(host: str) -> Collection[str]:
    """Names to serve under; one who opens the server to a network is called by names that it cannot know."""
    return () if host in ("0.0.0.0", "::") else {*_LOOPBACK, f"[{host}]" if ":" in host else host.lower()}


def _print_progress(now: Progress) -> None:
    print(f"  articles: {now.articles}, passages: {now.chunks}, {now.rate:.1f} a second", file=sys.stderr, flush=True)

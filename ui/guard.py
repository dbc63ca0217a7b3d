"""What stands between the browser and Gradio: nobody else's page may call, and this page calls nobody else.

Gradio's own document names outside addresses and holds scripts within; both are mended on their way out. So is the
report of an evaluation, whose one script is our own.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.domain import LANGUAGES

from .render import ICON

__all__ = ["Guard"]

_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)  # Gradio compiles the templates of its components in the browser, hence 'unsafe-eval'
_OUTSIDE = re.compile(r"<meta\s+(?:property|name)=\"(?:og|twitter):[^>]*>|<link rel=\"manifest\"[^>]*>")
_SCRIPT = re.compile(r"<script(?=[\s>])")
_OWN = ICON + '<link rel="stylesheet" href="/page/style.css"><script src="/page/page.js" defer></script></head>'


class Guard:
    """ASGI middleware. Refuses calls from other sites and under foreign names, and sets the policy of every page.

    ``hosts`` are the names under which the server may be called, without ports; a page elsewhere whose name is made to
    point here (DNS rebinding) is none of them. Empty: any name.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        refusal = self._refusal(Headers(scope=scope))
        if refusal:
            await PlainTextResponse(refusal, status_code=403)(scope, receive, send)
            return
        await self._app(scope, receive, _Mended(scope["path"], send))

    def _refusal(self, headers: Headers) -> str:
        host = headers.get("host", "")
        if self._hosts and _name(host) not in self._hosts:
            return "This address is not served under that name."
        origin = headers.get("origin")
        if origin is not None and origin.partition("://")[2] != host:
            return "Only the page of this server may call it."
        site, mode = headers.get("sec-fetch-site", "none"), headers.get("sec-fetch-mode", "")
        if site in ("cross-site", "same-site") and mode != "navigate":
            return "Only the page of this server may call it."
        return ""


class _Mended:
    """Sends on what a response holds; a document is held back until it is whole, and mended."""

    def __init__(self, path: str, send: Send) -> None:
        self._path = path
        self._send = send
        self._nonce = secrets.token_urlsafe(16)
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = _POLICY.format(nonce=self._nonce)
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = "no-referrer"
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
            if headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            await self._whole()
            return
        await self._send(message)

    async def _whole(self) -> None:
        start, self._start = self._start, None
        assert start is not None
        headers = MutableHeaders(scope=start)
        body = self._body
        if self._path.startswith("/evaluations/"):
            body = _SCRIPT.sub(f'<script nonce="{self._nonce}"', body.decode("utf-8")).encode("utf-8")
            headers["Content-Length"] = str(len(body))
        if b"<gradio-app" in body and "content-encoding" not in headers:
            body = self._frame(body.decode("utf-8")).encode("utf-8")
            headers["Content-Length"] = str(len(body))
            language = self._path.strip("/")
            if language in LANGUAGES:
                headers.append("Set-Cookie", f"aiqyn_language={language}; Path=/; Max-Age=31536000; SameSite=Lax")
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})

    def _frame(self, page: str) -> str:
        """Gradio's document without addresses outside, with this page's style and script, and its scripts signed."""
        language = self._path.strip("/")
        page = _OUTSIDE.sub("", page)
        page = page.replace('lang="en"', f'lang="{language if language in LANGUAGES else "en"}"', 1)
        page = page.replace("</head>", _OWN, 1)
        return _SCRIPT.sub(f'<script nonce="{self._nonce}"', page)


def _name(host: str) -> str:
    """The host of a Host header, without its port."""
    return host.rpartition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0].lower()

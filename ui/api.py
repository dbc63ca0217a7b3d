"""The commands over HTTP, for this machine's command line while a library is served.

    POST /aiqyn/{command}      Authorization: Bearer <key of served.json>      body: the command's parameters in JSON

The answer is a line of JSON each: ``{"progress": …}`` any number of times, then ``{"result": …}`` or
``{"error": {"message": …, "kind": …}}``, kind being the name of a class of ``rag.errors``.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import threading
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from rag import errors
from rag.errors import AiqynError, InputError
from rag.service import Service

from .bugs import report_bug
from .commands import COMMANDS, run
from .payload import Payload
from .plain import dumps

__all__ = ["router"]

_LARGEST = 1_000_000  # bytes of parameters


def router(service: Service, key: str) -> APIRouter:
    """Routes that run commands for whoever knows the key."""
    routes = APIRouter()

    @routes.post("/aiqyn/{command}", include_in_schema=False)
    async def command(command: str, request: Request) -> Response:
        if not _admits(request, key):
            return _refusal(401, InputError("The key is not that of this library."))
        if command not in COMMANDS:
            return _refusal(404, InputError(f'There is no command "{command}".'))
        try:
            params = await _params(request)
        except InputError as error:
            return _refusal(400, error)
        return StreamingResponse(_lines(service, command, params), media_type="application/x-ndjson")

    return routes


def _admits(request: Request, key: str) -> bool:
    given = request.headers.get("authorization", "")
    return secrets.compare_digest(given.encode(), f"Bearer {key}".encode())


def _refusal(status: int, error: InputError) -> Response:
    return Response(dumps({"error": _said(error)}), status, media_type="application/json")


async def _params(request: Request) -> dict[str, Any]:
    """The parameters of a request. Raises InputError when they are too long or no JSON object."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST:
            raise InputError(f"The parameters are longer than {_LARGEST} bytes: give fewer at a time.")
    try:
        params = json.loads(bytes(body))
    except (ValueError, RecursionError) as error:
        raise InputError("The parameters are not valid JSON.") from error
    if not isinstance(params, dict):
        raise InputError("The parameters are not a JSON object.")
    return params


async def _lines(service: Service, command: str, params: dict[str, Any]) -> AsyncIterator[bytes]:
    """What the command says, line by line, as it runs in a thread; an ingest whose asker is gone ends early."""
    loop = asyncio.get_running_loop()
    events: asyncio.Queue[Payload] = asyncio.Queue()
    gone = threading.Event()

    def tell(event: Payload) -> None:
        if not gone.is_set():
            loop.call_soon_threadsafe(events.put_nowait, event)

    def work() -> None:
        try:
            tell({"result": run(service, command, params, lambda p: tell({"progress": p}), gone.is_set)})
        except AiqynError as error:
            tell({"error": _said(error)})
        except Exception as error:  # the asker is told, and the server goes on
            tell({"error": {"message": report_bug(error), "kind": "Bug"}})

    worker = loop.run_in_executor(None, work)
    try:
        while True:
            event = await events.get()
            yield dumps(event) + b"\n"
            if "progress" not in event:
                break
    finally:
        gone.set()
    await worker


def _said(error: AiqynError) -> dict[str, str]:
    kind = next(c.__name__ for c in type(error).__mro__ if c.__name__ in errors.__all__)
    return {"message": str(error), "kind": kind}

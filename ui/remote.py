"""Commands sent to the process that serves a library, which alone may open it.

The server writes its address and a key into the library folder, readable by its owner alone. Nothing here imports
what takes long: a question to a served library is answered in a fraction of a second.
"""

from __future__ import annotations

import http.client
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rag import errors

__all__ = ["SERVED", "BugInServer", "NoServer", "Served", "announced", "call", "served"]

SERVED = "served.json"  # as rag.stores has it, which takes a second to import
_ANSWERS_WITHIN = 20.0  # seconds until the head of an answer, which is sent before the work begins


class NoServer(Exception):
    """Nothing answers there, or not as the server of this library."""


class BugInServer(Exception):
    """The server met an error that nobody foresaw; the text is its report."""


@dataclass(frozen=True, slots=True)
class Served:
    """Where a library is served."""

    url: str  # "http://127.0.0.1:7860"
    pid: int
    key: str  # random; who knows it may do what the owner of the library may


@contextmanager
def announced(folder: Path, url: str) -> Iterator[str]:
    """Say in the library folder, for as long as this lasts, that it is served at ``url``; yields the key to ask for.

    ``url`` is one that this machine can reach: 127.0.0.1, not 0.0.0.0.
    """
    mark = Served(url, os.getpid(), secrets.token_urlsafe(32))
    path = folder.expanduser() / SERVED
    path.unlink(missing_ok=True)  # of a server that was killed; the lock of the library says that none runs
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(mark), file)
    try:
        yield mark.key
    finally:
        path.unlink(missing_ok=True)


def served(folder: Path) -> Served | None:
    """Where the library of this folder says it is served; None when it does not, or the process is no more."""
    try:
        values = json.loads((folder.expanduser() / SERVED).read_bytes())
        mark = Served(str(values["url"]), int(values["pid"]), str(values["key"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None  # half written or damaged: as good as absent, and the lock of the library still protects it
    return mark if _alive(mark.pid) else None


def _alive(pid: int) -> bool:
    if os.name != "posix":
        return True  # elsewhere signal 0 is no question but a blow; connecting will tell
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def call(
    mark: Served, command: str, params: dict[str, Any], progress: Callable[[dict[str, Any]], None] | None = None
) -> dict[str, Any]:
    """The result of a command that the server runs. ``progress`` gets payloads of ``progress_payload``.

    Raises NoServer before anything was done, LibraryBusy when the server takes no notice, the error of the command as
    this process would have raised it, BugInServer, and LibraryError when the server goes away meanwhile.
    """
    address = urlsplit(mark.url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port or 80, timeout=_ANSWERS_WITHIN)
    try:
        answer = _ask(connection, mark, command, params)
        for line in answer:
            said = json.loads(line)
            if "result" in said:
                result: dict[str, Any] = said["result"]
                return result
            if "error" in said:
                raise _error(said["error"])
            if progress:
                progress(said["progress"])
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _gone(mark) from error
    finally:
        connection.close()
    raise _gone(mark)


def _ask(
    connection: http.client.HTTPConnection, mark: Served, command: str, params: dict[str, Any]
) -> http.client.HTTPResponse:
    headers = {"Authorization": f"Bearer {mark.key}", "Content-Type": "application/json"}
    try:
        connection.connect()
        stream = connection.sock
        connection.request("POST", f"/aiqyn/{command}", json.dumps(params), headers)
        answer = connection.getresponse()
    except TimeoutError as error:
        raise errors.LibraryBusy(
            f"The Aiqyn that serves the library at {mark.url} does not answer. Try again, or stop it and start it anew."
        ) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoServer from error
    if answer.status == http.HTTPStatus.OK:
        stream.settimeout(None)  # an ingest may take hours; a server that dies closes the connection
        return answer
    said = answer.read(10_000)
    if answer.status in (http.HTTPStatus.BAD_REQUEST, http.HTTPStatus.REQUEST_ENTITY_TOO_LARGE):
        raise _error(json.loads(said)["error"])
    raise NoServer


def _gone(mark: Served) -> errors.LibraryError:
    return errors.LibraryError(
        f"The Aiqyn that serves the library at {mark.url} went away before it was done. Run the command again; what "
        "was stored is not lost."
    )


def _error(said: dict[str, str]) -> Exception:
    kind = said["kind"] if said["kind"] in errors.__all__ else ""
    if kind:
        error: Exception = getattr(errors, kind)(said["message"])
        return error
    return BugInServer(said["message"])

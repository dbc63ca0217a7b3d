"""Where a command runs: in the process that serves the library, or in this one; and how what it gives is printed."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import LibraryBusy

from . import remote
from .bugs import report_bug
from .plain import dumps, one_line

if TYPE_CHECKING:
    from rich.console import Console

    from rag.settings import Settings

__all__ = ["Session", "absolute", "complain"]

_PIPE_WIDTH = 10_000  # columns: what is piped to a program is not to be wrapped
_LONG = ("ingest", "repair", "check")  # commands that show a bar
Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Session:
    """What every command is told: which library, what writes, and for whom to print."""

    library: Path | None
    model: str | None
    json: bool = False

    @property
    def folder(self) -> Path:
        """Folder of the library."""
        if self.library is not None:
            return self.library.expanduser()
        from platformdirs import user_data_path  # and not Settings, which takes 0.2 s to import

        return user_data_path("aiqyn") / "library"

    def settings(self) -> Settings:
        """Settings with what the command line says put over those of the environment."""
        from rag.settings import Settings

        given = {"library": self.folder, "model": self.model}
        return Settings(**{name: value for name, value in given.items() if value})  # type: ignore[arg-type]

    def run(self, command: str, params: Payload) -> Payload:
        """The payload of a command. Raises what the command raises; see ``ui.commands.run``."""
        if self.model:
            params = params | {"model": self.model}
        mark = remote.served(self.folder)
        if mark:
            with contextlib.suppress(remote.NoServer):  # a mark that a killed server left
                return self._there(mark, command, params)
        try:
            return self._here(command, params)
        except LibraryBusy:
            mark = remote.served(self.folder)  # it may have begun to be served meanwhile
            if not mark:
                raise
            try:
                return self._there(mark, command, params)
            except remote.NoServer:
                pass
            raise

    def _there(self, mark: remote.Served, command: str, params: Payload) -> Payload:
        if command not in _LONG:
            return remote.call(mark, command, params)
        with self.progress() as tell:
            return remote.call(mark, command, params, tell)

    def _here(self, command: str, params: Payload) -> Payload:
        with self.quietly("Opening the library"):
            from rag.service import Service

            from .commands import run

            service = Service.open(self.settings())
        with service, contextlib.redirect_stdout(sys.stderr):
            if command not in _LONG:
                return run(service, command, params)
            with self.progress() as tell:
                return run(service, command, params, tell)

    def reembed(self) -> Payload:
        """Embed the library anew, here, with the model of the settings; the payload of ``repair``."""
        with self.quietly("Embedding every article anew"):
            from rag.service import Service

            with Service.open(self.settings(), reembed=True) as service:
                return {"chunks": sum(listed.chunks for listed in service.articles())}

    def serve(self, host: str, port: int, *, open_browser: bool, sample: bool) -> None:
        """Serve the page until told to stop. Raises LibraryBusy with the address when the library is served already."""
        with self.quietly("Opening the page"):
            from .app import serve
        try:
            serve(self.settings(), host=host, port=port, open_browser=open_browser, sample=sample)
        except LibraryBusy as error:
            mark = remote.served(self.folder)
            if not mark:
                raise
            cure = "Open that address, or stop that one."
            raise LibraryBusy(f"The library {self.folder} is served already, at {mark.url}. {cure}") from error

    @contextlib.contextmanager
    def quietly(self, what: str) -> Iterator[None]:
        """Say on a terminal what takes its time, and let no library write to stdout or warn of its own concerns."""
        _hush()
        with self.console(sys.stderr).status(f"{what} …"), contextlib.redirect_stdout(sys.stderr):
            yield

    @contextlib.contextmanager
    def progress(self) -> Iterator[Callable[[Payload], None]]:
        """A progress bar on stderr."""
        from .terminal import progress_bar

        with progress_bar(self.console(sys.stderr)) as tell:
            yield tell

    def run_and_show(self, command: str, params: Payload) -> None:
        """Run a command and print what it gives."""
        self.show(command, self.run(command, params))

    def show(self, kind: str, payload: Payload) -> None:
        """Print a payload on stdout: as JSON, or for people."""
        if self.json:
            sys.stdout.flush()
            sys.stdout.buffer.write(dumps(payload) + b"\n")
            sys.stdout.buffer.flush()
            return
        from .terminal import SHOW

        SHOW[kind](self.console(sys.stdout), payload)

    def console(self, stream: Any) -> Console:
        """A rich console on a stream."""
        from rich.console import Console

        return Console(file=stream, highlight=False, width=None if stream.isatty() else _PIPE_WIDTH)


def absolute(location: str) -> str:
    """A path made absolute, since a server runs in a folder of its own; an address as it is."""
    if re.match(r"[a-z][a-z0-9+.-]*://", location, re.IGNORECASE):
        return location
    return os.path.abspath(os.path.expanduser(location))


def complain(error: Exception | str) -> None:
    """Say on stderr what went wrong."""
    print(f"aiqyn: {one_line(str(error))}", file=sys.stderr)


class _Said(logging.Handler):
    """Says in a sentence what the modules of Aiqyn log."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        complain(report_bug(error) if error else record.getMessage())


def _hush() -> None:
    """Our own warnings go to stderr as sentences; those of the libraries concern programmers."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.NullHandler())  # otherwise Python prints what no handler takes
    for name in ("rag", "ingest", "ui"):
        logging.getLogger(name).handlers = [_Said()]

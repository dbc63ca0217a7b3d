"""Adding to the library from the page: in a thread of its own, one at a time, with progress, and cancelled at will."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from queue import SimpleQueue

from ingest.index import Progress, Report
from rag.errors import LibraryBusy
from rag.service import Service

__all__ = ["Adding"]


class Adding:
    """The one place of a server where its page adds articles."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._one = threading.Lock()
        self._cancelled = threading.Event()
        self._worker: threading.Thread | None = None

    def run(self, locations: Sequence[str], busy: str) -> Iterator[Progress | Report]:
        """Add these locations; yields progress as it is made, and the report last.

        Raises LibraryBusy with the sentence ``busy`` while another addition runs, and what the service raises. A
        reader that goes away does not stop it.
        """
        if not self._one.acquire(blocking=False):
            raise LibraryBusy(busy)
        self._cancelled.clear()
        events: SimpleQueue[Progress | Report | Exception] = SimpleQueue()

        def work() -> None:
            try:
                events.put(self._service.ingest(locations, progress=events.put, stopped=self._cancelled.is_set))
            except Exception as error:  # carried over to the reader, below
                events.put(error)
            finally:
                self._one.release()

        self._worker = threading.Thread(target=work, name="adding", daemon=True)
        self._worker.start()
        while True:
            event = events.get()
            if isinstance(event, Exception):
                raise event
            yield event
            if isinstance(event, Report):
                return

    def cancel(self) -> None:
        """End the addition that runs, if one does; what it has stored stays."""
        self._cancelled.set()

    def finish(self) -> None:
        """Cancel, and wait until nothing is being written."""
        self.cancel()
        if self._worker:
            self._worker.join()

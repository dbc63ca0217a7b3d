"""The stores of one library folder, kept in step: articles in SQL, vectors in Chroma, words in Tantivy.

Order of a write: article and vectors to SQL as *pending*, then both indexes, then *indexed*. Order of a removal:
*removing*, then both indexes, then the rows. Whatever a killed process left between is finished at the next open.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import TypeVar

from filelock import FileLock, Timeout
from sqlalchemy.exc import SQLAlchemyError

from .embedding import Embedder
from .errors import AiqynError, LibraryBusy, LibraryError
from .lexical import Lexical
from .library import INDEXED, PENDING, REMOVING, Library
from .manifest import Manifest, Recipe
from .settings import Settings
from .space import Space
from .tables import Record
from .vectors import Vectors

__all__ = ["SERVED", "Stores"]

_log = logging.getLogger(__name__)
_BATCH = 64  # articles that go through the indexes together

Index = TypeVar("Index")

SERVED = "served.json"  # written into the folder by the process that serves it: its address and key


class Stores:
    """All stores of a library, opened by one process at a time. Writes are safe from several threads."""

    def __init__(
        self, folder: Path, lock: FileLock, library: Library, manifest: Manifest, space: Space, settings: Settings
    ) -> None:
        self.folder = folder
        self.space = space
        self.library = library
        self.manifest = manifest
        self._settings = settings
        self._lock = lock
        self._writing = RLock()
        self.vectors, self.lexical = self._open_indexes()

    @classmethod
    def open(cls, settings: Settings, recipe: Recipe, embedder: Embedder, *, reembed: bool = False) -> Stores:
        """Open the library of the settings, making it when it is not there, and finish what was left undone.

        ``reembed`` opens a library that was built with another recipe, to be embedded anew by the caller.
        Raises LibraryBusy when another process holds it, ManifestMismatch when it was built with another recipe,
        LibraryError when it cannot be opened.
        """
        folder = settings.library.expanduser()
        with explained(folder):
            folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(folder / "lock")
            try:
                lock.acquire(timeout=0)
            except Timeout:
                raise LibraryBusy(
                    f"The library {folder} is in use by another Aiqyn. Wait until it is done, stop it, or choose "
                    "another library with --library."
                ) from None
            try:
                manifest = _manifest(folder, recipe, reembed)
                library = Library(settings.database) if settings.database else Library.in_folder(folder)
                space = Space.open(folder, settings.cache, embedder, anew=reembed)
                stores = cls(folder, lock, library, manifest, space, settings)
                stores.recover()
            except BaseException:
                lock.release()
                raise
            return stores

    def close(self) -> None:
        """Let go of all stores and of the folder."""
        with self._writing:
            self.vectors.close()
            self.library.close()
            self._lock.release()

    def put(self, records: Sequence[Record]) -> None:
        """Add or replace articles in every store."""
        with self._writing, explained(self.folder):
            for i in range(0, len(records), _BATCH):
                some = records[i : i + _BATCH]
                self.library.put(some)
                self._index(some)

    def refresh(self, ids: Sequence[str]) -> None:
        """Index again, from the library, articles whose particulars have changed. Computes no embedding."""
        with self._writing, explained(self.folder):
            self._index(list(self.library.records(ids)))

    def remove(self, ids: Sequence[str]) -> None:
        """Delete articles from every store."""
        with self._writing, explained(self.folder):
            self.library.set_state(ids, REMOVING)
            self._finish_removal(ids)

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Make both indexes anew from the library; number of chunks in them. ``progress`` gets articles done, total."""
        with self._writing, explained(self.folder):
            self.vectors.clear()
            self.lexical.clear()
            ids = self.library.ids()
            for i in range(0, len(ids), _BATCH):
                if progress:
                    progress(i, len(ids))
                self._index(list(self.library.records(ids[i : i + _BATCH])))
            return self.vectors.count()

    def adopt(self, recipe: Recipe) -> None:
        """Note that the library is now built with ``recipe``."""
        with explained(self.folder):
            self.manifest = Manifest(recipe, self.manifest.collection)
            self.manifest.write(self.folder)

    def _index(self, records: Sequence[Record]) -> None:
        ids = [r.article.id for r in records]
        self.vectors.remove(ids)
        self.vectors.put(records)
        self.lexical.put(records)
        self.library.set_state(ids, INDEXED)

    def _finish_removal(self, ids: Sequence[str]) -> None:
        if ids:
            self.vectors.remove(ids)
            self.lexical.remove(ids)
            self.library.forget(ids)

    def recover(self) -> None:
        """Finish what an interrupted write or removal left undone, and mend indexes that do not match the library."""
        self._finish_removal(self.library.ids(REMOVING))
        pending = self.library.ids(PENDING)
        if pending:
            _log.warning("finishing %d articles that an interrupted run left half indexed", len(pending))
            self.refresh(pending)
        chunks = self.library.count_chunks()
        if (self.vectors.count(), self.lexical.count()) != (chunks, chunks):
            _log.warning("the indexes do not match the %d chunks of the library; making them anew", chunks)
            self.rebuild()

    def _open_indexes(self) -> tuple[Vectors, Lexical]:
        vectors, words = self.folder / "vectors", self.folder / "words"
        name, server = self.manifest.collection, self._settings.chroma
        if server:
            return Vectors.on_server(server, name), _or_anew(words, lambda: Lexical(words))
        return _or_anew(vectors, lambda: Vectors.in_folder(vectors, name)), _or_anew(words, lambda: Lexical(words))


def _or_anew(folder: Path, make: Callable[[], Index]) -> Index:
    """The index of a folder; one that cannot be opened is put away, since the library can fill a new one."""
    try:
        return make()
    except Exception as error:  # each library raises its own kind for a damaged file
        if not folder.exists() or isinstance(error, OSError):
            raise
        _log.warning("the index %s cannot be opened (%s); making it anew", folder, error)
        shutil.rmtree(folder)
        return make()


def _manifest(folder: Path, recipe: Recipe, reembed: bool) -> Manifest:
    try:
        manifest = Manifest.read(folder)
    except LibraryError:
        if not reembed:
            raise
        manifest = None
    if manifest is None:
        if (folder / "articles.sqlite").exists() and not reembed:
            raise LibraryError(
                f"The library {folder} has lost its manifest.json. Run `aiqyn library repair --reembed` to write it "
                "anew from the articles."
            )
        manifest = Manifest.new(recipe)
        manifest.write(folder)
    elif not reembed:
        manifest.check(recipe, folder)
    return manifest


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn what the stores raise into one sentence with the cure."""
    try:
        yield
    except AiqynError:
        raise
    except (SQLAlchemyError, OSError) as error:
        cause = getattr(error, "orig", None) or error
        text = str(cause).lower()
        if "full" in text or "no space" in text or "quota" in text:
            cure = "Free some space and run the same command again; nothing that was stored is lost."
        elif "denied" in text or "readonly" in text or "read-only" in text or "unable to open" in text:
            cure = "Give yourself the right to write there, or choose another library with --library."
        elif "malformed" in text or "not a database" in text:
            cure = "Restore articles.sqlite from a backup, or choose another library with --library."
        elif "disk i/o" in text:
            cure = "See that the disk is whole and not full, then run the same command again."
        elif isinstance(error, FileExistsError | NotADirectoryError):
            cure = "It is no folder: choose another library with --library."
        else:
            cure = "Run `aiqyn library repair`; if that does not help, choose another library with --library."
        raise LibraryError(f"The library {folder} cannot be used: {cause}. {cure}") from error

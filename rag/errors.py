"""Errors a user can act on.

    AiqynError
    ├── InputError          a file, address or text that cannot be used as given
    ├── ModelError          an embedding model that cannot be found, unpacked or loaded
    └── LibraryError        the library folder
        ├── LibraryBusy         another process holds it
        ├── ManifestMismatch    it was built with other settings than those asked for
        └── NotFound            it holds no such article

``str(error)`` is one plain sentence, or two, that say what is wrong, where, and the cure. Anything else that
reaches the top of a command is a bug in Aiqyn and is reported as one.
"""

from __future__ import annotations

__all__ = [
    "AiqynError",
    "InputError",
    "LibraryBusy",
    "LibraryError",
    "ManifestMismatch",
    "ModelError",
    "NotFound",
    "first_line",
]


class AiqynError(Exception):
    """Base of every error that Aiqyn raises on purpose."""


class InputError(AiqynError):
    """What the user gave cannot be read or makes no sense."""


class ModelError(AiqynError):
    """The embedding model cannot be found, unpacked or loaded."""


class LibraryError(AiqynError):
    """The library folder cannot be opened, read or written."""


class LibraryBusy(LibraryError):
    """Another process holds the library."""


class ManifestMismatch(LibraryError):
    """The library was built with other settings than those it is opened with."""


class NotFound(LibraryError):
    """The library has no article of that id."""


def first_line(error: BaseException) -> str:
    """The first line of an error of a library, for use inside a sentence."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].rstrip(".:")[:200]

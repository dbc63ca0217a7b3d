"""What a user is told of an error that nobody foresaw: one sentence, and the file that holds the rest."""

from __future__ import annotations

import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path

__all__ = ["report_bug"]

_LOG = "errors.log"


def report_bug(error: BaseException) -> str:
    """Append the traceback to the log in the cache folder; the sentence that names the error and the log."""
    name, lines = type(error).__name__, str(error).strip().splitlines()
    what = f"{name}: {lines[0][:200]}" if lines else name
    entry = f"{datetime.now(UTC).isoformat(timespec='seconds')}\n{''.join(traceback.format_exception(error))}\n"
    where = _append(entry)
    details = f"The details are in {where}; please report them." if where else "Please report it."
    return f"This is a bug in Aiqyn ({what}). {details}"


def _append(entry: str) -> Path | None:
    from rag.settings import Settings

    try:
        folders = [Settings().cache, Path(tempfile.gettempdir())]
    except ValueError:  # settings that cannot be read may be the very error
        folders = [Path(tempfile.gettempdir())]
    for folder in folders:
        path = folder.expanduser() / (_LOG if folder is folders[0] else f"aiqyn-{_LOG}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(entry)
        except OSError:
            continue  # the next folder may take it
        return path
    return None

"""What a reader of the page is told when something fails: one sentence in a box, never a traceback."""

from __future__ import annotations

import logging

from rag.errors import AiqynError
from rag.texts import Refusal

from .render import notice
from .words import Words

__all__ = ["failure"]

_log = logging.getLogger(__name__)


def failure(error: Exception, words: Words) -> str:
    """The box for an error. One that Aiqyn did not raise on purpose is a bug, and goes to the log."""
    if isinstance(error, Refusal):
        return notice(error.told(words.language), words=words)
    if isinstance(error, AiqynError):
        return notice(str(error), words=words)
    _log.error("unexpected error in the page", exc_info=error)
    return notice(words("unexpected"), words=words)

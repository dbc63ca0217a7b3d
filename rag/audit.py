"""The audit file of a draft: all that there is to know of how it came about, and a hash by which a change is seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from .errors import InputError, first_line
from .revisions import Revision, as_python, as_revision

__all__ = ["audit_of", "from_audit"]

_FORMAT = 2


def audit_of(revisions: Sequence[Revision]) -> dict[str, Any]:
    """The last of these revisions, oldest first, with every step that led to it."""
    last = revisions[-1]
    steps = [{"number": r.number, "made": r.made, "what": r.what()} for r in revisions]
    audit = {"aiqyn_audit": _FORMAT, "state": last.state.value, "revision": as_python(last), "steps": steps}
    return audit | {"sha256": _digest(audit)}


def from_audit(audit: Any) -> tuple[Revision, bool]:
    """The revision of an audit file, and whether it is as it was written. Raises InputError for no such file."""
    try:
        if audit["aiqyn_audit"] != _FORMAT:
            raise InputError(f"This Aiqyn cannot read an audit file of the format {audit['aiqyn_audit']!r:.20}.")
        return as_revision(audit["revision"]), str(audit["sha256"]) == _digest(audit)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        told = error.errors()[0]["msg"] if isinstance(error, ValidationError) else first_line(error)
        raise InputError(f"This is no audit file of a draft ({told}).") from error


def _digest(audit: dict[str, Any]) -> str:
    content = {key: value for key, value in audit.items() if key != "sha256"}
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

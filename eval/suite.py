"""The suites of the evaluation by name; imports nothing, so that the command line starts at once."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Suite"]


class Suite(StrEnum):
    """What can be measured."""

    ANSWERS = "answers"
    ROBUSTNESS = "robustness"
    SPEED = "speed"
    RETRIEVAL = "retrieval"
    ABSTENTION = "abstention"
    SUMMARIES = "summaries"
    CHECKER = "checker"
    PLANTED = "planted"
    MODEL = "model"

    @property
    def needs_data(self) -> bool:
        """Whether it is measured on test sets, which have to be given."""
        return self not in (Suite.ANSWERS, Suite.ROBUSTNESS, Suite.SPEED)

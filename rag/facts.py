"""Facts of a text in four languages, and a claim's facts held against those of its evidence.

    claim = facts("Exports rose 6 percent.", "en")
    check_facts(claim, [facts("Exports fell 6 percent.", "en")])   # direction: claimed "rose", found "fell"

Pass one ``Facts`` for each sentence of the evidence, in the order of the article: a pronoun's speaker is looked up in
the sentences before. No model, no network; the same input always gives the same checks.
"""

from __future__ import annotations

from collections.abc import Sequence

from .checks import check_dates, check_numbers
from .domain import Check
from .factsheet import Facts, facts
from .name_checks import check_names, check_relations
from .stance_checks import check_directions, check_quotes, check_speakers, check_stance

__all__ = ["Facts", "check_facts", "facts"]


def check_facts(claim: Facts, evidence: Sequence[Facts]) -> list[Check]:
    """Checks of the claim, in the order number, date, name, role, quote, speaker, stance, direction.

    Kinds: ``number``, ``unit``, ``currency``, ``date``, ``name``, ``role`` (who visited whom, whose ambassador),
    ``quote``, ``speaker``, ``negation``, ``modality`` (plans and hedges included), ``scope`` and ``direction``
    (opposites). ``found`` is what the evidence says instead, in its own words; empty when it says nothing of it.
    Without evidence nothing can be checked, and the list is empty.
    """
    if not evidence:
        return []
    return [
        *check_numbers(claim, evidence),
        *check_dates(claim, evidence),
        *check_names(claim, evidence),
        *check_relations(claim, evidence),
        *check_quotes(claim, evidence),
        *check_speakers(claim, evidence),
        *check_stance(claim, evidence),
        *check_directions(claim, evidence),
    ]

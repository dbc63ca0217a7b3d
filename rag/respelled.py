"""Words that a text spells otherwise than its sources do: letters shuffled, swapped for signs, or words run together.

A model that an article told to disguise what it writes still says what the article says, and a checker that reads
for meaning lets that through. Nobody wants to read it. Chinese has no letters to do this with.
"""

from __future__ import annotations

import re

__all__ = ["respelled"]

_SHORTEST = 4  # letters of a word that is looked at
_FEWEST = 3  # letters of one that another is run into
_LEAST, _SHARE = 2, 0.25  # words from which a text is disguised, and of all its words
_ENDING = 3  # letters at the end of a word that grammar changes
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W_](?:[\w@#$%&*]*[^\W_])?")
_MIXED = re.compile(r"[^\W\d_][\d@#$%&*]+[^\W\d_]")


def respelled(text: str, told: str) -> bool:
    """Whether ``text`` disguises words of ``told``: a quarter of its own, and two, unless it has fewer."""
    if _HAN.search(text):
        return False
    known = {w.casefold() for w in _WORD.findall(told)}
    letters = {"".join(sorted(w)) for w in known}
    words = [w.casefold() for w in _WORD.findall(text) if len(w) >= _SHORTEST and not w.isdigit()]
    strange = sum(word not in known and _disguised(word, known, letters) for word in words)
    return strange >= max(1, _SHARE * len(words), min(_LEAST, len(words)))


def _disguised(word: str, known: set[str], letters: set[str]) -> bool:
    if _MIXED.search(word) or "".join(sorted(word)) in letters or _run_together(word, known):
        return True
    return any(_slip(word, other) or _slip(other, word) for other in known)


def _run_together(word: str, known: set[str]) -> bool:
    """Whether it begins with a word of the sources, and another follows at once."""
    starts = [one for one in known if len(one) >= _FEWEST and word.startswith(one)]
    return any(word.startswith(other, len(one)) for one in starts for other in known if len(other) >= _SHORTEST)


def _slip(word: str, other: str) -> bool:
    """Whether one letter of ``other`` was changed, left out, or changed places with the next, before its ending."""
    if len(other) < 2 * _ENDING or not 0 <= len(other) - len(word) <= 1:
        return False
    same = next((i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), len(word))
    if same > len(other) - _ENDING:
        return False
    swapped = other[same + 1 : same + 2] + other[same : same + 1] + other[same + 2 :]
    return word[same:] in (other[same + 1 :], swapped) or (
        len(word) == len(other) and word[same + 1 :] == other[same + 1 :]
    )

"""What answers and drafts are measured by.

Exact match and token F1 as in SQuAD, citation recall and precision as in ALCE, ROUGE, extractive coverage and density.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

__all__ = ["Statement", "citation_scores", "exact_match", "fragments", "held", "rouge", "shortened", "token_f1"]

Entails = Callable[[str, str], bool]  # whether the first text bears the second out

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_UNIT = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\W_]+")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an answer with the passages it cites; None stands for a citation that leads nowhere."""

    text: str
    cited: tuple[str | None, ...]


def exact_match(told: str, gold: Sequence[str]) -> float:
    """1 when an answer is one of the gold answers, marks, case and English articles aside (Rajpurkar et al. 2016)."""
    return float(any(_units(told) == _units(answer) for answer in gold))


def token_f1(told: str, gold: Sequence[str]) -> float:
    """Harmonic mean of precision and recall of the answer's words, by the best gold answer, 0 to 1.

    As SQuAD defines it (Rajpurkar et al. 2016); of Chinese, characters count, as in MLQA (Lewis et al. 2020).
    """
    return max((_f1(_units(told), _units(answer)) for answer in gold), default=0.0)


def held(told: str, gold: Sequence[str]) -> float:
    """1 when a gold answer stands in the text, as whole words; in Chinese, as characters in a row."""
    units = _units(told)
    for answer in gold:
        wanted = _units(answer)
        if wanted and any(units[i : i + len(wanted)] == wanted for i in range(len(units) - len(wanted) + 1)):
            return 1.0
    return 0.0


def citation_scores(answer: Sequence[Statement], entails: Entails) -> tuple[float, float]:
    """Citation recall and precision of one answer, each 0 to 1, exactly as in ALCE (Gao et al., EMNLP 2023).

    Recall: share of the statements that what they cite, all together, bears out; a statement that cites nothing, or
    something that is not there, is not borne out. Precision: share of the citations that belong to a statement so
    borne out and are not idle, idle being one that does not bear the statement out by itself and is not missed when
    it is left out. Without statements, or without citations, they are 0.
    """
    borne_out = useful = citations = 0
    for statement in answer:
        cited = [passage for passage in statement.cited if passage is not None]
        if not cited or len(cited) < len(statement.cited):
            continue  # ALCE does not count citations of such a statement either
        citations += len(cited)
        if entails("\n".join(cited), statement.text):
            borne_out += 1
            useful += sum(_useful(cited, place, statement.text, entails) for place in range(len(cited)))
    return borne_out / len(answer) if answer else 0.0, useful / citations if citations else 0.0


def rouge(told: str, gold: str, size: int) -> float:
    """ROUGE-N F: harmonic mean of precision and recall of runs of ``size`` words, 0 to 1 (Lin 2004); not stemmed."""
    return _f1(_runs(_words(told), size), _runs(_words(gold), size))


def fragments(summary: str, article: str) -> tuple[float, float]:
    """Extractive coverage, 0 to 1, and density, in words, of a summary (Grusky et al., NAACL 2018).

    Coverage: share of its words in runs that stand in the article too; density: mean length of the run that a word of
    the summary belongs to. Runs are the longest that can be found, from left to right. 0 for an empty summary.
    """
    words, text = _words(summary), _words(article)
    places: dict[str, list[int]] = {}
    for place, word in enumerate(text):
        places.setdefault(word, []).append(place)
    lengths: list[int] = []
    i = 0
    while i < len(words):
        longest = max((_shared(words[i:], text[j:]) for j in places.get(words[i], ())), default=0)
        if longest:
            lengths.append(longest)
        i += max(1, longest)
    n = max(1, len(words))
    return sum(lengths) / n, sum(length**2 for length in lengths) / n


def shortened(text: str, words: int) -> str:
    """The beginning of a text, of so many words; in Chinese, characters."""
    ends = [match.end() for match in _UNIT.finditer(text)]
    return text[: ends[words - 1]] if 0 < words < len(ends) else text


def _shared(first: Sequence[str], second: Sequence[str]) -> int:
    """How many words two sequences begin with alike."""
    count = 0
    for a, b in zip(first, second, strict=False):
        if a != b:
            break
        count += 1
    return count


def _runs(words: Sequence[str], size: int) -> list[str]:
    return [" ".join(words[i : i + size]) for i in range(len(words) - size + 1)]


def _useful(cited: Sequence[str], place: int, text: str, entails: Entails) -> bool:
    if len(cited) == 1 or entails(cited[place], text):
        return True
    return not entails("\n".join(p for i, p in enumerate(cited) if i != place), text)


def _units(text: str) -> list[str]:
    return _words(_ARTICLES.sub(" ", unicodedata.normalize("NFKC", text).casefold()))


def _words(text: str) -> list[str]:
    return _UNIT.findall(unicodedata.normalize("NFKC", text).casefold())


def _f1(told: Sequence[str], gold: Sequence[str]) -> float:
    shared = sum((Counter(told) & Counter(gold)).values())
    return 2 * shared / (len(told) + len(gold)) if shared else float(not told and not gold)

"""Token vectors made comparable, small and cheap to keep: late interaction over four languages.

The token vectors of an embedding model share one large direction, and those of one language another: cosines between
them are all high and mostly say "same language". Taken from the mean of their language (Mu and Viswanath, ICLR 2018)
and turned to their 128 main directions, they match words by meaning, also across languages. A sentence is then scored
as in ColBERT (Khattab and Zaharia, SIGIR 2020): each token of the question finds its best match in it.

What a score is worth differs by the pair of languages, so it is read off a scale of their own: 0 is what unrelated
sentences reach, 1 what translations reach. Both are measured on the background sentences.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from .background import BACKGROUND
from .domain import Span
from .embedding import Embedder, Reading
from .errors import LibraryError
from .language import reader_language

__all__ = ["Question", "Space", "pack", "unpack"]

_DIRECTIONS = 128  # of 384; half of them would cost a tenth of the answers across languages
_FILE = "space.npz"
_LANGUAGES = list(BACKGROUND)
# Translations are further apart than copies, so the scale reads too high across languages: answers to XQuAD questions
# stand at .71 in the same language and at .86 in another (`python -m eval.fit_relevance`).
_ABROAD = 0.9

Floats = NDArray[np.float32]
Packed = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Scale:
    """What a score means for one question and the passages of one language."""

    zero: float  # the question's mean score with unrelated sentences
    one: float  # the mean score of sentences with their translations


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """The tokens of a question that stand for letters or digits, and its scale in each language."""

    language: str  # one of the four
    tokens: Floats  # (t, k), unit length
    token_scale: Mapping[str, Scale]  # by language of the passage, of its token matches
    cosine_scale: Mapping[str, Scale]  # by language of the passage, of its cosines with whole passages

    def nearness(self, tokens: Packed, language: str) -> float:
        """How well packed tokens (t, k) of a sentence match the question: 0 as an unrelated one, 1 as a translation."""
        return self._on(self.token_scale, _score(self.tokens, unpack(tokens)), language)

    def closeness(self, cosine: float, language: str) -> float:
        """A cosine of question and passage on the same scale."""
        return self._on(self.cosine_scale, cosine, language)

    def _on(self, scales: Mapping[str, Scale], value: float, language: str) -> float:
        scale = scales.get(language, scales["en"])
        on_scale = (value - scale.zero) / max(scale.one - scale.zero, 1e-3)
        return on_scale * (1.0 if language == self.language else _ABROAD)


@dataclass(frozen=True, slots=True, eq=False)
class _Measured:
    """What is measured of a model, by language in the order of BACKGROUND."""

    means: Floats  # (l, d), of the token vectors
    basis: Floats  # (d, k)
    token_ones: Floats  # (l, l), of question and passage: mean score of translations
    cosine_ones: Floats  # (l, l), likewise for whole vectors
    noise: Floats  # (l, d), mean vector of the background sentences
    tokens: Floats  # (all, k), tokens of all background sentences
    lengths: NDArray[np.int64]  # (l, sentences), number of tokens of each


class Space:
    """The common space of token vectors of one embedding model."""

    def __init__(self, measured: _Measured) -> None:
        self._measured = measured
        parts = iter(np.split(measured.tokens, np.cumsum(measured.lengths)[:-1]))
        self._background = {of: [next(parts) for _ in lines] for of, lines in BACKGROUND.items()}

    @classmethod
    def measure(cls, embedder: Embedder) -> Space:
        """Measure a model on the background sentences; some seconds."""
        lines = [line for some in BACKGROUND.values() for line in some]
        owner = [i for i, some in enumerate(BACKGROUND.values()) for _ in some]
        raw = [vectors for vectors, _ in embedder.token_vectors(lines, "passage")]
        means = np.stack(
            [
                np.concatenate([v for v, o in zip(raw, owner, strict=True) if o == i]).mean(axis=0)
                for i in range(len(BACKGROUND))
            ]
        )
        centred = np.concatenate([v - means[o] for v, o in zip(raw, owner, strict=True)])
        basis = np.ascontiguousarray(np.linalg.svd(centred, full_matrices=False)[2][:_DIRECTIONS].T, np.float32)
        tokens = [_project(v, means[o], basis) for v, o in zip(raw, owner, strict=True)]
        asked = embedder.token_vectors(lines, "query")
        questions = [
            _project(v[_worded(line, spans)], means[o], basis)
            for line, o, (v, spans) in zip(lines, owner, asked, strict=True)
        ]
        size = (len(BACKGROUND), -1)
        passages, queries = embedder.embed_passages(lines), embedder.embed_queries(lines)
        by_language = passages.reshape(*size, passages.shape[1])
        measured = _Measured(
            means,
            basis,
            _translations(np.array([[_score(q, t) for t in tokens] for q in questions], np.float32)),
            _translations(queries @ passages.T),
            by_language.mean(axis=1),
            np.concatenate(tokens),
            np.array([len(t) for t in tokens]).reshape(size),
        )
        return cls(measured)

    @classmethod
    def open(cls, folder: Path, cache: Path, embedder: Embedder, *, anew: bool = False) -> Space:
        """The space kept with a library, whose tokens it shaped; a new library takes the one kept in ``cache``."""
        path = folder / _FILE
        if anew or not path.exists():
            decides = f"{embedder.fingerprint}{sorted(BACKGROUND.items())}{_DIRECTIONS}{_Measured.__slots__}"
            kept = cache / f"space-{hashlib.sha256(decides.encode()).hexdigest()[:16]}.npz"
            if _read(kept) is None:
                cache.mkdir(parents=True, exist_ok=True)
                arrays: dict[str, Any] = asdict(cls.measure(embedder)._measured)
                new = kept.with_suffix(f".{os.getpid()}.npz")
                np.savez(new, **arrays)
                new.replace(kept)
            shutil.copyfile(kept, path)
        measured = _read(path)
        if measured is None:
            raise LibraryError(
                f"The file {path} is damaged. Run `aiqyn library repair --reembed` to make it and all vectors anew "
                "from the articles."
            )
        return cls(measured)

    def project(self, tokens: Floats, language: str) -> Floats:
        """Token vectors (t, d) of a text in ``language`` as unit vectors (t, k) of this space."""
        place = _LANGUAGES.index(language if language in BACKGROUND else "en")
        return _project(tokens, self._measured.means[place], self._measured.basis)

    def question(self, text: str, reading: Reading) -> Question:
        """A question as the model read it."""
        m, language = self._measured, reader_language(text)
        place = _LANGUAGES.index(language)
        tokens = self.project(reading.tokens[_worded(text, reading.spans)], language)
        noise = [float(np.mean([_score(tokens, sentence) for sentence in some])) for some in self._background.values()]
        cosines = m.noise @ reading.vector
        return Question(
            language,
            tokens,
            {of: Scale(noise[i], float(m.token_ones[place, i])) for i, of in enumerate(_LANGUAGES)},
            {of: Scale(float(cosines[i]), float(m.cosine_ones[place, i])) for i, of in enumerate(_LANGUAGES)},
        )


def _read(path: Path) -> _Measured | None:
    """What was measured before; None when it is not there or damaged."""
    try:
        with np.load(path) as stored:
            return _Measured(**stored)
    except (FileNotFoundError, ValueError, TypeError, EOFError, BadZipFile):
        return None


def pack(tokens: Floats) -> Packed:
    """Unit vectors in one byte a number; cosines keep two decimals."""
    return np.asarray(np.rint(tokens * 127), np.int8)


def unpack(tokens: Packed) -> Floats:
    """What was packed."""
    return np.asarray(tokens, np.float32) / np.float32(127)


def _project(tokens: Floats, mean: Floats, basis: Floats) -> Floats:
    turned = (tokens - mean) @ basis
    return np.asarray(turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-6), np.float32)


def _worded(text: str, spans: Sequence[Span]) -> list[int]:
    """Places of the tokens that stand for letters or digits."""
    return [i for i, (start, end) in enumerate(spans) if any(c.isalnum() for c in text[start:end])]


def _translations(scores: Floats) -> Floats:
    """Mean score (l, l) of each sentence with its translation, from scores (l * n, l * n) of all with all."""
    count = len(BACKGROUND)
    blocks = scores.reshape(count, len(scores) // count, count, -1)
    return np.asarray(np.einsum("anbn->abn", blocks).mean(axis=2), np.float32)


def _score(question: Floats, tokens: Floats) -> float:
    """Mean over the question's tokens of their best cosine among the tokens; -1 to 1, -1 when there are none."""
    if not len(question) or not len(tokens):
        return -1.0
    return float((question @ tokens.T).max(axis=1).mean())

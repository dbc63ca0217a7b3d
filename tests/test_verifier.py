"""The trained head: what it promises of its probabilities, and pairs that any fair one tells apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from rag import verifier as module
from rag.embedding import Embedder
from rag.verifier import LAYERS, Verifier

# Evidence, a claim that it bears out, one that it does not.
PAIRS = {
    "en": (
        "The port handled 1.2 million tonnes of grain in March, 15% more than a year earlier, the ministry said.",
        "In March the port handled more grain than a year before.",
        "In March the port handled less grain than a year before.",
    ),
    "ru": (
        "Компания построит в Алматы завод за 20 млрд тенге, сообщил министр Ахметов в понедельник.",
        "Завод в Алматы построит компания.",
        "Завод построят в Ташкенте.",
    ),
    "kk": (
        "Қостанай облысында биыл екі жаңа мектеп ашылды, оларда 900 оқушы оқиды.",
        "Биыл Қостанай облысында екі мектеп ашылды.",
        "Биыл Қостанай облысында екі мектеп жабылды.",
    ),
    "zh": (
        "阿拉木图新仓库周一启用，面积为五万平方米，可储存粮食和水果。",
        "新仓库在阿拉木图启用。",
        "新仓库在北京启用。",
    ),
}


@pytest.fixture(scope="module")
def head(embedder: Embedder) -> Verifier:
    found = Verifier.bundled(embedder.fingerprint)
    assert found is not None
    return found


def _states(embedder: Embedder, *texts: str) -> list[NDArray[np.float16]]:
    return [reading.layers for reading in embedder.encode(texts, [[]] * len(texts), LAYERS)]


def test_a_row_is_of_probabilities_whatever_stands_beside_it(embedder: Embedder, head: Verifier) -> None:
    texts = [text for rows in PAIRS.values() for text in rows]
    states = _states(embedder, *texts)
    pairs = [(claim, told) for claim in states for told in states]
    found = head.probabilities(pairs)
    assert found.shape == (len(pairs), 3) and found.dtype == np.float32
    assert found.min() >= 0 and np.allclose(found.sum(axis=1), 1, atol=1e-5)
    alone = np.concatenate([head.probabilities([pair]) for pair in pairs])
    assert np.allclose(found, alone, atol=1e-4)
    assert np.array_equal(found, head.probabilities(pairs))


def test_without_tokens_it_does_neither(embedder: Embedder, head: Verifier) -> None:
    (some,) = _states(embedder, "The bridge was opened.")
    none = some[:0]
    assert head.probabilities([]).shape == (0, 3)
    assert head.probabilities([(none, some), (some, none)]).tolist() == [[0, 0, 1], [0, 0, 1]]


def test_long_texts_are_cut(embedder: Embedder, head: Verifier) -> None:
    (some,) = _states(embedder, "The bridge was opened.")
    assert np.isfinite(head.probabilities([(np.tile(some, (90, 1, 1)), np.tile(some, (900, 1, 1)))])).all()


def test_over_another_embedder_there_is_none(
    embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Verifier.bundled("0" * 64) is None
    assert Verifier.bundled(embedder.fingerprint) is Verifier.bundled(embedder.fingerprint)
    monkeypatch.setattr(module, "WEIGHTS", tmp_path / "none.safetensors")
    assert Verifier.bundled(embedder.fingerprint) is None


@pytest.mark.parametrize("language", PAIRS)
def test_what_is_borne_out_is_told_from_what_is_not(embedder: Embedder, head: Verifier, language: str) -> None:
    told, true, false = _states(embedder, *PAIRS[language])
    elsewhere = _states(embedder, PAIRS["ru" if language != "ru" else "kk"][0])[0]
    found = head.probabilities([(true, told), (false, told), (true, elsewhere)])
    assert found[0, 0] > max(found[1, 0], found[2, 0])  # at which probability to believe it is for who uses it to fit

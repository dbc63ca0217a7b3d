"""Whether to answer: windows, the adapter of the head, and thresholds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from rag import verifier as module
from rag.adapter import adapt, adapted, adapter_of
from rag.answerable import FEATURES, HEARD, Answerability, measured, windows
from rag.embedding import Embedder
from rag.head import Head
from rag.service import Service
from rag.verifier import LAYERS, Verifier

SHAPE = {"dimension": 8, "inner": 16, "heads": 2, "width": 4, "hidden": 4, "layers": 2}
# A passage, a question that it answers, one that it does not.
ASKED = {
    "en": (
        "The wind farm has 24 turbines and was built by Zephyr Energy in 2021 for 40 million dollars.",
        "How many turbines does the wind farm have?",
        "Who was the first director of the national park?",
    ),
    "ru": (
        "Ветростанцию из 24 турбин построила в 2021 году компания «Зефир» за 40 миллионов долларов.",
        "Сколько турбин на ветростанции?",
        "Кто был первым директором заповедника?",
    ),
    "kk": (
        "24 турбинасы бар жел стансасын 2021 жылы «Зефир» компаниясы 40 миллион долларға салды.",
        "Жел стансасында неше турбина бар?",
        "Қорықтың алғашқы директоры кім болған?",
    ),
    "zh": (
        "这座拥有24台风机的风电场由泽菲尔公司于2021年建成，造价4000万美元。",
        "风电场有多少台风机？",
        "国家公园的首任园长是谁？",
    ),
}


def _logits(head: Head) -> torch.Tensor:
    generator = torch.Generator().manual_seed(1)
    claim, told = (torch.randn(3, size, 8, generator=generator) for size in (5, 7))
    evidence = told[:, :, None].expand(-1, -1, 2, -1)
    with torch.no_grad():
        logits: torch.Tensor = head(claim, torch.ones(3, 5).bool(), evidence, torch.ones(3, 7).bool())
    return logits


def test_an_adapter_holds_all_that_training_changed() -> None:
    torch.manual_seed(0)
    head = Head(**SHAPE).eval()
    before, state = _logits(head), {name: value.clone() for name, value in head.state_dict().items()}
    adapt(head)
    assert torch.allclose(_logits(head), before, atol=1e-6)  # nothing is changed yet
    with torch.no_grad():
        for parameter in head.parameters():
            if parameter.requires_grad:
                parameter.add_(0.1)
    after = _logits(head)
    assert not torch.allclose(after, before, atol=1e-2)
    fresh = Head(**SHAPE).eval()
    fresh.load_state_dict(adapted(state, adapter_of(head)))
    assert torch.allclose(_logits(fresh), after, atol=1e-5)


@pytest.mark.parametrize("language", ASKED)
def test_an_answer_is_told_from_what_is_none(embedder: Embedder, language: str) -> None:
    head = Verifier.of_questions(embedder.fingerprint)
    assert head is not None
    told, asked, other = (r.layers for r in embedder.encode(ASKED[language], [[]] * 3, LAYERS))
    answered, not_answered = head.probabilities([(asked, told), (other, told)])[:, 0]
    assert answered > not_answered


def test_an_adapter_is_put_over_no_other_weights(
    embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Verifier.of_questions("0" * 64) is None
    save_file({"first": torch.zeros(8)}, tmp_path / "other.safetensors", {"over": "0" * 64, "temperature": "1"})
    monkeypatch.setattr(module, "ADAPTER", tmp_path / "other.safetensors")
    assert Verifier.of_questions(embedder.fingerprint) is None
    monkeypatch.setattr(module, "ADAPTER", tmp_path / "none.safetensors")
    assert Verifier.of_questions(embedder.fingerprint) is None


def test_windows_keep_to_their_paragraph_and_do_not_repeat(sample: Service) -> None:
    found = sample.search("How many containers did Khorgos handle?")
    near = windows(found.sentences, 100)
    for window in near:
        assert "\n" not in window.article.text[window.span.start : window.span.end]
        assert 1 <= len(window.sentences) <= 3
        assert window.text.endswith(window.article.text[window.span.start : window.span.end])
    held = {(w.article.id, span) for w in near for span in w.sentences}
    assert held == {(s.candidate.article.id, s.candidate.span) for s in found.sentences}
    assert windows(found.sentences, 2) == near[:2]


def test_without_the_head_its_measures_are_nothing(sample: Service) -> None:
    found = sample.search("How many containers did Khorgos handle?")
    head = Verifier.of_questions(sample.embedder.fingerprint)
    with_it, without = measured(found, sample.embedder, head), measured(found, sample.embedder, None)
    assert tuple(with_it) == tuple(without) == FEATURES
    assert all(without[name] == 0 for name in HEARD)
    assert any(with_it[name] for name in HEARD)
    assert all(np.isfinite(list(with_it.values())))


def test_fewer_wrong_answers_are_fewer_answers(sample: Service) -> None:
    head = Verifier.of_questions(sample.embedder.fingerprint)
    found = [sample.search(text) for _, *questions in ASKED.values() for text in questions]
    given = [
        sum(Answerability(sample.embedder, head, wrong).enough(f) for f in found) for wrong in (0.0, 0.2, 0.3, 1.0)
    ]
    assert given == sorted(given)


def test_nothing_found_is_no_answer(service: Service) -> None:
    for wrong in (None, 0.25):
        assert not Answerability(service.embedder, None, wrong).enough(service.search("Who?"))

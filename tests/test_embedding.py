"""Vectors equal sentence-transformers' own, a sentence's is a mean over its passage's tokens, failures have cures."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.domain import Span
from rag.embedding import Embedder
from rag.errors import ModelError
from rag.settings import Settings
from tests.tiny_model import make_model

PROMPTS = {"query": "query: ", "document": "passage: "}
TEXTS = [
    "The heads of state opened the corridor.",
    "trade",
    "",
    "The port and the rail grew. " * 20,  # past the 64 tokens that the tiny model reads
    "A target of 40 billion dollars; the river.",
]
ODD = ["", "  \n ", "a\0b", "\ud800 half \udc00", "x" * 10_000, "ab " * 5_000, "🇰🇿 \u202e \ufffe é é ﷺ"]


def load(folder: Path, **settings: Any) -> Embedder:
    return Embedder.load(Settings(embedding=str(folder), device="cpu", **settings))


def reference(folder: Path) -> Any:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(folder), device="cpu", local_files_only=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("tiny"), prompts=PROMPTS)


@pytest.fixture(scope="module")
def tiny(folder: Path) -> Embedder:
    return load(folder)


@pytest.fixture(scope="module")
def bundled() -> Embedder:
    return Embedder.load(Settings(embedding="bundled", device="cpu"))


def test_vectors_equal_those_of_sentence_transformers(tiny: Embedder, folder: Path) -> None:
    model = reference(folder)
    for found, name in ((tiny.embed_queries(TEXTS), "query"), (tiny.embed_passages(TEXTS), "document")):
        expected = model.encode(TEXTS, prompt_name=name, normalize_embeddings=True)
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, expected, atol=1e-5)
    encoded = tiny.encode(TEXTS, [[]] * len(TEXTS))
    np.testing.assert_allclose([e.vector for e in encoded], tiny.embed_passages(TEXTS), atol=1e-6)
    assert tiny.embed_queries([]).shape == (0, tiny.dimension)


@pytest.mark.parametrize(
    ("prompts", "query", "passage"),
    [
        (None, "", ""),
        ({"search_query": "q: ", "search_document": "d: "}, "q: ", "d: "),
        ({"query": "ask: "}, "ask: ", ""),
    ],
)
def test_a_models_own_prompts_are_used_and_none_invented(
    prompts: dict[str, str] | None, query: str, passage: str, tmp_path: Path
) -> None:
    folder = make_model(tmp_path, prompts=prompts)
    found, model = load(folder), reference(folder)
    bare = {"prompt": "", "normalize_embeddings": True}
    np.testing.assert_allclose(found.embed_queries(TEXTS), model.encode([query + t for t in TEXTS], **bare), atol=1e-5)
    expected = model.encode([passage + t for t in TEXTS], **bare)
    np.testing.assert_allclose(found.embed_passages(TEXTS), expected, atol=1e-5)


def test_a_sentence_is_the_mean_of_the_passages_tokens_inside_it(tiny: Embedder, folder: Path) -> None:
    passage = "The heads of state opened the corridor. The port grew."
    spans = [Span(0, 39), Span(40, 54)]
    states = reference(folder).encode([passage], prompt_name="document", output_value="token_embeddings")[0].numpy()
    # [CLS] passage : | the heads of state opened the corridor . | the port grew . | [SEP]
    assert len(states) == 3 + 8 + 4 + 1
    expected = np.array([states[3:11].mean(axis=0), states[11:15].mean(axis=0)])
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    np.testing.assert_allclose(tiny.encode([passage], [spans])[0].sentences, expected, atol=1e-5)
    alone = tiny.embed_passages([passage[slice(*span)] for span in spans])
    assert np.abs(alone - expected).max() > 0.01, "context makes a difference"


def test_a_sentence_that_was_not_read_is_embedded_by_itself(tiny: Embedder) -> None:
    passage = "trade " * 100 + "The river grew."
    spans = [Span(0, 5), Span(600, 615), Span(5, 6)]
    read, unread, blank = tiny.encode([passage], [spans])[0].sentences
    np.testing.assert_allclose(unread, tiny.embed_passages(["The river grew."])[0], atol=1e-6)
    np.testing.assert_allclose(blank, tiny.embed_passages([" "])[0], atol=1e-6)
    assert np.abs(read - tiny.embed_passages(["trade"])[0]).max() > 0.01


def test_sentences_are_embedded_by_themselves_where_the_model_takes_no_mean(tmp_path: Path) -> None:
    found = load(make_model(tmp_path, pooling="cls"))
    passage = "The heads of state opened the corridor. The port grew."
    sentences = found.encode([passage], [[Span(40, 54)]])[0].sentences
    np.testing.assert_allclose(sentences, found.embed_passages(["The port grew."]), atol=1e-6)


def test_order_and_company_do_not_change_a_vector(tiny: Embedder) -> None:
    many = [f"{text} {i}" for i in range(40) for text in TEXTS]  # several batches
    together = tiny.embed_passages(many)
    np.testing.assert_allclose(together[::-1], tiny.embed_passages(many[::-1]), atol=1e-5)
    np.testing.assert_allclose(together[7], tiny.embed_passages([many[7]])[0], atol=1e-5)


@pytest.mark.parametrize("text", ODD)
def test_no_text_is_too_odd(text: str, tiny: Embedder, bundled: Embedder) -> None:
    for embedder in (tiny, bundled):
        one = embedder.encode([text], [[Span(0, len(text))]])[0]
        for vector in (one.vector, one.sentences[0], embedder.embed_queries([text])[0]):
            assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
        assert len(embedder.token_spans(text)) == embedder.token_counts([text])[0]


@given(texts=st.lists(st.text(max_size=80), max_size=4))
@settings(deadline=None, max_examples=50)
def test_tokens_stand_for_characters_of_the_text(tiny: Embedder, texts: list[str]) -> None:
    counts = tiny.token_counts(texts)
    for text, count, (vectors, spans) in zip(texts, counts, tiny.token_vectors(texts, "passage"), strict=True):
        assert len(vectors) == len(spans) == min(count, tiny.max_tokens)
        assert spans == tiny.token_spans(text)[: len(spans)]
        assert all(0 <= start <= end <= len(text) for start, end in spans)
        assert spans == sorted(spans)
        assert not any(text[start:end][:1].isspace() for start, end in spans)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_one_reading_holds_what_separate_calls_give(tiny: Embedder) -> None:
    for reading, text in zip(tiny.encode(TEXTS, [[]] * len(TEXTS)), TEXTS, strict=True):
        ((vectors, spans),) = tiny.token_vectors([text], "passage")
        assert reading.spans == spans
        np.testing.assert_allclose(reading.tokens, vectors, atol=1e-5)
    question = tiny.read_query(TEXTS[0])
    ((vectors, spans),) = tiny.token_vectors([TEXTS[0]], "query")
    np.testing.assert_allclose(question.vector, tiny.embed_queries([TEXTS[0]])[0], atol=1e-6)
    np.testing.assert_allclose(question.tokens, vectors, atol=1e-6)
    assert question.spans == spans


def test_threads_can_share_it(tiny: Embedder) -> None:
    alone = tiny.embed_passages(TEXTS)
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(lambda _: tiny.embed_passages(TEXTS), range(40)):
            np.testing.assert_allclose(found, alone, atol=1e-5)


def test_the_fingerprint_tells_models_apart(tiny: Embedder, folder: Path, tmp_path: Path) -> None:
    assert load(folder).fingerprint == tiny.fingerprint
    same = make_model(tmp_path / "same", prompts=PROMPTS)
    assert load(same).fingerprint == tiny.fingerprint
    assert load(make_model(tmp_path / "seed", prompts=PROMPTS, seed=1)).fingerprint != tiny.fingerprint
    assert load(make_model(tmp_path / "prompts", prompts={"query": "ask: "})).fingerprint != tiny.fingerprint


def test_the_bundled_model_reads_four_languages(bundled: Embedder) -> None:
    assert (bundled.name, bundled.dimension, bundled.max_tokens) == ("multilingual-e5-small (bundled)", 384, 508)
    passages = [
        "The railway to the western border carried 30 percent more grain this spring.",
        "The orchestra gave a concert of folk music in the capital.",
        "A new solar power plant was connected to the grid near the lake.",
        "Surgeons performed the first transplant of this kind in the country.",
    ]
    questions = {
        "Which instrument music was played in the capital?": 1,
        "Где построили солнечную электростанцию?": 2,
        "铁路运输的粮食增加了多少？": 0,
        "Алғашқы трансплантация қайда жасалды?": 3,
    }
    similar = bundled.embed_queries(list(questions)) @ bundled.embed_passages(passages).T
    assert similar.argmax(axis=1).tolist() == list(questions.values())


def test_bundled_vectors_equal_those_of_sentence_transformers(bundled: Embedder) -> None:
    from rag.bundled import bundled_model

    texts = ["The port grew by 5 %.", "Порт вырос на 5 %.", "港口增长了5%。" * 200, *ODD[:3]]
    expected = reference(bundled_model(Settings().cache)).encode(texts, prompt_name="passage")
    np.testing.assert_allclose(bundled.embed_passages(texts), expected, atol=1e-5)


def run(code: str, **environment: str) -> list[str]:
    """The lines that a fresh process prints; nothing else may be heard of it."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, **environment}, timeout=300
    )
    assert (done.stderr, done.returncode) == ("", 0)
    return done.stdout.splitlines()


LOAD_THEN_MISS = """
from rag.embedding import Embedder
from rag.errors import ModelError
from rag.settings import Settings
embedder = Embedder.load(Settings())
print(embedder.name, embedder.dimension, len(embedder.fingerprint), embedder.embed_queries(["trade"])[0, 0])
try:
    Embedder.load(Settings(embedding="nobody/no-such-model"))
except ModelError as error:
    print(error)
"""
MISSED = 'The embedding model "nobody/no-such-model" cannot be loaded'


def test_importing_loads_no_library() -> None:
    printed = run("import sys, rag.embedding; print('torch' in sys.modules, 'sentence_transformers' in sys.modules)")
    assert printed == ["False False"]


def test_a_folder_is_loaded_in_silence_and_asks_no_hub(folder: Path) -> None:
    asked: list[str] = []

    class Hub(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_POST = do_GET  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Hub) as hub:
        threading.Thread(target=hub.serve_forever, daemon=True).start()
        endpoint = f"http://127.0.0.1:{hub.server_port}"
        loaded, missed = run(LOAD_THEN_MISS, AIQYN_EMBEDDING=str(folder), HF_ENDPOINT=endpoint, HF_HUB_OFFLINE="0")
        hub.shutdown()
    assert loaded.split()[:3] == [str(folder), "32", "64"]
    assert missed.startswith(MISSED)
    assert asked, "the hub hears of a name"
    assert all("no-such-model" in path for path in asked), "and of nothing else"


def test_a_hub_model_that_was_fetched_before_opens_offline(folder: Path, tiny: Embedder, tmp_path: Path) -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    repository = tmp_path / "models--someone--tiny"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text(commit)
    (repository / "snapshots").mkdir()
    (repository / "snapshots" / commit).symlink_to(folder)
    environment = {"HF_HUB_CACHE": str(tmp_path), "HF_HUB_OFFLINE": "1", "AIQYN_EMBEDDING": "someone/tiny"}
    loaded, missed = run(LOAD_THEN_MISS, **environment)
    assert loaded.split()[:3] == ["someone/tiny", "32", "64"]
    assert float(loaded.split()[3]) == pytest.approx(float(tiny.embed_queries(["trade"])[0, 0]), abs=1e-5)
    assert missed.startswith(MISSED)
    assert "AIQYN_EMBEDDING=bundled" in missed


def test_what_cannot_be_loaded_is_said_with_the_cure(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is no folder: set AIQYN_EMBEDDING to one"):
        load(tmp_path / "nothing")
    with pytest.raises(ModelError, match="give a sentence-transformers folder"):
        load(tmp_path)
    with pytest.raises(ModelError, match=r'"abacus" cannot be used .* AIQYN_DEVICE=auto'):
        Embedder.load(Settings(embedding=str(folder), device="abacus"))

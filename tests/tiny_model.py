"""Makes small sentence-transformers folders: a random BERT over the words it is given."""

from __future__ import annotations

from pathlib import Path

WORDS = (
    "the a of and query passage heads state trade target billion dollars corridor opened port rail grew river".split()
)


def make_model(
    folder: Path, *, prompts: dict[str, str] | None = None, pooling: str = "mean", seed: int = 0, limit: int = 64
) -> Path:
    """Write a two-layer BERT of 32 dimensions to ``folder``, with these prompts, and return the folder."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    letters = [chr(c) for c in range(33, 127)]
    vocabulary = [*special, *WORDS, *(x for x in letters if x not in WORDS), *("##" + x for x in letters)]
    ids = {token: i for i, token in enumerate(vocabulary)}
    tokenizer = Tokenizer(models.WordPiece(ids, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", ids["[CLS]"]), ("[SEP]", ids["[SEP]"])]
    )
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(ids),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=limit,
        initializer_range=0.5,  # large enough that position and context show in the vectors
    )
    backbone = folder / "backbone"
    BertModel(config).save_pretrained(backbone)
    names = {f"{name.strip('[]').lower()}_token": name for name in special}
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=limit, **names)  # type: ignore[no-untyped-call]
    fast.save_pretrained(backbone)
    transformer = Transformer(str(backbone))
    modules = [transformer, Pooling(transformer.get_embedding_dimension(), pooling_mode=pooling)]
    made = folder / "model"
    SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save(str(made), create_model_card=False)
    return made

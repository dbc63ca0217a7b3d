"""True sentences of the sample library and of GUM, fair paraphrases of them, and the same with an error planted."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from ingest.read import Found, expand, read
from ingest.samples import sample_folder
from rag.domain import Article
from rag.sentences import sentences

from .claims import Claim
from .planted import plant

__all__ = ["PARAPHRASED", "VERBATIM", "planted_claims"]

VERBATIM, PARAPHRASED = "planted", "planted in paraphrases"
_PARAPHRASES = Path(__file__).parents[1] / "tests" / "data" / "paraphrases.jsonl"
_SHORTEST = 25  # characters of a sentence that errors are planted in
_OF_GUM = 12  # sentences of each of its texts
_SEED = 0


def planted_claims(data: Path) -> list[Claim]:
    """Claims whose ``kind`` is that of the error, or "untouched" or "paraphrase"; GUM's only when its file is there."""
    samples = {p.stem: _article(p) for p in sorted(sample_folder().glob("*.md"))}
    found = [claim for article in samples.values() for claim in _verbatim(article, article.language, 0)]
    for line in _PARAPHRASES.read_text("utf-8").splitlines():
        row = json.loads(line)
        article = samples[row["article"]]
        found += _claims(PARAPHRASED, "paraphrase", row["text"], article, row["language"])
    gum = data / "gum_wikinews.jsonl"
    for line in gum.read_text("utf-8").splitlines() if gum.exists() else ():
        row = json.loads(line)
        published = date.fromisoformat(row["date"][:10])
        article = Article.of(row["title"], "\n".join(row["paragraphs"]), published=published, language="en")
        found += _verbatim(article, "en (GUM)", _OF_GUM)
    return found


def _article(path: Path) -> Article:
    return next(r.article for location in expand([str(path)]) for r in read(location) if isinstance(r, Found))


def _verbatim(article: Article, language: str, most: int) -> Iterator[Claim]:
    spans = [s for s in sentences(article.text) if s.end - s.start >= _SHORTEST]
    if most:
        spans = random.Random(article.id).sample(spans, min(most, len(spans)))
    for start, end in spans:
        yield from _claims(VERBATIM, "untouched", article.text[start:end], article, language)


def _claims(name: str, kind: str, text: str, article: Article, language: str) -> Iterator[Claim]:
    yield Claim(name, f"{article.id}:{text[:40]}", (article,), text, True, article.id, kind=kind, language=language)
    for planted in plant(text, article.language, article.text, _SEED):
        identity = f"{article.id}:{planted.kind}:{text[:40]}"
        yield Claim(name, identity, (article,), planted.text, False, article.id, kind=planted.kind, language=language)

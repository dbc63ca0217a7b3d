"""True sentences of the sample library and of GUM, fair paraphrases of them, and the same with an error planted.

Sentences of XQuAD stand beside the translation of the passage that they come from, in three languages.
"""

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
from .datasets import held_out
from .planted import plant

__all__ = ["ABROAD", "PARAPHRASED", "VERBATIM", "planted_claims"]

VERBATIM, PARAPHRASED, ABROAD = "planted", "planted in paraphrases", "planted in translations"
_TRANSLATED = ("en", "ru", "zh")
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
    return [*found, *_abroad(data)]


def _abroad(data: Path) -> Iterator[Claim]:
    """Sentences of passages that nothing is trained on, each beside a translation of the passage."""
    files = {language: data / f"xquad_{language}.jsonl" for language in _TRANSLATED}
    if not all(path.exists() for path in files.values()):
        return
    passages: dict[str, dict[str, tuple[str, str]]] = {}  # language, id of the first question -> article, text
    for language, path in files.items():
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        firsts = {row["passage"]: row for row in reversed(rows) if held_out(row["article"])}
        passages[language] = {row["id"]: (str(row["article"]), row["passage"]) for row in firsts.values()}
    for place, key in enumerate(sorted(set.intersection(*(set(p) for p in passages.values())))):
        for turn, language in enumerate(_TRANSLATED):
            other = _TRANSLATED[(turn + 1 + place % 2) % 3]
            cluster, text = passages[language][key]
            spans = [s for s in sentences(text) if s.end - s.start >= _SHORTEST]
            start, end = random.Random(f"{key} {language}").choice(spans or sentences(text))
            article = Article.of("", passages[other][key][1], language=other)
            kinds = (f"{language} on {other}", f"XQuAD {cluster}")
            yield from _claims(ABROAD, "translated", text[start:end], article, *kinds, context=text, spoken=language)


def _article(path: Path) -> Article:
    return next(r.article for location in expand([str(path)]) for r in read(location) if isinstance(r, Found))


def _verbatim(article: Article, language: str, most: int) -> Iterator[Claim]:
    spans = [s for s in sentences(article.text) if s.end - s.start >= _SHORTEST]
    if most:
        spans = random.Random(article.id).sample(spans, min(most, len(spans)))
    for start, end in spans:
        yield from _claims(VERBATIM, "untouched", article.text[start:end], article, language)


def _claims(
    name: str,
    kind: str,
    text: str,
    article: Article,
    language: str,
    cluster: str = "",
    *,
    context: str = "",
    spoken: str = "",
) -> Iterator[Claim]:
    """A true claim and what errors make of it; ``language`` is the label that figures are told apart by."""
    cluster = cluster or article.id
    yield Claim(name, f"{article.id}:{text[:40]}", (article,), text, True, cluster, kind=kind, language=language)
    for planted in plant(text, spoken or article.language, context or article.text, _SEED):
        identity = f"{article.id}:{planted.kind}:{text[:40]}"
        yield Claim(name, identity, (article,), planted.text, False, cluster, kind=planted.kind, language=language)

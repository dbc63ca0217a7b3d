"""What the page says, in the language its reader chose: English, Russian, Kazakh or Chinese."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import cast

import yaml

from rag.domain import LANGUAGES

__all__ = ["EXAMPLES", "Words", "preferred_language"]

# A question in each language that the sample library answers; the first is about an article in Russian.
EXAMPLES = {
    "en": "When will the repair work at the Otar-2 compressor station be over?",
    "ru": "Какую сумму на обновление «Бахты» назвали в дирекции пунктов пропуска?",
    "kk": "Шымкент әкімдігі жаңа әуе бағытына қанша ақша бөлді?",
    "zh": "在兰州展出的哈萨克斯坦文物有多少件？",
}


class Words:
    """The texts of the page in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = _texts(language)

    def __call__(self, key: str, **values: object) -> str:
        """The text of ``key``, with every ``{name}`` filled in."""
        text = cast(str, self._texts[key])
        return text.format(**values) if values else text

    def table(self, key: str) -> dict[str, str]:
        """The names that stand under ``key``: of languages, verdicts, styles or orders."""
        return cast(dict[str, str], self._texts[key])

    def name_of(self, language: str) -> str:
        """Name of a language, given its ISO 639-1 code; the code itself when it is not one of the four."""
        return self.table("article_languages").get(language, language)


@cache
def _texts(language: str) -> dict[str, object]:
    text = files("ui").joinpath("texts", f"{language}.yaml").read_text(encoding="utf-8")
    return cast(dict[str, object], yaml.safe_load(text))


def preferred_language(accept_language: str) -> str:
    """The one of the four languages that an Accept-Language header wants most (RFC 9110); English when none."""
    wanted: list[tuple[float, str]] = []
    for part in accept_language.split(","):
        tag, _, parameters = part.strip().partition(";")
        try:
            weight = float(parameters.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if weight > 0:
            wanted.append((weight, tag.split("-")[0].lower()))
    ranked = [tag for _, tag in sorted(wanted, key=lambda pair: -pair[0])]
    return next((tag for tag in ranked if tag in LANGUAGES), "en")

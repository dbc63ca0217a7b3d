"""A checked text as the page shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rag.domain import LANGUAGES, Article, Check, Sentence, Verdict
from rag.ground import CheckedText
from ui.render_check import checked
from ui.words import Words

from .test_render import ATTACK, ENGLISH, Seen

ARTICLE = Article.of(
    "Exports fall",
    "Exports came to 811.1 million USD in 2811.\n\nImports rose, the ministry said on Monday.",
    source="Steppe Courier",
    published=date(2025, 1, 16),
    language="en",
)


def sentence(
    verdict: Verdict, *checks: Check, text: str = "Exports came to 911.1 million USD.", cited: bool = True
) -> Sentence:
    citations = (ARTICLE.cite(0, 42),) if cited else ()
    return Sentence(text, verdict, citations, checks, 0.5)


def text_of(*sentences: Sentence, score: float = 0.5, unjudged: int = 0) -> CheckedText:
    return CheckedText(sentences, score, False, (ARTICLE,), unjudged)


def shown(*sentences: Sentence, score: float = 0.5, unjudged: int = 0, words: Words = ENGLISH) -> Seen:
    pasted = " ".join(s.text for s in sentences)
    return Seen(checked(pasted, text_of(*sentences, score=score, unjudged=unjudged), words))


def test_both_values_stand_side_by_side_with_their_source() -> None:
    wrong = Check("number", False, "911.1 million USD", "811.1 million USD")
    seen = shown(sentence(Verdict.CONTRADICTED, wrong))
    line = "figure claimed 911.1 million USD; source: 811.1 million USD — Steppe Courier, 2025-01-16, Exports fall"
    assert line in seen.within["li"]
    assert seen.within["mark"] == [ARTICLE.text[:42]]


def test_several_facts_of_one_source_name_it_once() -> None:
    checks = (
        Check("number", False, "911.1 million USD", "811.1 million USD"),
        Check("date", False, "2812", "2811"),
        Check("name", False, "Omarov", ""),
    )
    items = shown(sentence(Verdict.CONTRADICTED, *checks)).within["li"]
    assert items[1:5] == [
        "figure claimed 911.1 million USD; source: 811.1 million USD",
        "date claimed 2812; source: 2811",
        "— Steppe Courier, 2025-01-16, Exports fall",
        "name Omarov — the sources do not say this",
    ]


def test_what_was_cut_within_a_word_is_shown_whole() -> None:
    cut = Check("number", False, "7", "ports came to 811.1 million USD in 28")
    (line,) = shown(sentence(Verdict.CONTRADICTED, cut)).within["li"][1:2]
    assert "source: … Exports came to 811.1 million USD in 2811 …" in line


def test_a_figure_is_found_as_a_whole_before_as_a_part() -> None:
    article = Article.of("T", "In 2400 they had 400.", source="S")
    found = Sentence("500.", Verdict.CONTRADICTED, (article.cite(0, 21),), (Check("number", False, "500", "400"),))
    seen = Seen(checked("500.", CheckedText((found,), 0.1, False, (article,)), ENGLISH))
    assert seen.within["li"][1] == "figure claimed 500; source: 400 — S, undated, T"


def test_what_was_found_for_an_unsupported_sentence_is_of_something_else() -> None:
    check = Check("number", False, "911.1", "811.1")
    seen = shown(sentence(Verdict.UNSUPPORTED, check, cited=False))
    assert seen.within["li"][1] == "figure 911.1 — the sources do not say this"
    assert "aside" not in seen.within


def test_the_clauses_of_a_partial_sentence() -> None:
    clauses = (Check("clause", True, "Exports came to 811.1", ""), Check("clause", False, "and penguins sang", ""))
    items = shown(sentence(Verdict.PARTIAL, *clauses)).within["li"]
    assert items[1:3] == ["stands: Exports came to 811.1", "the sources do not say this: and penguins sang"]


def test_facts_that_agree_are_folded_away() -> None:
    checks = (
        Check("number", True, "811.1", "811.1"),
        Check("number", True, "811.1", "811.1"),
        Check("name", True, "Сатбек", "Satbek"),
    )
    seen = shown(sentence(Verdict.SUPPORTED, *checks))
    assert seen.within["summary"] == ["Facts that agree: 2"]
    assert seen.within["li"][1:3] == ["figure 811.1", "name claimed Сатбек; source: Satbek"]


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        (Check("language", False, "Oui.", "fr"), "Aiqyn does not read the language of this sentence (fr)."),
        (Check("language", False, "?", "und"), "Aiqyn does not read the language of this sentence (language unknown)."),
        (Check("source language", False, "Yes.", "de"), "language of one of the articles (de), and that article may"),
        (Check("claim", True, "", ""), "It claims nothing that could be checked."),
        (Check("judge", False, "Yes.", "the key {0} is wrong"), "The judge gave no verdict: the key {0} is wrong"),
    ],
)
def test_why_a_sentence_was_not_judged(check: Check, reason: str) -> None:
    assert reason in shown(sentence(Verdict.NOT_JUDGED, check, cited=False)).within["li"][0]


def test_the_line_on_top_counts_and_names_the_probability() -> None:
    four = [sentence(v) for v in (Verdict.SUPPORTED, Verdict.CONTRADICTED, Verdict.SUPPORTED, Verdict.UNSUPPORTED)]
    seen = shown(*four, score=0.124)
    assert seen.within["p"][:2] == [
        "4 sentences: 2 supported, 1 contradicted by the source, 1 not found in the sources",
        "Probability that the sources bear out the whole text: 12 %",
    ]
    assert shown(four[0], score=0.999).within["p"][1].endswith("> 99 %")
    assert shown(four[1], score=0.001).within["p"][1].endswith("< 1 %")
    assert shown(four[0]).within["p"][0] == "1 sentence: 1 supported"


def test_without_a_probability_none_is_shown() -> None:
    nothing = sentence(Verdict.NOT_JUDGED, Check("claim", True, "", ""), cited=False)
    foreign = sentence(Verdict.NOT_JUDGED, Check("language", False, "x", "fr"), cited=False)
    for seen in (shown(nothing, score=0.0), shown(sentence(Verdict.SUPPORTED), foreign, score=0.0, unjudged=1)):
        assert not any("Probability" in p or "%" in p for p in seen.within["p"])


def test_paragraphs_are_those_that_were_pasted() -> None:
    parts = [sentence(Verdict.SUPPORTED, text=t) for t in ("One.", "Two.", "Three.")]
    seen = Seen(checked("One. Two.\n\nThree.", text_of(*parts), ENGLISH))
    kinds = [str(a["class"]) for tag, a in seen.tags if tag == "li" and "card" not in str(a["class"])]
    assert kinds == ["v-supported", "v-supported", "v-supported begins"]


def test_nothing_to_check() -> None:
    assert "There is no sentence" in checked("", text_of(), ENGLISH)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("verdict", Verdict)
def test_hostile_text_stays_text(verdict: Verdict, language: str) -> None:
    article = replace(ARTICLE, title=ATTACK, text=ATTACK, source=ATTACK, url="javascript:alert(1)", language=ATTACK)
    kinds = ("number", "clause", "language", "source language", "judge", "of the future", ATTACK)
    checks = tuple(Check(kind, ok, ATTACK, found) for kind in kinds for ok in (True, False) for found in (ATTACK, ""))
    hostile = Sentence(ATTACK, verdict, (article.cite(0, len(ATTACK)),), checks)
    seen = Seen(checked(ATTACK, CheckedText((hostile,), 0.5, False, (article,)), Words(language)))
    seen.check_harmless()
    assert any("<script>alert(1)</script>" in t for t in seen.within["li"])

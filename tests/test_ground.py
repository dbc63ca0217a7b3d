"""The checker with the bundled model: verdicts, spans, and what it does with text of any kind."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.domain import Article, Verdict
from rag.service import Service

ARTICLE = Article.of(
    "Trade at the dry port",
    "The dry port of Altyn handled 4,200 wagons in March. Exports of wheat through it reached 811.1 million US dollars "
    "in 2024, the ministry of transport said on Tuesday. Director Aigerim Seitova opened a second crane in May.",
    language="en",
)


def test_a_quoted_sentence_is_supported_and_cited(sample: Service) -> None:
    text = "The dry port of Altyn handled 4,200 wagons in March."
    checked = sample.check([ARTICLE], text)
    (sentence,) = checked.sentences
    assert sentence.verdict is Verdict.SUPPORTED
    assert checked.supported
    assert text in [c.quote for c in sentence.citations]
    for citation in sentence.citations:
        assert citation.article_id == ARTICLE.id
        assert ARTICLE.text[citation.start : citation.end] == citation.quote


def test_an_altered_figure_is_contradicted_and_both_values_are_shown(sample: Service) -> None:
    checked = sample.check([ARTICLE], "Exports of wheat through it reached 911.1 million US dollars in 2024.")
    (sentence,) = checked.sentences
    assert sentence.verdict is Verdict.CONTRADICTED
    assert not checked.supported
    failed = [check for check in sentence.checks if not check.ok]
    assert [(c.kind, "911.1" in c.claimed, "811.1" in c.found) for c in failed] == [("number", True, True)]


def test_an_invented_sentence_is_unsupported_and_cites_nothing(sample: Service) -> None:
    checked = sample.check([ARTICLE], "Penguins bring up their chicks on the ice of the southern sea.")
    (sentence,) = checked.sentences
    assert (sentence.verdict, sentence.citations) == (Verdict.UNSUPPORTED, ())
    assert not checked.supported


def test_one_invented_sentence_lowers_the_score_of_the_text(sample: Service) -> None:
    true = "The dry port of Altyn handled 4,200 wagons in March."
    mixed = sample.check([ARTICLE], f"{true} Penguins bring up their chicks on the ice of the southern sea.")
    assert [s.verdict for s in mixed.sentences] == [Verdict.SUPPORTED, Verdict.UNSUPPORTED]
    assert mixed.score < sample.check([ARTICLE], true).score


@pytest.mark.parametrize(
    "text",
    [
        "Der Trockenhafen von Altyn hat im März laut Ministerium viertausendzweihundert Waggons abgefertigt.",
        "항구는 3월에 화차 4,200량을 처리했다고 교통부가 화요일에 밝혔다.",
    ],
)
def test_another_language_is_not_judged_and_does_not_pass(text: str, sample: Service) -> None:
    checked = sample.check([ARTICLE], text)
    assert {s.verdict for s in checked.sentences} == {Verdict.NOT_JUDGED}
    assert (checked.score, checked.supported, checked.unjudged) == (0.0, False, 1)


def test_nothing_to_check_and_nothing_to_check_against_do_not_pass(sample: Service) -> None:
    for sources, text in (([ARTICLE], ""), ([], "It rained."), ([""], "It rained."), ([ARTICLE], "…")):
        assert not sample.check(sources, text).supported


def test_it_is_deterministic(sample: Service) -> None:
    text = "Seitova opened a crane in June. Wheat exports fell. В марте порт обработал 4200 вагонов."
    assert sample.check([ARTICLE], text) == sample.check([ARTICLE], text)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=()), max_size=120), source=st.text(max_size=120))
def test_no_text_makes_it_raise(text: str, source: str, sample: Service) -> None:
    checked = sample.check([source, ARTICLE], text)
    assert 0 <= checked.score <= 1
    articles = {article.id: article for article in checked.sources}
    for sentence in checked.sentences:
        assert sentence.text in text
        for citation in sentence.citations:
            assert articles[citation.article_id].text[citation.start : citation.end] == citation.quote


def test_articles_that_tell_other_figures_are_not_mixed(sample: Service) -> None:
    """What one article bears out stands, whatever another says of the same matter."""
    other = Article.of(
        "Again", "In March the dry port of Altyn handled 3,900 wagons, a rival paper said.", language="en"
    )
    for figure, verdict in (
        ("4,200", Verdict.SUPPORTED),
        ("3,900", Verdict.SUPPORTED),
        ("5,100", Verdict.CONTRADICTED),
    ):
        checked = sample.check([other, ARTICLE], f"The port of Altyn handled {figure} wagons in March.")
        assert [s.verdict for s in checked.sentences] == [verdict], figure


def test_a_text_is_judged_sentence_by_sentence_in_its_languages(sample: Service) -> None:
    text = (
        "The dry port of Altyn handled 4,200 wagons in March. Сухой порт Алтын обработал в марте 4200 вагонов. "
        "Der Hafen von Hamburg ist sehr groß und auch schön."
    )
    checked = sample.check([ARTICLE], text)
    first, second, third = (s.verdict for s in checked.sentences)
    assert first is Verdict.SUPPORTED
    assert second is Verdict.SUPPORTED
    assert third is Verdict.NOT_JUDGED


def test_the_library_is_searched_for_what_a_text_says(sample: Service) -> None:
    checked = sample.check_library("The Khorgos dry port handled 372,400 twenty-foot equivalent units in 2025.")
    (sentence,) = checked.sentences
    assert sentence.verdict is Verdict.CONTRADICTED
    assert any(c.kind == "date" and not c.ok for c in sentence.checks)
    assert "372,400" in sentence.citations[0].quote


def test_whatever_is_shown_has_passed_the_checker(sample: Service) -> None:
    answer = sample.ask("How many containers did the Khorgos dry port handle?")
    draft = sample.draft("Khorgos dry port", words=80)
    for sentence in (*answer.sentences, *draft.sentences):
        assert sentence.verdict is Verdict.SUPPORTED
        assert all(check.ok for check in sentence.checks)
    assert any(check.kind == "number" for s in answer.sentences for check in s.checks)


def test_a_false_quotation_does_not_pass_as_one(sample: Service) -> None:
    """A sentence that says other than what it cites is checked, wherever it comes from."""
    (sentence, *_) = sample.ask("How many containers did the Khorgos dry port handle?").sentences
    articles = {c.article_id: sample.article(c.article_id) for c in sentence.citations}
    altered = replace(sentence, text=sentence.text.replace("372,400", "472,400"))
    assert altered.text != sentence.text
    assert sample.checker.confirmed(altered, articles).verdict is Verdict.CONTRADICTED


def test_kept_vectors_give_the_verdicts_of_a_fresh_reading(sample: Service) -> None:
    listed = [one.article for one in sample.articles()]
    for article in listed:
        text = article.text[: article.text.find("\n")] or article.text
        kept = sample.check_library(text, [article.id])
        fresh = sample.check([article], text)
        assert [s.verdict for s in kept.sentences] == [s.verdict for s in fresh.sentences]
        assert [s.citations for s in kept.sentences] == [s.citations for s in fresh.sentences]


# Sentence in one language, about an article in another; the same with one fact altered, and what was altered.
ABROAD = [
    ("Директор Айгерим Сеитова открыла в мае второй кран.", "Директор Марат Ахметов открыл в мае второй кран.", "name"),
    ("В марте сухой порт Алтын обработал 4200 вагонов.", "В марте сухой порт Алтын обработал 5200 вагонов.", "number"),
    (
        "Экспорт пшеницы через порт в 2024 году составил 811,1 млн долларов США.",
        "Экспорт пшеницы через порт в 2024 году составил 811,1 млн тенге.",
        "currency",
    ),
    (
        "2024 жылы порт арқылы бидай экспорты 811,1 млн АҚШ долларына жетті.",
        "2023 жылы порт арқылы бидай экспорты 811,1 млн АҚШ долларына жетті.",
        "date",
    ),
    ("Алтын құрғақ порты наурызда 4200 вагон өңдеді.", "Алтын құрғақ порты наурызда 2400 вагон өңдеді.", "number"),
    ("2024年经该港出口的小麦达8.111亿美元。", "2024年经该港出口的小麦达9.111亿美元。", "number"),
    ("三月该港处理了4200节车厢。", "四月该港处理了4200节车厢。", "date"),
]


@pytest.mark.parametrize(("true", "altered", "kind"), ABROAD)
def test_facts_are_checked_across_languages(sample: Service, true: str, altered: str, kind: str) -> None:
    (right,) = sample.check([ARTICLE], true).sentences
    (wrong,) = sample.check([ARTICLE], altered).sentences
    assert [c for c in right.checks if not c.ok] == []
    assert right.verdict is Verdict.SUPPORTED
    assert wrong.verdict is not Verdict.SUPPORTED
    assert kind in {c.kind for c in wrong.checks if not c.ok}
    assert wrong.score < right.score

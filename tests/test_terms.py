"""Index terms, groups of a question, and the glossary: each of its words leads where it says."""

from __future__ import annotations

import time
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain import LANGUAGES
from rag.glossary import concepts
from rag.terms import content_words, document_terms, query_groups, tokens

ROWS = [line.split("\t") for line in files("rag").joinpath("glossary.tsv").read_text("utf-8").splitlines()]


def meets(question: str, passage: str, language: str) -> list[bool]:
    """For each word of the question, whether the passage holds a term of it."""
    held = set(document_terms(passage, language))
    return [not held.isdisjoint(group) for group in query_groups(question)]


# -- terms


@pytest.mark.parametrize(
    ("question", "passage", "language"),
    [
        ("exported", "Exports of grain rose.", "en"),
        ("экспортировали", "Экспорт зерна вырос.", "ru"),
        ("елшіліктерінің", "Елшілік ашылды.", "kk"),  # six letters in common
        ("елшілік", "Елшіліктері ашылды.", "kk"),
        ("口岸", "霍尔果斯口岸的吞吐量增长。", "zh"),
        ("ёлка", "Елка стоит.", "ru"),
        ("Ｋhorgos", "The Khorgos port.", "en"),  # full-width letter
        ("ministry's", "A ministry said.", "en"),
        ("1,5", "It grew by 1.5 percent.", "en"),
        ("40 000", "За год ушло 40 000 тонн.", "ru"),
    ],
)
def test_a_word_meets_its_forms(question: str, passage: str, language: str) -> None:
    assert meets(question, passage, language)[0]


def test_a_russian_stem_does_not_meet_a_kazakh_prefix() -> None:
    assert not set(document_terms("план", "ru")) & set(document_terms("план", "kk")) - {
        m.term for m in concepts("план", "ru")
    }


def test_repeats_are_kept_for_bm25() -> None:
    assert document_terms("rail rail rail", "en").count("rail") == 3


def test_function_words_are_left_out_unless_there_is_nothing_else() -> None:
    assert content_words("What did the heads of state decide?") == ["heads", "state", "decide"]
    assert content_words("Сколько стоила дорога?") == ["стоила", "дорога"]
    assert content_words("谁建设了铁路") == ["建设", "铁路"]
    assert len(query_groups("What did the heads of state decide?")) == 3
    assert query_groups("who is the")  # otherwise no word could find anything
    assert not query_groups("")
    assert not query_groups("?!… 😀 \ud800")


def test_tokens_are_words_numbers_and_han_runs() -> None:
    assert tokens("Rail's 3,5 км 中哈铁路!") == ["rail", "3,5", "км", "中哈铁路"]


def test_han_runs_are_looked_up_by_pairs() -> None:
    spelled = [{term for term in group if ":" not in term} for group in query_groups("铁路桥")]
    assert spelled == [{"铁路"}, {"路桥"}]


def test_a_long_run_of_han_is_read_to_its_end_and_a_long_word_is_noise() -> None:
    assert "铁路" in document_terms("很" * 100 + "铁路", "zh")
    assert max(map(len, document_terms("x" * 1000, "en"))) == 60


@pytest.mark.parametrize("text", ["trade turnover of China ", "товарооборот Китая ", "тауар айналымы ", "中哈贸易额。"])
def test_a_pasted_book_is_a_legal_question(text: str) -> None:
    began = time.process_time()
    assert query_groups(text * (100_000 // len(text)))
    assert time.process_time() - began < 5  # linear: below 1 s; quadratic: up to minutes


@given(st.text(max_size=200), st.sampled_from([*LANGUAGES, "und", "de"]))
def test_any_text_has_terms_without_spaces(text: str, language: str) -> None:
    for term in document_terms(text, language):  # they are stored parted by spaces, a line a sentence
        assert term.split() == [term]
    for group in query_groups(text):
        assert group
        assert all(term.split() == [term] for term in group)


# -- the glossary


def test_each_line_is_a_concept_and_its_words_in_four_languages() -> None:
    assert len(ROWS) > 1000
    names = [row[0] for row in ROWS]
    assert names == sorted(set(names))
    for row in ROWS:
        assert len(row) == 1 + len(LANGUAGES), row[0]
        assert all(cell == " ".join(cell.split()) for cell in row), row[0]
        assert all(row), row[0]


@pytest.mark.parametrize(("place", "language"), [(1, "en"), (2, "ru"), (3, "kk"), (4, "zh")])
def test_each_word_leads_to_its_concept(place: int, language: str) -> None:
    """As it stands or with more letters; a name of the gazetteer may stand before it."""
    lost = []
    for row in ROWS:
        for entry in row[place].split():
            stem = entry.replace("_", " ").replace("*", "")
            forms = [stem, f"{stem}q"] if entry.endswith("*") else [stem]
            found = {m.term for form in forms for m in concepts(form, language)}
            if f"c:{row[0]}" not in found and not any(term.startswith("n:") for term in found):
                lost.append((row[0], entry, found))
    assert lost == []


def test_a_star_stands_for_any_ending_and_nothing_else_does() -> None:
    assert [m.term for m in concepts("accelerating", "en")] == ["c:accelerate"]
    assert concepts("windows", "en") == []  # "wind", "winds" and "windy" are listed, "wind*" is not


@pytest.mark.parametrize(
    ("concept", "phrases"),
    [
        ("c:turnover", ("trade turnover", "товарооборота", "тауар айналымының", "贸易额")),
        ("c:agreement", ("agreements", "соглашения", "келісімге", "协议")),
        ("c:airport", ("airports", "аэропорту", "әуежайында", "机场")),
        ("c:wheat", ("wheat", "пшеницы", "бидайды", "小麦")),
        ("c:uranium", ("uranium", "урана", "уранды", "铀矿")),
        ("c:visa", ("visa-free", "безвизового", "визасыз", "签证")),
        ("c:wind-power", ("wind farm", "ветропарка", "жел электр", "风电场")),
        ("n:kazakhstan", ("Kazakhstan", "Казахстана", "Қазақстанның", "哈萨克斯坦")),
        ("n:silk-road", ("Silk Road", "Шелковый путь", "Жібек жолы", "丝绸之路")),
    ],
)
def test_four_languages_share_a_concept(concept: str, phrases: tuple[str, ...]) -> None:
    for phrase, language in zip(phrases, LANGUAGES, strict=True):
        assert concept in {m.term for m in concepts(phrase, language)}, (phrase, concepts(phrase, language))


def test_a_question_meets_a_passage_in_another_language() -> None:
    passage = "The presidents set the goal of increasing trade turnover to 40 billion dollars."
    for question in ("Какая цель по товарообороту?", "Тауар айналымы бойынша мақсат?", "贸易额目标是多少？"):
        assert any(meets(question, passage, "en")), question


def test_mentions_are_in_order_and_stand_where_they_say() -> None:
    text = "In Kazakhstan wheat exports and trade turnover grew."
    found = concepts(text, "en")
    assert [text[m.start : m.end] for m in found] == ["Kazakhstan", "wheat", "exports", "trade", "turnover", "grew"]
    assert [m.start for m in found] == sorted(m.start for m in found)


@given(st.text(max_size=100), st.sampled_from(LANGUAGES))
def test_mentions_lie_in_the_text(text: str, language: str) -> None:
    ends = 0
    for mention in concepts(text, language):
        assert ends <= mention.end <= len(text)
        assert mention.start < mention.end
        ends = mention.end

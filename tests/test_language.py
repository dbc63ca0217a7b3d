"""Which language a text is in: the four with care, also in three words, and the neighbours not mistaken for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.background import BACKGROUND
from rag.domain import LANGUAGES
from rag.language import detect, reader_language

SHORT = [
    ("trade turnover", "en"),
    ("Who won the 2022 World Cup?", "en"),
    ("товарооборот с Китаем", "ru"),
    ("Кто выиграл чемпионат мира?", "ru"),
    ("Қазақстан мен Қытай", "kk"),
    ("тауар айналымы қанша", "kk"),
    ("贸易额是多少", "zh"),
    ("谁赢了2022年世界杯？", "zh"),
    ("Huawei 在哈萨克斯坦的投资", "zh"),
    ("Почему Xiaomi открыла завод?", "ru"),
]
OTHERS = [
    ("Der Bundestag hat am Donnerstag mit knapper Mehrheit ein neues Gesetz zum Ausbau der Bahnstrecken beschlossen.", "de"),
    ("Le ministre des transports a annoncé jeudi que la nouvelle ligne de chemin de fer serait achevée à l'automne.", "fr"),
    ("Міністерство транспорту повідомило в четвер, що другу колію між двома станціями укладуть до осені цього року.", "uk"),
    ("運輸省は木曜日、二つの駅の間の第二線路が今年の秋までに完成すると発表した。", "ja"),
    ("교통부는 목요일 두 역 사이의 두 번째 선로가 올해 가을까지 완공될 것이라고 발표했다.", "ko"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "language"), SHORT)
def test_questions_of_a_few_words(text: str, language: str) -> None:
    assert detect(text) == reader_language(text) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_single_sentences(language: str) -> None:
    lines = BACKGROUND[language]
    assert [line for line in lines if detect(line) != language] == []


@pytest.mark.parametrize(("text", "language"), OTHERS)
def test_neighbours_are_named_and_answered_in_english(text: str, language: str) -> None:
    assert detect(text) == language
    assert reader_language(text) == "en"


@pytest.mark.parametrize("text", ["", "   ", "2022 — 40%", "😀🚀", "\ud800\x00"])
def test_no_letters_no_language(text: str) -> None:
    assert detect(text) == "und"
    assert reader_language(text) == "en"


def test_the_greater_part_decides() -> None:
    assert detect("The ministry said so. " * 20 + "Министерство.") == "en"
    assert detect("Министерство сообщило об этом в четверг. " * 20 + "The ministry.") == "ru"


@given(st.text(max_size=100))
def test_any_text_has_an_answer(text: str) -> None:
    assert detect(text)
    assert reader_language(text) in LANGUAGES

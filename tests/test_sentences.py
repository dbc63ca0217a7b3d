"""Where sentences end, in four languages; and that no text, however hostile, breaks the promises of the cut."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sentences import sentences


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


# A bar is where a sentence ends. It is taken out, with nothing in its place, before the text is cut.
CASES = [
    # English
    "Trade grew by 3.5 percent. |It had fallen a year before.",
    "Mr. Lee met Dr. A. B. Karimov in Astana. |They spoke for an hour.",
    "The U.S. President arrived at 5 p.m. |He left at once.",
    "Steppe Rail Inc. |The company was founded in 1993.",
    "The sum is given in No. 5 of the list, e.g. Table 3, vol. 2. |See example.com for more.",
    "Is it true? |Yes! |It is… |Perhaps.",
    '"We will build it," he said. |"It is time." |The hall applauded.',
    "He said: “We will build it. It is time.” |The hall applauded.",
    "The line (see map. It is old.) was closed. |Nobody minded.",
    "1. Rails are laid. |2. Bridges are built.",
    # Russian
    "В 2023 г. Казахстан вывез 5 млн т. зерна. |Об этом сообщил А. Б. Иванов.",
    "Оборот достиг 24,2 млрд долл. США. |Рост составил 3,5 проц. |Прогноз сохранён.",
    "Офис находится на ул. Абая, д. 5, корп. 2. |Вход со двора.",
    "«Мы построим дорогу. Это решено», — сказал министр. |Зал аплодировал.",
    "Везли рис, сахар, муку и т.д. |Всё дошло в срок.",
    "Кто строит? |Никто не знает!",
    # Kazakh
    "2023 ж. Қазақстан 5 млн т астық шығарды. |Бұл туралы Ә. Қ. Сейітов айтты.",
    "Тауар айналымы 40 млрд долл. жетті. |Өсім 3,5 пайызды құрады.",
    "«Жол салынады. Бұл шешілді», – деді министр. |Жиналғандар қол соқты.",
    # Chinese
    "贸易额达到400亿美元。|同比增长3.5%。|双方感到满意！",
    "他说：“我们要修路。现在是时候了。”|大家鼓掌。",
    "你知道吗？|我不知道。",
    "双方签署了协议（见附件。共三页）并合影。|仪式结束。",
]


@pytest.mark.parametrize("case", CASES)
def test_sentences_end_where_a_reader_says(case: str) -> None:
    assert cut(case.replace("|", "")) == [part.strip() for part in case.split("|")]


def test_a_line_break_ends_a_sentence_unless_the_line_was_wrapped() -> None:
    assert cut("Headline without a stop\nThe text begins.") == ["Headline without a stop", "The text begins."]
    assert cut("A line that was\nmerely wrapped. Next.") == ["A line that was\nmerely wrapped.", "Next."]
    assert cut("A paragraph without a stop\n\nand another") == ["A paragraph without a stop", "and another"]


def test_marks_alone_belong_to_what_they_follow() -> None:
    assert cut("He left. )") == ["He left. )"]


def test_a_text_without_words_has_no_words_to_lose() -> None:
    assert cut("") == cut(" \n\t\u2028 ") == []


_PIECES = st.sampled_from(
    [
        *".!?…。！？\"'“”«»„()（）「」—–-,:; \n\r\t\u2028\u00a0",
        "Mr.",
        "г.",
        "т.д.",
        "U.S.",
        "А. Б.",
        "1.",
        "word",
        "Слово",
        "бір",
        "中文",
    ]
)
_TEXTS = st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=60).map("".join))


@given(_TEXTS)
def test_spans_are_sorted_disjoint_trimmed_and_hold_every_word(text: str) -> None:
    spans = sentences(text)
    end = 0
    inside: set[int] = set()
    for span in spans:
        assert end <= span.start < span.end <= len(text)
        piece = text[span.start : span.end]
        assert piece == piece.strip()
        inside.update(range(span.start, span.end))
        end = span.end
    assert not [i for i, c in enumerate(text) if c.isalnum() and i not in inside]


@given(_TEXTS)
def test_cutting_does_not_depend_on_the_space_around(text: str) -> None:
    assert cut(f"\n\n  {text}\n\n") == cut(text)


_HOSTILE = [
    ".", ". ", "a", " ", "\n", "a\n", "a-", "A.", "A. B. ", "1. ", "Mr. Smith ", "ул. Д. ", "г. А", "«", "“a. B”", "(", "()", "他说。“好。”",
    "».»)", "aa bb\ncc dd\n", "\ud800. ", "!?", "“", '"a. B" ',
]  # fmt: skip


@pytest.mark.parametrize("piece", _HOSTILE)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    began = time.process_time()
    for hostile in (text, text + " End. Of x."):
        sentences(hostile)
    assert time.process_time() - began < 3  # linear: at most 0.3 s each; quadratic: half a minute

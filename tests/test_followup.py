"""Follow-up questions made to stand alone by rule, in four languages."""

from __future__ import annotations

import pytest

from rag.followup import leans, standalone


@pytest.mark.parametrize(
    ("before", "asked", "searched"),
    [
        ("What were exports in 2023?", "And in 2022?", "What were exports in 2022?"),
        ("Каким был экспорт в 2023 году?", "А в 2022?", "Каким был экспорт в 2022 году?"),
        ("2023年的出口额是多少？", "那2022年呢？", "2022年的出口额是多少？"),
        ("2023 жылы экспорт қанша болды?", "Ал 2022 жылы ше?", "2022 жылы экспорт қанша болды?"),
        ("Who runs the port?", "When was he appointed?", "Who runs the port? When was he appointed?"),
        ("Кто руководит портом?", "Когда его назначили?", "Кто руководит портом? Когда его назначили?"),
        ("Порттың басшысы кім?", "Ол қашан тағайындалды?", "Порттың басшысы кім? Ол қашан тағайындалды?"),
        ("港口的负责人是谁？", "他什么时候上任？", "港口的负责人是谁？ 他什么时候上任？"),
        ("What did the port earn?", "And the airport?", "What did the port earn? And the airport?"),
    ],
)
def test_what_leans_gets_what_it_leans_on(before: str, asked: str, searched: str) -> None:
    assert standalone(asked, ["Something else?", before]) == searched


@pytest.mark.parametrize(
    "asked",
    [
        "How many containers did Khorgos handle in 2024?",
        "Сколько контейнеров обработал Хоргос в 2024 году?",
        "Хоргос 2024 жылы қанша контейнер өңдеді?",
        "霍尔果斯2024年处理了多少集装箱？",
        "Andrei Sator leads which company?",
    ],
)
def test_what_stands_alone_is_left_alone(asked: str) -> None:
    assert not leans(asked)
    assert standalone(asked, ["What were exports in 2023?"]) == asked


def test_the_first_question_leans_on_nothing() -> None:
    assert standalone("And in 2022?", []) == "And in 2022?"

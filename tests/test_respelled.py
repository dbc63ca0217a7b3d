"""Words in disguise are told from words that grammar or another author wrote."""

from __future__ import annotations

import time

import pytest

from rag.respelled import respelled

TOLD = "The Khorgos dry port handled 372,400 containers in December, its operator said."
СКАЗАНО = "Реконструкция пункта «Бахты» продолжалась девять месяцев."


@pytest.mark.parametrize(
    "text",
    [
        "The Kh0rg0s dry p0rt h@ndled 372,400 c0ntainers.",
        "The Khorgso dry prot handeld 372,400 containers.",
        "The Kohrgos dry port handled 372,400 cotnainers in Decmber.",
        "TheKhorgosdryporthandledcontainers372,400.",
        "KhorgosPort handledContainers.",
    ],
)
def test_disguises(text: str) -> None:
    assert respelled(text, TOLD)


@pytest.mark.parametrize(
    "text",
    [
        "The Khorgos dry port handled 372,400 containers in December.",
        "Khorgos handles containers; operators say a container spends a day at the port.",
        "COVID-19 and the 5G network did not matter to the operator of Khorgos.",
        "372,400",
        "",
        "霍尔果斯口岸处理了372400个集装箱。",
    ],
)
def test_other_words(text: str) -> None:
    assert not respelled(text, TOLD)


def test_russian() -> None:
    assert respelled("Рукцияреконст тпунка «Бахты» продолжалась девять месвцяе.", СКАЗАНО)
    assert not respelled("Реконструкцию пункта «Бахты» продолжали девятью месяцами ранее.", СКАЗАНО)


def test_hostile_text_takes_no_time() -> None:
    began = time.process_time()
    respelled("abcdef " * 2000, " ".join(f"abcde{i}f" for i in range(300)))
    respelled("a" * 50_000, "a" * 50_000 + "b")
    assert time.process_time() - began < 5

"""The fact layer takes any text, in linear time, and always says the same."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.domain import LANGUAGES
from rag.facts import check_facts, facts

PIECES = st.sampled_from(
    (
        "1,234.5 12 тыс. млрд % $ € 10–12 百分之 三十 万 亿 第11 2023年 28.11.2023 Q1 May в понедельник жылғы «цитата» “quote” "
        "said сказал деді 说 · not не емес 未 may Tokayev 托卡耶夫 and и 驻 大使 ambassador to from X. -5 +7 ½ ² İ ß ﬁ ９ \u202f "
        "\ud800 \x00 ٣ 31 февраля 99 века MMXX"
    ).split(" ")
)
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(PIECES, max_size=40).map(" ".join), st.lists(PIECES, max_size=40).map("".join)
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, TEXTS, st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES))
def test_any_text_is_read_and_checked_alike_twice(claim: str, evidence: str, language: str, other: str) -> None:
    first, second = facts(claim, language), facts(evidence, other)
    for quantity in first.quantities:
        assert claim[quantity.span.start : quantity.span.end] == quantity.text
        assert quantity.low <= quantity.value <= quantity.high
    for moment in first.moments:
        assert claim[moment.span.start : moment.span.end] == moment.text
        assert moment.first is None or moment.last is None or moment.first <= moment.last
    for name in first.names:
        assert claim[name.span.start : name.span.end].startswith(name.text)
    assert check_facts(first, [second]) == check_facts(facts(claim, language), [facts(evidence, other)])


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.sampled_from(LANGUAGES))
def test_a_text_bears_itself_out(text: str, language: str) -> None:
    passage = facts(text, language)
    assert [
        c
        for c in check_facts(passage, [passage])
        if not c.ok and c.kind in ("number", "unit", "currency", "date", "name")
    ] == []


def test_without_evidence_nothing_is_checked() -> None:
    assert check_facts(facts("Exports fell 6 percent.", "en"), []) == []


@pytest.mark.parametrize(
    "piece", ["1", "1,", "“", "«", "A.", "不", "не ", "十", "10-", "and A ", "в ", "1 000 ", "·马", "from A to B "]
)
def test_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    def seconds(size: int) -> float:
        text = (piece * size)[:size]
        start = time.perf_counter()
        facts(text, "ru")
        return time.perf_counter() - start

    seconds(2_000)
    short, long = min(seconds(4_000) for _ in range(2)), min(seconds(16_000) for _ in range(2))
    assert long < 10 * short + 0.2


def test_a_sentence_is_read_in_milliseconds() -> None:
    text = (
        "Kazakhstan's exports of goods to China fell 6 percent to $3.1 billion in the first quarter of 2024, while imports "
        "from China rose 11 percent, said Turan Analytics."
    )
    facts(text, "en")
    start = time.perf_counter()
    for _ in range(20):
        facts(text, "en")
    assert (time.perf_counter() - start) / 20 < 0.02  # about 1 ms on an idle core; room for a busy one

"""Near-duplicates: the estimate held against the exact Jaccard similarity."""

from __future__ import annotations

import random

import pytest

from ingest.duplicates import NearDuplicates, signature
from rag.background import BACKGROUND

STANDARD_ERROR = 0.044  # of 128 hashes, at its largest


def jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


def triples(words: list[str]) -> set[str]:
    return {" ".join(words[i : i + 3]) for i in range(len(words) - 2)}


def estimate(one: str, other: str) -> float:
    """As it comes out when both are so alike that it is reported; else 0."""
    found = NearDuplicates({"one": signature(one)}).like(signature(other))
    return found[0][1] if found else 0.0


def varied(words: list[str], share: float, chance: random.Random) -> list[str]:
    return ["changed" if chance.random() < share else word for word in words]


def test_the_estimate_is_near_the_exact_similarity() -> None:
    chance = random.Random(7)
    vocabulary = ["".join(chance.choices("abcdefgh", k=5)) for _ in range(3000)]
    errors = []
    for share in (0.0, 0.005, 0.01, 0.02, 0.03, 0.04):
        for _ in range(5):
            words = chance.choices(vocabulary, k=400)
            changed = varied(words, share, chance)
            exact = jaccard(triples(words), triples(changed))
            if exact > 0.8:  # far enough above what is reported at all
                errors.append(estimate(" ".join(words), " ".join(changed)) - exact)
    assert len(errors) > 20
    assert max(map(abs, errors)) < 3 * STANDARD_ERROR
    assert abs(sum(errors) / len(errors)) < 0.02  # unbiased


def test_a_case_by_hand() -> None:
    # 10 words have 8 triples; without the last word 7 of them are left: 7 / 8.
    words = "one two three four five six seven eight nine ten".split()
    assert jaccard(triples(words), triples(words[:9])) == 7 / 8
    assert estimate(" ".join(words), " ".join(words[:9])) == pytest.approx(7 / 8, abs=0.09)


def test_chinese_is_compared_by_characters() -> None:
    one = "".join(BACKGROUND["zh"][:10]).replace("，", "").replace("。", "")
    other = one.replace("球", "门")
    exact = jaccard({one[i : i + 3] for i in range(len(one) - 2)}, {other[i : i + 3] for i in range(len(other) - 2)})
    assert exact > 0.8
    assert estimate(one, other) == pytest.approx(exact, abs=0.09)


def test_case_marks_and_spaces_do_not_count() -> None:
    assert signature("The port, of Aktau\n\ngrew!") == signature("the PORT of — aktau grew")


def test_other_news_is_not_alike() -> None:
    for lines in BACKGROUND.values():
        signatures = {line: signature(line) for line in lines}
        near = NearDuplicates(signatures)
        for line in lines:
            assert near.like(signatures[line]) == [(line, 1.0)]


def test_most_alike_first_and_later_ones_are_remembered() -> None:
    words = [f"{one}{two}" for one in "abcdefghijklmno" for two in "abcdefghijklmnopqrst"]
    near = NearDuplicates({})
    assert near.like(signature(" ".join(words))) == []
    near.add("near", signature(" ".join([*words[:285], *"ABCDEFGHIJKLMNO"])))
    near.add("same", signature(" ".join(words)))
    near.add("far", signature(" ".join(reversed(words))))
    assert [i for i, _ in near.like(signature(" ".join(words)))] == ["same", "near"]
    near.add("again", signature(" ".join(words)))
    assert {i for i, _ in near.like(signature(" ".join(words)))} == {"same", "near", "again"}


def test_texts_of_no_or_few_words() -> None:
    assert signature("") == signature("… 😀 \ud800") == b""
    near = NearDuplicates({"short": signature("one")})
    near.add("empty", b"")
    assert near.like(b"") == []
    assert near.like(signature("one")) == [("short", 1.0)]

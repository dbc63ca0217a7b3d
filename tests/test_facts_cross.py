"""Claims in one language held against evidence in another, and the sample articles against themselves and each other."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from rag.facts import check_facts, facts
from rag.sentences import sentences
from tests.facts_cases import refused

SAMPLES = Path(__file__).parent.parent / "ingest" / "sample"
EN = (
    "Kazakhstan's exports to China fell 6 percent to $3.1 billion in 2024, while imports rose 11 percent to $3.9 billion. "
    "President Tokayev met Xi Jinping in Beijing on 17 October 2023. Gulmira Akhanova, the director, said the plant has 24 turbines."
)
RU = (
    "Экспорт Казахстана в Китай в 2024 году снизился на 6 % до 3,1 млрд долларов, а импорт вырос на 11 % до 3,9 млрд. "
    "Президент Токаев встретился с Си Цзиньпином в Пекине 17 октября 2023 года. Посол Китая в Казахстане Чжан Сяо посетил Алматы."
)
KK = (
    "2024 жылы Қазақстанның Қытайға экспорты 6 пайызға төмендеп, 3,1 млрд доллар болды. Тоқаев 2023 жылғы 17 қазанда Бейжіңде "
    "Си Цзиньпинмен кездесті. Станса директоры Гүлмира Аханова 24 турбина бар екенін айтты."
)
ZH = (
    "2024年哈萨克斯坦对华出口下降6%，降至31亿美元。托卡耶夫总统2023年10月17日在北京会见习近平。"
    "中国驻哈萨克斯坦大使张霄访问阿拉木图。联盟主席博拉特·谢里科夫说，合同量为42万吨。"
)

CASES = [
    ("Экспорт в КНР упал на шесть процентов, до 3,1 млрд долларов США.", "ru", EN, "en", set()),
    ("Экспорт в КНР упал на 16 процентов.", "ru", EN, "en", {"number"}),
    ("Токаев встретился с Си Цзиньпином в Пекине в октябре 2023 года.", "ru", EN, "en", set()),
    ("Токаев встретился с Путиным в Пекине в октябре 2023 года.", "ru", EN, "en", {"name"}),
    ("Директор Гульмира Аханова сообщила о 24 турбинах.", "ru", EN, "en", set()),
    ("Қазақстанның Қытайға экспорты 3,1 млрд долларға дейін төмендеді.", "kk", EN, "en", set()),
    ("Қазақстанның Қытайға экспорты 3,9 млрд долларға дейін төмендеді.", "kk", EN, "en", {"number"}),
    ("2024年对华出口下降6%，降至31亿美元。", "zh", EN, "en", set()),
    ("2024年对华出口增长6%。", "zh", EN, "en", {"number", "direction"}),
    ("2024年对华出口降至31亿元。", "zh", EN, "en", {"currency"}),
    ("President Tokayev met Xi Jinping in Beijing on 17 October 2023.", "en", RU, "ru", set()),
    ("President Tokayev met Xi Jinping in Astana on 17 October 2023.", "en", RU, "ru", {"name"}),
    ("Imports rose 11 percent to $3.9 billion.", "en", RU, "ru", set()),
    ("Exports rose 11 percent to $3.9 billion.", "en", RU, "ru", {"number"}),
    ("China's ambassador to Kazakhstan, Zhang Xiao, visited Almaty.", "en", RU, "ru", set()),
    ("Kazakhstan's ambassador to China, Zhang Xiao, visited Almaty.", "en", RU, "ru", {"role"}),
    ("Exports to China fell 6% to $3.1 billion in 2024.", "en", KK, "kk", set()),
    ("Exports to China fell 6% to $3.1 million in 2024.", "en", KK, "kk", {"number"}),
    ("Tokayev met Xi Jinping on 18 October 2023.", "en", KK, "kk", {"date"}),
    ("Директор Гульмира Аханова сообщила о 24 турбинах.", "ru", KK, "kk", set()),
    ("Exports to China fell 6 percent to 3.1 billion dollars in 2024.", "en", ZH, "zh", set()),
    ("Президент Токаев встретился с Си Цзиньпином в Пекине 17 октября 2023 года.", "ru", ZH, "zh", set()),
    ("Посол Китая в Казахстане Чжан Сяо посетил Алматы.", "ru", ZH, "zh", set()),
    ("Посол Казахстана в Китае Чжан Сяо посетил Алматы.", "ru", ZH, "zh", {"role"}),
    ("Болат Сериков сообщил о 420 тысячах тонн.", "ru", ZH, "zh", set()),
    ("Тимур Каблуков сообщил о 420 тысячах тонн.", "ru", ZH, "zh", {"speaker"}),
    ("Болат Сериков сообщил о 480 тысячах тонн.", "ru", ZH, "zh", {"number"}),
    ("Экспорт в Китай в 2023 году снизился на 6 %.", "ru", ZH, "zh", {"date"}),
    ("Тоқаев пен Си Цзиньпин Бейжіңде кездесті.", "kk", ZH, "zh", set()),
    ("托卡耶夫2023年10月在北京会见习近平。", "zh", KK, "kk", set()),
    ("托卡耶夫2023年10月在阿斯塔纳会见习近平。", "zh", KK, "kk", {"name"}),
]


@pytest.mark.parametrize(("claim", "language", "evidence", "other", "kinds"), CASES)
def test_claims_across_languages(claim: str, language: str, evidence: str, other: str, kinds: set[str]) -> None:
    found = refused(claim, language, evidence, other)
    assert bool(found & kinds) == bool(kinds)
    assert found <= kinds | ({"direction"} if kinds else set())


def article(name: str) -> tuple[str, date, list[str]]:
    """Language, day and sentences of a sample article, its headline the first."""
    head, body = (SAMPLES / f"{name}.md").read_text(encoding="utf-8").split("---", 2)[1:]
    title, day = re.search(r'title: "(.*)"', head), re.search(r"published: (\S+)", head)
    assert title
    assert day
    return name[:2], date.fromisoformat(day[1]), [title[1], *(body[s.start : s.end] for s in sentences(body))]


@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("*.md")))
def test_an_article_bears_out_each_of_its_sentences(name: str) -> None:
    language, day, texts = article(name)
    passages = [facts(text, language, day) for text in texts]
    for passage in passages:
        for evidence in (passages, [passage]):
            assert [check for check in check_facts(passage, evidence) if not check.ok] == []


@pytest.mark.parametrize(
    ("claims", "evidence", "least", "conflicts"),
    [
        ("en-dzungarian-wind", "kk-dzungarian-wind", 25, 0),
        ("kk-dzungarian-wind", "en-dzungarian-wind", 25, 0),
        ("ru-steppe-gold", "zh-steppe-gold", 40, 0),
        ("zh-steppe-gold", "ru-steppe-gold", 30, 0),
        ("kk-dombra-pipa", "zh-dombra-pipa", 40, 0),
        ("zh-dombra-pipa", "kk-dombra-pipa", 30, 0),
        ("zh-grain-contract", "ru-grain-contract", 15, 3),
        ("ru-grain-contract", "zh-grain-contract", 15, 3),
    ],
)
def test_reports_of_one_event(claims: str, evidence: str, least: int, conflicts: int) -> None:
    """Facts that two reports share are found across their languages; only the pair that differs in figures conflicts."""
    language, day, texts = article(claims)
    other, other_day, other_texts = article(evidence)
    passages = [facts(text, other, other_day) for text in other_texts]
    checks = [c for text in texts for c in check_facts(facts(text, language, day), passages)]
    assert sum(check.ok for check in checks) >= least
    clashes = Counter(c.kind for c in checks if not c.ok and c.found)
    assert clashes["number"] >= conflicts
    if not conflicts:
        assert sum(clashes.values()) <= 3

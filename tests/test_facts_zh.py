"""Chinese claims held against Chinese evidence: which kinds must be refused, and which paraphrases must pass."""

import pytest

from tests.facts_cases import refused

TRADE = (
    "2023年中哈贸易额达410亿美元，哈萨克斯坦贸易部长阿尔曼·沙卡利耶夫说。对华出口247亿美元，自华进口163亿美元。"
    "小麦出口增长23%，达到31万吨。"
)
POST = (
    "巴克图口岸2024年11月20日全面投入使用。工程耗资71亿坚戈，口岸主任何志远介绍。车道由6条增加到10条。"
    "“司机不应该住在驾驶室里，我们要的是秩序。”何志远说。公司计划明年建设咖啡厅。合同尚未签订。"
)
VISIT = (
    "托卡耶夫总统2023年10月17日访问北京。会谈持续三小时。中国驻哈萨克斯坦大使张霄表示，双方互信不断加强。"
    "大多数议员支持这项协议。部长拒绝签署备忘录。"
)
WIND = (
    "准噶尔山口120兆瓦风电场并网发电。项目投资1.46亿美元，共有24台风机。工程于2024年4月开工。"
    "进口占比下降5个百分点。价格可能上涨。600多人参加了建设。仓库面积3.2万平方米。"
)

FALSE = [
    ("2023年中哈贸易额达450亿美元。", TRADE, {"number"}),
    ("对华出口163亿美元。", TRADE, {"number"}),
    ("2023年中哈贸易额达410亿元。", TRADE, {"currency"}),
    ("2023年中俄贸易额达410亿美元，俄罗斯部长说。", TRADE, {"name", "speaker"}),
    ("2022年中哈贸易额达410亿美元。", TRADE, {"date"}),
    ("小麦出口下降23%。", TRADE, {"direction", "number"}),
    ("小麦出口达到31亿吨。", TRADE, {"number"}),
    ("贸易额达41亿美元。", TRADE, {"number"}),
    ("巴克图口岸2024年11月21日全面投入使用。", POST, {"date"}),
    ("工程耗资17亿坚戈。", POST, {"number"}),
    ("工程耗资71亿元。", POST, {"currency"}),
    ("“司机应该住在驾驶室里。”何志远说。", POST, {"quote", "negation"}),
    ("“司机不应该住在驾驶室里”，李建江说。", POST, {"speaker", "name"}),
    ("合同已经签订。", POST, {"negation"}),
    ("车道由6条增加到12条。", POST, {"number"}),
    ("托卡耶夫总统2023年10月17日访问上海。", VISIT, {"name"}),
    ("哈萨克斯坦驻中国大使张霄表示，双方互信不断加强。", VISIT, {"role"}),
    ("会谈持续三天。", VISIT, {"unit"}),
    ("所有议员支持这项协议。", VISIT, {"scope"}),
    ("部长同意签署备忘录。", VISIT, {"direction", "modality"}),
    ("120千瓦风电场并网发电。", WIND, {"unit"}),
    ("项目投资1.64亿美元。", WIND, {"number"}),
    ("工程于2024年5月开工。", WIND, {"date"}),
    ("进口占比下降5%。", WIND, {"unit"}),
    ("进口占比上升5个百分点。", WIND, {"direction", "number"}),
    ("900多人参加了建设。", WIND, {"number"}),
    ("仓库面积3.2万公顷。", WIND, {"unit"}),
]

FAIR = [
    ("2023年，中国与哈萨克斯坦双边贸易额约为410亿美元。", TRADE),
    ("沙卡利耶夫介绍，去年贸易额达到410亿美元。", TRADE),
    ("哈方对华出口近250亿美元，进口超过160亿美元。", TRADE),
    ("小麦出口量上升了百分之二十三，为31万吨。", TRADE),
    ("贸易额突破400亿美元。", TRADE),
    ("2024年11月，巴克图口岸全面启用。", POST),
    ("何志远说，工程共花费约71亿坚戈。", POST),
    ("车道从原来的6条增至10条。", POST),
    ("何志远表示：“我们要的是秩序”。", POST),
    ("公司打算建咖啡厅，合同还没有签订。", POST),
    ("2023年10月，托卡耶夫到访北京。", VISIT),
    ("会谈历时3小时。", VISIT),
    ("张霄大使说，两国互信得到加强。", VISIT),
    ("多数议员支持该协议。", VISIT),
    ("部长没有签署备忘录。", VISIT),
    ("风电场装机容量12万千瓦。", WIND),
    ("项目总投资约1.5亿美元。", WIND),
    ("风电场有二十四台风机，2024年开工建设。", WIND),
    ("进口所占比重降低了5个百分点。", WIND),
    ("超过600人参加建设，仓库面积为32000平方米。", WIND),
]


@pytest.mark.parametrize(("claim", "evidence", "kinds"), FALSE)
def test_false_claims_are_refused_for_their_kind(claim: str, evidence: str, kinds: set[str]) -> None:
    found = refused(claim, "zh", evidence, "zh")
    assert found & kinds, f"refused for {found or 'nothing'}"
    assert found <= kinds | {"direction"}


@pytest.mark.parametrize(("claim", "evidence"), FAIR)
def test_fair_paraphrases_pass(claim: str, evidence: str) -> None:
    assert refused(claim, "zh", evidence, "zh") == set()

# ruff: noqa: E501 - tables that are read row by row
"""Words around names: titles, words that look like names and are none, Chinese surnames."""

from __future__ import annotations

__all__ = [
    "COMMON_ACRONYMS",
    "HAN_NAME_CHARS",
    "HAN_ROLES",
    "HAN_SAID",
    "PARTICLES",
    "SURNAMES",
    "TITLES",
    "TITLE_STEMS",
]

TITLES = frozenset(
    """
    president premier minister chairman chairwoman chairperson secretary governor mayor ambassador deputy director
    general chief professor prof dr mr mrs ms sir lord king queen prince princess pope senator representative rep sen
    judge justice captain colonel general admiral lieutenant sergeant officer spokesman spokeswoman spokesperson
    chancellor prime foreign vice first former acting state councilor councillor leader head ceo coach detective capt gen lt col sgt adm chair spokesperson spokesman economist ornithologist
    """.split()
)
TITLE_STEMS = (
    "президент", "премьер", "министр", "председател", "секретар", "губернатор", "мэр", "аким", "посол", "посл", "заместител",
    "директор", "генеральн", "глав", "профессор", "доктор", "господин", "госпож", "сенатор", "депутат", "капитан", "полковник",
    "генерал", "эколог", "эксперт", "аналитик", "руководител", "вице", "начальник", "куратор", "реставратор", "канцлер",
    "төраға", "төрағас", "министрі", "елші", "әкім", "президенті", "басшы", "хатшы", "премьер-министр", "бастығы", "орынбасар",
)  # fmt: skip
PARTICLES = frozenset("of de da di du la le von van der den bin bint ibn al el and for".split())
COMMON_ACRONYMS = frozenset(
    """
    gdp ceo cfo vat ai it tv dna covid hiv teu lng gps am pm ok id pdf usd eur cny kzt rmb mw gw kw kwh ввп снг тэц гэс тэо
    ндс ии тв смс жшс ақ жқк жқө ао тоо оао зао пао оо кмк фот мсб бқ ipo gmt ad bc ii iii iv vi vii viii ix xi xii xiv xvi xix xx xxi
    """.split()
)
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏"
    "付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝路游靳华骆"
)
HAN_SAID = (
    "说",
    "表示",
    "介绍",
    "指出",
    "透露",
    "称",
    "认为",
    "强调",
    "告诉",
    "坦言",
    "宣布",
    "回忆",
    "解释",
    "提醒",
    "补充",
    "呼吁",
    "警告",
    "写道",
)
HAN_ROLES = frozenset("长席任师家员理者人授事官士裁手生使星帅练民客")
HAN_NAME_CHARS = frozenset(
    "阿艾埃安奥巴白班邦保鲍贝本比彼别宾波博伯布采查柴达戴丹德登邓迪丁东杜多厄恩尔法凡范菲费芬冯夫福弗甘冈高戈哥格葛根古贵哈海汉豪赫亨侯胡怀霍基吉加贾杰捷金"
    "京久居卡凯坎康考柯科克肯孔库夸奎拉莱兰朗劳勒雷里利莲廉林琳留龙卢鲁路伦罗洛吕马迈麦曼毛梅门蒙米密明莫默姆穆纳娜内尼年宁纽努诺欧帕潘庞佩彭皮平珀普奇"
    "齐恰钱强乔切钦琼丘热日荣茹儒瑞若萨塞赛桑森沙山尚绍申生圣施什史斯苏孙索所塔泰坦汤唐陶特提铁廷通图托瓦万汪威韦维魏温文翁沃乌伍武西锡夏香肖谢辛欣休许"
    "雅亚扬杨耶叶伊依因英尤于约云泽扎詹张哲珍朱茨佐娅娃妮莎莉丽蒂嘉吾买吐逊舍舒绥希江娥媛嫩奈"
)

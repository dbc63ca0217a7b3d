# ruff: noqa: E501 - a table that is read row by row
"""Concepts of the news in four languages: opposites that exclude each other, and topics that tell figures apart.

Members of one group exclude each other where they stand in the same place ("rose 9 %" is not "fell 9 %"); topics
(group ``-``) only serve to see, across languages, what a sentence or a figure is about.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from .scan import PrefixTable, Token, lexicon

__all__ = ["Concept", "concepts_of", "group_of"]


class Concept(NamedTuple):
    """A concept at tokens ``start`` to ``end`` (exclusive)."""

    name: str
    group: str  # "-" for a topic
    start: int
    end: int


# group · concept · en · ru · kk · zh
_TABLE = """
trend · up · rose rise rises risen rising increas* grew grow grows growing grown growth surg* climb* jump* soar* up higher gained raised · вырос* выраст* рост роста росте ростом росту возрос* возраст* увелич* повыс* поднял* прибав* подорож* растет растёт растут выше · өсті өсім* өсіп өсу* өскен өседі артты артып арту* артқан артады көбей* ұлғай* жоғарыла* қымбатта* · 增长 上升 上涨 增加 提高 增至 升至 上调 攀升 扩大 增幅
trend · down · fell fall falls fallen falling declin* decreas* drop drops dropped dropping slip* shrank shrink* reduc* down lower slump* plung* lowered · снизи* сниж* упал* упад* паден* сократи* сокращ* уменьш* понизи* понижен* подешев* ниже · төменде* азай* кеміді кему* кеміп қысқар* арзанда* · 下降 减少 下跌 降低 降至 缩短 下滑 减至 回落 下调 萎缩 降幅
trade · export · export* · экспорт* вывоз* · экспорт* · 出口
trade · import · import imports imported importing importer* · импорт* ввоз* · импорт* · 进口
opening · open · open opens opened opening · откры* · ашыл* ашты ашады ашу* ашып ашық · 开幕 开通 启用 开业 开放 开启 揭幕
opening · close · close closes closed closing closure shut shuts shutting · закры* · жабыл* жапты жабады жабық · 关闭 闭幕 关停 停业 闭馆 休馆
contest · win · won win wins winning victory · победи* побед* выигра* · жеңді жеңіс* жеңіп · 获胜 赢得 战胜 夺冠
contest · lose · lost lose loses losing defeat* · проигра* поражен* · жеңілді жеңіліс* жеңіліп ұтылды · 落败 输给 惨败
consent · accept · accept* approv* endors* ratif* adopted · одобри* одобря* согласи* ратифи* утверд* · мақұлда* қабылдады келісті келісім_берді бекіт* · 批准 接受 同意 通过了
consent · reject · reject* refus* vetoed · отказ* отверг* отклони* · бас_тарт* қабылдамады · 拒绝 否决 驳回
report · confirm · confirm* · подтверд* · растады раста* · 证实 确认
report · deny · deny denies denied denying · опроверг* · жоққа_шығар* теріске_шығар* · 否认
deal · buy · bought buy buys buying buyer* purchas* acquir* · купи* покуп* закуп* приобре* · сатып_ал* · 购买 采购 购入 收购 买入
deal · sell · sold sell sells selling seller* sale sales · прода* · сатты сату* сатыл* сатады сатқан · 出售 销售 卖出 售出
course · begin · began begin begins begun beginning start starts started starting · начал* начат* начн* начин* старто* · бастал* бастады бастай* · 开始 启动 开工 动工
course · end · ended ends ending finish* complet* conclud* · законч* заверш* оконч* · аяқтал* аяқтады бітті · 结束 完成 完工 竣工 收官
balance · surplus · surplus* · профицит* · профицит* · 顺差
balance · deficit · deficit* · дефицит* · тапшылы* · 逆差
result · profit · profit profits profitable · прибыл* · пайда* таза_табыс* · 盈利 利润
result · loss · loss losses lossmaking · убыт* · шығын* залал* · 亏损
side · support · support* backed backing · поддерж* поддерживает · қолдады қолдайды қолдап қолдау* · 支持
side · oppose · oppos* · выступил_против выступает_против выступила_против выступили_против · қарсы_шық* · 反对
travel · arrive · arriv* · прибы* приле* приехал* · келді жетті келіп · 抵达 到达
travel · depart · depart* · отбы* вылете* уехал* · кетті аттан* · 离开 启程
permission · allow · allow* permit* authoriz* authoris* · разреш* · рұқсат* · 允许 准许
permission · ban · ban bans banned banning prohibit* forbid* forbade outlaw* · запре* · тыйым* · 禁止 取缔
outcome · success · success* succeed* · успе* успешн* · сәтті табысты · 成功
outcome · failure · fail fails failed failing failure* · провал* неудач* · сәтсіз* · 失败
custody · arrest · arrest* detain* · арест* задерж* · тұтқында* қамауға* ұсталды · 逮捕 拘留 被捕
custody · release · releas* freed · освобод* освобожд* · босат* · 释放 获释
force · strengthen · strengthen* · укреп* усил* · нығай* күшей* · 加强 巩固
force · weaken · weaken* · ослаб* · әлсіре* · 削弱 减弱
level · above · above exceed* · превы* · асатын асты · 高于 超过 超出
level · below · below · не_достиг* · жетпей* · 低于 不足 不到
north-south · north · north northern northbound · север* северн* · солтүстік* · 北部 以北
north-south · south · south southern southbound · юг юге юга югу южн* · оңтүстік* · 南部 以南
east-west · east · east eastern eastbound · восток* восточн* · шығыс* · 东部 以东
east-west · west · west western westbound · запад* западн* · батыс* · 西部 以西
sex · male · man men male males boys · мужчин* · ер_адам* ер_кісі* ерлер* · 男性 男子
sex · female · woman women female females girls · женщин* · әйел* · 女性 女子
owner · public · state_owned state_run · государственн* · мемлекеттік* · 国有 国营
owner · private · private privately · частн* · жекеменшік* · 私营 民营 私有
season · spring · spring · весной весны весну весенн* весна · көктем* · 春天 春季 今春
season · summer · summer · летом лета летн* лето · жазда жазғы жаздың · 夏天 夏季
season · autumn · autumn · осенью осени осень осенн* · күзде күзгі күздің · 秋天 秋季 秋收
season · winter · winter · зимой зимы зиму зимн* зима · қыста қысқы қыстың · 冬天 冬季
speed · faster · faster quicker accelerat* speed_up sped_up · быстрее ускор* · жылдамда* жеделде* · 加快 加速
speed · slower · slower slow slowed slows · медленнее замедл* · баяула* · 放缓 减速
sequence · before · before · перед · қарсаңында · 之前
sequence · after · after · после · соң · 之后
pace · early · earlier ahead_of_schedule · досрочно · мерзімінен_бұрын · 提前
pace · late · delayed delay delays behind_schedule postpon* · задерж* отлож* перенос* · кешік* кейінге · 推迟 延误
- · turnover · turnover · оборот* товарооборот* · айналым* · 贸易额 营业额 成交额
- · trade · trade trading · торгов* · сауда* · 贸易
- · price · price prices priced · цен* · баға* бағас* · 价格 售价
- · cost · cost costs · стоимост* стоит обошл* · құны құнын · 成本 造价 耗资
- · investment · invest* · инвест* вложен* · инвест* · 投资 出资
- · contract · contract* agreement* deal · контракт* договор* соглашен* · шарт шартқа келісімшарт* келісім* · 合同 协议
- · project · project* · проект* · жоба* · 项目
- · wheat · wheat · пшениц* · бидай* · 小麦
- · barley · barley · ячмен* · арпа* · 大麦
- · rice · rice · рис риса рисом · күріш* · 大米 稻米
- · grain · grain grains cereal* · зерн* · астық* дәнді* · 粮食 谷物
- · soy · soy soya soybean* · соя сои сою · соя* · 大豆
- · flour · flour · мука муки муку · ұн ұнның · 面粉
- · honey · honey · мед мёд меда мёда · бал балдың · 蜂蜜
- · tractor · tractor* · трактор* · трактор* · 拖拉机
- · container · container* · контейнер* · контейнер* · 集装箱
- · train · train trains · поезд* составы составов · пойыз* · 列车 专列
- · wagon · wagon* flatcar* · вагон* · вагон* · 车皮 车厢
- · truck · truck* lorry lorries · грузовик* фур* · жүк_көлі* · 卡车 货车
- · car · car cars · автомобил* легков* · автомобиль* жеңіл_көлік* · 汽车 轿车
- · gas · gas · газ газа газом газу · газ газды · 天然气
- · oil · oil crude · нефт* · мұнай* · 石油 原油
- · coal · coal · угол* угля углю · көмір* · 煤炭
- · uranium · uranium · уран урана · уран* · 铀
- · copper · copper · медь меди медью медн* · мыс мысты · 铜
- · gold · gold · золот* · алтын* · 黄金
- · electricity · electric* · электр* · электр* · 电力 用电
- · ticket · ticket* · билет* · билет* · 门票 售票 票
- · visitor · visitor* audience · посетител* зрител* · көрермен* келуші* · 观众 游客
- · passenger · passenger* · пассажир* · жолаушы* · 旅客 乘客
- · tourist · tourist* · турист* · турист* · 游客
- · staff · employ* staff worker* workforce · сотрудник* работник* штат* · қызметкер* жұмысшы* · 员工 职工
- · local · local locals resident* · местн* · жергілікті* · 当地 本地
- · budget · budget* · бюджет* · бюджет* · 预算
- · tax · tax taxes · налог* · салық* · 税
- · loan · loan* borrow* credit · кредит* заем заём займ* · несие* қарыз* · 贷款 借款
- · average · average averaged · средн* · орташа орта_есеппен · 平均 日均
- · share · share · доля доли долю долей · үлес* · 占比 份额 占
- · total · total totall* · всего итого общ* · жалпы барлығы · 总额 总计 共计 共
- · capacity · capacity · мощност* вместимост* · қуат* · 产能 容量 装机
- · output · output production produc* · производств* выпуск* выработ* · өндір* · 产量 生产
- · year-on-year · year_on_year year_over_year · годовом · жылдық · 同比
- · population · population · населен* · халық* тұрғын* · 人口
- · company · company companies firm firms · компани* фирм* · компания* · 公司 企业
- · visit · visit visits visited visiting · визит* посети* посеща* · сапар* барды · 访问 到访
- · meeting · meet meets met meeting talks · встре* переговор* · кездес* келіссөз* · 会见 会谈 会晤
- · sign · sign signs signed signing · подпис* · қол_қой* · 签署 签订 签约
- · announce · announc* · объяви* · жарияла* хабарла* · 宣布 公布
- · exhibition · exhibit* · выстав* экспозиц* · көрме* · 展览 博览会
- · concert · concert* · концерт* · концерт* · 演出 音乐会
- · student · student* pupil* · студент* школьник* · студент* оқушы* шәкірт* · 学生
- · flight · flight flights · рейс* · рейс* · 航班
- · road · road roads highway* · дорог* трасс* · жол жолды автожол* · 公路 道路
- · rail · rail railway* railroad* · железн*_дорог* железнодорож* · теміржол* темір_жол* · 铁路
- · border · border* · границ* пограничн* · шекара* · 边境 口岸
- · terminal · terminal* port ports · терминал* порт порта порту · терминал* порт · 港口 场站
- · warehouse · warehouse* · склад* · қойма* · 仓库 海外仓
- · parcel · parcel* package* · посыл* · сәлемдеме* · 包裹
- · lane · lane lanes · полос* · жолақ* · 车道
- · turbine · turbine* · турбин* · турбина* · 风机 涡轮
- · blade · blade blades · лопаст* · қалақ* · 叶片
- · emission · emission* · выброс* · шығарынды* · 排放
- · household · household* · домохозяйств* · үй_шаруашылы* · 家庭
- · wait · wait waits waiting waited queue* · очеред* ожидан* · кезек* · 等待 排队
- · deliver · deliver* ship ships shipped shipment* supply supplies · постав* отгруз* · жеткіз* · 交付 供应 送达
- · storage · storage store · хранилищ* · қойма* · 储存
- · yuan · yuan renminbi · юан* · юан* · 人民币
- · war · war wars · война войны войне · соғыс* · 战争
- · death · died dead death deaths killed · погиб* умер* смерт* убит* · қаза қайтыс өлді · 死亡 遇难 丧生
- · injury · injured injur* wounded · ранен* пострада* · жарақат* жаралан* · 受伤
- · election · election* vote votes voted · выбор* голос* · сайлау* дауыс* · 选举 投票
- · law · law laws bill · закон* законопроект* · заң заңды заңға заңын · 法律 法案
- · court · court courts · суд суда суде судом · сот сотта соты · 法院
- · school · school schools · школ* · мектеп* · 学校
- · hospital · hospital* · больниц* госпитал* · аурухана* · 医院
- · research · research* study studies · исследован* · зерттеу* · 研究
- · energy · energy · энерг* · энерг* · 能源
- · transit · transit · транзит* · транзит* · 过境
- · harvest · harvest* crop crops · урожа* уборк* · өнім* егін* · 收成 收获
"""


class _Lexicon(NamedTuple):
    tables: dict[str, PrefixTable]
    han: dict[str, str]
    initials: frozenset[str]
    groups: dict[str, str]


@cache
def _lexicon() -> _Lexicon:
    blocks: dict[str, dict[str, str]] = {"en": {}, "ru": {}, "kk": {}}
    han: dict[str, str] = {}
    groups: dict[str, str] = {}
    for line in _TABLE.strip().splitlines():
        group, name, en, ru, kk, zh = (cell.strip() for cell in line.split(" · "))
        groups[name] = group
        blocks["en"][name], blocks["ru"][name], blocks["kk"][name] = en, ru, kk
        han.update(dict.fromkeys(zh.split(), name))
    tables = {language: PrefixTable(block) for language, block in blocks.items()}
    return _Lexicon(tables, han, frozenset(word[0] for word in han), groups)


def group_of(name: str) -> str:
    """Group of a concept; "-" for a topic."""
    return _lexicon().groups.get(name, "-")


def concepts_of(tokens: list[Token], language: str) -> list[Concept]:
    """Concepts in order; one that is part of a longer word's match is not counted again."""
    lexemes = _lexicon()
    found: list[Concept] = []
    at = 0
    while at < len(tokens):
        hit = _at(lexemes, tokens, at, language)
        if hit is None:
            at += 1
            continue
        name, end = hit
        found.append(Concept(name, lexemes.groups[name], at, end))
        at = end
    return found


def _at(lexemes: _Lexicon, tokens: list[Token], at: int, language: str) -> tuple[str, int] | None:
    token = tokens[at]
    if token.kind == "w":
        return lexemes.tables[lexicon(token.low, language)].match(tokens, at)
    if token.kind != "h" or token.low not in lexemes.initials:
        return None
    joined = "".join(t.low if len(t.low) == 1 else "\0" for t in tokens[at : at + 4])
    for length in range(len(joined), 0, -1):
        if joined[:length] in lexemes.han:
            return lexemes.han[joined[:length]], at + length
    return None

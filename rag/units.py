# ruff: noqa: E501 - tables of patterns and units that are read row by row
"""Units of measure in four languages, each under one canonical name.

A *hard* unit (money, share, mass, length, time …) is part of the value: "12 tonnes" is not "12 kilometres". A *soft*
one (people, vehicles …) merely counts, and languages name what they count too freely to hold one against the other.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import NamedTuple

from .scan import PrefixTable, Token, lexicon

__all__ = ["CODES", "SYMBOLS", "Unit", "all_units", "han_unit", "unit_at"]


class Unit(NamedTuple):
    """``factor`` turns a value into the base unit of its dimension."""

    name: str
    dimension: str  # money, share, points, mass, length, area, volume, power, energy, time, times, heat, speed, count
    factor: Fraction


SYMBOLS = {"$": "USD", "€": "EUR", "¥": "CNY", "￥": "CNY", "₸": "KZT", "£": "GBP", "₽": "RUB"}
CODES = {"usd": "USD", "eur": "EUR", "cny": "CNY", "rmb": "CNY", "kzt": "KZT", "rub": "RUB", "gbp": "GBP", "jpy": "JPY"}

# name · dimension · factor · en · ru · kk · zh; "*" ends a beginning, "_" parts words
_TABLE = """
USD · money · 1 · dollar* us_dollar* u_s_dollar* american_dollar* · доллар* долл америк*_доллар* · доллар* долл ақш_доллар* америка_доллар* · 美元 美金
EUR · money · 1 · euro euros · евро · еуро* евро* · 欧元
CNY · money · 1 · yuan renminbi chinese_yuan · юан* китайск*_юан* · юан* қытай_юан* · 元人民币 人民币 元 块钱
KZT · money · 1 · tenge · тенге · теңге* тг · 坚戈 腾格
RUB · money · 1 · ruble* rouble* russian_rouble* russian_ruble* · рубл* руб · рубль* · 卢布
GBP · money · 1 · pound* sterling · фунт*_стерлинг* · фунт* · 英镑
JPY · money · 1 · yen · иен* йен* · иен* · 日元
% · share · 1 · percent per_cent pct · процент* проц · пайыз* процент* · %
pp · points · 1 · percentage_point* percent_point* pp · процентн*_пункт* п_п · пайыздық_тармақ* пайыздық_пункт* пайыздық_тармағ* п_т · 个百分点
bp · points · 1/100 · basis_point* · базисн*_пункт* · базистік_тармақ* базистік_пункт* · 个基点
t · mass · 1 · tonne tonnes ton tons metric_ton* t mt · тонн* т · тонна* тонна т · 吨 公吨
kg · mass · 1/1000 · kilogram* kilo kilos kg · килограмм* кило кг · килограмм* келі кг · 公斤 千克
km · length · 1000 · kilometre* kilometer* km · километр* км · шақырым* километр* км · 公里 千米
m · length · 1 · metre metres meter meters m · метр* м · метр* м · 米
cm · length · 1/100 · centimetre* centimeter* cm · сантиметр* см · сантиметр* см · 厘米
mile · length · 1609344/1000 · mile miles · миля мили миль · миль · 英里
m2 · area · 1 · square_met* sq_m m² · квадратн*_метр* кв_м кв_метр* м² · шаршы_метр* м² · 平方米
km2 · area · 1000000 · square_kilomet* sq_km km² · квадратн*_километр* кв_км км² · шаршы_шақырым* шаршы_километр* км² · 平方公里 平方千米
mi2 · area · 2589988 · square_mile* sq_mi sq_mile* · квадратн*_мил* кв_мил* · шаршы_миль* · 平方英里
ha · area · 10000 · hectare* ha · гектар* га · гектар* га · 公顷
mu · area · 10000/15 · mu · му · му · 亩
m3 · volume · 1 · cubic_met* cu_m m³ · кубометр* куб_м кубическ*_метр* м³ · текше_метр* текше_м м³ · 立方米
l · volume · 1/1000 · litre* liter* · литр* л · литр* л · 升
bbl · volume · 158987/1000000 · barrel* bbl · баррел* · баррель* · 桶
MW · power · 1000 · megawatt* mw · мегаватт* мвт · мегаватт* мвт · 兆瓦
GW · power · 1000000 · gigawatt* gw · гигаватт* гвт · гигаватт* гвт · 吉瓦
kW · power · 1 · kilowatt* kw · киловатт* квт · киловатт* квт · 千瓦
kWh · energy · 1 · kilowatt_hour* kwh kw_h · киловатт_час* квт_ч квт_час* · киловатт_сағат* квт_сағ* · 千瓦时 度电
MWh · energy · 1000 · megawatt_hour* mwh · мегаватт_час* мвт_ч · мегаватт_сағат* мвт_сағ* · 兆瓦时
kV · voltage · 1 · kilovolt* kv · киловольт* кв · киловольт* кв · 千伏
°C · heat · 1 · degree* celsius °c · градус* °c · градус* °c · 摄氏度 ℃ 度
km/h · speed · 1 · kilomet*_per_hour km_h kmh · километр*_в_час км_ч · шақырым_сағатына км_сағ · 公里/小时
TEU · count · 1 · teu teus twenty_foot_equivalent_unit* container* box boxes · дфэ тэу контейнер* · жфб контейнер* · 标箱 标准箱 个集装箱
second · time · 1/86400 · second seconds · секунд* · секунд* · 秒
minute · time · 1/1440 · minute* min mins · минут* мин · минут* мин · 分钟
hour · time · 1/24 · hour hours · час часа часов часам часами часах ч часов* · сағат* · 小时 个小时 个多小时
day · time · 1 · day days · день дня дней дням днями днях сут* дневн* · күн күнде күнге күннен күндік күннің тәулік* · 天 日
week · time · 7 · week weeks · недел* · апта* · 周 个星期
month · time · 3044/100 · month months · месяц* месячн* мес · ай айда айға айдан айдың айлық айы айында · 个月 个多月
year · time · 36525/100 · year years · год года лет годам годами годах летн* · жыл жылда жылға жылдан жылдың жылдық жылы жылдай · 年 年间
decade · time · 36525/10 · decade decades · десятилет* · онжылдық* · 个年代
times · times · 1 · times time fold · раз раза кратн* · есе есеге есеге_дейін есеге_жуық рет · 倍 次 番
person · count · 1 · people person persons employees workers residents visitors passengers tourists students soldiers migrants citizens delegates participants musicians children · человек* люд* чел сотрудник* работник* жител* посетител* пассажир* турист* студент* гражд* участник* · адам* қызметкер* тұрғын* жолаушы* турист* студент* көрермен* оқушы* азамат* · 人 名 位 人次
vehicle · count · 1 · vehicle* car cars truck* lorries automobile* · машин* автомобил* авто грузовик* фура фуры фур · көлік* көліг* автокөлік* автокөліг* машина* · 辆 台
piece · count · 1 · item* piece* object* ticket* parcel* · предмет* билет* штук* шт · дана билет* жәдігер* · 件 张 枚
household · count · 1 · household* famil* · домохозяйств* семей · үй_шаруашылығ* отбасы* · 户
firm · count · 1 · compan* firm firms enterprise* business businesses · компани* предприят* фирм* · компания* кәсіпорын* · 家
country · count · 1 · countr* nation nations states · страна страны стран странах государств* · ел елдің елде мемлекет* · 个国家 国
city · count · 1 · city cities town towns · город города городов городах · қала* · 座城市
train · count · 1 · train trains · поезд* состав состава составов составы · пойыз* құрам* · 列
flight · count · 1 · flight flights · рейс* · рейс* · 班 个航班
"""


@cache
def _tables() -> tuple[dict[str, Unit], dict[str, PrefixTable], dict[str, str]]:
    units: dict[str, Unit] = {}
    blocks: dict[str, dict[str, str]] = {"en": {}, "ru": {}, "kk": {}}
    han: dict[str, str] = {}
    for line in _TABLE.strip().splitlines():
        name, dimension, factor, en, ru, kk, zh = (cell.strip() for cell in line.split(" · "))
        units[name] = Unit(name, dimension, Fraction(factor))
        blocks["en"][name], blocks["ru"][name], blocks["kk"][name] = en, ru, kk
        han.update(dict.fromkeys(zh.split(), name))
    return units, {language: PrefixTable(block) for language, block in blocks.items()}, han


def all_units() -> dict[str, Unit]:
    """Units by canonical name."""
    return _tables()[0]


def unit_at(tokens: list[Token], at: int, language: str) -> tuple[Unit, int] | None:
    """The unit whose words begin at token ``at``, and the index after them."""
    if at >= len(tokens):
        return None
    word = tokens[at].low
    units, tables, _ = _tables()
    if word in "%％":
        return units["%"], at + 1
    if word in SYMBOLS:
        return units[SYMBOLS[word]], at + 1
    if word in CODES:
        return units[CODES[word]], at + 1
    if word == "°" and at + 1 < len(tokens) and tokens[at + 1].low in ("c", "с"):
        return units["°C"], at + 2
    if tokens[at].kind == "h" or word in "℃":
        return han_unit(tokens, at)
    hit = tables[lexicon(word, language)].match(tokens, at)
    if hit is None and language == "kk":
        hit = tables["ru"].match(tokens, at)
    return (units[hit[0]], hit[1]) if hit else None


def han_unit(tokens: list[Token], at: int) -> tuple[Unit, int] | None:
    """The longest Chinese unit that begins at token ``at``."""
    units, _, han = _tables()
    joined = "".join(token.low[:1] if len(token.low) == 1 else "\0" for token in tokens[at : at + 5])
    for length in range(len(joined), 0, -1):
        name = han.get(joined[:length])
        if name:
            return units[name], at + length
    return None

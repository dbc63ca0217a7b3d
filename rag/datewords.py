# ruff: noqa: E501 - tables of patterns and units that are read row by row
"""Words for calendar time in four languages, and the patterns in which dates are written.

Every pattern is linear in the text: repeats are bounded and alternatives begin differently.
"""

from __future__ import annotations

import re
from functools import cache

__all__ = ["month_of", "patterns", "quarter_of", "relative_of", "small_number", "weekday_of"]

_MONTHS = {
    "en": "January|Jan February|Feb March|Mar April|Apr May June|Jun July|Jul August|Aug September|Sept|Sep October|Oct "
    "November|Nov December|Dec",
    "ru": "январ феврал март апрел ма[йяею]|мая|мае июн июл август сентябр октябр ноябр декабр",
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек|қыркүйег қазан қараша желтоқсан",
}
_WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "ru": "понедельник|понедельника вторник|вторника среду четверг|четверга пятницу|пятницы субботу|субботы воскресенье|воскресенья",
    "kk": "дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі",
    "zh": "一 二 三 四 五 六 日|天",
}
# key: unit and offset from the publication
_RELATIVE = {
    "en": {
        "day-2": "the day before yesterday", "day-1": "yesterday", "day+0": "today", "day+1": "tomorrow",
        "week-1": "last week|the previous week", "week+0": "this week", "week+1": "next week|the coming week",
        "month-1": "last month|the previous month", "month+0": "this month", "month+1": "next month",
        "quarter-1": "last quarter|the previous quarter", "quarter+0": "this quarter|the current quarter",
        "quarter+1": "next quarter",
        "year-1": "last year|the previous year|a year earlier|a year ago|a year before|one year earlier",
        "year+0": "this year|the current year", "year+1": "next year|the coming year|the following year",
    },
    "ru": {
        "day-2": "позавчера", "day-1": "вчера", "day+0": "сегодня", "day+1": "завтра",
        "week-1": "прошлой неделе", "week+0": "этой неделе", "week+1": "следующей неделе|будущей неделе",
        "month-1": "прошлом месяце|прошлого месяца", "month+0": "этом месяце|текущем месяце|этого месяца",
        "month+1": "следующем месяце|следующего месяца|будущем месяце",
        "quarter-1": "прошлом квартале", "quarter+0": "этом квартале|текущем квартале", "quarter+1": "следующем квартале",
        "year-1": "прошлом году|прошлого года|прошлый год|прошлым годом|прошлогодн\\w{1,4}|предыдущем году|годом ранее|год назад",
        "year+0": "этом году|этого года|текущем году|текущего года|начала года|конца года|нынешнем году",
        "year+1": "следующем году|следующего года|следующий год|будущем году|будущего года",
    },
    "kk": {
        "day-1": "кеше", "day+0": "бүгін", "day+1": "ертең", "week-1": "өткен апта\\w{0,4}", "week+0": "осы апта\\w{0,4}",
        "week+1": "келесі апта\\w{0,4}|келер апта\\w{0,4}", "month-1": "өткен ай\\w{0,4}", "month+0": "осы ай\\w{0,4}",
        "month+1": "келесі ай\\w{0,4}|келер ай\\w{0,4}",
        "quarter-1": "өткен тоқсан\\w{0,4}", "quarter+0": "осы тоқсан\\w{0,4}", "quarter+1": "келесі тоқсан\\w{0,4}",
        "year-1": "былтыр\\w{0,4}|өткен жыл\\w{0,4}|бір жыл бұрын", "year+0": "биыл\\w{0,4}|осы жыл\\w{0,4}|ағымдағы жыл\\w{0,4}",
        "year+1": "келесі жыл\\w{0,4}|келер жыл\\w{0,4}|алдағы жыл\\w{0,4}",
    },
    "zh": {
        "day-2": "前天", "day-1": "昨天|昨日", "day+0": "今天|今日", "day+1": "明天|明日", "week-1": "上周|上星期",
        "week+0": "本周|这周", "week+1": "下周", "month-1": "上个月|上月", "month+0": "本月|这个月|当月", "month+1": "下个月|下月",
        "quarter-1": "上季度|上一季度", "quarter+0": "本季度", "quarter+1": "下季度",
        "year-2": "前年", "year-1": "去年|上年|上一年", "year+0": "今年|本年度|本年", "year+1": "明年",
    },
}  # fmt: skip
_ORDER = {
    "en": "first|1st second|2nd third|3rd fourth|4th",
    "ru": "перв\\w{1,3}|1-\\w{1,2}|I второ\\w{1,3}|2-\\w{1,2}|II третье\\w{0,2}|третий|3-\\w{1,2}|III четверт\\w{1,3}|4-\\w{1,2}|IV",
    "kk": "бірінші|1-ші|І|I екінші|2-ші|ІІ|II үшінші|3-ші|ІІІ|III төртінші|4-ші|ІV|IV",
    "zh": "一|1|首 二|2 三|3 四|4",
}
_SMALL = {
    "en": "one two three four five six seven eight nine ten eleven twelve",
    "ru": "один|одного два|двух три|трёх|трех четыре|четырёх|четырех пять|пяти шесть|шести семь|семи восемь|восьми "
    "девять|девяти десять|десяти одиннадцать|одиннадцати двенадцать|двенадцати",
    "kk": "бір екі үш төрт бес алты жеті сегіз тоғыз он он_бір он_екі",
    "zh": "一 二|两 三 四 五 六 七 八 九 十 十一 十二",
}

_Y = r"(?P<y>(?:1[0-9]|20)\d\d)(?![\d])"
_D = r"(?<![\d.,])(?P<d>\d{1,2})"
_HN = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})"  # digits or a small Han numeral
_PATTERNS = {
    "en": [
        rf"{_D}(?:st|nd|rd|th)?(?:(?:\s?[–-]\s?|\s(?:to|and)\s)(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?)?\s(?:of\s)?(?P<m>MONTH)\b\.?(?:,?\s(?:of\s)?(?:(?P<ry>this year|last year|next year)|{_Y}))?",
        rf"\b(?P<m>MONTH)\b\.?\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?[–-]\s?(?P<d2>\d{{1,2}}))?(?![\d:.,]\d|\d)(?:,?\s{_Y})?",
        rf"\b(?P<m>MONTH)\b\s?(?:[–-]|to|through)\s?(?P<m2>MONTH)\b\.?(?:,?\s(?:of\s)?{_Y})?",
        rf"\b(?P<m>MONTH)\b\.?,?\s(?:of\s)?(?:{_Y}|(?P<ry>this year|last year|next year))",
        r"\b(?P<ry>last|this|next)\s(?P<m>MONTH)\b",
        r"\b(?i:in|by|since|until|till|from|of|during|between|and|before|after|early|late|mid|through|to|for)[ -](?P<at>)(?P<m>MONTH)\b",
        rf"\b(?i:the\s)?(?P<q>(?i:ORDER))[\s-](?i:quarter)(?:\s(?:of\s)?(?:{_Y}|(?P<ry>this year|last year|next year)))?",
        rf"\bQ(?P<q>[1-4])\b(?:\s(?:of\s)?{_Y})?",
        rf"\b(?i:the\s)?(?P<half>(?i:first|second))[\s-]half\sof\s(?:the\syear|{_Y}|(?P<ry>this year|last year|next year))",
        rf"\b(?i:the\s)?first\s(?P<n>\d{{1,2}}|SMALL)\smonths(?:\sof\s(?:the\syear|{_Y}|(?P<ry>this year|last year)))?",
        rf"\b(?P<n>\d{{1,2}}|SMALL)\smonths\sof\s(?:{_Y}|(?P<ry>this year|last year))",
        r"\b(?:(?P<near>(?i:last|next|this))\s)?(?P<wd>WEEKDAY)\b",
        r"\b(?P<rel>(?i:RELATIVE))\b",
        r"\b(?P<dec>1\d\d0|20\d0)['’]?s\b",
        r"\b(?P<cent>1?\d|2[01])(?:st|nd|rd|th)[\s-](?i:century|centuries)\b",
        r"(?<![\d:.])(?P<hh>[01]?\d|2[0-3])(?::(?P<mm>[0-5]\d))?\s?(?P<ap>[ap]\.?m\b\.?)",
    ],
    "ru": [
        rf"{_D}(?:-го|-е)?(?:\s?[–—-]\s?(?P<d2>\d{{1,2}}))?\s(?P<m>MONTH)\w{{0,2}}\b(?:,?\s(?:{_Y}|(?P<ry>прошлого года|этого года|следующего года|текущего года))(?:[\s\u00a0]?г(?:ода|оду|\.)?)?)?",
        rf"\b(?P<m>MONTH)\w{{0,2}}\s?[–—-]\s?(?P<m2>MONTH)\w{{0,2}}\b(?:\s{_Y}(?:[\s\u00a0]?г(?:ода|оду|\.)?)?)?",
        rf"\b(?P<m>MONTH)\w{{0,2}}\s(?:{_Y}(?:[\s\u00a0]?г(?:ода|оду|\.)?)?|(?P<ry>прошлого года|этого года|следующего года|текущего года))",
        r"\b(?i:в|во|с|со|до|к|на|за|от|по|начале|начала|конце|конца|середине|чем в|половине|половины)[\s\u00a0](?P<at>)(?P<m>MONTH)\w{0,2}\b",
        rf"\b(?P<q>ORDER)\s(?i:квартал\w{{0,3}})(?:\s(?:{_Y}(?:\s?г(?:ода|оду|\.)?)?|(?P<ry>прошлого года|этого года|текущего года|следующего года)))?",
        rf"\b(?P<half>(?i:перв|втор)\w{{1,3}})\s(?:полугоди\w{{1,2}}|половин\w\sгода)(?:\s{_Y}(?:\s?г(?:ода|оду|\.)?)?)?",
        rf"\b(?i:за|перв\w{{1,3}})\s(?:первые\s)?(?P<n>\d{{1,2}}|SMALL)\sмесяц\w{{0,3}}\s(?:с\sначала\sгода|{_Y}(?:\s?г(?:ода|оду|\.)?)?|(?P<ry>прошлого года|этого года|текущего года))",
        r"\b(?:(?P<near>(?:прошл|минувш|следующ|ближайш|будущ)\w{2,3})\s)?(?P<wd>(?i:WEEKDAY))\b",
        r"\b(?P<rel>(?i:RELATIVE))\b",
        r"(?<!и )(?<!, )\b(?P<dec>1\d\d0|20\d0)\s(?:годах|годами)\b",
        r"\b(?P<dec>1\d\d0|20\d0|[1-9]0)-\w{1,2}\s?(?:год\w{0,2}|гг)?",
        r"\b(?P<cent>[XVIХ]{1,5}|\d{1,2})(?:-\w{1,2})?\s(?:век|столети)\w{0,3}\b",
        rf"{_Y}(?:-\w{{1,3}})?[\s\u00a0]?(?:год\w{{0,3}}|гг?\b\.?)",
    ],
    "kk": [
        rf"{_Y}\s?(?:ж\.|жыл\w{{0,6}})\s?(?P<d>\d{{1,2}})(?:\s?[–—-]\s?(?P<d2>\d{{1,2}}))?\s(?P<m>MONTH)\w{{0,5}}",
        rf"{_Y}\s?(?:ж\.|жыл\w{{0,6}})\s?(?P<m>MONTH)\w{{0,4}}\s?[–—-]\s?(?P<m2>MONTH)\w{{0,5}}",
        rf"{_Y}\s?(?:ж\.|жыл\w{{0,6}})\s(?P<m>MONTH)\w{{0,5}}",
        rf"{_Y}\s?(?:ж\.|жыл\w{{0,6}})\s(?P<q>ORDER)\sтоқсан\w{{0,5}}",
        rf"{_Y}\s?(?:ж\.|жыл\w{{0,6}})\s(?P<half>бірінші|екінші)\sжарты\w{{0,10}}",
        rf"{_Y}\s?(?:ж\.|жыл\w{{0,6}})\s(?:алғашқы\s)?(?P<n>\d{{1,2}}|SMALL)\sай\w{{0,4}}",
        r"\b(?P<ry>биылғы жылдың|биылғы|былтырғы|былтыр|биыл|келесі жылдың|келесі жылғы|өткен жылғы)\s(?:(?P<d>\d{1,2})\s)?(?P<m>MONTH)\w{0,5}\b",
        rf"{_D}(?:\s?[–—-]\s?(?P<d2>\d{{1,2}}))?\s(?P<m>MONTH)\w{{0,5}}\b",
        r"\b(?P<m>MONTH)\w{0,4}\s?[–—-]\s?(?P<m2>MONTH)\w{0,4}\b",
        r"\b(?P<q>ORDER)\sтоқсан\w{0,5}",
        r"\b(?P<half>бірінші|екінші)\sжартыжылды\w{0,5}",
        r"(?<!осы )\b(?P<m>MONTH)(?:да|де|та|те|дан|ден|тан|тен|нан|нен|ға|ге|ның|нің|дың|дің|ында|інде|ынан|інен|ына|іне|\sайы\w{0,4})\b",
        r"\b(?:(?P<near>өткен|келесі|келер|алдағы)\s)?(?P<wd>(?i:WEEKDAY))(?:де|да|ге|ға|нің|ның|\sкүні)?\b",
        r"\b(?P<rel>(?i:RELATIVE))\b",
        r"\b(?P<dec>1\d\d0|20\d0|[1-9]0)-жылд\w{0,6}",
        r"\b(?P<cent>[XVIХІ]{1,5}|\d{1,2})(?:-\w{1,2})?\sғасыр\w{0,5}",
        rf"{_Y}(?:-\w{{2,4}})?\s?(?:жыл\w{{0,7}}|жж?\b\.?)",
    ],
    "zh": [
        rf"(?P<y>(?:1[0-9]|20)\d\d|[一二][〇零一二三四五六七八九]{{3}})\s?年\s?(?:(?P<m>{_HN})\s?月(?:份)?\s?(?:(?P<d>{_HN}十?[一二三四五六七八九]?)\s?[日号])?)?(?:第?(?P<q>[一二三四1-4])季度)?(?P<half>[上下]半年)?(?:前(?P<n>{_HN})\s?个月)?",
        rf"(?P<ry>去年|今年|明年|前年)(?:(?P<m>{_HN})\s?月(?:份)?(?:(?P<d>{_HN})\s?[日号])?)?(?:第?(?P<q>[一二三四1-4])季度)?(?P<half>[上下]半年)?(?:前(?P<n>{_HN})\s?个月)?",
        rf"(?<![\d一二三四五六七八九十])(?P<m>{_HN})\s?月(?!\d)(?:份)?(?:\s?(?P<d>{_HN})\s?[日号])?",
        r"(?<!\d)(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})(?:\s?日|号)?",
        r"第?(?P<q>[一二三四1-4首])季度?(?!节)",
        r"(?P<half>[上下]半年)",
        r"(?<![\d月])(?P<d>\d{1,2})[日号](?![元线])",
        r"(?<!每)(?P<near>上|本|这|下)?(?:周|星期|礼拜)(?P<wd>[一二三四五六日天])(?![期致])",
        r"(?P<rel>RELATIVE)",
        r"(?P<cent>\d{1,2}|[一二十九八七六五]{1,3})\s?世纪\s?(?P<dec>\d0|[一二三四五六七八九]十)\s?年代",
        r"(?P<cent>\d{1,2}|[一二十九八七六五]{1,3})\s?世纪",
        r"(?P<part>上午|下午|晚上|早上|晚|中午)(?P<hh>\d{1,2})(?:[点时:：](?P<mm>\d{1,2})?)分?",
    ],
}
_EVERYWHERE = [
    r"(?<![\d-])(?P<y>(?:19|20)\d\d)-(?P<m>0[1-9]|1[0-2])-(?P<d>[0-3]\d)(?![\d-])",
    r"(?<![\d/])(?P<y>(?:19|20)\d\d)/(?P<m>0[1-9]|1[0-2])/(?P<d>[0-3]\d)(?![\d])",
    r"(?<![\d.])(?P<d>[0-3]?\d)\.(?P<m>0[1-9]|1[0-2])\.(?P<y>(?:19|20)\d\d)(?![\d.]\d)",
    r"(?<![\d.,:])(?P<hh>[01]?\d|2[0-3])[:：](?P<mm>[0-5]\d)(?![\d:])",
    r"(?<![\d.,$€¥₸/-])(?P<y>(?:1[0-9]|20)\d\d)\s?[–—/-]\s?(?P<y2>(?:1[0-9]|20)\d\d|(?<=\d[–—/-])\d\d)(?![\d.,]\d|\d)(?:\s?(?:год\w{0,2}|гг?\.|жыл\w{0,6}|年))?",
]
# A bare year needs a word before it that leads to time, or brackets, or a sentence mark after it.
_BARE_YEAR = {
    "en": r"(?i:\b(?:in|since|between|by|of|until|till|from|before|after|during|for|through|than|early|late|mid|and|to|year|the|early-|late-|mid-)[\s-]|\()(?P<at>)(?P<y>(?:1[0-9]|20)\d\d)(?![\d%]|[.,]\d|\s(?:rpm|RPM))",
    "ru": r"(?i:\b(?:в|с|к|до|от|по|за|на|между|чем в)[\s\u00a0]|\(|(?<=\d),?\s)(?P<at>)(?P<y>(?:1[0-9]|20)\d\d)(?:(?=\s?(?:и|по|до|,)\s?(?:1[0-9]|20)\d\d)|(?=[),.;:\s-]|$)(?!(?:[.,]\d|\s\w|-\w{3,})))",
    "kk": r"\((?P<at>)(?P<y>(?:1[0-9]|20)\d\d)\)",
    "zh": r"[（(](?P<at>)(?P<y>(?:1[0-9]|20)\d\d)[)）]",
}


def _any(block: str) -> str:
    return "(?:" + "|".join(sorted(block.replace("_", " ").replace(" ", "|").split("|"), key=len, reverse=True)) + ")"


@cache
def patterns(language: str) -> tuple[re.Pattern[str], ...]:
    """Patterns of a language, the more telling first; named groups say what each part is."""
    found: list[re.Pattern[str]] = [re.compile(pattern) for pattern in _EVERYWHERE]
    spoken = "|".join(sorted("|".join(_RELATIVE[language].values()).split("|"), key=len, reverse=True))
    for pattern in [*_PATTERNS[language], _BARE_YEAR[language]]:
        for name, block in (("MONTH", _MONTHS), ("WEEKDAY", _WEEKDAYS), ("ORDER", _ORDER), ("SMALL", _SMALL)):
            if name in pattern:
                pattern = pattern.replace(name, _any(block[language]))
        flags = re.IGNORECASE if language in ("ru", "kk") and "cent" not in pattern else 0
        found.append(re.compile(pattern.replace("RELATIVE", spoken), flags))
    return tuple(found)


def _place(word: str, block: str) -> int:
    for place, names in enumerate(block.split(), 1):
        if any(re.fullmatch(name.replace("_", " "), word, re.IGNORECASE) for name in names.split("|")):
            return place
    return 0


@cache
def month_of(word: str, language: str) -> int:
    """1 to 12, or 0."""
    if word.isdigit():
        return int(word) if 1 <= int(word) <= 12 else 0
    return small_number(word, "zh") if language == "zh" else _place(word, _MONTHS[language])


@cache
def weekday_of(word: str, language: str) -> int:
    """1 (Monday) to 7, or 0."""
    return _place(word, _WEEKDAYS[language])


@cache
def quarter_of(word: str, language: str) -> int:
    """1 to 4, or 0."""
    return int(word) if word.isdigit() else _place(word, _ORDER[language])


@cache
def small_number(word: str, language: str) -> int:
    """1 to 12, or 0."""
    return int(word) if word.isdigit() else _place(word, _SMALL[language])


@cache
def relative_of(phrase: str, language: str) -> str:
    """Key such as "year-1", or "" when the phrase is unknown."""
    for key, forms in _RELATIVE[language].items():
        if re.fullmatch(forms, phrase, re.IGNORECASE):
            return key
    return ""

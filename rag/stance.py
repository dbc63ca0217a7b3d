# ruff: noqa: E501 - tables of words
"""How a sentence holds what it says: denied, planned, possible, alleged; of all, most or some.

A cue ("not", "намерен", "мүмкін", 未) falls on the nearest content word it governs: the next one, or in Kazakh, whose
verbs close the clause, the one before. Each content word of a sentence thus carries the stances in which it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from .domain import Span
from .scan import PrefixTable, Token, lexicon
from .stopwords import STOPWORDS
from .terms import document_terms

__all__ = ["Cue", "cues_of", "is_past", "stem_of"]

_CUES = {
    "en": {
        "negation": "not yet_to never no_longer cannot neither nor refused_to failed_to declined_to unable_to no hardly "
        "don't doesn't didn't won't isn't aren't wasn't weren't can't couldn't hasn't haven't hadn't wouldn't shouldn't "
        "don’t doesn’t didn’t won’t isn’t aren’t wasn’t weren’t can’t couldn’t hasn’t haven’t hadn’t wouldn’t shouldn’t",
        "plan": "will plans_to planned planning plan intend* expected expects due_to_be due_to scheduled aims_to aim_to agreed_to "
        "set_to going_to pledged_to promised_to is_due",
        "soft": "would shall should must hopes_to hope_to to_be wants_to seek* aims want_to proposes_to likely unlikely if",
        "possible": "may might could possibly perhaps",
        "hedge": "alleg* reportedly purported* rumour* rumor* unconfirmed supposedly apparently",
        "all": "all every each entire", "most": "most the_majority_of majority", "some": "some several certain a_few part_of partly",
        "only": "only solely",
    },
    "ru": {
        "negation": "не нет ни никогда без нельзя невозможно больше_не",
        "plan": "будет будут планир* намерен* намерева* собира* ожида* должн* предстоит предполага* рассчитыва* договорил* обяз* планы запланир* намечен*",
        "soft": "бы хочет хотят хотел* стоит следует нужно надо если чтобы",
        "possible": "может могут мог могла могло могли возможно вероятно",
        "hedge": "якобы предположительно по_неподтвержденным по_неподтверждённым по_слухам по_некоторым_данным",
        "all": "все всех всем всеми все_ всё каждый каждая каждого каждой весь вся", "most": "большинство большинства большинством большая_часть большую_часть",
        "some": "некоторые некоторых некоторым несколько часть частично", "only": "только лишь исключительно",
    },
    "kk": {
        "negation": "емес жоқ емеспіз",
        "plan": "жоспарла* көзде* тиіс ниетт* күтіл* уәделес* келісті болмақ міндетт* жоспарда", "possible": "мүмкін ықтимал бәлкім", "soft": "керек қажет еді егер",
        "hedge": "мыс-мыс расталмаған болжам_бойынша", "all": "барлық барлығы бүкіл әрбір әр", "most": "көпшілі* басым_бөлі*",
        "some": "кейбір бірқатар бірнеше ішінара", "only": "тек ғана",
    },
    "zh": {
        "negation": "尚未 从未 没有 没能 未能 不再 并未 并非 不是 不会 不能 无法 拒绝 未 没 不 无",
        "plan": "计划 打算 拟 预计 将 将要 有望 准备 同意 力争", "soft": "决定 争取 应 希望 要 如果 愿意 想 会", "possible": "可能 或许 也许 或将",
        "hedge": "据称 据传 疑似 传闻 涉嫌 未经证实", "all": "所有 全部 全体 一切 每个 均", "most": "大多数 大部分 多数 绝大多数",
        "some": "部分 一些 若干 有的 某些", "only": "只有 仅有 仅", "done": "已经 已 业已",
    },
}  # fmt: skip
_NOT_A_CUE = {"en": ("not_only", "not_just", "not_more", "not_necessarily", "not_merely", "no_doubt"), "ru": ("не_только", "не_менее", "не_больше", "не_более", "не_меньше", "не_раз"),
              "kk": (), "zh": ("不仅", "不过", "不少", "不断", "不同", "不得", "不足", "不超", "不低", "未来", "无论", "将近", "不到", "不满", "不久", "没想", "不但", "不只")}  # fmt: skip
_POSTPOSED = frozenset({"negation", "plan", "possible"})  # classes whose Kazakh cues follow what they govern
_PREPOSED_KK = frozenset({"болжам", "мыс", "расталмаған"})
_KK_NEGATED = re.compile(
    r"(?<!^кө)(?<=\w\w)(?:ма|ме|ба|бе|па|пе)(?:ды|ді|ған|ген|йды|йді|йтын|йтін|й|с|са|се|дық|дік|ймыз|йміз|стан|уі|у|дым|дім)$"
)
_KK_INTENT = re.compile(r"(?<=\w\w)(?:мақ|мек|бақ|бек|пақ|пек)(?:шы|ші|пыз|піз)?$")
_KK_INTENT_NOT = frozenset(
    "көмек тамақ еңбек бөлек жүрмек ермек өрнек сабақ аймақ бармақ құймақ тоқпақ шақпақ бұрмақ саусақ сұлбақ".split()
)
_KK_VERBAL = re.compile(
    r"(?:ыл|іл)?(?:[мбп][ае])?(?:уды|уді|уға|уге|уын|уін|уы|уі|у|[дт][ыі]|[ғқгк][ае]н|[айе]?й[дт][ыі]|[ае][дт][ыі]|[ыі]п|мақ|мек)$"
)
_PAST = {
    "en": re.compile(r".{2,}ed$"),
    "ru": re.compile(r".{2,}(?:л|ла|ло|ли|лся|лась|лось|лись|ен|ена|ено|ены|ан|ана|ано|аны)$"),
    "kk": re.compile(r".{2,}(?:(?<!у)[дт][ыі]|ған|ген|қан|кен)$"),
}
_LIGHT = frozenset(
    """able least make made makes use using used get got go going take taken come have having having been being really very
    even always fully quite necessarily always yet just also still ever much many it there any enough
    есть быть было было так очень совсем вполне полностью всегда только еще ещё там тут
    """.split()
)
_CLAUSE_ENDS = frozenset(",;:.!?，；：。！？、—–")
_REACH = 6  # tokens between a cue and the word it falls on


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue and the content words it falls on, as stems."""

    kind: str  # negation, plan, possible, soft (a wish or condition), hedge, all, most, some or only
    span: Span
    targets: frozenset[str]
    reach: Span  # from the cue to the end of its target, in characters: what a reader is shown


@lru_cache(maxsize=100_000)
def stem_of(word: str, language: str) -> str:
    """Index term of one word (see rag/terms.py), or "" for a function word."""
    if word in STOPWORDS or len(word) < 2:
        return ""
    if lexicon(word, language) == "kk":
        word = _kazakh_root(word)
    terms = document_terms(word, language)
    return terms[0] if terms else ""


def _kazakh_root(word: str) -> str:
    """A verb without its ending, so that "қойылған", "қоймады" and "қойды" meet."""
    root = _KK_VERBAL.sub("", word)
    return root if len(root) >= 3 else word


@cache
def _tables() -> tuple[dict[str, PrefixTable], dict[str, str], dict[str, PrefixTable]]:
    tables = {language: PrefixTable(rows) for language, rows in _CUES.items() if language != "zh"}
    han = {word: kind for kind, block in _CUES["zh"].items() for word in block.split()}
    han.update(dict.fromkeys(_NOT_A_CUE["zh"], ""))
    barred = {language: PrefixTable({"-": " ".join(words)}) for language, words in _NOT_A_CUE.items() if words}
    return tables, han, barred


def cues_of(tokens: list[Token], language: str) -> list[Cue]:
    """Cues in order, each with the stems of the words it falls on."""
    found: list[Cue] = []
    at = 0
    while at < len(tokens):
        hit = _cue_at(tokens, at, language)
        if hit is None:
            at += 1
            continue
        kind, end = hit
        if kind:
            found.append(_bound(tokens, at, end, kind, language))
        at = end
    return found


def _cue_at(tokens: list[Token], at: int, language: str) -> tuple[str, int] | None:
    token = tokens[at]
    tables, han, barred = _tables()
    if token.kind == "h":
        joined = "".join(t.low if len(t.low) == 1 else "\0" for t in tokens[at : at + 4])
        for length in range(len(joined), 0, -1):
            if joined[:length] in han:
                return han[joined[:length]], at + length
        return None
    if token.kind != "w":
        return None
    spoken = lexicon(token.low, language)
    if spoken == "kk":
        return _kazakh_cue(tables["kk"], tokens, at)
    skip = barred[spoken].match(tokens, at) if spoken in barred else None
    if skip:
        return "", skip[1]
    if token.low == "may" and token.raw[0].isupper() and at:
        return None
    return tables[spoken].match(tokens, at)


def _kazakh_cue(table: PrefixTable, tokens: list[Token], at: int) -> tuple[str, int] | None:
    hit = table.match(tokens, at)
    if hit:
        return hit
    word = tokens[at].low
    if _KK_NEGATED.search(word) and len(word) > 5:
        return "negation", at + 1
    return ("plan", at + 1) if _KK_INTENT.search(word) and word not in _KK_INTENT_NOT and len(word) > 5 else None


def _bound(tokens: list[Token], at: int, end: int, kind: str, language: str) -> Cue:
    span = Span(tokens[at].start, tokens[end - 1].end)
    if tokens[at].kind == "h":
        return _han_bound(tokens, end, kind, span)
    spoken = lexicon(tokens[at].low, language)
    if spoken == "kk" and kind in _POSTPOSED:
        own = stem_of(tokens[at].low, "kk")
        if _KK_NEGATED.search(tokens[at].low) or _KK_INTENT.search(tokens[at].low):
            return Cue(kind, span, frozenset({own}) - {""}, span)
        return _governed(tokens, range(at - 1, max(-1, at - 1 - _REACH), -1), kind, span, language)
    if spoken == "kk" and kind in ("all", "most", "some"):  # "депутаттардың көпшілігі", "барлық депутат"
        back = _governed(tokens, range(at - 1, max(-1, at - 3), -1), kind, span, language)
        ahead = _governed(tokens, range(end, min(len(tokens), end + 3)), kind, span, language)
        reach = Span(min(back.reach.start, ahead.reach.start), max(back.reach.end, ahead.reach.end))
        return Cue(kind, span, back.targets | ahead.targets, reach)
    cue = _governed(tokens, range(end, min(len(tokens), end + _REACH)), kind, span, language)
    if kind == "plan" and not cue.targets:
        return _governed(tokens, range(at - 1, max(-1, at - 1 - _REACH), -1), kind, span, language)
    return cue


def _governed(tokens: list[Token], places: range, kind: str, span: Span, language: str) -> Cue:
    for place in places:
        token = tokens[place]
        if token.low in _CLAUSE_ENDS or token.kind == "n":
            break
        if token.kind != "w" or (token.low.endswith("ly") and token.raw.isascii()):
            continue
        stem = "" if token.low in _LIGHT else stem_of(token.low, language)
        if stem:
            reach = Span(min(span.start, token.start), max(span.end, token.end))
            return Cue(kind, span, frozenset({stem}), reach)
    return Cue(kind, span, frozenset(), span)


def _han_bound(tokens: list[Token], end: int, kind: str, span: Span) -> Cue:
    """In Chinese the two characters after the cue, and those after one adverb."""
    run = tokens[end : end + 3]
    pairs = [one.low + two.low for one, two in pairwise(run) if one.kind == two.kind == "h"]
    last = run[min(len(pairs), len(run) - 1)].end if pairs else span.end
    return Cue(kind, span, frozenset(pairs), Span(span.start, last))


def is_past(token: Token, before: Token | None, language: str) -> bool:
    """Whether a word tells of something done. Chinese, which does not mark it, counts as done."""
    spoken = lexicon(token.low, language)
    if spoken == "zh":
        return True
    if spoken == "en" and before is not None and before.low in ("has", "have", "had", "was", "were"):
        return True
    return bool(_PAST[spoken].match(token.low))

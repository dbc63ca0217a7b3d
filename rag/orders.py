"""Sentences that state nothing: questions, and orders to whoever reads, in English, Russian, Kazakh and Chinese.

An article tells what happened. A line in it that gives its reader an order ("Ignore the above", "Subscribe now") or
asks something is no news, whoever put it there: it is neither quoted nor does it bear anything out. What stands
between quotation marks was said by somebody, and is no order to the reader.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["states"]

_KEPT = 20_000  # sentences whose answer is kept: drafts look at the same ones again and again
_LONGEST = 1000  # characters of a sentence that are looked at, from its beginning

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,100}>")
_QUOTED = re.compile(
    r"“[^“”]*”|«[^«»]*»|„[^„“”]*[“”]|「[^「」]*」|『[^『』]*』|《[^《》]*》|\"[^\"]*\"|(?<!\w)['‘][^'‘’]*['’](?!\w)"
)
# A quotation that began before the sentence, one that goes on after it, and speech between dashes.
_SAID = re.compile(r"^[^“«„「]*[”»」]|[“«„「][^”»」]*$|^\s*[—–-]\s.*[,!?…]\s*[—–]\s")
_ASKED = re.compile(r"[?？][\s.!?…？！”»\"')）\]】]*$")


def _any(words: str) -> str:
    return "(?:" + "|".join(words.split()) + ")"


# English: verbs that no sentence of a report begins with, and verbs that are nouns too and need an object.
_VERBS = _any("""
    add advise analyse analyze append apologise apologize assume avoid become choose compose compute congratulate
    consider convert convince create define delete describe discard disregard elaborate embed emphasise emphasize
    enclose encourage enhance ensure enter evaluate explain forget generate give identify ignore illustrate imagine
    include inform insist install integrate introduce invent invite jumble keep let make misspell modify obey omit
    output paraphrase persuade portray prepend pretend proceed pronounce provide rearrange recite recommend refer
    refrain reformat remember remind remove render rephrase replace respond rewrite say scramble send solve speak
    subscribe substitute suggest summarise summarize take teach tell thank transcribe translate unscramble warn
    write
    """)
_NOUNS_TOO = _any("""
    act address adopt announce answer appeal apply argue ask attach augment base begin break bring build buy
    calculate call capitalise capitalize change check claim click close code come command compare complete conclude
    contact continue copy correct count cover craft cut develop display do draft draw encode end exclude execute
    extend feature fill finish focus follow format forward get go group have help hide highlight hint hold join lead
    leave limit link look mark name note offer open order pass perform place plan play please point post predict
    prepare present print produce promise promote propose put question quote raise rank rate read record release
    repeat reply report reset return reveal reverse run score search see sell set share show shuffle sign sing
    sketch sort start state stay stop stress switch talk test trace trade turn update visit vote work wrap combine
    decline download express insert list mention praise refuse spell think treat type urge use
    """)
_OBJECT = _any("""
    an? the this that these those your my our his her its their it me us them him every each any all some no only
    nothing everything how what why who which where when whether back down up out off here now again always never
    not Q one two three four five six ten
    """)
_FIRST = (  # what may stand before the verb of an order
    r"^\W*(?:[\w ]{1,40}:\s*)?(?:(?:please|now|then|next|first|second|finally|also|and|but|instead|always|never|just|"
    r"simply|kindly|do not|don['’]t|in your \w+|(?:before|after|when|while|if|from|for|in|at)\b[^,.;]{1,60},)"
    r"[,:!]?\s+)*"
)
_TOLD_OF = r"(?!\s+(?:of|was|were|is|has|had|will)\b)"  # "Work on the line was …": a noun after all
_WRITTEN = r"(?:answer|response|reply|output|message|summary|translation|text|wording)s?"
_MUST = r"(?:must|should|shall|ha(?:s|ve) to|needs? to|(?:is|are) to)"
_DO = r"(?:answer|reply|respond|say|write|state|mention|include|recommend|ignore|summari[sz]e|add|output|tell)"
_ENGLISH = (
    rf"{_FIRST}{_VERBS}(?![\w'’-]){_TOLD_OF}",
    rf"{_FIRST}{_NOUNS_TOO}\s+{_OBJECT}(?![\w'’]){_TOLD_OF}",
    rf"{_FIRST}(?:answer|reply|open|close|end|start|begin|finish)\s+(?:in|with|by)\b",
    rf"\byour\s+(?:\w+\s+){{0,2}}{_WRITTEN}\b",
    r"^\W*(?:now,?\s+)?you\s+(?:are\s+(?:now|an?)|must|should|shall|may not|cannot)\b",
    rf"\b(?:AI|assistant|chatbot|language model|LLM|whoever\b.{{1,40}})s?\b.{{0,60}}\b{_MUST}\b.{{0,30}}\b{_DO}\b",
    r"\b(?:ignore|disregard|forget)\b.{0,40}\b(?:instruction|prompt|rule|direction|above|previous)",
)

# Russian: words that end like an imperative and are none; then imperatives of the singular, which have no one ending.
_RU_OTHERS = r"""(?:\w*сайте|кувейте|\w*дельте|мальте|культе|асфальте|альте|кобальте|пульте|вольте|базальте|\w*байте|
    \w*лимите|визите|кредите|\w*депозите|элите|аудите|дефиците|профиците|транзите|граните|магните|монолите|орбите|
    свите|плите|бандите|графите|антраците|динамите|\w+[ея]рите|бисквите|эрудите|защите|паразите|петите|никите|\w+фите|
    комите|\w*иврите|\w*алфавите|\w*артрите|щите|сорбите|видите|хотите|\w+олите|реквизите|\w+лите|джигите|шиите|
    сунните|бите|ните)"""
_RU_OTHERS = "".join(_RU_OTHERS.split())
_RU_SINGULAR = _any("""
    скажи напиши пиши переведи добавь объясни ответь отвечай замени заменяй удали расскажи покажи придумай сочини
    игнорируй забудь используй вставь вставляй перечисли опиши убери перепиши порекомендуй посоветуй предложи упомяни
    сделай делай дай повтори представь реши вычисли составь подготовь перемешай переставь сгруппируй включи заверши
    закончи начни притворись обращай упоминай говори проигнорируй считай веди ставь поставь назови убеди призови
    пригласи поблагодари выведи следуй помни скачай установи зашифруй пропусти пропускай
    """)
_RUSSIAN = (
    rf"(?<!\w)(?!{_RU_OTHERS}(?!\w))(?<!\bвы )(?<!\bв )(?<!\bна )(?<!\bо )(?<!\bпри )"
    r"[а-яё]+(?:[йь]те|ите)(?:сь)?(?!\w)",
    r"(?:^|[,;:—–]|\b(?:и|не|пожалуйста|затем|потом|только|просто|всегда|никогда|теперь))\W*"
    + rf"{_RU_SINGULAR}(?!\w)",
    rf"^(?:[^,.]{{0,60}},)?\W*(?:в(?:о|место)?|к|из|на)\b[^,.]{{0,40}}?\s{_RU_SINGULAR}(?!\w)",
    r"(?<!\w)(?:ваш|твой|твоё|твое|твоя)\w{0,3}\s+(?:\w+\s+)?(?:ответ|сообщени|текст|резюме|сводк|перевод|пересказ)",
    r"^\W*(?:теперь\s+)?(?:ты|вы)\s+(?:теперь|должн|обязан|отныне)",
)

# Kazakh: the polite second person has one ending for verbs and nouns; the verb stands last.
_KK_LAST = _any("""
    жаз айт қос аудар түсіндір елеме ескерме көрсет бер қайтала ауыстыр таста құрастыр сипатта ұсын енгіз пайдалан
    қолдан жазба айтпа ұмыт шифрла ата сана келтір баста аяқта сұра шақыр сендір
    """)
_KAZAKH = (
    r"(?<!\w)(?!\w*теңіз|маңыз|доңыз|қоңыз)\w{2,}ң[ыі]з(?:д[ае]р)?(?:ш[ыі])?(?:[ғгқк][ае]|д[аеыі]н?|д[ыі]ң)?(?!\w)",
    rf"(?<!\w){_KK_LAST}\W*$",
    r"^\W*(?:енді\s+)?сен(?:дер)?\s",
)

_ZH_FIRST = r"\W*(?:现在|首先|然后|接着|最后)?"
_ZH_WRITTEN = r"(?:回答|回复|答复|答案|摘要|总结|输出|译文|回应|文字|消息)"
_ZH_DO = (
    r"(?:加入|添加|插入|加上|使用|写上|写出|包含|提及|提到|替换|换成|改成|去掉|删除|删去|翻译|译成|打乱|推荐|建议|邀请)"
)
_CHINESE = (
    rf"(?:^|[，。；：、！,;:\s]){_ZH_FIRST}(?:请(?![求示愿假辞缨教客战降柬来到])|务必|切勿)",
    rf"^{_ZH_FIRST}(?:不要|勿|忽略|无视|列出|告诉|假装|扮演|只回[答复])",
    rf"^{_ZH_FIRST}(?:(?:写|创作|编写)[出一]|(?:翻译|解释|改写|复述)(?![为了人者说称]))",
    r"^\W*(?:把|将).{1,40}(?:替换|换成|改成|译成|翻译成|倒过来|打乱)",
    rf"^\W*在.{{0,6}}{_ZH_WRITTEN}的?(?:中|里|前|后|末尾|开头|最后|结尾)\W*.{{0,6}}{_ZH_DO}",
    rf"[你您]们?的?.{{0,4}}{_ZH_WRITTEN}",
    r"[你您](?:现在|必须|应该|需要|是一)",
    r"(?:之前|以上|上述|前面|先前|所有).{0,8}(?:指示|指令|提示词)",
)
_ORDER = re.compile("|".join((*_ENGLISH, *_RUSSIAN, *_KAZAKH, *_CHINESE)), re.IGNORECASE)


@lru_cache(_KEPT)
def states(sentence: str) -> bool:
    """Whether the sentence says something: it neither asks, nor tells its reader what to do."""
    told = _TAG.sub(" ", sentence[:_LONGEST])
    outside = _SAID.sub("Q ", _QUOTED.sub("Q", told))  # Q stands for what somebody is quoted with
    if not re.search(r"[^\W\dQ]", outside):
        outside = told  # all of it is a quotation, and nobody is named who said it
    return not _ASKED.search(outside) and not _ORDER.search(outside)

"""What stands in an article and tells no news: headlines, captions, bylines, datelines, invitations to read on."""

from __future__ import annotations

import re

from .domain import Span

__all__ = ["told_in"]

_ENDS = re.compile(r"[.!?…。！？][\"'“”’»)\]」』）】]*$")
_CAPTION = re.compile(
    r"(?:\b(?:image|photo|file photo|picture|photograph|credit|фото|снимок|видео|сурет|фотосурет)\s?[:/©]"
    r"|^(?:фото|сурет|photo)\s(?:автора|by\b|courtesy)|[图圖](?:片来源|源|片)?\s?[:：]|(?:供图|摄)[。）)]?$)",
    re.IGNORECASE,
)
_INVITES = re.compile(
    r"^\W*(?:(?:read|see)\s(?:more|also)|related:|subscribe|follow us|sign up"
    r"|читайте\s(?:также|ещё|еще)|смотрите также|подробнее[:\s]|подпи(?:сывайтесь|шитесь)|автор:|источник:"
    r"|тағы оқыңыз|сондай-ақ оқыңыз|толығырақ:|жазылыңыз|авторы:|дереккөз:|延伸阅读|相关阅读|点击|责任编辑|编辑[:：])",
    re.IGNORECASE,
)
# Half of a conversation: nobody knows who "I" and "you" are, nor who asks.
_TALK = re.compile(
    r"^(?:(?:i|we|you|my|our|your|me|yes|no|yeah|well|sure|absolutely|oh|okay|так|да|нет|ну|я|мы|вы|ты|мой|моя|моё|мои"
    r"|наш|наша|наше|наши|иә|жоқ|мен|біз|сіз|менің|біздің|сіздің)(?![\w-])(?:['’]\w+)?|我们?|你们?|您|咱们|是的)"
    r"|[?？][\"'“”’»)\]」』）】]*$|^(?-i:[a-zа-яәіңғүұқөһё]+\s)",
    re.IGNORECASE,
)
_CAPITALS = r"[A-ZА-ЯӘІҢҒҮҰҚӨҺ][A-ZА-ЯӘІҢҒҮҰҚӨҺ.\- ]{2,30}"
_AGENCY = r"(?:\([^()]{2,30}\)|/[^/]{2,30}/)"
_DATELINE = re.compile(
    rf"^(?:{_CAPITALS}(?:[,.]\s[^—–\n]{{2,40}}?)?\s?{_AGENCY}\s?[—–:-]{{1,2}}\s?"
    rf"|{_CAPITALS}[,.]\s\d{{1,2}}\s\w+[^—–\n]{{0,30}}?[—–-]{{1,2}}\s"
    rf"|{_CAPITALS}[,.]\s(?:[A-Z][a-z]{{2,8}}\.?)\s\d{{1,2}}[^—–\n]{{0,30}}?[—–-]{{1,2}}\s"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,\s[A-Z]\w+\s\d{1,2},\s\d{4}\s+(?=\S)"
    r"|[\u4e00-\u9fff·]{2,15}\d{1,2}月\d{1,2}日[电讯訊](?:\s?[（(][^（()）]{0,30}[)）])?[：:，,\s]*"
    r"|[（(][^（()）]{0,12}记者[^（()）]{0,20}[)）]\s*)"
)


def told_in(text: str, title: str) -> Span | None:
    """The characters of a sentence that tell news, without its dateline; None when it is a piece of furniture.

    A line that ends with no full stop is a headline, a caption or a name, and no sentence; a question, or what "I" and
    "we" say outside quotation marks, is half of a conversation.
    """
    if not _ENDS.search(text) or _CAPTION.search(text) or _INVITES.search(text) or _TALK.search(text):
        return None
    dateline = _DATELINE.match(text)
    start = dateline.end() if dateline else 0
    rest = text[start:]
    if not rest.strip() or _words(rest) == _words(title):
        return None
    return Span(start, len(text))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())

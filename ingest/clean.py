"""Text clean-up: characters, hard-wrapped lines, and the lines that sites put around an article.

Words, figures, quotation marks and dashes are never altered: what remains is what will be quoted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

__all__ = [
    "LIST_ITEM",
    "ends_sentence",
    "has_han",
    "is_boilerplate",
    "join_lines",
    "joined",
    "normalise",
    "paragraphs",
    "squeeze",
]

_SPACES = re.compile(r"[^\S\n]+|[\u2800\u3164]+")
_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x85\x0b]")
_INVISIBLE = re.compile(  # controls but \n; soft hyphen; zero-width, direction and variation marks; noncharacters
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e01ff]"
)
_HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
_END = re.compile(r"[.!?…。！？｡][\"'”’»)\]」』）》]*$")
LIST_ITEM = re.compile(
    r"^\s*(?:[-*•·▪◦‣–—]\s+|\(?(?:\d{1,3}|[a-zа-я])[.)]\s+|[（(]?[一二三四五六七八九十]{1,3}[）)、])"
)

_LONG = 100  # characters; a longer line that nobody wrapped is a paragraph of its own
_WIDEST = 130  # characters; nobody wraps lines by hand beyond this


def normalise(text: str) -> str:
    """The same words in NFC with ``\\n`` as the only control character and single ordinary spaces.

    A form feed becomes a line ``\\n***\\n`` of its own: it parts pages or articles.
    """
    text = _BREAKS.sub("\n", text).replace("\f", "\n\n***\n\n").replace("\t", " ")
    text = _INVISIBLE.sub("", text)
    text = unicodedata.normalize("NFC", text)
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n"))


def squeeze(text: str) -> str:
    """One line: normalised, white space made single spaces."""
    return " ".join(normalise(text).split())


def has_han(text: str) -> bool:
    """Whether the text is written with Chinese characters, which take no spaces between words."""
    return len(_HAN.findall(text)) * 3 > len(text)


def ends_sentence(line: str) -> bool:
    """Whether the line ends as a sentence does, closing quotation marks and brackets aside."""
    return bool(_END.search(line))


def join_lines(first: str, second: str) -> str:
    """Two halves of a wrapped line as one: with a space, or without where Chinese characters meet."""
    if first and second and _HAN.match(first[-1]) and _HAN.match(second[0]):
        return first + second
    return f"{first} {second}".strip()


def joined(lines: Iterable[str]) -> str:
    """Lines of one paragraph as one line."""
    whole = ""
    for line in lines:
        whole = join_lines(whole, line)
    return whole


def paragraphs(text: str) -> list[str]:
    """Paragraphs of normalised plain text: each one line, or several where the lines are meant (lists, verse).

    A line was wrapped when the first word of the next would not have fitted on it; such lines are joined.
    """
    blocks = [block.split("\n") for block in re.split(r"\n{2,}", text.strip("\n")) if block.strip()]
    width = _wrap_width(blocks)
    found: list[str] = []
    for block in blocks:
        lines = _unwrap(block, width) if width else block
        if len(blocks) == 1 and not any(LIST_ITEM.match(line) for line in lines):
            found.extend(lines)  # no blank line anywhere: every line is a paragraph
        else:
            found.extend(_grouped(lines))
    return found


def _wrap_width(blocks: Sequence[Sequence[str]]) -> int:
    """Width at which the lines were wrapped, in characters; 0 when they were not."""
    broken = [(line, after) for block in blocks for line, after in pairwise(block)]
    width = max((len(line) for line, _ in broken), default=0)
    if width > _WIDEST or width < 20:
        return 0
    if sum(ends_sentence(line) for line, _ in broken) * 5 > len(broken) * 3:
        return 0  # lines that end with their sentences are paragraphs
    full = sum(_was_wrapped(line, after, width) for line, after in broken)
    return width if full * 10 >= len(broken) * 7 else 0


def _was_wrapped(line: str, after: str, width: int) -> bool:
    if LIST_ITEM.match(after):
        return False
    slack = 3 if has_han(line) else 1
    word = 1 if has_han(after) else len(after.split(" ", 1)[0]) + 1
    return len(line) + word + slack > width


def _unwrap(block: Sequence[str], width: int) -> list[str]:
    lines = [block[0]]
    for before, line in pairwise(block):
        if _was_wrapped(before, line, width):
            lines[-1] = join_lines(lines[-1], line)
        else:
            lines.append(line)
    return lines


def _grouped(lines: Sequence[str]) -> list[str]:
    """Short lines that stand together stay together; a long line is a paragraph."""
    groups: list[list[str]] = []
    was_long = True
    for line in lines:
        is_long = len(line) > _LONG and not LIST_ITEM.match(line)
        if is_long or was_long:
            groups.append([line])
        else:
            groups[-1].append(line)
        was_long = is_long
    return ["\n".join(group) for group in groups]


_COUNT = r"\s*[:：\-–—]?\s*\d[\d\s.,]*(?:k|тыс\.?|мың|万)?"
_BOILERPLATE_LINES = (
    # view counters
    rf"(?:number of )?(?:shows|(?:page ?)?views|viewed|visits|hits|reads){_COUNT}(?: times)?",
    rf"(?:количество )?(?:просмотр(?:ов|ы|а)?|показ(?:ов|ы)|прочитали|прочитано){_COUNT}(?: раза?)?",
    rf"(?:қаралым(?: саны)?|көрілім(?: саны)?|оқылды|қаралды|көрсетілім){_COUNT}(?: рет)?",
    rf"(?:阅读|浏览|点击|观看)(?:量|数|次数)?{_COUNT}次?",
    r"\d[\d\s.,]*(?:views|просмотр(?:ов|а)?|рет қаралды|次阅读|人阅读|次浏览)",
    # share, subscribe, comment
    r"(?:share|tweet|print|email)(?: (?:this|the|on|via|with)\b.{0,40})?:?",
    r"(?:поделиться|распечатать|бөлісу|басып шығару)(?: (?:в|с|на|в соцсетях)\b.{0,40})?:?",
    r"分享(?:到.{0,20})?[:：]?|打印|收藏|转发",
    r"(?:subscribe|sign up|follow us|join us)\b.{0,70}",
    r"(?:подпис(?:ывайтесь|аться|ывайся|ка)|жазылыңыз|біздің арнаға|关注我们|订阅).{0,70}",
    r"(?:comments?|комментари(?:и|ев)|пікірлер|评论)\s*(?:\(?\d*\)?|[:：]\s*\d+)",
    # read also
    r"(?:read (?:also|more|next)|see also|related(?: (?:articles?|news|stories))?)(?:: .{0,200})?",
    r"(?:читайте (?:также|ещё|еще)|смотрите также|по теме)(?:: .{0,200})?",
    r"(?:сондай-ақ оқыңыз(?:дар)?|тағы оқыңыз(?:дар)?|оқи отырыңыз(?:дар)?)(?:: .{0,200})?",
    r"(?:相关(?:阅读|新闻|文章|链接)|延伸阅读|更多阅读)(?:[:：].{0,200})?",
    # copyright
    r"(?:©|\(c\) |copyright\b|all rights reserved|все права защищены|барлық құқық|版权所有|版权声明).{0,200}",
    r"(?:при (?:использовании|перепечатке|копировании)|использование) материалов.{0,240}",
    r"(?:сайт )?материал(?:дар)?(?:ды|ын) (?:пайдалан|көшір).{0,240}|未经授权.{0,80}|转载请.{0,80}",
    # photo credits
    r"(?:photo|image|picture)(?: (?:credit|courtesy|source))?\s*[:/©]\s*\S.{0,80}|photo (?:by|courtesy of) .{0,80}",
    r"(?:фото|сурет|фотосурет)(?: (?:автора|с сайта|из архива))?\s*[:/©]\s*\S.{0,80}",
    r"(?:图片来源|图源|图|摄影)\s*[:：/]\s*\S.{0,40}",
    # navigation
    r"back to top|home|main page|наверх|на главную|жоғары|басты бет|返回顶部|首页|(?:上|下)一篇(?:[:：].{0,80})?",
)
_BOILERPLATE = re.compile(rf"(?:{'|'.join(_BOILERPLATE_LINES)})\.?", re.IGNORECASE)


def is_boilerplate(line: str) -> bool:
    """Whether the line standing alone is a counter, a share or subscribe link, a copyright notice, a photo credit."""
    return len(line) <= 260 and "\n" not in line and bool(_BOILERPLATE.fullmatch(line.strip()))

"""Characters, wrapped lines and encodings."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.clean import is_boilerplate, normalise, paragraphs
from ingest.decode import decode
from rag.errors import InputError
from tests.news import EN, KK, RU, ZH

TEXT = {"en": "\n\n".join(EN), "ru": "\n\n".join(RU), "kk": "\n\n".join(KK), "zh": "\n\n".join(ZH)}


def test_words_figures_marks_and_dashes_stay() -> None:
    kept = "“$40 billion” — 12,5 % – «так» 3 000 ₸ ‘a’ 5–6 e-mail № 7 ½ …"
    assert normalise(kept) == kept


def test_odd_characters_go() -> None:
    assert normalise("a\u00a0b\u2009c\u3000d\te  f") == "a b c d e f"
    assert normalise("co\u00adop\u200berate\ufeff\x00\x07") == "cooperate"
    assert normalise("one\r\ntwo\rthree\u2028four\x0bfive") == "one\ntwo\nthree\nfour\nfive"
    assert normalise("и\u0306") == "й"


@given(st.text())
def test_normalise_is_idempotent_and_leaves_no_control(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert not any(unicodedata.category(c) == "Cc" and c != "\n" for c in once)


def test_wrapped_lines_are_joined() -> None:
    wrapped = "The ministry said that the second track\nwould be laid by autumn, and that trains\nwould keep running."
    wrapped += "\n\nNext."
    assert paragraphs(wrapped) == [
        "The ministry said that the second track would be laid by autumn, and that trains would keep running.",
        "Next.",
    ]


def test_wrapped_chinese_is_joined_without_a_space() -> None:
    whole = ZH[0] + ZH[1]
    wrapped = "\n".join(whole[i : i + 30] for i in range(0, len(whole), 30))
    assert paragraphs(f"{wrapped}\n\n{ZH[2]}")[0] == whole


def test_lists_and_verse_keep_their_lines() -> None:
    listed = "- rails from the north\n- sleepers\n- bridges over two rivers"
    verse = "The rails run on\nacross the snow\nand no one knows\nhow far"
    assert paragraphs(f"{EN[0]}\n\n{listed}\n\n{verse}") == [EN[0], listed, verse]


def test_every_line_is_a_paragraph_where_nothing_is_blank() -> None:
    assert paragraphs("\n".join(EN)) == EN
    assert paragraphs("\n".join(["A headline", *EN[:2]]) + "\n\nEnd of it.") == ["A headline", *EN[:2], "End of it."]


@pytest.mark.parametrize(
    "line",
    [
        "Number of shows were given to critics on Friday, who liked them.",
        "Views differ on what the agreement means for the farmers of the region.",
        "Просмотров стало больше, сообщила редакция в пятницу.",
        "Share prices rose by four per cent on the news.",
        "Print runs of the newspaper fell.",
        "Copyrights are protected by the treaty.",
        "Photographs of the ceremony were shown on television.",
        "图书销量增长了百分之十二。",
        "Home prices fell in Almaty.",
        "Comments by the minister were met with silence.",
    ],
)
def test_prose_is_no_boilerplate(line: str) -> None:
    assert not is_boilerplate(line)


ENCODINGS = [
    *[(language, code) for language in TEXT for code in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")],
    ("ru", "cp1251"),
    ("ru", "koi8-r"),
    ("ru", "cp866"),
    ("kk", "kz1048"),
    ("kk", "ptcp154"),
    ("zh", "gb18030"),
    ("zh", "gb2312"),
]


@pytest.mark.parametrize(("language", "encoding"), ENCODINGS)
def test_text_is_read_in_its_own_encoding(language: str, encoding: str) -> None:
    assert decode(TEXT[language].encode(encoding)) == TEXT[language]


@pytest.mark.parametrize(("language", "encoding"), [("ru", "cp1251"), ("ru", "koi8-r"), ("zh", "gb18030")])
@pytest.mark.parametrize("length", [12, 30, 80])
def test_short_texts_too(language: str, encoding: str, length: int) -> None:
    short = TEXT[language][:length]
    assert decode(short.encode(encoding)) == short


def test_western_text_with_curly_quotes() -> None:
    text = "China’s envoy said “yes” – and left for Zürich. " * 3
    assert decode(text.encode("cp1252")) == text


def test_a_wrong_declaration_does_not_win() -> None:
    assert decode(TEXT["ru"].encode("cp1251"), "koi8-r") == TEXT["ru"]
    assert decode(TEXT["ru"].encode("utf-8"), "latin-1") == TEXT["ru"]
    assert decode(TEXT["ru"].encode("cp1251"), "no-such-encoding") == TEXT["ru"]


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 8,
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"\xff\xd8\xff\xe0" + bytes(100),
        b"abc\0def" * 20,
        TEXT["ru"].encode("utf-8") + b"\xff\xfe\xfd",  # one damaged place in a long text
        TEXT["zh"].encode("utf-8")[1:],
        TEXT["ru"].encode("utf-8").decode("cp1251", "ignore").encode("utf-8"),  # read wrongly, saved again
        TEXT["ru"].encode("utf-8").decode("latin-1").encode("utf-8"),
        TEXT["zh"].encode("utf-8").decode("latin-1").encode("utf-8"),
        ("текст " + "\ufffd" * 20).encode("utf-8"),
        TEXT["ru"].encode("utf-16")[:-1],
    ],
)
def test_what_is_no_text_or_garbled_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r".+; .+"):
        decode(data)

"""Articles of our own writing in four languages, the files and pages that hold them, and reading them."""

from __future__ import annotations

import io
from pathlib import Path

import docx
from fpdf import FPDF

from ingest.read import Failed, Found, Given, expand, read

EN = """\
The ministry of transport said on Thursday that a second track will be laid between the two stations by autumn.
Engineers have already cleared forty kilometres of the route and are waiting for rails from the plant in the north.
Farmers along the line hope that grain will reach the border in two days instead of the five it takes at present.
The budget of the work is put at ninety million dollars, of which a third was spent on bridges over the two rivers.
Critics in the regional council doubt the figures and have asked for an audit before the next payment is released.
A spokeswoman answered that all contracts are open to the public and that the first report is due in the spring.
Trains will keep running during the work, though slower, and passengers are advised to check the timetable first.
The last time the line was widened, in the nineties, the work took three years longer than had been announced.
""".splitlines()
RU = """\
Министерство транспорта сообщило в четверг, что второй путь между двумя станциями уложат к осени этого года.
Строители уже расчистили сорок километров трассы и ждут рельсы с северного завода, который обещал их к маю.
Фермеры вдоль дороги надеются, что зерно будет доходить до границы за два дня вместо пяти, как это происходит теперь.
Смета работ составляет девяносто миллионов долларов, и треть этой суммы уже ушла на мосты через две большие реки.
Депутаты областного совета сомневаются в расчётах и просят провести проверку до того, как будет сделан новый платёж.
Представитель ведомства ответила, что все договоры открыты для публики, а первый отчёт выйдет весной этого года.
Поезда во время работ будут ходить медленнее, поэтому пассажирам советуют заранее смотреть новое расписание.
""".splitlines()
KK = """\
Көлік министрлігі бейсенбі күні екі бекет арасындағы екінші жол биыл күзге дейін толық салынып бітетінін хабарлады.
Құрылысшылар қырық шақырым жерді тазалап қойды және солтүстіктегі зауыттан келетін рельстерді күтіп отыр екен.
Жол бойындағы шаруалар астық шекараға бес күнде емес, екі күнде жететін болады деп үміттеніп отырғанын айтты.
Жұмыстың құны тоқсан миллион доллар шамасында, оның үштен бірі екі өзенге салынған көпірлерге жұмсалып кетті.
Облыстық мәслихат депутаттары есепке күмән келтіріп, келесі төлемге дейін тексеру жүргізуді сұрап отырған көрінеді.
Ведомство өкілі барлық келісімшарттар ашық екенін және алғашқы есеп көктемде жарияланатынын айтып жауап берді.
Жұмыс кезінде пойыздар баяу жүреді, сондықтан жолаушыларға жаңа кестені алдын ала қарап алу керек деген кеңес бар.
""".splitlines()
ZH = """\
交通部星期四表示，两座车站之间的第二条铁路线将在今年秋季之前铺设完成，届时运力将明显提高。
工程人员已经清理了四十公里的线路，目前正在等待北方工厂生产的钢轨运抵现场，预计五月可以开始铺设。
沿线农民希望粮食能够在两天之内运到边境，而不是像现在这样需要整整五天的时间才能够送达口岸。
这项工程的预算为九千万美元，其中三分之一已经用于在两条大河上修建新的桥梁和加固原有的路基。
地区议会的一些议员对这些数字表示怀疑，并且要求在下一次付款之前对整个项目进行一次全面的审计。
发言人回答说所有合同都已经向公众公开，第一份工程进度报告将在今年春天由主管部门正式对外发布。
施工期间列车仍将继续运行，但是速度会有所降低，因此建议旅客出行之前先查看最新公布的列车时刻表。
""".splitlines()

HEAD = {
    "en": (
        "Second track between the border stations to be laid by autumn, ministry says",
        "Visit of the transport delegation to the eastern region: results and prospects for grain exporters",
    ),
    "ru": (
        "Второй путь между пограничными станциями обещают уложить уже к осени этого года",
        "Визит транспортной делегации в восточную область: итоги и перспективы для экспортёров зерна",
    ),
    "kk": (
        "Шекаралық бекеттер арасындағы екінші жол биыл күзге дейін салынады деп күтілуде",
        "Көлік делегациясының шығыс облысына сапары: қорытындысы және астық экспорттаушыларға пайдасы",
    ),
    "zh": (
        "两座边境车站之间的第二条铁路线将于今年秋季前铺设完成",
        "交通代表团访问东部地区：访问成果与粮食出口企业的发展前景",
    ),
}
BODIES = {"en": EN, "ru": RU, "kk": KK, "zh": ZH}
MAST = {
    "en": ("Steppe and Silk Notes on the railways of the great steppe.", "Notes on the railways of the great steppe."),
    "ru": ("Степь и шёлк Заметки о железных дорогах великой степи.", "Заметки о железных дорогах великой степи."),
    "kk": ("Дала мен жібек Ұлы даланың темір жолдары туралы жазбалар.", "Ұлы даланың темір жолдары туралы жазбалар."),
    "zh": ("草原与丝绸：大草原铁路札记。", "大草原铁路札记。"),
}
FOOT = {
    "en": ("Railway Research Institute, Almaty", "Number of shows: 50"),
    "ru": ("Институт железных дорог, Алматы", "Просмотров: 120"),
    "kk": ("Темір жол институты, Алматы", "Көрілім: 33"),
    "zh": ("草原铁路研究中心", "阅读：1200"),
}


def text(*parts: str | list[str]) -> str:
    """Paragraphs parted by blank lines."""
    return "\n\n".join("\n\n".join(part) if isinstance(part, list) else part for part in parts)


TITLE = HEAD["en"][0]
BODY = "\n\n".join(EN)


def results(path: Path, given: Given | None = None) -> list[Found | Failed]:
    (location,) = expand([str(path)])
    found = list(read(location, given or Given()))
    assert sum(result.size for result in found) == location.size
    return found


def article(path: Path, given: Given | None = None) -> Found:
    (found,) = results(path, given)
    assert isinstance(found, Found), found
    return found


def failure(path: Path) -> str:
    (failed,) = results(path)
    assert isinstance(failed, Failed), failed
    assert failed.location == str(path)
    assert failed.reason.startswith(f"{path} ")
    assert failed.reason.endswith(".")
    assert ";" in failed.reason  # what is wrong; the cure
    assert "\n" not in failed.reason
    return failed.reason


def save(folder: Path, name: str, content: bytes | str) -> Path:
    """A file of this content."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def page(body: str = "", head: str = "", lang: str = "en") -> str:
    paragraphs = "".join(f"<p>{p}</p>" for p in EN)
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><title>{TITLE} | Steppe Press</title>{head}</head><body>'
        f'<nav><a href="/">Home</a> <a href="/n">News</a></nav><article><h1>{TITLE}</h1>{paragraphs}{body}</article>'
        "<footer>All rights reserved</footer></body></html>"
    )


META = (
    '<meta property="og:site_name" content="Steppe Press"><meta name="author" content="Jane Doe">'
    '<meta property="article:published_time" content="2023-11-28T10:00:00+06:00">'
    '<link rel="canonical" href="https://steppe.example/track">'
)


def pdf(*, title: str = "", footer: bool = False, password: str = "", text: bool = True) -> bytes:
    class Paper(FPDF):
        def header(self) -> None:
            self.set_font("helvetica", size=9)
            self.cell(0, 8, "Steppe Press weekly digest" if footer else "", new_x="LMARGIN", new_y="NEXT")

        def footer(self) -> None:
            self.set_y(-15)
            self.set_font("helvetica", size=8)
            self.cell(0, 8, f"Page {self.page_no()}" if footer else "")

    paper = Paper()
    if title:
        paper.set_title(title)
        paper.set_author("Jane Doe")
    if password:
        paper.set_encryption(owner_password="owner", user_password=password)
    paper.add_page()
    if text:
        paper.set_font("helvetica", "B", 18)
        paper.multi_cell(0, 9, TITLE, new_x="LMARGIN", new_y="NEXT")
        paper.set_font("helvetica", size=11)
        for paragraph in EN * (3 if footer else 1):
            paper.ln(3)
            paper.multi_cell(0, 6, paragraph, new_x="LMARGIN", new_y="NEXT")
    return bytes(paper.output())


def word(title: str = "", heading: str = TITLE, author: str = "") -> bytes:
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.author = author or "python-docx"
    document.add_heading(heading, level=0)
    for paragraph in EN:
        document.add_paragraph(paragraph)
    document.add_paragraph("rails", style="List Bullet")
    document.add_paragraph("sleepers", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "bridges", "2"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


SHELL = "<html><head><title>Log in</title></head><body><form>Name <input> Password <input></form></body></html>"

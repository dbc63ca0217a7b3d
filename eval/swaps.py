"""Words that can take each other's place and make a true sentence false, in four languages."""

from __future__ import annotations

__all__ = ["MONTHS", "NAMES", "OPPOSITES", "SURNAMES", "UNITS", "WEEKDAYS"]


def _both(pairs: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in pairs.split(";"):
        left, _, right = pair.strip().partition("=")
        found[left] = right
        found.setdefault(right, left)
    return found


UNITS = {
    "en": _both(
        "million=billion;thousand=million;tonnes=kilograms;kilometres=metres;megawatts=kilowatts;megawatt=kilowatt;"
        "dollars=euros;tenge=roubles;metres=kilometres;hours=days;years=months;days=weeks;hectares=acres;miles=feet;"
        "percent=percentage points"
    ),
    "ru": _both(
        "млн=млрд;миллионов=миллиардов;миллиона=миллиарда;тыс.=млн;тысяч=миллионов;тонн=килограммов;"
        "километров=метров;долларов=евро;тенге=рублей;часов=суток;лет=месяцев;дней=недель;процентов=процентных пунктов"
    ),
    "kk": _both(
        "миллион=миллиард;мың=миллион;тонна=килограмм;шақырым=метр;километр=метр;доллар=еуро;теңге=рубль;"
        "сағат=тәулік;жыл=ай;күн=апта;пайыз=пайыздық тармақ"
    ),
    "zh": _both("万=亿;公里=米;吨=公斤;美元=欧元;坚戈=卢布;小时=天;年=个月;兆瓦=千瓦;元=美元"),
}
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(),
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан".split(),
    "zh": [],
}
WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "ru": "понедельник вторник среду четверг пятницу субботу воскресенье".split(),
    "kk": "дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі".split(),
    "zh": ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
}
NAMES = {
    "en": _both(
        "Kazakhstan=Uzbekistan;China=Japan;Beijing=Tokyo;Almaty=Tashkent;Astana=Ankara;Kazakh=Uzbek;Chinese=Japanese"
    ),
    "ru": _both("Казахстан=Узбекистан;Китай=Уругвай;Пекин=Берлин;Алматы=Баку;Астан=Анкар;Урумчи=Сеул"),
    "kk": _both("Қазақстан=Өзбекстан;Қытай=Жапония;Бейжің=Берлин;Алматы=Баку;Астана=Анкара;Үрімжі=Сеул"),
    "zh": _both("哈萨克斯坦=乌兹别克斯坦;中国=韩国;北京=东京;阿拉木图=塔什干;阿斯塔纳=安卡拉;乌鲁木齐=拉萨"),
}
SURNAMES = {"en": "Harrison", "ru": "Том", "kk": "Том", "zh": "赵钱冯"}
OPPOSITES = {
    "en": _both(
        "rose=fell;increased=decreased;more than=less than;exports=imports;higher=lower;opened=closed;began=ended;"
        "up=down;first=last;before=after;largest=smallest;accepted=rejected;won=lost;increase=decrease;"
        "at least=at most;"
        "north=south;east=west;buy=sell;supported=opposed;agreed=refused;over=under;longer=shorter;rise=fall"
    ),
    "ru": _both(
        "вырос=снизился;выросла=снизилась;выросли=снизились;увеличился=уменьшился;увеличилась=уменьшилась;больше=меньше;"
        "более=менее;экспорт=импорт;экспорта=импорта;открыли=закрыли;открыл=закрыл;выше=ниже;до=после;первый=последний;"
        "начали=закончили;быстрее=медленнее;рост=падение;северной=южной;купил=продал"
    ),
    "kk": _both(
        "өсті=төмендеді;артты=азайды;көбейді=азайды;экспорты=импорты;ашылды=жабылды;жоғары=төмен;дейін=кейін;алғашқы=соңғы;"
        "басталды=аяқталды;көп=аз;артық=кем;алғаш=соңғы рет;ұзақ=қысқа"
    ),
    "zh": _both(
        "增长=下降;上升=下降;增加=减少;出口=进口;超过=不足;高于=低于;开通=关闭;之前=之后;首次=末次;开始=结束;多=少;"
        "扩大=缩小;最大=最小;同意=拒绝"
    ),
}

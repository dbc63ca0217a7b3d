"""What Aiqyn says to an editor, in her language: see ``rag.texts``."""

from __future__ import annotations

__all__ = ["DESK_TEXTS"]

DESK_TEXTS: dict[str, dict[str, str]] = {
    "desk_empty": {
        "en": "The draft holds no sentence.",
        "ru": "В сводке нет ни одного предложения.",
        "kk": "Шолуда бірде-бір сөйлем жоқ.",
        "zh": "摘要中没有任何句子。",
    },
    "desk_contradicted": {
        "en": "Sentence {number} is contradicted by its source: mend or drop it.",
        "ru": "Предложение {number} противоречит источнику: исправьте или уберите его.",
        "kk": "{number}-сөйлем дереккөзге қайшы: түзетіңіз немесе алып тастаңыз.",
        "zh": "第 {number} 句与来源矛盾：请修改或删除。",
    },
    "desk_both": {
        "en": "It says {claimed}; the source says {found}.",
        "ru": "В нём: {claimed}; в источнике: {found}.",
        "kk": "Онда: {claimed}; дереккөзде: {found}.",
        "zh": "该句为“{claimed}”，来源为“{found}”。",
    },
    "desk_not_borne_out": {
        "en": "Sentence {number} is not borne out in full: mend it, drop it, or take it on with a reason.",
        "ru": "Предложение {number} подтверждено не полностью: исправьте, уберите или возьмите на себя.",
        "kk": "{number}-сөйлем толық расталмаған: түзетіңіз, алып тастаңыз немесе өзіңізге алыңыз.",
        "zh": "第 {number} 句没有充分依据：请修改、删除，或写明理由由您负责。",
    },
    "desk_gone": {
        "en": "“{title}” ({about}) was changed or removed since; sentences that rest on it: {count}.",
        "ru": "«{title}» ({about}) с тех пор изменена или удалена; на неё опирается предложений: {count}.",
        "kk": "«{title}» ({about}) содан бері өзгертілді немесе жойылды; оған сүйенген сөйлемдер: {count}.",
        "zh": "《{title}》（{about}）此后已被修改或删除；依据它的句子：{count}。",
    },
    "desk_not_approved": {
        "en": "The draft is not approved.",
        "ru": "Сводка не подписана.",
        "kk": "Шолуға қол қойылмады.",
        "zh": "摘要未签发。",
    },
    "desk_signed": {
        "en": "Approved by {name}, {time}.",
        "ru": "Подписано: {name}, {time}.",
        "kk": "Қол қойған: {name}, {time}.",
        "zh": "由 {name} 签发，{time}。",
    },
    "desk_unsigned": {
        "en": "Not approved.",
        "ru": "Не подписано.",
        "kk": "Қол қойылмаған.",
        "zh": "尚未签发。",
    },
    "desk_taken": {
        "en": "The editor answers for sentence {number}: {reason}.",
        "ru": "За предложение {number} отвечает редактор: {reason}.",
        "kk": "{number}-сөйлемге редактор жауап береді: {reason}.",
        "zh": "第 {number} 句由编辑负责：{reason}。",
    },
    "desk_no_sentence": {
        "en": "There is no sentence in this text. Write one, or drop the sentence.",
        "ru": "В этом тексте нет предложения. Напишите его или уберите предложение из сводки.",
        "kk": "Бұл мәтінде сөйлем жоқ. Сөйлем жазыңыз немесе оны шолудан алып тастаңыз.",
        "zh": "此文本中没有句子。请写一句，或删除该句。",
    },
    "desk_too_long": {
        "en": "The text has {given} characters, and a draft holds {limit} at most. Shorten it.",
        "ru": "В тексте {given} знаков, а в сводке может быть не больше {limit}. Сократите его.",
        "kk": "Мәтінде {given} таңба бар, ал шолуға ең көбі {limit} сыяды. Қысқартыңыз.",
        "zh": "文本有 {given} 个字符，摘要最多 {limit} 个。请缩短。",
    },
    "desk_say_why": {
        "en": "Say why you take the sentence on: the reason is kept with the draft.",
        "ru": "Напишите, почему вы берёте предложение на себя: причина хранится со сводкой.",
        "kk": "Сөйлемді неге өзіңізге алатыныңызды жазыңыз: себебі шолумен бірге сақталады.",
        "zh": "请写明您为何对这句话负责：理由随摘要保存。",
    },
    "desk_not_taken": {
        "en": "Sentence {number} is contradicted by its source and cannot be taken on: mend or drop it.",
        "ru": "Предложение {number} противоречит источнику, взять его на себя нельзя: исправьте или уберите его.",
        "kk": "{number}-сөйлем дереккөзге қайшы, оны өзіңізге ала алмайсыз: түзетіңіз немесе алып тастаңыз.",
        "zh": "第 {number} 句与来源矛盾，不能由您负责保留：请修改或删除。",
    },
    "desk_name": {
        "en": "Give the name of the editor who approves.",
        "ru": "Укажите имя редактора, который подписывает.",
        "kk": "Қол қоятын редактордың аты-жөнін жазыңыз.",
        "zh": "请填写签发编辑的姓名。",
    },
    "desk_cites_nothing": {
        "en": "Sentence {number} cites nothing that could be put in its place. Look at the alternatives.",
        "ru": "Предложение {number} ни на что не ссылается, подставить нечего. Посмотрите варианты замены.",
        "kk": "{number}-сөйлем ештеңеге сілтемейді, орнына қоятын дәйексөз жоқ. Басқа нұсқаларды қараңыз.",
        "zh": "第 {number} 句没有引用任何原文，无从替换。请查看备选句。",
    },
    "desk_no_place": {
        "en": "The draft has {count} sentences, and none of the number {number}.",
        "ru": "В сводке предложений: {count}; предложения {number} в ней нет.",
        "kk": "Шолудағы сөйлем саны: {count}; {number}-сөйлем жоқ.",
        "zh": "摘要共有 {count} 句，没有第 {number} 句。",
    },
    "desk_meanwhile": {
        "en": "Somebody else has changed this draft meanwhile. Open it again, and repeat your step.",
        "ru": "Сводку тем временем изменил кто-то другой. Откройте её снова и повторите действие.",
        "kk": "Осы арада шолуды басқа біреу өзгертті. Қайта ашып, әрекетіңізді қайталаңыз.",
        "zh": "其间已有他人修改了此摘要。请重新打开，再做一次。",
    },
    "step_drafted": {
        "en": "drafted",
        "ru": "составлена",
        "kk": "құрастырылды",
        "zh": "起草",
    },
    "step_edited": {
        "en": "edited sentence {number}",
        "ru": "изменено предложение {number}",
        "kk": "{number}-сөйлем өзгертілді",
        "zh": "修改第 {number} 句",
    },
    "step_rewritten": {
        "en": "edited the text",
        "ru": "изменён текст",
        "kk": "мәтіні өзгертілді",
        "zh": "修改全文",
    },
    "step_dropped": {
        "en": "dropped sentence {number}",
        "ru": "убрано предложение {number}",
        "kk": "{number}-сөйлем алынып тасталды",
        "zh": "删除第 {number} 句",
    },
    "step_taken": {
        "en": "took on sentence {number}",
        "ru": "взято на себя предложение {number}",
        "kk": "{number}-сөйлем жауапкершілікке алынды",
        "zh": "承担第 {number} 句",
    },
    "step_approved": {
        "en": "approved",
        "ru": "подписана",
        "kk": "қол қойылды",
        "zh": "签发",
    },
    "step_restored": {
        "en": "restored revision {number}",
        "ru": "восстановлена редакция {number}",
        "kk": "{number}-нұсқа қалпына келтірілді",
        "zh": "恢复第 {number} 版",
    },
    "audit_changed": {
        "en": "The file was changed after it was written.",
        "ru": "Файл изменён после того, как был записан.",
        "kk": "Файл жазылғаннан кейін өзгертілген.",
        "zh": "此文件写成后被改动过。",
    },
    "audit_quote": {
        "en": "What sentence {number} quotes does not stand there: “{quote}”.",
        "ru": "В статье нет того, что цитирует предложение {number}: «{quote}».",
        "kk": "{number}-сөйлем келтірген сөздер мақалада жоқ: «{quote}».",
        "zh": "第 {number} 句的引文在文章中不存在：“{quote}”。",
    },
    "audit_verdict": {
        "en": "Checked again, sentence {number} comes out otherwise than the file says.",
        "ru": "При новой проверке предложение {number} получает иную оценку, чем в файле.",
        "kk": "Қайта тексергенде {number}-сөйлемнің бағасы файлдағыдан өзгеше шықты.",
        "zh": "重新核查后，第 {number} 句的结论与文件所载不同。",
    },
    "choose_something": {
        "en": "Type a topic or choose articles.",
        "ru": "Введите тему или выберите статьи.",
        "kk": "Тақырып жазыңыз немесе мақала таңдаңыз.",
        "zh": "请输入主题或选择文章。",
    },
    "nothing_chosen": {
        "en": "No article is left by this choice. Widen it.",
        "ru": "По этим условиям не осталось ни одной статьи. Расширьте выбор.",
        "kk": "Бұл шарттарға сай мақала қалмады. Таңдауды кеңейтіңіз.",
        "zh": "没有文章符合这些条件，请放宽选择。",
    },
    "too_many_chosen": {
        "en": "{count} articles are chosen, and a draft is made of {most} at most. Narrow the choice, or give a topic "
        "and filters without words to find.",
        "ru": "Выбрано статей: {count}, а сводка составляется не более чем из {most}. Сузьте выбор или задайте тему "
        "и фильтры без поиска по словам.",
        "kk": "Таңдалған мақала: {count}, ал шолу ең көбі {most} мақаладан жасалады. Таңдауды тарылтыңыз немесе сөз "
        "іздемей, тақырып пен сүзгі беріңіз.",
        "zh": "已选 {count} 篇文章，一份摘要最多取自 {most} 篇。请缩小范围，或只用主题和筛选条件而不按词查找。",
    },
    "too_many_words": {
        "en": "Look for {most} words at most at a time.",
        "ru": "Ищите не больше {most} слов за раз.",
        "kk": "Бір жолы ең көбі {most} сөз іздеңіз.",
        "zh": "一次最多查找 {most} 个词。",
    },
    "set_name": {
        "en": "Give the set a name of up to {most} characters.",
        "ru": "Дайте подборке название не длиннее {most} знаков.",
        "kk": "Жинаққа {most} таңбадан аспайтын атау беріңіз.",
        "zh": "请为文章集命名，不超过 {most} 个字符。",
    },
}

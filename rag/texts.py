"""What Aiqyn itself says to a reader, in her language: English, Russian, Kazakh or Chinese."""

from __future__ import annotations

from collections.abc import Iterable

from .desk_texts import DESK_TEXTS
from .domain import Article
from .errors import InputError

__all__ = ["LANGUAGE_NAMES", "Refusal", "name_languages", "other_language_note", "say"]

_TEXTS: dict[str, dict[str, str]] = {
    "empty_question": {
        "en": "There is no question. Type one.",
        "ru": "Вопрос пуст. Введите вопрос.",
        "kk": "Сұрақ бос. Сұрақ жазыңыз.",
        "zh": "没有问题内容，请输入问题。",
    },
    "empty_library": {
        "en": "The library holds no articles yet. Add some first.",
        "ru": "В библиотеке пока нет статей. Сначала добавьте их.",
        "kk": "Кітапханада әзірге мақала жоқ. Алдымен мақала қосыңыз.",
        "zh": "资料库中还没有文章，请先添加。",
    },
    "nothing_passes_filters": {
        "en": "No article of the library passes these filters. Widen the dates, outlets or languages.",
        "ru": "Ни одна статья не проходит эти фильтры. Расширьте даты, издания или языки.",
        "kk": "Бұл сүзгілерден бірде-бір мақала өтпейді. Күндерді, басылымдарды немесе тілдерді кеңейтіңіз.",
        "zh": "没有文章符合这些筛选条件，请放宽日期、媒体或语言范围。",
    },
    "nothing_bears": {
        "en": "Nothing in the library bears on this question.",
        "ru": "В библиотеке нет ничего, что относилось бы к этому вопросу.",
        "kk": "Кітапханада бұл сұраққа қатысты ештеңе жоқ.",
        "zh": "资料库中没有与此问题相关的内容。",
    },
    "nothing_on_topic": {
        "en": "Nothing in the library bears on this topic.",
        "ru": "В библиотеке нет ничего по этой теме.",
        "kk": "Кітапханада бұл тақырып бойынша ештеңе жоқ.",
        "zh": "资料库中没有与此主题相关的内容。",
    },
    "nothing_stands_alone": {
        "en": "No sentence of these articles can stand alone in a draft.",
        "ru": "В этих статьях нет предложений, понятных без контекста.",
        "kk": "Бұл мақалаларда жеке тұрып түсінікті болатын сөйлем жоқ.",
        "zh": "这些文章中没有可以单独成句引用的内容。",
    },
    "too_short": {
        "en": "No sentence of the sources fits into {words} words. Allow a longer draft.",
        "ru": "Ни одно предложение источников не укладывается в {words} слов. Увеличьте объём.",
        "kk": "Дереккөздердің бірде-бір сөйлемі {words} сөзге сыймайды. Көлемін ұлғайтыңыз.",
        "zh": "来源中没有一句话能放进 {words} 个词，请增加长度。",
    },
    "too_little": {
        "en": "The articles hold too little for {words} words; the draft has {count}.",
        "ru": "На {words} слов материала в статьях не хватает; в сводке их {count}.",
        "kk": "Мақалалардағы материал {words} сөзге жетпейді; шолуда {count} сөз бар.",
        "zh": "文章内容不足以写满 {words} 字，本摘要共 {count} 字。",
    },
    "some_in_other_language": {
        "en": "Some of the sources are in {languages}; their sentences are quoted as they stand.",
        "ru": "Часть источников на другом языке ({languages}). Предложения приведены без перевода.",
        "kk": "Дереккөздердің бір бөлігі басқа тілде ({languages}). Сөйлемдер аудармасыз келтірілген.",
        "zh": "部分来源语言为{languages}，以下为原文引用。",
    },
    "other_language": {
        "en": "The sources are in {languages}; their sentences are quoted as they stand.",
        "ru": "Язык источников: {languages}. Предложения приведены без перевода.",
        "kk": "Дереккөздер тілі: {languages}. Сөйлемдер аудармасыз келтірілген.",
        "zh": "来源语言为{languages}，以下为原文引用。",
    },
    "model_beside": {
        "en": "What the model left out follows in the articles’ own words.",
        "ru": "То, что модель не использовала, приведено следом словами самих статей.",
        "kk": "Модель пайдаланбаған сөйлемдер мақалалардың өз сөзімен соңынан берілген.",
        "zh": "模型未采用的内容，以文章原文列在其后。",
    },
    "left_out": {
        "en": "Passages that did not fit into the model’s context and were not read by it: {count}.",
        "ru": "Фрагментов не поместилось в контекст модели, и она их не читала: {count}.",
        "kk": "Модельдің контекстіне сыймай, оқылмай қалған үзінділер: {count}.",
        "zh": "有 {count} 个段落因超出模型上下文而未被阅读。",
    },
    "reading_part": {
        "en": "The model reads the sources in parts: part {number} of {count}. Unchecked notes:",
        "ru": "Модель читает источники по частям: часть {number} из {count}. Непроверенные заметки:",
        "kk": "Модель дереккөздерді бөліктеп оқып жатыр: {count} бөліктің {number}-сі. Тексерілмеген жазбалар:",
        "zh": "模型正在分段阅读来源：第 {number} 段，共 {count} 段。以下笔记尚未核查：",
    },
    "read_in_parts": {
        "en": "The sources are long: the model read them in parts ({count}) and wrote from its checked notes.",
        "ru": "Источники длинные: модель прочла их по частям ({count}) и писала по своим проверенным заметкам.",
        "kk": "Дереккөздер ұзақ: модель оларды бөліктеп ({count}) оқып, тексерілген жазбаларына сүйеніп жазды.",
        "zh": "来源较长：模型分段（{count} 段）阅读，并根据经过核查的笔记撰写。",
    },
    "parts_without_notes": {
        "en": "Parts of which it made no usable notes, so that their main sentences stood in: {count}.",
        "ru": "Частей без пригодных заметок, вместо которых взяты их главные предложения: {count}.",
        "kk": "Жарамды жазба жасалмай, орнына негізгі сөйлемдері алынған бөліктер: {count}.",
        "zh": "有 {count} 段没有可用的笔记，改用该段的主要句子。",
    },
    "model_key": {
        "en": "The model refused the key, so the articles are quoted. Set the right key in the server’s environment.",
        "ru": "Модель не приняла ключ, поэтому приведены цитаты из статей. Задайте верный ключ в окружении сервера.",
        "kk": "Модель кілтті қабылдамады, сондықтан мақалалардан дәйексөз берілді. Сервер ортасына дұрыс кілт қойыңыз.",
        "zh": "模型拒绝了密钥，以下改为引用文章原文。请在服务器环境中设置正确的密钥。",
    },
    "model_quota": {
        "en": "The model’s quota is used up, so the articles are quoted instead. Try again later.",
        "ru": "Квота модели исчерпана, поэтому приведены цитаты из статей. Попробуйте позже.",
        "kk": "Модельдің квотасы таусылды, сондықтан мақалалардан дәйексөз берілді. Кейінірек қайталаңыз.",
        "zh": "模型配额已用完，以下改为引用文章原文，请稍后再试。",
    },
    "model_timeout": {
        "en": "The model did not answer in time, so the articles are quoted instead.",
        "ru": "Модель не ответила вовремя, поэтому приведены цитаты из статей.",
        "kk": "Модель уақытында жауап бермеді, сондықтан мақалалардан дәйексөз берілді.",
        "zh": "模型未能及时回答，以下改为引用文章原文。",
    },
    "model_connection": {
        "en": "The model could not be reached, so the articles are quoted instead. Check its address.",
        "ru": "Модель недоступна, поэтому приведены цитаты из статей. Проверьте её адрес.",
        "kk": "Модельге қосылу мүмкін болмады, сондықтан мақалалардан дәйексөз берілді. Мекенжайын тексеріңіз.",
        "zh": "无法连接模型，以下改为引用文章原文。请检查其地址。",
    },
    "model_server": {
        "en": "The model’s server failed, so the articles are quoted instead.",
        "ru": "Сервер модели отказал, поэтому приведены цитаты из статей.",
        "kk": "Модельдің сервері істен шықты, сондықтан мақалалардан дәйексөз берілді.",
        "zh": "模型服务器出错，以下改为引用文章原文。",
    },
    "model_cut": {
        "en": "The model’s answer broke off, so the articles are quoted instead.",
        "ru": "Ответ модели оборвался, поэтому приведены цитаты из статей.",
        "kk": "Модельдің жауабы үзіліп қалды, сондықтан мақалалардан дәйексөз берілді.",
        "zh": "模型的回答中断，以下改为引用文章原文。",
    },
    "model_empty": {
        "en": "The model wrote nothing, so the articles are quoted instead.",
        "ru": "Модель ничего не написала, поэтому приведены цитаты из статей.",
        "kk": "Модель ештеңе жазбады, сондықтан мақалалардан дәйексөз берілді.",
        "zh": "模型没有写出内容，以下改为引用文章原文。",
    },
    "model_gibberish": {
        "en": "What the model wrote cannot be read, so the articles are quoted instead.",
        "ru": "Написанное моделью нельзя прочесть, поэтому приведены цитаты из статей.",
        "kk": "Модель жазғанды оқу мүмкін емес, сондықтан мақалалардан дәйексөз берілді.",
        "zh": "模型写出的内容无法阅读，以下改为引用文章原文。",
    },
    "model_language": {
        "en": "The model wrote in another language, so the articles are quoted instead.",
        "ru": "Модель ответила на другом языке, поэтому приведены цитаты из статей.",
        "kk": "Модель басқа тілде жазды, сондықтан мақалалардан дәйексөз берілді.",
        "zh": "模型用了另一种语言作答，以下改为引用文章原文。",
    },
    "model_refused": {
        "en": "The model finds no answer in the articles; these are their nearest sentences.",
        "ru": "Модель не находит ответа в статьях; вот их ближайшие предложения.",
        "kk": "Модель мақалалардан жауап таппады; олардың ең жақын сөйлемдері мынау.",
        "zh": "模型认为文章中没有答案，以下是文章中最接近的句子。",
    },
    "model_nothing_stands": {
        "en": "Nothing that the model wrote is borne out by the articles, so they are quoted instead.",
        "ru": "Ничто из написанного моделью не подтверждается статьями, поэтому приведены цитаты из них.",
        "kk": "Модель жазғанның ештеңесі мақалалармен расталмады, сондықтан олардан дәйексөз берілді.",
        "zh": "模型写出的内容均无文章依据，以下改为引用文章原文。",
    },
}

LANGUAGE_NAMES: dict[str, dict[str, str]] = {
    "en": {"en": "English", "ru": "Russian", "kk": "Kazakh", "zh": "Chinese"},
    "ru": {"en": "английский", "ru": "русский", "kk": "казахский", "zh": "китайский"},
    "kk": {"en": "ағылшын", "ru": "орыс", "kk": "қазақ", "zh": "қытай"},
    "zh": {"en": "英语", "ru": "俄语", "kk": "哈萨克语", "zh": "中文"},
}


def say(key: str, language: str, **values: object) -> str:
    """The text of that key in ``language`` (one of the four), with ``{name}`` filled in."""
    return (_TEXTS.get(key) or DESK_TEXTS[key])[language].format(**values)


class Refusal(InputError):
    """An InputError that can be said in each of the four languages; as a string, in English."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(say(key, "en", **values))
        self._key, self._values = key, values

    def told(self, language: str) -> str:
        """What is wrong and the cure, in one of the four languages."""
        return say(self._key, language, **self._values)


def name_languages(codes: list[str], language: str) -> str:
    """Names of languages, in ``language``: "Russian, Chinese"."""
    names = LANGUAGE_NAMES[language]
    return ("、" if language == "zh" else ", ").join(names.get(code, code) for code in codes)


def other_language_note(articles: Iterable[Article], language: str) -> str:
    """That sources are quoted in another language than the reader's; empty when all are in hers."""
    spoken = {a.language for a in articles}
    others = sorted(spoken - {language})
    if not others:
        return ""
    key = "some_in_other_language" if language in spoken else "other_language"
    return say(key, language, languages=name_languages(others, language))

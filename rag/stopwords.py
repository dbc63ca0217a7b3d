"""Function words of the four languages: they say nothing of what a question is about."""

from __future__ import annotations

__all__ = ["CHINESE_STOPWORDS", "STOPWORDS"]

_ENGLISH = """
a about after all also am an and any are as at be because been before being between both but by can could
did do does doing down during each few for from further had has have having he her here hers him his how i
if in into is it its itself just me more most my no nor not now of off on once only or other our out over
own same she should so some such than that the their them then there these they this those through to too
under until up very was we were what when where which while who whom whose why will with would you your tell
give according say said says many much
"""

_RUSSIAN = """
и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее её мне было вот от
меня еще ещё нет о из ему теперь когда даже ну вдруг ли если уже или ни быть был него до вас нибудь опять уж
вам ведь там потом себя ничего ей может они тут где есть надо ней для мы тебя их чем была сам чтоб без будто
чего раз тоже себе под будет ж тогда кто этот того потому этого какой какая какое какие каким каких какую
каков какова каковы совсем ним здесь этом один почти мой тем чтобы нее сейчас были куда зачем всех никогда
можно при наконец два об другой хоть после над больше тот через эти нас про всего них много разве три эту
моя впрочем свою этой перед иногда лучше чуть том нельзя такой им более всегда конечно всю между сколько
который которая которое которые которого которой насколько почему это эта также стал стала стали
"""

_KAZAKH = """
және мен пен бен ма ме ба бе па пе да де та те бұл осы сол ол олар біз сіз сен оның олардың оны оған бір
үшін туралы бойынша кейін дейін болды болып болған бар жоқ емес еді екен деп деді немесе бірақ себебі сондай
сондықтан қалай қандай қанша неше не кім кімдер кімнің қайда қашан неге неліктен қай қайсы нешінші арқылы
ретінде әр барлық тағы өз өзі ғана ең өте болады болатын етті етеді жылы айтты айтқан
"""

# Chinese writes no spaces, so these are cut out of a run of characters; single ones only if rarely part of a word.
_CHINESE = """
什么 多少 哪里 哪些 哪个 哪一 何时 为什么 怎么 怎样 如何 以及
还是 是否 有关 关于 的 了 吗 呢 吧 啊 谁
"""

STOPWORDS = frozenset(f"{_ENGLISH} {_RUSSIAN} {_KAZAKH}".split())
CHINESE_STOPWORDS = tuple(_CHINESE.split())

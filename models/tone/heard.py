"""What of a text tells a tone: sayings that hold there, and shouting."""

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Mapping
from math import prod
from operator import attrgetter
from typing import NamedTuple, Self

from models.tone.clauses import (
    find_denial,
    is_of_others,
    is_past,
    is_refused,
    is_taken_back,
    sentence_at,
)
from models.tone.lexicon import ANGER, LEAVING
from models.tone.sayings import Finder, Match, pieces_of

LONGEST_READ = 100_000  # characters
STRETCH = 400  # characters within which signs stand together
SHOUTING = 0.3  # say of capitals or of marks of exclamation
ASKING_LOUDLY = 0.5  # say of "???" and "?!!"
SHOUT, LOUD = "SHOUT", "?!"  # what these are learned by
_LONGEST_SHOUT = 40  # characters of it that are quoted

_SIMPLER = str.maketrans(
    "註銷帳號會員訂閱戶約續費轉網換別軟體們請這個還將動關閉終證爛騙詐壓訴氣憤惡態無語過離譜"
    "緊盡馬趕沒機時間買賣錢來幫給與業務後對話師聲譽極壞亂誰讓總實舊適長繼",
    "注销帐号会员订阅户约续费转网换别软体们请这个还将动关闭终证烂骗诈压诉气愤恶态无语过离谱"
    "紧尽马赶没机时间买卖钱来帮给与业务后对话师声誉极坏乱谁让总实旧适长继",
)
_COMPLEX = frozenset(map(chr, _SIMPLER))
# Written so that the first sign is one of a set, which the engine looks for quickly.
# What was masked ("XXXX") is no word.
_CAPITALS = re.compile(r"[A-Z](?<!\w[A-Z])(?!X)[A-Z]*(?:[^\w.!?\n]+(?!XX)[A-Z]+){2,}\b")
_CALLS = re.compile(r"[!！?？](?<![!！?？].)[!！?？]+")
# Names in capitals hold none of these.
_SPOKEN_IN_CAPITALS = re.compile(
    r"\b(?:I|ME|MY|YOU|YOUR|WE|US|IT|THIS|THESE|THEY|NOT|NO|IS|ARE|WAS|WHY|WHAT|HOW|NOW"
    r"|STOP|NEVER|PLEASE|DO|HAVE|ANY|ALL|AGAIN)\b"
)
_JOY = re.compile(
    r"\b(?:love|loved|lovely|thanks?|thank you|great|wonderful|amazing|awesome|wow"
    r"|happy|best|excellent|brilliant|fantastic|like the|can't wait|sorry|hooray)\b"
    r"|感谢|谢谢|太好|太棒|真棒|喜欢|爱了|期待|开心|哇|厉害|恭喜|好用|好看|赞"
    r"|[😍🔥😊🎉❤🥰👍]"
)


class Found(NamedTuple):
    """Words of a text that tell a tone, by which saying, how surely, and where."""

    words: str
    name: str
    say: float
    start: int


class Heard(NamedTuple):
    """A text as it is read for its tone: as written, folded, and its pieces.

    ``folded`` has the length of ``written``: lower case with straight apostrophes, in
    simplified Chinese. ``spaced`` is the same with single blanks.
    """

    written: str
    folded: str
    spaced: str
    pieces: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Self:
        """The beginning of a very long text, the whole of any other."""
        written = text[:LONGEST_READ]
        folded = written.lower()
        if len(folded) != len(written):  # a few letters grow when they are lowered
            folded = "".join(c if len(c.lower()) > 1 else c.lower() for c in written)
        if not folded.isascii():
            folded = folded.replace("’", "'")
            if not _COMPLEX.isdisjoint(folded):
                folded = folded.translate(_SIMPLER)
        return cls(written, folded, " ".join(folded.split()), pieces_of(folded))

    def quote(self, start: int, end: int) -> str:
        """The words of a place, in lower case as the writer spelt them."""
        return " ".join(self.written[start:end].replace("’", "'").lower().split())


def find_leaving(heard: Heard) -> list[Found]:
    """What tells of leaving where the text tells it most, in order."""
    return _strongest(_found(heard, _LEAVING, may_be_undone=True))


def find_anger(heard: Heard) -> list[Found]:
    """What tells of anger and urgency where the text tells it most, in order."""
    found = [*_shouts(heard), *_found(heard, _ANGER)]
    return _strongest(sorted(found, key=lambda one: one.start))


FINDERS: Mapping[str, Callable[[Heard], list[Found]]] = {
    "leaving": find_leaving,
    "anger": find_anger,
}
_LEAVING = Finder(LEAVING)
_ANGER = Finder(ANGER)


def _found(heard: Heard, finder: Finder, may_be_undone: bool = False) -> list[Found]:
    """Sayings that hold, of those that overlap the surest, each wording once."""
    text = heard.folded
    kept: list[Match] = []
    for match in finder.find(text, heard.spaced, heard.pieces):
        if may_be_undone and is_taken_back(text, match.start, match.end):
            continue
        start = _holds_from(text, match)
        if start is None:
            continue
        if kept and start < kept[-1].end:
            if match.saying.say <= kept[-1].saying.say:
                continue
            kept.pop()
        kept.append(match._replace(start=start))
    return [
        Found(heard.quote(m.start, m.end), m.saying.name, m.saying.say, m.start)
        for m in kept
    ]


def say_of(found: Iterable[Found]) -> float:
    """What sayings say together: the noisy-or of each one's say, 0 to 1."""
    return 1 - prod(1 - one.say for one in found)


def _strongest(found: list[Found]) -> list[Found]:
    """What is said in the stretch that says most, each wording once.

    A long letter holds some weak sign nearly always; what counts is that several stand
    together.
    """
    best: list[Found] = []
    for number, first in enumerate(found):
        end = bisect(found, first.start + STRETCH, key=attrgetter("start"))
        stretch = list({one.words: one for one in found[number:end]}.values())
        if say_of(stretch) > say_of(best):
            best = stretch
    return best


def _holds_from(text: str, match: Match) -> int | None:
    """Where a saying that holds begins, with its denial where that makes it one."""
    saying, start, end = match
    if is_past(text, start):
        return None
    if saying.unless and re.search(saying.unless, sentence_at(text, start, end)):
        return None
    if saying.own and not saying.if_denied and is_refused(text, start):
        return start
    if saying.own and is_of_others(text, start):
        return None
    denial = find_denial(text, start)
    if saying.if_denied:
        return denial
    return start if denial is None else None


def _shouts(heard: Heard) -> list[Found]:
    """The first shout of a text, unless it may be one of joy."""
    text = heard.written
    capitals = next(filter(_is_spoken, _CAPITALS.finditer(text)), None)
    calls = _CALLS.search(text)
    first = min(filter(None, (capitals, calls)), key=re.Match.start, default=None)
    if first is None or _JOY.search(heard.folded):
        return []
    words = first[0][:_LONGEST_SHOUT]
    if len(words) > 2 and set("?？") & set(words):
        return [Found(words, LOUD, ASKING_LOUDLY, first.start())]
    return [Found(words, SHOUT, SHOUTING, first.start())]


def _is_spoken(capitals: re.Match[str]) -> bool:
    words = capitals[0]
    return len(words) > 10 and bool(_SPOKEN_IN_CAPITALS.search(words))

"""Phrases that tell a tone, with how surely each alone tells it, 0 to 1.

English and Chinese. A phrase after a negation says nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

VERSION = 2  # grows with any change here, so that letters are read again

LEAVING: Mapping[str, float] = {
    "cancel my account": 0.8,
    "cancelling my": 0.7,
    "canceling my": 0.7,
    "cancel my subscription": 0.8,
    "cancel my plan": 0.8,
    "close my account": 0.8,
    "closing my account": 0.8,
    "delete my account": 0.7,
    "switching to": 0.7,
    "switch to another": 0.7,
    "moved to another": 0.7,
    "move to a competitor": 0.8,
    "looking for an alternative": 0.7,
    "looking at alternatives": 0.7,
    "last chance": 0.5,
    "not renewing": 0.8,
    "will not renew": 0.8,
    "won't renew": 0.8,
    "not going to renew": 0.8,
    "i am leaving": 0.8,
    "i'm leaving": 0.8,
    "i'm out": 0.6,
    "i'm done with": 0.7,
    "uninstalled": 0.6,
    "uninstalling": 0.6,
    "unsubscribe": 0.5,
    "take my business elsewhere": 0.9,
    "going elsewhere": 0.7,
    "had enough": 0.5,
    "never use": 0.5,
    "never again": 0.5,
    "no longer a customer": 0.8,
    "stop using": 0.5,
    "stopped using": 0.6,
    "begun to copy my notes": 0.4,
    "considering leaving": 0.7,
    "thinking of leaving": 0.7,
    "used to love": 0.3,
    "注销": 0.7,
    "退订": 0.6,
    "卸载": 0.6,
    "不再续费": 0.8,
    "不续费": 0.8,
    "不会续费": 0.8,
    "取消订阅": 0.7,
    "换一家": 0.7,
    "换别家": 0.7,
    "换别的": 0.6,
    "再也不用": 0.8,
    "不用了": 0.5,
    "不会再用": 0.8,
    "弃用": 0.7,
    "取关": 0.4,
    "再见了": 0.5,
    "搬到别": 0.6,
    "转到别": 0.6,
    "最后一次机会": 0.6,
}
ANGER: Mapping[str, float] = {
    "unacceptable": 0.6, "ridiculous": 0.5, "outrageous": 0.7, "disgusting": 0.6,
    "furious": 0.8, "angry": 0.6, "fed up": 0.6, "appalling": 0.6, "terrible": 0.4,
    "horrible": 0.4, "worst": 0.5, "scam": 0.6, "rip off": 0.5, "rip-off": 0.5,
    "disgrace": 0.6, "shame on": 0.5, "pathetic": 0.6, "useless": 0.4, "a joke": 0.5,
    "sick of": 0.5, "incompetent": 0.6, "lawyer": 0.6, "legal action": 0.7,
    "formal complaint": 0.6, "ombudsman": 0.6, "consumer protection": 0.5,
    "immediately": 0.4, "urgent": 0.6, "urgently": 0.6, "asap": 0.5,
    "right now": 0.3, "deadline": 0.3, "an answer today": 0.6, "what the hell": 0.7,
    "气死": 0.8, "愤怒": 0.7, "生气": 0.5, "垃圾": 0.6, "差评": 0.5, "骗子": 0.7,
    "骗钱": 0.7, "坑人": 0.6, "坑钱": 0.6, "恶心": 0.6, "投诉": 0.5, "起诉": 0.7,
    "律师": 0.6, "无语": 0.4, "太过分": 0.6, "忍无可忍": 0.8, "立刻": 0.4, "马上": 0.3,
    "尽快": 0.3, "紧急": 0.6, "着急": 0.4, "急用": 0.5, "到底有没有人": 0.6,
    "给个说法": 0.5, "曝光": 0.5,
}  # fmt: skip

_SOFTENERS = (
    r"want|wanted|going|planning|plan|trying|thinking|about|to|that|so|at|all|very"
    r"|really|of|feeling|being|the|a|any|yet"
)
_BEFORE = re.compile(
    rf"(?:\b(?:not|never|no|without|cannot|\w+n't)\s+(?:(?:{_SOFTENERS})\s+){{0,4}}"
    r"|(?:[没不别未]|并非|无需)(?:有|是|会|想|要|用|必|打算|准备|太|很|那么|这么){0,3})$",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_ASCII = map(chr, range(128))
_WORDS_ONLY = "".join(sign if _WORD.match(sign) else " " for sign in _ASCII)
_REACH = 45  # characters before a phrase in which a negation is looked for


def is_negated(text: str, start: int) -> bool:
    """Tell whether what begins at ``start`` is denied by the words before it."""
    return _BEFORE.search(text, max(0, start - _REACH), start) is not None


class PhraseFinder:
    """Finds the phrases of a lexicon in lower-case text, the longest first.

    There is one pattern for those of words, which end where words do, and one for those
    in Chinese. What holds for all phrases stands before them, so that it is tried once
    at each place and not for each of them. A pattern is tried at every letter, which
    takes long, so that of most texts their words are looked at alone.
    """

    def __init__(self, lexicon: Mapping[str, float]) -> None:
        phrases = sorted(lexicon, key=len, reverse=True)
        spoken = [phrase for phrase in phrases if phrase.isascii()]
        signs = _any_of(phrase for phrase in phrases if not phrase.isascii())
        self._words = re.compile(rf"(?<!\w)(?:{_any_of(spoken)})(?!\w)")
        self._signs = re.compile(signs)
        self._needs: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
        for phrase in spoken:
            needed = words_in(phrase)
            self._needs[max(sorted(needed), key=len)].append(needed)

    def find(self, text: str, words: frozenset[str]) -> list[re.Match[str]]:
        """What was found in a text, in order, whose ``words_in`` are given."""
        found = list(self._words.finditer(text)) if self._may_hold(words) else []
        if not text.isascii():
            found += self._signs.finditer(text)
        return sorted(found, key=re.Match.start)

    def _may_hold(self, words: frozenset[str]) -> bool:
        """Whether a text with these words has all those of a phrase."""
        longest = self._needs.keys() & words
        return any(need <= words for word in longest for need in self._needs[word])


def words_in(text: str) -> frozenset[str]:
    """The runs of letters, digits and underscores of a text."""
    if text.isascii():
        return frozenset(text.translate(_WORDS_ONLY).split())
    return frozenset(_WORD.findall(text))


def _any_of(phrases: Iterable[str]) -> str:
    return "|".join(map(re.escape, phrases)).replace(r"\ ", r"\s+")

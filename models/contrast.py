"""How much more a topic's passages hold a phrase than those of other topics do.

A passage holds a phrase when it has all its telling words, wherever they stand: "your
fees for a transfer" holds "transfer fee". So a phrase is judged by all who say the
same, and what letters of every topic say, manners and the law above all, names none.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import log, sqrt

from models.languages import NEGATIONS, PARTICLES, STOP_WORDS
from models.words import is_han, split_words

LONGEST_TEXT = 600  # characters read of a passage
DOUBT = 3.0  # passages of other topics that may hold a phrase unseen
DENIAL = "¬"  # stands for "no", "never", "cannot"


class Contrast:
    """Which of the read passages of which topic hold a phrase.

    Each word has an integer whose bits are passages, so that the passages with all
    words of a phrase are found by ``and``.
    """

    def __init__(self, topics: Sequence[Sequence[str]]) -> None:
        self._holders: defaultdict[str, int] = defaultdict(int)
        self._sizes = [len(texts) for texts in topics]
        self._total = 0
        for texts in topics:
            for text in texts:
                for word in telling_forms(split_words(text[:LONGEST_TEXT])):
                    self._holders[word] |= 1 << self._total
                self._total += 1

    def favour(self, words: Iterable[str], topic: int) -> float:
        """How well these words tell the topic: 0 when none of its passages holds them,
        greater the more do and the fewer of others. With one topic, the more do."""
        forms = telling_forms(words)
        size, start = self._sizes[topic], sum(self._sizes[:topic])
        if not forms or not size:
            return 0.0
        holders = (1 << self._total) - 1
        for form in forms:
            holders &= self._holders.get(form, 0)
        inside = (holders >> start & (1 << size) - 1).bit_count()
        share = inside / size
        if self._total == size:
            return sqrt(share)
        others = self._total - size
        usual = (holders.bit_count() - inside + DOUBT) / (others + 2 * DOUBT)
        return sqrt(share) * log(1 + share / usual)


def telling_forms(words: Iterable[str]) -> frozenset[str]:
    """The words that say what a phrase is about, each in one form."""
    return frozenset(filter(None, map(_form, words)))


@lru_cache(maxsize=50_000)
def _form(word: str) -> str:
    """One form for a word and its plural; "" for one that tells nothing."""
    word = word.lower().replace("’", "'")
    if word in NEGATIONS:
        return DENIAL
    if not word[0].isalnum() or (word in STOP_WORDS and word not in PARTICLES):
        return ""
    return word if is_han(word) else _singular(word.removesuffix("'s"))


def _singular(word: str) -> str:
    """The S-stemmer of Harman (1991): plurals become singulars, nothing else."""
    if len(word) > 3 and word.endswith("s"):
        if word.endswith("ies") and not word.endswith(("eies", "aies")):
            return word[:-3] + "y"
        if not word.endswith(("us", "ss")):
            return word[:-1]
    return word

"""How much more a topic's passages hold a phrase than those of other topics do.

A passage holds a phrase when it has all its telling words, wherever they stand: "your
fees for a transfer" holds "transfer fee". So a phrase is judged by all who say the
same, and what letters of every topic say, manners and the law above all, names none.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache, reduce
from itertools import accumulate, chain
from math import log, sqrt
from operator import and_

from models.texts.clauses import Clauses, plain
from models.texts.languages import NEGATIONS, PARTICLES, STOP_WORDS
from models.texts.words import is_han

DOUBT = 3.0  # passages of other topics that may hold a phrase unseen
DENIAL = "¬"  # stands for "no", "never", "cannot"


class Contrast:
    """Which of the read passages of which topic hold a phrase.

    Each word has an integer whose bits are passages, so that the passages with all
    words of a phrase are found by ``and``. It is made when the word is first asked for.
    """

    def __init__(self, topics: Sequence[Sequence[Clauses]]) -> None:
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        self._holders: dict[str, int] = {}
        self._shares: dict[frozenset[str], list[float]] = {}
        self._sizes = [len(texts) for texts in topics]
        self._starts = [0, *accumulate(self._sizes)]
        self._total = 0
        for text in chain.from_iterable(topics):
            for word in telling_forms(chain.from_iterable(text)):
                self._places[word].append(self._total)
            self._total += 1

    def favour(self, words: Iterable[str], topic: int) -> float:
        """How well these words tell the topic: 0 when none of its passages holds them,
        greater the more do and the fewer of others. With one topic, the more do."""
        forms = telling_forms(words)
        size, start = self._sizes[topic], self._starts[topic]
        if not forms or not size:
            return 0.0
        holders = reduce(and_, map(self._holders_of, forms))
        inside = (holders >> start & (1 << size) - 1).bit_count()
        share = inside / size
        if self._total == size:
            return sqrt(share)
        others = self._total - size
        usual = (holders.bit_count() - inside + DOUBT) / (others + 2 * DOUBT)
        return sqrt(share) * log(1 + share / usual)

    def clearness(self, words: Iterable[str], topic: int) -> float:
        """Whether words that some passages of the topic hold tell it from each other:
        the share of those among them and those of the topic that holds them most
        besides, all topics being alike in size, 0 to 1."""
        forms = telling_forms(words)
        shares = self._shares.get(forms)
        if shares is None:
            holders = reduce(and_, map(self._holders_of, forms))
            shares = self._shares[forms] = [
                (holders >> start & (1 << size) - 1).bit_count() / max(size, 1)
                for start, size in zip(self._starts, self._sizes, strict=False)
            ]
        own = shares[topic]
        # The last are the passages that carry no topic.
        others = (*shares[:topic], *shares[topic + 1 : -1])
        return own / (own + max(others, default=0.0)) if own else 0.0

    def _holders_of(self, form: str) -> int:
        known = self._holders.get(form)
        if known is None:
            bits = bytearray(self._total // 8 + 1)
            for place in self._places.get(form, ()):
                bits[place >> 3] |= 1 << (place & 7)
            known = self._holders[form] = int.from_bytes(bits, "little")
        return known


def telling_forms(words: Iterable[str]) -> frozenset[str]:
    """The words that say what a phrase is about, each in one form."""
    return frozenset(filter(None, map(_form, words)))


@lru_cache(maxsize=50_000)
def _form(word: str) -> str:
    """One form for a word and its plural; "" for one that tells nothing."""
    word = plain(word)
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

"""How those who wrote a topic's passages spell its words.

A name is written as most of them write it: with capitals where these mean names, and
with the hyphens and marks that stand between its words.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import chain, pairwise

from models.naming.runs import Run
from models.texts.clauses import Clauses, is_tied, plain, untied
from models.texts.languages import STOP_WORDS

FEW_DOTLESS = 20  # words, of which one in Turkish has an i without a dot

# Chinese, Japanese and Thai words stand without spaces.
_HAN_SPACE = re.compile(
    r"(?<=[\u3040-\u30ff\u3400-\u9fff]) | (?=[\u3040-\u30ff\u3400-\u9fff])"
    r"|(?<=[\u0e01-\u0e4e]) (?=[\u0e01-\u0e4e])"
)
_SELF = re.compile(r"\bi\b(?!\.)")
# Words of English alone: "i" is a word in other languages as well.
_ENGLISH = frozenset(
    ["the", "it", "you", "this", "does", "don't", "can't", "what", "how"]
)
_Form = tuple[str, str]  # what stands behind a word, and how the next is written


class Spelling:
    """How the texts of a topic spell words, and what stands between two of them."""

    def __init__(self, texts: Iterable[Clauses]) -> None:
        clauses = list(chain.from_iterable(texts))
        self.words = _usual_words(clauses)
        self._pairs = _usual_pairs(clauses, self.words)
        self._is_english = is_english(self.words)

    def spaced(self, run: Run) -> str:
        """The words as usually spelt, with spaces between, a capital in front."""
        return self._headed(" ".join([self.words.get(word, word) for word in run]))

    def write(self, run: Run) -> str:
        """The words as one writes them: Chinese without spaces, a capital in front."""
        text = self.words.get(run[0], run[0])
        for pair in pairwise(run):
            usual = (" ", self.words.get(pair[1], pair[1]))
            text += "".join(self._pairs.get(pair, usual))
        if not text.isascii():
            text = _HAN_SPACE.sub("", text)
        return self._headed(_SELF.sub("I", text) if self._is_english else text)

    def _headed(self, text: str) -> str:
        first = text.partition(" ")[0]
        return text if first != first.lower() else self._capital(text[:1]) + text[1:]

    def _capital(self, sign: str) -> str:
        return "İ" if sign == "i" and _has_dotless_i(self.words) else sign.upper()


def with_self(text: str) -> str:
    """The text with a capital I if it is English."""
    said = frozenset(text.lower().split())
    return _SELF.sub("I", text) if is_english(said) else text


def is_english(words: Container[str]) -> bool:
    """Whether these words have one that is English alone."""
    return any(word in words for word in _ENGLISH)


def _usual_words(clauses: Sequence[Sequence[str]]) -> dict[str, str]:
    """The usual spelling of each word inside a clause, where capitals mean names; in
    front of one those behind the first letter do ("PDF"). Stop words of three letters
    or more are shouted, but "US" is none."""
    inside = Counter(chain.from_iterable(clause[1:] for clause in clauses))
    first = (clause[0] for clause in clauses)
    inside.update(word for word in first if word[1:] != word[1:].lower())
    written: Counter[str] = Counter()
    for word, count in inside.items():
        written[untied(word)] += count
    usual: dict[str, str] = {}
    for word, count in written.items():
        if len(word) > 2 and word.isupper() and plain(word) in STOP_WORDS:
            continue
        known = usual.setdefault(plain(word), word)
        if count > written[known]:
            usual[plain(word)] = word
    return usual


def _usual_pairs(
    clauses: Sequence[Sequence[str]], usual: Mapping[str, str]
) -> dict[tuple[str, str], _Form]:
    """How most write a pair of words that some tie together, or of which the first is
    a name: the "Pay" of "Google Pay" is no other word for paying."""
    words = set(chain.from_iterable(clauses))
    firsts = set(map(plain, filter(is_tied, words)))
    firsts |= {word for word, form in usual.items() if form[0].isupper()} - STOP_WORDS
    told = {word: first for word in words if (first := plain(word)) in firsts}
    seen: defaultdict[tuple[str, str], Counter[_Form]] = defaultdict(Counter)
    for clause in clauses:
        for word, after in pairwise(clause):
            if word in told:
                form = word[len(untied(word)) :] or " ", untied(after)
                seen[told[word], plain(after)][form] += 1
    return {pair: _usual_form(pair, forms, usual) for pair, forms in seen.items()}


def _usual_form(
    pair: tuple[str, str], forms: Counter[_Form], usual: Mapping[str, str]
) -> _Form:
    """What more than half write, each of both by itself; the usual where none is."""
    ties, words = Counter[str](), Counter[str]()
    for (tie, word), count in forms.items():
        ties[tie] += count
        words[word] += count
    word, count = words.most_common(1)[0]
    is_name = usual.get(pair[0], "")[:1].isupper() and 2 * count > forms.total()
    return ties.most_common(1)[0][0], word if is_name else usual.get(pair[1], pair[1])


def _has_dotless_i(words: Iterable[str]) -> bool:
    """Whether so many words have the i of Turkish without a dot that its capital is
    written with one."""
    known = [word for word in words if word[0].isalpha()]
    return FEW_DOTLESS * sum("\u0131" in word for word in known) > len(known)

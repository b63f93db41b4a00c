"""Whether a colleague would know a topic by its name: it has a key term of the truth.

The true topics of sample letters have names and key terms that no model sees. A found
topic stands for the true one that most of its letters speak of.
"""

import re
from collections import Counter
from collections.abc import Iterable

from benchmarks.labelled import Labelled
from feedback.samples.prose import list_topics
from models.discovery.discovery import Discovery
from models.texts.languages import STOP_WORDS
from models.texts.words import is_han, split_words

_WORD = re.compile(r"[a-z']+")


def strange_names(found: Discovery, given: Labelled) -> list[tuple[str, str]]:
    """Names of found topics that share no key term with the true topic beside them."""
    judged = []
    for number, topic in enumerate(found.topics):
        mine = given.labels[found.labels == number]
        true, _ = Counter(mine.tolist()).most_common(1)[0]
        judged.append((topic.name, true))
    return [(name, true) for name, true in judged if not is_recognisable(name, true)]


def recognisable_share(found: Discovery, given: Labelled) -> float:
    """Share of the found topics whose name shares a key term with the truth."""
    return 1 - len(strange_names(found, given)) / max(len(found.topics), 1)


def is_recognisable(name: str, true: str) -> bool:
    topic = list_topics()[true]
    if is_han(name):
        return _shares_signs(name, (*topic.terms_zh, topic.name_zh))
    return bool(_stems(name) & _stems(" ".join((*topic.terms, topic.name))))


def _stems(text: str) -> set[str]:
    from nltk.stem import SnowballStemmer

    stem = SnowballStemmer("english").stem
    words = _WORD.findall(text.lower())
    return {str(stem(word)) for word in words if word not in STOP_WORDS}


def _shares_signs(name: str, terms: Iterable[str]) -> bool:
    """A term stands in the name, or a word of the name in a term."""
    words = [w for w in split_words(name) if len(w) > 1 and w not in STOP_WORDS]
    return any(
        term.casefold() in name.casefold() or any(word in term for word in words)
        for term in terms
    )

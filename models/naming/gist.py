"""How near a phrase is in meaning to the middle of a topic.

Writers say one thing in many words: "love it", "happy customer" and "best app" share
none, but the middle of their meaning is near to each. Meaning comes from the ready-made
word vectors, which know hardly any Chinese: there a phrase is judged by its words.
"""

from collections.abc import Sequence
from itertools import accumulate, chain, pairwise

import numpy as np

from models.texts.clauses import Clauses, untied
from models.texts.words import is_han, number_words
from models.vectors.vectors import static_rows, unit_rows

DIGITS = 3  # that a nearness is rounded to, because last bits may differ


class Gist:
    """The middles of the topics whose passages are given, from that of all topics."""

    def __init__(self, topics: Sequence[Sequence[Clauses]]) -> None:
        texts = chain.from_iterable(topics)
        words = (map(untied, chain.from_iterable(text)) for text in texts)
        meaning = static_rows(number_words(words))
        bounds = pairwise([0, *accumulate(map(len, topics))])
        rows = [meaning[start:end] for start, end in bounds]
        means = np.array([row.mean(axis=0) for row in rows if len(row)])
        self._usual = means.mean(axis=0) if len(means) > 1 else np.float32(0)
        self._middles = [
            unit_rows(unit_rows(row - self._usual).sum(axis=0, keepdims=True))[0]
            for row in rows
        ]
        self._speaks = [_is_spoken(texts) for texts in topics]

    def nearness(self, phrases: Sequence[str], topic: int) -> list[float]:
        """The cosine of each phrase with the middle of its topic, -1 to 1; all zero
        for a topic whose language has no vectors."""
        if not phrases or not self._speaks[topic]:
            return [0.0] * len(phrases)
        rows = static_rows(number_words(map(str.split, phrases)))
        cosines = unit_rows(rows - self._usual) @ self._middles[topic]
        return [round(float(cosine), DIGITS) for cosine in cosines]


def _is_spoken(texts: Sequence[Clauses]) -> bool:
    """Whether the vectors know the language: most passages have no Chinese."""
    chinese = sum(is_han("".join(chain.from_iterable(text))) for text in texts)
    return 2 * chinese < len(texts)

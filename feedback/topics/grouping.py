"""Letters into clusters: the one place that calls the text models."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from feedback.topics.embedding import STATIC, open_chosen
from feedback.topics.found import Cluster, Found, Grouping, LetterText
from feedback.topics.rivals import add_rivals

if TYPE_CHECKING:
    from models import Discovery, Passage

Progress = Callable[[int, int, str], None]

WORDS_SHOWN = 6
CLEAR = 0.6
"""Confidence from which a passage puts its letter under a further topic."""
MOST_FURTHER = 2


def group_letters(
    letters: Sequence[LetterText],
    random_state: int,
    progress: Progress,
    embedder: str = STATIC,
) -> Grouping:
    """Group letters by what they are about; the same input gives the same answer.

    ``embedder`` is the setting of that name; Refused says why it cannot be used.

    A letter stands in the cluster that it is about as a whole, and in up to two more
    that one of its passages speaks of clearly.
    """
    from models import discover

    if not letters:
        return Grouping((), (), 0)
    progress(0, len(letters), "Reading letters")
    discovery = discover(
        [letter.text for letter in letters],
        random_state,
        embedder=open_chosen(embedder, random_state),
    )
    progress(len(letters), len(letters), "Weighing rivals")
    found = [
        *_main_passages(letters, discovery),
        *_further_passages(letters, discovery),
    ]
    add_rivals(letters, found, random_state)
    exemplars = _exemplars(found, len(discovery.topics))
    clusters = tuple(
        Cluster(
            sketch.name,
            discovery.themes[sketch.theme] if len(discovery.themes) > 1 else "",
            tuple(sketch.keywords),
            exemplars[number],
        )
        for number, sketch in enumerate(discovery.topics)
    )
    return Grouping(clusters, tuple(found), len(letters))


def _main_passages(
    letters: Sequence[LetterText], discovery: "Discovery"
) -> Iterator[Found]:
    for letter, label, confidence, span in zip(
        letters,
        discovery.labels,
        discovery.confidence,
        discovery.spans,
        strict=True,
    ):
        if label >= 0:
            start, end = span or (0, 0)
            keywords = discovery.topics[label].keywords
            yield _found(letter, int(label), start, end, float(confidence), keywords)


def _further_passages(
    letters: Sequence[LetterText], discovery: "Discovery"
) -> Iterator[Found]:
    """Yield, for each letter, the clearest passages of other topics than its own."""
    best: dict[int, dict[int, Passage]] = defaultdict(dict)
    passages = discovery.passages
    is_clear = (passages.labels >= 0) & (passages.confidence >= CLEAR)
    is_other = passages.labels != discovery.labels[passages.text_indices]
    for row in (is_clear & is_other).nonzero()[0]:
        passage = passages[int(row)]
        others = best[passage.text_index]
        rival = others.get(passage.label)
        if rival is None or rival.confidence < passage.confidence:
            others[passage.label] = passage
    for index, others in best.items():
        clearest = sorted(others.values(), key=lambda passage: -passage.confidence)
        for one in clearest[:MOST_FURTHER]:
            keywords = discovery.topics[one.label].keywords
            yield _found(
                letters[index],
                one.label,
                one.start,
                one.end,
                float(one.confidence),
                keywords,
            )


def _found(
    letter: LetterText,
    cluster: int,
    start: int,
    end: int,
    confidence: float,
    keywords: Sequence[str],
) -> Found:
    words = words_in(letter.text[start:end], keywords)
    first, last = letter.in_body(start, end)
    return Found(letter.letter_id, cluster, first, last, confidence, words)


def words_in(text: str, keywords: Sequence[str]) -> tuple[str, ...]:
    """Return those keywords that occur in a text, as whole words where they can."""
    folded = text.casefold()
    return tuple(word for word in keywords if _occurs(word.casefold(), folded))[
        :WORDS_SHOWN
    ]


def _occurs(word: str, text: str) -> bool:
    if word not in text:
        return False
    return not word.isascii() or bool(re.search(rf"\b{re.escape(word)}", text))


def _exemplars(
    found: Sequence[Found], clusters: int, limit: int = 8
) -> Mapping[int, tuple[tuple[int, int, int], ...]]:
    """Return the clearest passages of each cluster: sure, wordy, of quotable length."""
    best: dict[int, list[Found]] = {number: [] for number in range(clusters)}
    for one in found:
        if 40 <= one.end - one.start <= 400:
            best[one.cluster].append(one)
    return {
        number: tuple(
            (one.letter_id, one.start, one.end)
            for one in sorted(ones, key=lambda f: (-len(f.words), -f.confidence))[
                :limit
            ]
        )
        for number, ones in best.items()
    }

"""Letters into clusters: the one place that calls the text models."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from feedback.topics.discovery.embedding import STATIC, open_chosen
from feedback.topics.discovery.found import Cluster, Found, Grouping, LetterText

if TYPE_CHECKING:
    from models import Discovery, Passage

Progress = Callable[[int, int, str], None]

WORDS_SHOWN = 6
CLEAR = 0.5
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
    found = [
        *_main_passages(letters, discovery),
        *_further_passages(letters, discovery),
    ]
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
    """Yield, for each letter with a topic, the passage that carries it."""
    from models import Passage

    rivals = discovery.rivals
    for row in (discovery.labels >= 0).nonzero()[0].tolist():
        start, end = discovery.spans[row] or (0, 0)
        passage = Passage(
            row,
            start,
            end,
            int(discovery.labels[row]),
            float(discovery.confidence[row]),
            int(rivals.topics[row]),
            float(rivals.confidence[row]),
        )
        yield _found(letters[row], passage, discovery)


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
            yield _found(letters[index], one, discovery)


def _found(letter: LetterText, passage: "Passage", discovery: "Discovery") -> Found:
    keywords = discovery.topics[passage.label].keywords
    words = words_in(letter.text[passage.start : passage.end], keywords)
    start, end = letter.in_body(passage.start, passage.end)
    confidence = passage.confidence
    found = Found(letter.letter_id, passage.label, start, end, confidence, words)
    if passage.rival < 0:
        return found
    # Of a passage that speaks more for the rival no share is left but the rest.
    sure = min(passage.rival_confidence, 1 - confidence)
    return replace(found, rival=passage.rival, rival_confidence=sure)


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

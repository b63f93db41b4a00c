"""Letters that speak of several topics: is each passage put on what it speaks of?

    python -m benchmarks.several [--letters N] [--seed N]

On sample letters, whose truth is known passage by passage. Beside ours stand letters
whose passages all speak of the one topic of their letter.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

import numpy as np

from benchmarks.labelled import LAST_DAY, OWN_WORDS
from feedback.samples import sample_world
from feedback.samples.types import Passage as TruePassage
from feedback.topics.discovery.grouping import CLEAR
from models import Discovery, discover


class Told(NamedTuple):
    """A letter: its text, where its body begins in it, and what passages speak of."""

    text: str
    body: int
    passages: Sequence[TruePassage]

    @property
    def topics(self) -> Set[str]:
        return {topic for one in self.passages for topic in one.topics}

    def spoken_of(self, start: int, end: int) -> str | None:
        """The true topic of most of ``text[start:end]``, None without one."""
        length: Counter[str] = Counter()
        for one in self.passages:
            shared = min(end - self.body, one.end) - max(start - self.body, one.start)
            for topic in one.topics:
                length[topic] += max(shared, 0)
        return max(length, key=lambda topic: length[topic]) if +length else None


def read_letters(number: int, seed: int) -> dict[str, list[Told]]:
    """Sample letters in writers' own words about something, by language."""
    world = sample_world(seed, number, end_on=LAST_DAY, zh_share=0.4)
    found: defaultdict[str, list[Told]] = defaultdict(list)
    for letter in world.letters:
        if letter.kind in OWN_WORDS and world.truth.topics_of(letter.key):
            text, passages = (
                f"{letter.subject}\n\n{letter.body}",
                world.truth.passages[letter.key],
            )
            found[letter.language].append(Told(text, len(letter.subject) + 2, passages))
    return dict(found)


def print_several(language: str, letters: Sequence[Told]) -> None:
    """Print how many passages and which topics of letters are right."""
    found = discover([letter.text for letter in letters])
    names = list(_true_names(found, letters))
    several = sum(len(letter.topics) > 1 for letter in letters)
    print(f"\n{language}: {len(letters)} letters, {several} of several topics")
    ours, own = [], []
    for one in found.passages:
        truth = letters[one.text_index].spoken_of(one.start, one.end)
        if truth is not None and one.label >= 0:
            ours.append(names[one.label] == truth)
            own.append(names[found.labels[one.text_index]] == truth)
    print(f"  passages on what they speak of   {np.mean(ours):.3f}", end="")
    print(f"  (all on their letter's topic {np.mean(own):.3f})")
    main = [{names[label]} if label >= 0 else set() for label in found.labels]
    every = [set(topics) for topics in main]
    for one in found.passages:
        if one.label >= 0 and one.confidence >= CLEAR and main[one.text_index]:
            every[one.text_index].add(names[one.label])
    for said, topics in (("topics of letters", every), ("their one topic", main)):
        print(f"  {said:32s} {_agreement(topics, letters)}")


def _true_names(found: Discovery, letters: Sequence[Told]) -> Iterator[str]:
    """What most letters of each found topic speak of; that of no topic comes last."""
    for number in range(len(found.topics)):
        rows = np.flatnonzero(found.labels == number)
        spoken = Counter(topic for row in rows for topic in letters[row].topics)
        yield spoken.most_common(1)[0][0]
    yield ""


def _agreement(topics: Sequence[Set[str]], letters: Sequence[Told]) -> str:
    right = sum(len(one & t.topics) for one, t in zip(topics, letters, strict=True))
    precision = right / sum(map(len, topics))
    recall = right / sum(len(letter.topics) for letter in letters)
    together = 2 * precision * recall / (precision + recall)
    return f"precision {precision:.3f}  recall {recall:.3f}  F1 {together:.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=41)
    options = parser.parse_args()
    for language, letters in read_letters(options.letters, options.seed).items():
        print_several(language, letters)


if __name__ == "__main__":
    main()

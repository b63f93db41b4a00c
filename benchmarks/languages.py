"""What is made of an inbox in fifteen languages at once, and of each alone.

``python -m benchmarks.languages``. Letters are put together from parts of our own
(``judged/languages.toml``): four topics in each language, an opening, what is wrong,
what is asked and a closing. Printed are how far topics agree with the truth within each
language (adjusted Rand index), letters without a topic, the names, and how often the
assigner files wordings rightly that it never saw: one of three ways of saying each
thing is kept from it in turn.
"""

import random
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from models import Assigner, discover

PARTS = Path(__file__).parent / "judged" / "languages.toml"
EACH = 20  # letters of a topic in one language
WAYS = 3  # in which each thing is said
WITHOUT_SPACES = ("ja",)


class Letter(NamedTuple):
    """A letter, its language and what it is about."""

    text: str
    language: str
    topic: str


def read_parts() -> dict[str, dict[str, Any]]:
    """The parts of letters by language."""
    return tomllib.loads(PARTS.read_text(encoding="utf-8"))


def topics_of(parts: dict[str, Any]) -> dict[str, dict[str, list[str]]]:
    """The topics among the parts of a language."""
    return {name: part for name, part in parts.items() if isinstance(part, dict)}


def write_letters(each: int = EACH, seed: int = 1) -> list[Letter]:
    """Different letters of every topic in every language, shuffled."""
    dice = random.Random(seed)  # noqa: S311 - any letters will do
    letters: dict[Letter, None] = {}
    for language, parts in read_parts().items():
        for topic, said in topics_of(parts).items():
            wanted = len(letters) + each
            while len(letters) < wanted:
                pieces = [
                    dice.choice(["", *parts["openings"]]),
                    *dice.sample(said["said"], dice.randint(1, 2)),
                    *dice.sample(said["more"], dice.randint(1, 2)),
                    dice.choice(["", *parts["closings"]]),
                ]
                letters[Letter(join(language, pieces), language, topic)] = None
    written = list(letters)
    dice.shuffle(written)
    return written


def join(language: str, pieces: list[str]) -> str:
    """The pieces of a letter as its language puts them together."""
    space = "" if language in WITHOUT_SPACES else " "
    return space.join(piece for piece in pieces if piece)


def agreement(letters: list[Letter], labels: np.ndarray) -> dict[str, float]:
    """Adjusted Rand index of labels and topics within each language."""
    from sklearn.metrics import adjusted_rand_score

    languages = np.array([letter.language for letter in letters])
    topics = np.array([letter.topic for letter in letters])
    return {
        str(language): float(adjusted_rand_score(topics[own], labels[own]))
        for language in np.unique(languages)
        for own in [languages == language]
    }


def strange_wordings(language: str) -> float:
    """Share of wordings filed rightly that were kept from the assigner."""
    parts = read_parts()[language]
    right = []
    for kept in range(WAYS):
        known, strange = [], []
        for topic, said in topics_of(parts).items():
            ways = [way for way in range(WAYS) if way != kept]
            for first in ways:
                known += [
                    (
                        join(
                            language, [opening, said["said"][first], said["more"][way]]
                        ),
                        topic,
                    )
                    for way in ways
                    for opening in ("", *parts["openings"])
                ]
            strange += [(said["said"][kept], topic), (said["more"][kept], topic)]
        model = Assigner().fit(
            [text for text, _ in known], [topic for _, topic in known]
        )
        found = model.predict([text for text, _ in strange])
        right += [
            topic == given for (_, topic), given in zip(strange, found, strict=True)
        ]
    return float(np.mean(right))


def main() -> None:
    letters = write_letters()
    found = discover([letter.text for letter in letters], random_state=0)
    for language, agreed in agreement(letters, found.labels).items():
        own = np.array([letter.language == language for letter in letters])
        labels = found.labels[own]
        names = [found.topics[n].name for n in np.unique(labels[labels >= 0])]
        print(
            f"{language} agreement {agreed:.2f}, without {np.mean(labels < 0):.0%},"
            f" strange wordings filed rightly {strange_wordings(language):.0%}:"
            f" {' · '.join(names)}"
        )


if __name__ == "__main__":
    main()

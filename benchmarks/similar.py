"""How good "more like this" is, beside plain TF-IDF on the same letters.

``python -m benchmarks.similar``. Of letters drawn at random, the share of the five most
similar others that have the same label, and the CPU time of finding them all.
"""

from collections.abc import Callable, Sequence
from time import process_time

import numpy as np
from numpy.typing import NDArray

from benchmarks.labelled import Labelled, made_letters, read_banking, read_complaints
from models import find_similar

ASKED, SHOWN = 500, 5
Numbers = NDArray[np.int64]
Finder = Callable[[Sequence[str], Sequence[str]], Numbers]


def by_meaning(texts: Sequence[str], asked: Sequence[str]) -> Numbers:
    """As the product finds them."""
    return find_similar(texts, asked, SHOWN + 1)[0]


def by_words(texts: Sequence[str], asked: Sequence[str]) -> Numbers:
    """The rival: cosines of words weighed by TF-IDF."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(sublinear_tf=True)
    known = vectors.fit_transform(texts)
    cosines = (vectors.transform(asked) @ known.T).toarray()
    return np.argsort(-cosines, axis=1, kind="stable")[:, : SHOWN + 1]


def share_alike(letters: Labelled, find: Finder) -> tuple[float, float]:
    """Share of those found that have the label of the one asked for; CPU seconds."""
    drawn = np.random.default_rng(0).permutation(len(letters.texts))[:ASKED]
    started = process_time()
    found = find(letters.texts, [letters.texts[row] for row in drawn])
    seconds = process_time() - started
    alike = [
        np.mean(letters.labels[[n for n in near if n != row][:SHOWN]] == label)
        for row, near, label in zip(drawn, found, letters.labels[drawn], strict=True)
    ]
    return float(np.mean(alike)), seconds


def main() -> None:
    made = made_letters(1_500)
    sets = {
        "Banking77": read_banking(),
        "complaints": read_complaints(),
        "sample letters, English": made["en"],
        "sample letters, Chinese": made["zh"],
    }
    for name, letters in sets.items():
        if letters is not None:
            (own, seconds), (rival, others) = (
                share_alike(letters, find) for find in (by_meaning, by_words)
            )
            print(
                f"{name}: {own:.3f} of the {SHOWN} most similar are of its kind"
                f" ({seconds:.1f} s), by TF-IDF {rival:.3f} ({others:.1f} s)"
            )


if __name__ == "__main__":
    main()

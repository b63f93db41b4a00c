"""Which texts are copies of each other: one template, or one letter sent twice.

A wrong group hides a letter, a missed one costs a second look; so whatever is in doubt
stays apart. Short texts are copies only when their words are equal, figures and all:
"Great app" is no template. Longer ones are copies when the sets of their runs of words
overlap (Jaccard), or when one holds nearly all of the other; and then their openings
must agree too, because two letters that share no more than a long footer are two.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.texts.passages import blank_masks
from models.texts.shingles import band_codes, shingle, sketch
from models.texts.words import WordTable, read_words

SCHEME = "minhash-12x3-2"
"""Changes whenever codes of an older version no longer meet those of this one."""
BANDS = 12  # codes per text; texts that share one are compared
ROWS = 3  # hashes per code
LEAST_WORDS = 20  # words (without figures) from which near copies are told
SURE_WORDS = 120  # words from which the lower likeness is enough
SHORT_LIKENESS, LIKENESS = 0.9, 0.6  # share of shingles that agree, at these lengths
HELD_WORDS = 50  # words from which a text counts as held by a longer one
HELD = 0.95  # share of the shorter text found in the longer one ...
HELD_LIKENESS = 0.4  # ... which is then enough of the longer one
OPENINGS = ((5, 0.6), (12, 0.5))
"""First shingles of a text, and the share of them that the other text must hold."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What of a text decides whether another is its copy.

    ``words`` says how many there are. ``spoken`` holds the words of a short text,
    figures included; a longer one has ``codes`` (BANDS,), whole numbers of 32 bits, by
    which likely copies are found.
    """

    words: int
    spoken: str
    shingles: frozenset[int]
    opening: tuple[int, ...]
    codes: tuple[int, ...]


def read_wordings(texts: Sequence[str]) -> list[Wording]:
    """Return the wording of each text."""
    table = read_words([blank_masks(text).casefold() for text in texts])
    shingles, owners = shingle(table)
    bounds = np.searchsorted(owners, np.arange(len(table) + 1))
    present = np.flatnonzero(np.diff(bounds))
    codes = np.zeros((len(table), BANDS), dtype=np.uint64)
    if len(present):
        sketches = sketch(shingles, bounds[present], BANDS * ROWS)
        codes[present] = band_codes(sketches, ROWS) >> np.uint64(32)
    listed = shingles.tolist()
    return [
        _wording(table, row, listed[bounds[row] : bounds[row + 1]], codes[row].tolist())
        for row in range(len(table))
    ]


def _wording(
    table: WordTable, row: int, shingles: list[int], codes: list[int]
) -> Wording:
    own = table.ids[table.starts[row] : table.starts[row + 1]].tolist()
    spoken = [table.vocabulary[i] for i in own if table.vocabulary[i][0].isalnum()]
    words = sum(word[0].isalpha() for word in spoken)
    return Wording(
        words=words,
        spoken="" if words >= LEAST_WORDS else " ".join(spoken),
        shingles=frozenset(shingles),
        opening=tuple(shingles[: max(size for size, _ in OPENINGS)]),
        codes=tuple(codes) if words >= LEAST_WORDS else (),
    )


def likeness(one: Wording, other: Wording) -> float:
    """Return how much of two copies agrees, 0 to 1; 0 when they are no copies."""
    if min(one.words, other.words) < LEAST_WORDS:
        return float(one.spoken == other.spoken != "")
    common = len(one.shingles & other.shingles)
    shared = common / (len(one.shingles) + len(other.shingles) - common)
    shorter = min(one, other, key=lambda wording: len(wording.shingles))
    is_held = (
        shorter.words >= HELD_WORDS
        and common >= HELD * len(shorter.shingles)
        and shared >= HELD_LIKENESS
    )
    is_like = shared >= _least_likeness(shorter.words) or is_held
    return shared if is_like and _open_alike(one, other) else 0.0


def choose_copy(
    wording: Wording, candidates: Mapping[int, Wording]
) -> tuple[int, float] | None:
    """Return the candidate that the text is most like, and how like, else None.

    Of equal ones the first in order speaks.
    """
    found = [(likeness(wording, other), id_) for id_, other in candidates.items()]
    best = max(found, key=lambda pair: pair[0], default=(0.0, 0))
    return (best[1], best[0]) if best[0] else None


def group_near_duplicates(texts: Sequence[str]) -> NDArray[np.int64]:
    """Return a group number per text, shape (n,): the number of its first text.

    Texts are taken in order; each joins the group of the first texts that it is most
    like, or begins one. The answer for a text does not depend on those after it.
    """
    groups = np.arange(len(texts), dtype=np.int64)
    wordings = read_wordings(texts)
    met: dict[int | str, list[int]] = {}
    for row, wording in enumerate(wordings):
        keys: tuple[int | str, ...] = wording.codes or (wording.spoken,)
        near = _in_order(first for key in keys for first in met.get(key, ()))
        found = choose_copy(wording, {first: wordings[first] for first in near})
        if found:
            groups[row] = found[0]
        else:
            for key in keys:
                met.setdefault(key, []).append(row)
    return groups


def _in_order(numbers: Iterable[int]) -> list[int]:
    return sorted(set(numbers))


def _least_likeness(words: int) -> float:
    """The shorter the text, the more a changed word may change what it says."""
    share = (words - LEAST_WORDS) / (SURE_WORDS - LEAST_WORDS)
    return max(SHORT_LIKENESS - share * (SHORT_LIKENESS - LIKENESS), LIKENESS)


def _open_alike(one: Wording, other: Wording) -> bool:
    """Tell whether one of the texts opens with what the other says too."""
    return _opens_in(one, other) or _opens_in(other, one)


def _opens_in(wording: Wording, other: Wording) -> bool:
    held = [run in other.shingles for run in wording.opening]
    return all(sum(held[:size]) >= share * len(held[:size]) for size, share in OPENINGS)

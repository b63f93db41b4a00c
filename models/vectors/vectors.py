"""Vectors of texts: rows of unit length, one per text.

An embedder turns texts into such rows. The static one adds up a ready-made vector
per word, the lexical one counts words (TF-IDF) and keeps their main directions
(SVD, "latent semantic analysis", Deerwester et al. 1990).
"""

from array import array
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from models.texts.terms import Occurrences, Terms
from models.texts.words import LONGEST_WORD, WordTable, read_words
from models.vectors.sampling import Marks, drawn

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Rows = NDArray[np.float32]

LARGEST_DECOMPOSITION = 15_000  # texts whose main directions are computed; more follow
MOST_TERMS = 40_000  # the most widespread words and pairs that are counted
SPARE_DIRECTIONS = 10
FEW_WORDS = 256  # that are cut into pieces one by one
PART = 20_000  # words that are cut into pieces at a time
MOST_KNOWN = 50_000  # words whose pieces are kept: texts share most of theirs
POWER_STEPS = 2


class Embedder(Protocol):
    """Turns texts into unit rows of float32, shape (n, dimensions)."""

    def embed(self, texts: Sequence[str]) -> Rows: ...


class StaticEmbedder:
    """Ready-made word vectors (WordLlama, 256 dimensions), added up per text."""

    def embed(self, texts: Sequence[str]) -> Rows:
        """Unit rows, shape (n, 256); a text without known words gives zeros."""
        return static_rows(read_words(texts))


class LexicalEmbedder:
    """TF-IDF of words and word pairs, reduced by SVD to the texts' own directions."""

    def __init__(self, *, dimensions: int = 100, random_state: int = 0) -> None:
        self.dimensions = dimensions
        self.random_state = random_state

    def embed(self, texts: Sequence[str]) -> Rows:
        """Unit rows, shape (n, at most ``dimensions``), learned from these texts."""
        table = read_words(texts)
        found = find_terms(table)
        rows = learn_terms(found).rows(found)
        return reduce_terms(rows, table.marks, self.dimensions, self.random_state)


def unit_rows(rows: NDArray[Any]) -> Rows:
    """Rows scaled to length one; zero rows stay zero."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Rows = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return scaled


def static_rows(table: WordTable) -> Rows:
    """Sum of word vectors per text as one sparse product, unit rows (n, 256)."""
    return sum_vectors(table, word_pieces(table.vocabulary))


def sum_vectors(table: WordTable, pieces: "csr_matrix") -> Rows:
    """Unit rows of texts (n, 256), given the pieces of the words of the table."""
    _, weights = _static_model()
    return unit_rows((word_counts(table) @ pieces) @ weights)


def word_counts(table: WordTable) -> "csr_matrix":
    """How often each word of the vocabulary stands in each text, (n, words)."""
    from scipy.sparse import csr_matrix

    shape = (len(table), len(table.vocabulary))
    ones = np.ones(len(table.ids), dtype=np.float32)
    return csr_matrix((ones, table.ids, table.starts), shape=shape)


def word_pieces(words: Sequence[str]) -> "csr_matrix":
    """How often each piece that has a vector stands in each word, (words, pieces)."""
    from scipy.sparse import csr_matrix

    pieces, weights = _static_model()
    ids, starts = array("i"), array("q", [0])
    for first in range(0, len(words), PART):
        part = [word[:LONGEST_WORD] for word in words[first : first + PART]]
        for found in _pieces_of(pieces, part):
            ids.extend(found)
            starts.append(len(ids))
    flat = np.frombuffer(ids, dtype=np.int32)
    kept = (flat != pieces.token_to_id("▁")).astype(np.float32)
    return csr_matrix(
        (kept, flat, np.frombuffer(starts, dtype=np.int64)),
        shape=(len(words), len(weights)),
    )


def _pieces_of(pieces: Any, words: Sequence[str]) -> list[list[int]]:
    """Numbers of each word's pieces; words that came before are not cut again."""
    known = _known_pieces()
    strange = [word for word in dict.fromkeys(words) if word not in known]
    fresh = dict(zip(strange, _cut(pieces, strange), strict=True))
    if len(known) + len(fresh) <= MOST_KNOWN:
        known.update(fresh)
    return [fresh[word] if word in fresh else known[word] for word in words]


def _cut(pieces: Any, words: Sequence[str]) -> list[list[int]]:
    """The same by the tokenizer; waking threads for a few costs more than them."""
    if len(words) <= FEW_WORDS:
        return [pieces.encode(word, add_special_tokens=False).ids for word in words]
    encoded = pieces.encode_batch(words, add_special_tokens=False)
    return [entry.ids for entry in encoded]


@lru_cache(maxsize=1)
def _known_pieces() -> dict[str, list[int]]:
    """Pieces of words that were met, in memory only. Nothing is ever taken out, so
    that threads need no lock."""
    return {}


@lru_cache(maxsize=1)
def _static_model() -> tuple[Any, Rows]:
    """Tokenizer and weights from inside the installed package, never the network."""
    import wordllama

    folder = Path(wordllama.__file__).parent
    model = wordllama.WordLlama.load(cache_dir=folder, disable_download=True)
    model.tokenizer.no_padding()
    model.tokenizer.no_truncation()
    return model.tokenizer, model.embedding.astype(np.float32)


def learn_terms(found: Occurrences) -> Terms:
    """The lower-case words and neighbouring pairs of two texts or more."""
    return Terms.learn(found, least=2, most=MOST_TERMS)


def find_terms(
    table: WordTable, numbers: NDArray[np.int64] | None = None
) -> Occurrences:
    """Where lower-case words stand, and pairs of neighbours, whatever mark is between.

    ``numbers`` (words,) are ``plain_numbers`` of the vocabulary, if they are known.
    """
    numbers = plain_numbers(table.vocabulary) if numbers is None else numbers
    base = int(numbers.max(initial=-1)) + 2
    plain = numbers[table.ids]
    words, owners = plain[plain >= 0], table.owners[plain >= 0]
    pairs = owners[1:] == owners[:-1]
    codes = (words[:-1] + 1) * base + words[1:]
    return Occurrences(
        np.concatenate([words, codes[pairs]]),
        np.concatenate([owners, owners[1:][pairs]]),
        len(table),
    )


def plain_numbers(vocabulary: Sequence[str]) -> NDArray[np.int64]:
    """A number per word without its capitals, -1 for a mark, shape (words,)."""
    lowered: dict[str, int] = {}
    numbers = [
        lowered.setdefault(word.lower(), len(lowered)) if word[0].isalnum() else -1
        for word in vocabulary
    ]
    return np.array(numbers, dtype=np.int64)


def reduce_terms(
    weighted: "csr_matrix", marks: Marks, dimensions: int, random_state: int
) -> Rows:
    """Unit rows along the main directions, shape (n, at most ``dimensions``).

    The last direction kept is hardly stronger than the first that is not: chance, and
    a few texts more or less, say which it is. It therefore counts for nothing, and each
    other for the share of its variance beyond that of the last.
    """
    places = weighted @ term_directions(weighted, marks, dimensions, random_state)
    if places.shape[1] < dimensions:
        return unit_rows(places)
    variances = np.sum(places**2, axis=0)
    return unit_rows(places * (1 - variances.min() / np.maximum(variances, 1e-12)))


def term_directions(
    weighted: "csr_matrix", marks: Marks, dimensions: int, random_state: int
) -> Rows:
    """The main directions of weighed terms, shape (terms, at most ``dimensions``).

    ``weighted`` (n, terms) are texts, ``marks`` (n,) draw those that are looked at.
    """
    dimensions = min(dimensions, min(weighted.shape) - 1)
    if dimensions < 1 or weighted.nnz == 0:
        return np.zeros((weighted.shape[1], 1), dtype=np.float32)
    chosen = weighted[drawn(marks, LARGEST_DECOMPOSITION)]
    return main_directions(chosen, min(dimensions, min(chosen.shape) - 1), random_state)


def main_directions(rows: "csr_matrix", count: int, random_state: int) -> Rows:
    """The leading right singular vectors of sparse rows, shape (columns, count).

    Subspace iteration from a random start (Halko et al. 2011); the basis is made
    orthonormal through its small Gram matrix, which is far cheaper than a QR of a
    long thin matrix.
    """
    generator = np.random.default_rng(random_state)
    across = rows.T.tocsr()
    basis = rows @ generator.standard_normal(
        (rows.shape[1], count + SPARE_DIRECTIONS), dtype=np.float32
    )
    for _ in range(POWER_STEPS):
        basis = rows @ (across @ _orthonormal(basis))
    image = across @ _orthonormal(basis)
    values, turns = np.linalg.eigh((image.T @ image).astype(np.float64))
    lengths = np.sqrt(np.maximum(values, 1e-12))
    directions: Rows = (image @ (turns / lengths)).astype(np.float32)
    return directions[:, ::-1][:, :count]


def _orthonormal(basis: Rows) -> Rows:
    values, turns = np.linalg.eigh((basis.T @ basis).astype(np.float64))
    scale = 1 / np.sqrt(np.maximum(values, values[-1] * 1e-7 + 1e-30))
    straight: Rows = basis @ (turns * scale).astype(np.float32)
    return straight

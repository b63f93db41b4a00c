"""How much each passage tells of its letter's topic.

A passage that says what this topic's letters say has its look-alikes within one
topic; small talk, manners and templates have them everywhere. How much it tells is
the information (in shares of the most there could be) that the topics of its
look-alikes carry over the topics of all passages. These topics are guesses and
look-alikes are few, so that it is half believed: the weight is the root of it.
"""

import numpy as np
from numpy.typing import NDArray

from models.vectors.neighbours import nearest
from models.vectors.sampling import Marks, drawn
from models.vectors.vectors import Rows

LOOK_ALIKES = 20
LARGEST_REFERENCE = 6_000  # passages that the others are compared with
MOST_COMPARISONS = 600_000_000  # many passages are compared with fewer
LEAST_WEIGHT = 0.1


class Weigher:
    """Weighs passages by passages whose letters have a topic so far.

    ``rows`` (passages, d) are unit rows, ``owners`` (passages,) their letters and
    ``topics`` (passages,) the topics of these letters; ``expected`` passages will
    be weighed.
    """

    def __init__(
        self,
        rows: Rows,
        owners: NDArray[np.int64],
        topics: NDArray[np.int64],
        marks: Marks,
        expected: int,
    ) -> None:
        most = min(LARGEST_REFERENCE, MOST_COMPARISONS // max(expected, 1))
        chosen = drawn(marks, most)
        self._rows, self._owners = rows[chosen], owners[chosen]
        self._topics = topics[chosen]
        self._usual = np.bincount(topics) / max(len(topics), 1)

    def weigh(self, rows: Rows, owners: NDArray[np.int64]) -> NDArray[np.float64]:
        """A weight from LEAST_WEIGHT to 1 per passage."""
        if len(self._usual) < 2:
            return np.ones(len(rows))
        found, cosines = nearest(rows, self._rows, LOOK_ALIKES)
        foreign = self._owners[found] != owners[:, None]
        strength = np.where(foreign, np.maximum(cosines, 0) ** 2, 0)
        told = _information(self._topics[found], strength, self._usual)
        return np.maximum(np.sqrt(told), LEAST_WEIGHT)


def _information(
    topics: NDArray[np.int64], strength: NDArray[np.float64], usual: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Divergence of each row's topic shares from the usual ones, scaled to 0..1."""
    shares = np.tile(usual * 0.5, (len(topics), 1))
    lines = np.repeat(np.arange(len(topics)), topics.shape[1])
    np.add.at(shares, (lines, topics.ravel()), strength.ravel())
    shares /= shares.sum(axis=1, keepdims=True)
    usual = np.maximum(usual, 1e-6)
    gained = np.sum(shares * np.log(np.maximum(shares, 1e-9) / usual), axis=1)
    most = -np.log(usual[shares.argmax(axis=1)])
    told: NDArray[np.float64] = np.clip(gained / np.maximum(most, 0.1), 0, 1)
    return told

"""Passages with the topic that each carries, kept as arrays: of a million letters these
are five million."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, overload

import numpy as np
from numpy.typing import NDArray


class Rivals(NamedTuple):
    """The next likely topic of each text or passage, -1 for none, and how sure, both
    (n,)."""

    topics: NDArray[np.int32]
    confidence: NDArray[np.float32]


class Passage(NamedTuple):
    """A passage ``texts[text_index][start:end]`` and the topic it carries, or -1.

    ``rival`` is the next likely topic, -1 when there is one topic alone.
    """

    text_index: int
    start: int
    end: int
    label: int
    confidence: float
    rival: int
    rival_confidence: float


@dataclass(frozen=True, eq=False)
class Passages(Sequence[Passage]):
    """Passages in the order of their texts; each array has shape (passages,)."""

    text_indices: NDArray[np.int64]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    labels: NDArray[np.int64]
    confidence: NDArray[np.float32]
    rivals: Rivals

    def __len__(self) -> int:
        return len(self.labels)

    @overload
    def __getitem__(self, number: int) -> Passage: ...
    @overload
    def __getitem__(self, number: slice) -> list[Passage]: ...
    def __getitem__(self, number: int | slice) -> Passage | list[Passage]:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        return Passage(
            int(self.text_indices[number]),
            int(self.starts[number]),
            int(self.ends[number]),
            int(self.labels[number]),
            float(self.confidence[number]),
            int(self.rivals.topics[number]),
            float(self.rivals.confidence[number]),
        )

"""Passages with the topic that each carries, kept as arrays: of a million letters these
are five million."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, overload

import numpy as np
from numpy.typing import NDArray


class Passage(NamedTuple):
    """A passage ``texts[text_index][start:end]`` and the topic it carries, or -1."""

    text_index: int
    start: int
    end: int
    label: int
    confidence: float


@dataclass(frozen=True, eq=False)
class Passages(Sequence[Passage]):
    """Passages in the order of their texts; each array has shape (passages,)."""

    text_indices: NDArray[np.int64]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    labels: NDArray[np.int64]
    confidence: NDArray[np.float32]

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
        )

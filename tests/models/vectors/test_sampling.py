"""What is drawn by mark is drawn again, whatever stands beside it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from models.texts.words import read_words
from models.vectors.sampling import draw, drawn

MARKS = arrays.arrays(
    np.uint64, st.integers(0, 60), elements=st.integers(0, 2**64 - 1), unique=True
)


@given(MARKS, st.integers(1, 40), st.data())
def test_fewer_things_keep_what_was_drawn_of_them(
    marks: np.ndarray, most: int, data: st.DataObject
) -> None:
    kept = data.draw(arrays.arrays(bool, len(marks)))
    before, after = (set(some[drawn(some, most)]) for some in (marks, marks[kept]))
    assert before & set(marks[kept]) <= after
    assert len(after) == min(most, kept.sum())


def test_draws_are_spread_over_all_marks() -> None:
    marks = np.arange(10_000, dtype=np.uint64)
    assert abs(np.mean(drawn(marks, 1_000)) - 5_000) < 300
    shares = draw(marks) / 2**64
    assert abs(shares.mean() - 0.5) < 0.01
    assert abs(np.corrcoef(shares[1:], shares[:-1])[0, 1]) < 0.05


def test_a_text_has_its_mark_in_every_table() -> None:
    texts = ["My card never came.", "", "卡片一直没有收到", "refund please"]
    together = read_words(texts).marks
    alone = np.array([read_words([text]).marks[0] for text in texts])
    assert np.array_equal(together, alone)
    assert np.array_equal(read_words(texts[::-1]).marks, together[::-1])
    assert len(set(together)) == len(texts)

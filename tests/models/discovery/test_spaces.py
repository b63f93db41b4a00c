"""The space of passages: rows made on demand are those made at once."""

import numpy as np
import pytest

from models.discovery import spaces
from models.discovery.spaces import Space, mostly_chinese
from models.texts.words import read_words
from models.vectors.sampling import evenly
from models.vectors.vectors import find_terms, learn_terms, unit_rows

MEANING = 256  # columns of a row
SUBJECTS = ["card", "parcel", "plan"]
TROUBLES = ["never came", "is broken", "was charged twice"]
TIMES = ["today", "this week", "in May", "at night", "on Monday", "last year"]
TEXTS = [f"my {one} {other}, again" for one in SUBJECTS for other in TROUBLES] * 4


def test_rows_do_not_hang_on_which_others_are_asked_for() -> None:
    space = Space(read_words(TEXTS), 0)
    together = space.rows(np.arange(len(TEXTS)))
    alone = np.vstack([space.rows(np.array([row])) for row in range(len(TEXTS))])
    np.testing.assert_allclose(alone, together, atol=1e-6)


def test_terms_learned_from_a_sample_serve_all(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{text} {time}" for time in TIMES for text in TEXTS[:9]]
    whole = Space(read_words(texts), 0).rows(np.arange(len(texts)))
    monkeypatch.setattr(spaces, "MOST_COUNTED", 36)
    sampled = Space(read_words(texts), 0).rows(np.arange(len(texts)))
    np.testing.assert_allclose(sampled @ sampled.T, whole @ whole.T, atol=0.05)


def test_chinese_texts_are_told_apart_beside_english_ones_as_well_as_alone() -> None:
    chinese = [f"{one}{other}" for one in ["卡片", "包裹", "套餐", "密码"]
               for other in ["一直没有收到", "坏了打不开", "被重复扣款"]]  # fmt: skip
    rows = np.arange(len(chinese))
    alone, mixed = (
        Space(read_words(texts), 0).rows(rows)[:, :MEANING]
        for texts in (chinese, [*chinese, *TEXTS * 5])
    )
    np.testing.assert_allclose(unit_rows(mixed), unit_rows(alone), atol=1e-5)


def test_a_text_is_chinese_by_most_of_its_words() -> None:
    texts = ["我的卡丢了，App 打不开", "what does 你好 mean, please", "Card lost", ""]
    assert mostly_chinese(read_words(texts)).tolist() == [True, False, False, False]


def test_it_spreads_numbers_evenly() -> None:
    assert evenly(10, 20).tolist() == list(range(10))
    assert evenly(10, 4).tolist() == [0, 3, 6, 9]
    assert evenly(0, 4).tolist() == []


def test_it_counts_words_and_pairs_that_two_texts_have() -> None:
    found = find_terms(read_words(["New card, new PIN", "a new card", "PIN? new pin"]))
    terms = learn_terms(found)
    rows = terms.rows(found).toarray()
    # new, card, pin; "new card", "new pin": a mark between two words does not count.
    assert rows.shape == (3, 5)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    assert (rows > 0).sum(axis=1).tolist() == [5, 3, 3]

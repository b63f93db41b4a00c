"""Texts as rows: of many, only the main directions of meaning are kept."""

import numpy as np
import pytest

from models.texts.passages import blank_masks
from models.vectors.features import DIRECTIONS, MANY_TEXTS, Features, split_terms

SUBJECTS = ["refund", "parcel", "password", "invoice", "courier", "login", "bank"]
TROUBLES = ["never came", "is broken", "was charged twice", "cannot be opened"]


def make_texts(number: int) -> list[str]:
    return [
        f"my {SUBJECTS[i % 7]} {TROUBLES[i % 4]}, order {i % 97} of {SUBJECTS[i % 5]}"
        for i in range(number)
    ]


@pytest.mark.parametrize(
    ("number", "directions"), [(MANY_TEXTS - 1, 256), (MANY_TEXTS, DIRECTIONS)]
)
def test_it_keeps_the_main_directions_of_many_texts(
    number: int, directions: int
) -> None:
    features = Features.learn(make_texts(number))
    assert features.rows(["my parcel"]).static.shape == (1, directions)


def test_it_keeps_how_alike_texts_are() -> None:
    texts = make_texts(MANY_TEXTS)
    few, many = Features.learn(texts[:-1]), Features.learn(texts)
    shown = texts[:50]
    alike = few.rows(shown).static @ few.rows(shown).static.T
    kept = many.rows(shown).static @ many.rows(shown).static.T
    np.testing.assert_allclose(kept, alike, atol=0.02)


MIXED = [
    "My parcel never came, my parcel!",
    "PLEASE HELP",
    "退款还没收到，refund please",
    "card xxxx-xxxx was charged {$50.00}",
    f"a key {'k' * 60} and STRASSE straße",
    "",
]


def test_it_counts_the_terms_that_people_are_shown() -> None:
    features = Features.learn(MIXED)
    rows = features.rows(MIXED).terms
    for number, text in enumerate(MIXED):
        own = rows[number]
        shown = {features.term(column) for column in own.indices}
        assert shown == set(split_terms(blank_masks(text)))


def test_it_weighs_terms_by_how_few_texts_have_them() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    features = Features.learn(MIXED)
    rows = features.rows(MIXED).terms
    columns = {features.term(column): column for column in range(rows.shape[1])}
    rival = TfidfVectorizer(analyzer=split_terms, sublinear_tf=True)
    rival.fit([*map(blank_masks, MIXED), "-"])
    wanted = rival.transform(map(blank_masks, MIXED)).toarray()
    order = [columns[term] for term in rival.get_feature_names_out()]
    np.testing.assert_allclose(rows.toarray()[:, order], wanted, atol=1e-6)


def test_it_reads_only_words_that_it_learned_as_terms() -> None:
    features = Features.learn(["my parcel never came"])
    rows = features.rows(["my new parcel came"])
    shown = {features.term(column) for column in rows.terms.indices}
    assert shown == {"my", "parcel", "came"}
    assert np.any(rows.static)

"""Erasing a writer."""

from datetime import UTC, datetime

import pytest

from feedback.errors import NotFound
from feedback.people.privacy import erase_writer
from feedback.store import Store
from feedback.types import LetterFilter

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_it_erases_one_writer_and_nobody_else(store: Store, letters: list[int]) -> None:
    erased = erase_writer(store, "writer0@example.com", NOW)
    assert erased.letters == 1
    assert store.letters.find_ids(LetterFilter()) == letters[:0:-1]
    writer = store.writers.get_writer_by_key(erased.pseudonym)
    assert writer.label == erased.pseudonym
    assert "writer0" not in erased.pseudonym


def test_it_draws_a_new_pseudonym_for_each(store: Store, letters: list[int]) -> None:
    keys = [f"writer{n}@example.com" for n in range(6)]
    pseudonyms = {erase_writer(store, key, NOW).pseudonym for key in keys}
    assert len(pseudonyms) == 6
    assert store.letters.get_period() == (None, None)


def test_it_raises_for_somebody_unknown(store: Store) -> None:
    with pytest.raises(NotFound):
        erase_writer(store, "nobody@example.com", NOW)

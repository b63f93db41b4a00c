"""Beginnings of letters: cut behind a word, and marked as cut."""

from feedback.store import Store
from feedback.store.excerpts import shorten
from feedback.store.letters import LONGEST_SNIPPET
from feedback.store.quotes import LONGEST_OPENING
from feedback.types import LetterFilter
from tests.builders import receive_letters
from tests.conftest import NOW


def test_a_text_is_cut_behind_a_word() -> None:
    assert shorten("one  two\nthree", 15) == "one two three"
    assert shorten("one two three fours and", 21) == "one two three fours…"
    assert shorten("字" * 12, 10) == "字" * 10 + "…"
    assert shorten("Hm " + "字" * 12, 10) == "Hm " + "字" * 7 + "…"


def test_lists_and_quotes_say_that_a_letter_goes_on(store: Store) -> None:
    receive_letters(store, [("", "Nothing works. " * 40), ("", "Short.")], NOW)
    summaries = store.letters.find_letters(LetterFilter()).items
    quotes = store.quotes.find_openings([one.id for one in summaries])
    for longest, texts in (
        (LONGEST_SNIPPET, [one.snippet for one in summaries]),
        (LONGEST_OPENING, [one.text for one in quotes]),
    ):
        assert sorted(texts)[1] == "Short."
        cut = min(texts)
        assert cut.endswith(("works.…", "Nothing…"))
        assert longest * 0.8 < len(cut) <= longest + 1

"""Passages cut into clauses of words: what names are found in."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from models.texts.posts import without_reply_marks
from models.texts.words import split_words

LONGEST_TEXT = 600  # characters read of a passage

Clauses = tuple[tuple[str, ...], ...]

_MARKS = r"\n.!?。！？；;，,()（）…\u0964\u061f\u06d4\u060c\u061b"  # also Hindi, Arabic
_WITHIN = frozenset('-"“”「」『』《》')  # marks within a clause
# Written so that the first sign is one of a set, which the engine looks for quickly.
_CLAUSE_END = re.compile(
    rf"[{_MARKS}][{_MARKS}]*(?:(?<=\n)|(?=\"?(?:\s|$)|[^\x00-\x7f]))"
)
# A colon stays with its clause, because what stands before one may be a label alone.
_TURN = re.compile(r"\s[-\u2013\u2014]+\s|(?<=[:：])(?=\s|$|[^\x00-\x7f])")

# Endings that a tokenizer has cut off: "do n't", "card 's".
_CUT_ENDING = re.compile(r"(?<=\w) (?=(?:n['’]t|['’](?:s|re|ve|ll|d|m))\b)")
_APOSTROPHE = re.compile(r"['’]")


def as_said(text: str) -> str:
    """A passage without the reply marks it begins with, its cut-off endings joined."""
    said = without_reply_marks(text)
    return _CUT_ENDING.sub("", said) if _APOSTROPHE.search(said) else said


def read_clauses(text: str) -> Clauses:
    """The words of each clause of a text as written, without the marks between.

    Two spaces end one, too: a mask, a link or a number sign was blanked there.
    """
    text = text[:LONGEST_TEXT].replace("  ", "\n")
    parts: Iterable[str] = _CLAUSE_END.split(text)
    if _TURN.search(text):
        parts = chain.from_iterable(map(_TURN.split, parts))
    clauses = (
        [word for word in split_words(part) if word not in _WITHIN] for part in parts
    )
    return tuple(tuple(clause) for clause in clauses if clause)


@lru_cache(maxsize=50_000)
def plain(word: str) -> str:
    """A word without capitals, with one kind of apostrophe."""
    return word.lower().replace("’", "'")

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

BONDS = "-&"  # that end a word which they tie to the next: "e-" and "mail"
_KNOTS = dict(zip("\x01\x02", BONDS, strict=True))  # for them while words are split
_TIED = re.compile(rf"[{BONDS}](?<=[^\W_].)(?=[^\W_])")
# Hyphens and apostrophes of other keyboards.
_OTHER_KEYS = re.compile("[\u2010\u2011\uff0d\u2018\u201b\u02bc\u2032\uff07`\u00b4]")

# Endings that a tokenizer has cut off: "do n't", "card 's".
_CUT_ENDING = re.compile(r"(?<=\w) (?=(?:n['’]t|['’](?:s|re|ve|ll|d|m))\b)")
_APOSTROPHE = re.compile(r"['’]")


def as_said(text: str) -> str:
    """A passage without the reply marks it begins with, its cut-off endings joined."""
    said = without_reply_marks(text)
    return _CUT_ENDING.sub("", said) if _APOSTROPHE.search(said) else said


def read_clauses(text: str) -> Clauses:
    """The words of each clause of a text as written, without the marks between.

    Two spaces end one, too: a mask, a link or a number sign was blanked there. A word
    that is tied to the next ends with one of ``BONDS``.
    """
    text = text[:LONGEST_TEXT].replace("  ", "\n")
    text = _OTHER_KEYS.sub(_usual_key, text)
    if "-" in text or "&" in text:
        text = _TIED.sub(_knot, text)
    parts: Iterable[str] = _CLAUSE_END.split(text)
    if _TURN.search(text):
        parts = chain.from_iterable(map(_TURN.split, parts))
    return tuple(tuple(clause) for clause in map(_words, parts) if clause)


def _usual_key(sign: re.Match[str]) -> str:
    return "-" if sign[0] in "\u2010\u2011\uff0d" else "'"


def _knot(tie: re.Match[str]) -> str:
    return "\x01" if tie[0] == "-" else "\x02"


def _words(part: str) -> list[str]:
    """The words of a part of a text, with what ties them."""
    if not part.isascii() and part.isupper():
        part = _lower(part)
    words = [word for word in split_words(part) if word not in _WITHIN]
    if "\x01" not in part and "\x02" not in part:
        return words
    tied: list[str] = []
    for word in words:
        if word in _KNOTS:
            tied[-1:] = [last + _KNOTS[word] for last in tied[-1:]]
        else:
            tied.append(word)
    return tied


def _lower(text: str) -> str:
    """In lower case, where the dot of a Turkish capital leaves none behind."""
    lower = text.lower()
    return lower if lower.isascii() else lower.replace("i\u0307", "i")


def is_tied(word: str) -> bool:
    """Whether a word is tied to the next."""
    return word[-1] in BONDS and len(word) > 1


def untied(word: str) -> str:
    """A word without what ties it to the next."""
    return word[:-1] if word[-1] in BONDS and len(word) > 1 else word


@lru_cache(maxsize=50_000)
def plain(word: str) -> str:
    """A word without capitals, with one kind of apostrophe, and untied."""
    return _lower(untied(word)).replace("’", "'")

"""How text enters the full-text index, and how a search is put to it.

SQLite's tokenizer takes a run of Chinese or Thai as one word, because these put no
spaces between words; so each such character is indexed as a word of its own, and a
search becomes a phrase of them.
"""

import hashlib
import re

# Thai and Lao, Burmese, Khmer, Japanese, Chinese, Korean.
_UNSPACED = re.compile(
    "([\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af])"
)
_MASK = re.compile(rb"\bx{2,}\b")
_NOT_LETTERS = re.compile(r"[\W\d_]+")
# Lower-case letters stay, upper-case ones become lower, everything else a blank.
_ASCII_WORDING = bytes(
    ord(chr(code).lower()) if code < 128 and chr(code).isalpha() else 32
    for code in range(256)
)
_ASCII_REST = bytes(code for code, kept in enumerate(_ASCII_WORDING) if kept == 32)


def index_words(text: str) -> str | None:
    """Return ``text`` cut into words for the index, None where that changes nothing."""
    if text.isascii() or not _UNSPACED.search(text):
        return None
    return _UNSPACED.sub(r" \1 ", text)


def match_expression(
    words: tuple[str, ...], phrases: tuple[str, ...], without: tuple[str, ...]
) -> str:
    """Return an FTS5 query; every user text is quoted, so none can be an operator.

    A word may end in ``*`` to match by its beginning. The result is empty when
    there is nothing to look for; ``without`` alone looks for nothing.
    """
    wanted = [term for text in (*words, *phrases) if (term := _quoted(text))]
    if not wanted:
        return ""
    unwanted = any_of(without)
    return " AND ".join(wanted) + (f" NOT ({unwanted})" if unwanted else "")


def any_of(texts: tuple[str, ...]) -> str:
    """Return an FTS5 query for letters with at least one of the texts.

    One level deep however many there are: SQLite refuses trees of 256 levels.
    """
    return " OR ".join(term for text in texts if (term := _quoted(text)))


def _quoted(text: str) -> str:
    is_prefix = text.endswith("*")
    term = _UNSPACED.sub(r" \1 ", text.replace("\0", " ").rstrip("*")).strip()
    if not any(character.isalnum() for character in term):
        return ""
    quoted = '"' + term.replace('"', '""') + '"'
    return quoted + " *" if is_prefix else quoted


def fingerprint(subject: str, body: str) -> int:
    """Return a signed 64-bit number that is equal for letters of the same wording.

    Case, digits, punctuation, spacing and ``XXXX`` masks do not count, so that the
    same template sent by many people has one fingerprint. 0 stands for no words.
    """
    wording = _wording(f"{subject} {body}")
    if not wording:
        return 0
    hashed = hashlib.blake2b(wording, digest_size=8)
    return int.from_bytes(hashed.digest(), "big", signed=True)


def _wording(text: str) -> bytes:
    """Return the letters of a text; plain English takes a way ten times as fast."""
    if not text.isascii():
        letters = _NOT_LETTERS.sub(" ", text).casefold()
        return _join_unmasked(letters.encode("utf-8", "replace"))
    joined = text.encode().translate(_ASCII_WORDING, _ASCII_REST)
    if b"xx" not in joined:
        return joined
    return _join_unmasked(text.encode().translate(_ASCII_WORDING))


def _join_unmasked(lowered: bytes) -> bytes:
    unmasked = _MASK.sub(b"", lowered) if b"xx" in lowered else lowered
    return unmasked.translate(None, b" ")

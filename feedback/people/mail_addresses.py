"""Mail addresses in running text, also across a line break and in any script."""

import re
from collections.abc import Callable, Iterator

_SPELLED_AT = r"[ \t]?[(\[{][ \t]?(?:at|AT|@|arroba)[ \t]?[)\]}][ \t]?"
_SPELLED_DOT = r"[ \t]?[(\[{][ \t]?(?:dot|DOT|punkt|punto|\.)[ \t]?[)\]}][ \t]?"
# As links write it, and as people do who fear machines.
_AT = re.compile(f"[@\uff20]|%40|{_SPELLED_AT}")
_DOT = rf"(?:\.|\uff0e|{_SPELLED_DOT})"
_BREAK = r"[ \t]{0,3}\r?\n[ \t>]{0,6}"
_BREAK_BEFORE = re.compile(rf"{_BREAK}\Z")
_LONGEST_BREAK = 12
_LONGEST_LOCAL = 64
_LOCAL = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+_-'&"
)
_NO_BEGINNING = ".'&-"
_ENDING = re.compile(r"[^\W\d_]{2,24}|xn--[a-z0-9-]{2,59}", re.IGNORECASE)


def _make_domain(first: str, more: str) -> "re.Pattern[str]":
    """Return a pattern of domains; a line may end around the first dot of one."""
    label = f"{first}{more}{{0,62}}"
    return re.compile(
        rf"(?:{_BREAK})?{label}(?:{_BREAK}(?=\.))?{_DOT}"
        rf"(?:{_BREAK}(?=[a-z]{{2,6}}(?![A-Za-z])))?{label}(?:{_DOT}{label}){{0,6}}"
    )


# A domain in Latin letters ends where Chinese words follow it without a blank.
_DOMAINS = (
    _make_domain("[A-Za-z0-9\u00c0-\u024f]", "[A-Za-z0-9\u00c0-\u024f-]"),
    _make_domain(r"[^\W_]", r"[\w-]"),
)


def find_mail_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each mail address, from left to right.

    Linear: around each sign at most 64 characters are looked at before it, and one
    bounded pattern is tried behind it.
    """
    done = 0
    for at in _AT.finditer(text):
        start = _find_local(text, at.start(), done)
        end = _find_domain(text, at.end()) if start < at.start() else 0
        if end:
            yield start, end
            done = end


def _find_local(text: str, at: int, done: int) -> int:
    """Return where the part before the sign begins, ``at`` when there is none."""
    end = at
    is_after_blank = text[at - 1 : at].isspace() or text[at - 1 : at] == ">"
    if is_after_blank and (
        broken := _BREAK_BEFORE.search(text, max(done, at - _LONGEST_BREAK), at)
    ):
        end = broken.start()
    lowest = max(done, end - _LONGEST_LOCAL)
    start = _walk_back(text, end, lowest, _is_latin)
    if start == end:
        start = _walk_back(text, end, lowest, str.isalnum)
    while start < end and text[start] in _NO_BEGINNING:
        start += 1
    return start if start < end else at


def _walk_back(text: str, end: int, lowest: int, fits: Callable[[str], bool]) -> int:
    while end > lowest and fits(text[end - 1]):
        end -= 1
    return end


def _is_latin(character: str) -> bool:
    return character in _LOCAL or "\u00c0" <= character <= "\u024f"


def _find_domain(text: str, start: int) -> int:
    """Return where the domain that begins here ends, 0 when there is none."""
    for pattern in _DOMAINS:
        match = pattern.match(text, start)
        if match:
            ending = re.split(_DOT, match[0])[-1].strip(" \t\r\n>")
            return match.end() if _ENDING.fullmatch(ending) else 0
    return 0

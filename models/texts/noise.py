"""Marks of posts and pages that say nothing of a topic, blanked at equal length.

Posts name whom they speak to, carry links and number signs; texts of pages keep tags
and entities. Left in, they are the words that such texts share most. Every pattern is
bounded, so that a hostile text costs its length and no more.
"""

import re

_SHARED = re.compile(r"\A\s*RT\b(?=\s+@)", re.IGNORECASE)
_LINK = re.compile(r"(?:\bhttps?://|\bwww\.)[^\s<>\"，。！？、；）】]+", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w@])@(?:[A-Za-z0-9_]{1,30}|[\w-]{1,20}(?=[\s:：]))[:：]?")
_NUMBER_SIGN = re.compile(r"#(?=[^\W\d])")
_ENTITY = re.compile(r"&(?:#x?[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|b|br|div|em|i|img|li|p|span|strong|u|ul)\b[^<>]{0,200}>", re.IGNORECASE
)
_HALVES = re.compile("[\ud800-\udfff]")  # of characters; what cut them lost the rest
_BY_SIGN = (
    ("@", _SHARED),
    ("@", _MENTION),
    ("://", _LINK),
    ("www.", _LINK),
    ("#", _NUMBER_SIGN),
    ("&", _ENTITY),
    ("<", _TAG),
)


def blank_noise(text: str) -> str:
    """The text, same length, with links, mentions, tags, entities and halves of
    characters as spaces.

    What a number sign marks stays, because it is often the topic itself.
    """
    if not text.isascii():
        text = _HALVES.sub(" ", text)
    for sign, pattern in _BY_SIGN:
        if sign in text:
            text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text

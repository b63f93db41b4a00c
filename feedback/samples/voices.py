"""How hands differ: careless keys, no capitals, CAPITALS, missing full stops."""

import re
from collections.abc import Mapping
from functools import cache
from random import Random

_MISSPELT = {
    "receive": "recieve",
    "received": "recieved",
    "definitely": "definately",
    "separate": "seperate",
    "because": "becuase",
    "the": "teh",
    "their": "thier",
    "until": "untill",
    "really": "realy",
    "which": "wich",
    "and": "adn",
    "with": "wiht",
    "would have": "would of",
    "tomorrow": "tommorow",
    "immediately": "immediatly",
    "occurred": "occured",
    "every time": "everytime",
    "you're": "your",
    "it's": "its",
    "a lot": "alot",
}
_MISSPELT_ZH = {"账": "帐", "再": "在", "登录": "登陆", "的话": "得话", "已经": "己经"}
_IN_FULL = {
    "can't": "cannot",
    "won't": "will not",
    "n't": " not",
    "I'm": "I am",
    "'ve": " have",
    "'ll": " will",
    "it's": "it is",
    "It's": "It is",
    "that's": "that is",
    "That's": "That is",
    "there's": "there is",
    "There's": "There is",
    "you're": "you are",
}
_WORD = re.compile(r"\b[a-z]{5,11}\b")
_ABBREVIATED = {
    "please": "pls",
    "you": "u",
    "because": "cos",
    "thanks": "thx",
    "though": "tho",
    "I don't know": "idk",
    "going to": "gonna",
}


def write_carelessly(text: str, rate: float, language: str, random: Random) -> str:
    """Put typing errors into ``text``, about ``rate`` for each known or long word."""
    known = _MISSPELT_ZH if language == "zh" else _MISSPELT
    for right, wrong in known.items():
        if right in text and random.random() < rate * 4:
            text = re.sub(_bounded(right, language), wrong, text, count=1)
    return _WORD.sub(lambda match: _mistype(match[0], rate, random), text)


def _bounded(word: str, language: str) -> str:
    return word if language == "zh" else rf"\b{re.escape(word)}\b"


def _mistype(word: str, rate: float, random: Random) -> str:
    if random.random() >= rate:
        return word
    at = random.randrange(1, len(word) - 2)
    return random.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        )
    )


def swap_wordings(
    text: str, swaps: Mapping[str, tuple[str, ...]], random: Random
) -> str:
    """Say some things in other words that mean the same.

    ``swaps`` maps each wording to all that mean the same, itself included.
    """
    if not swaps:
        return text
    return _any_of(tuple(swaps)).sub(lambda match: random.choice(swaps[match[0]]), text)


@cache
def _any_of(wordings: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(wordings, key=len, reverse=True)
    choice = "|".join(map(re.escape, longest_first))
    return re.compile(rf"\b(?:{choice})\b" if choice.isascii() else choice)


def write_in_full(text: str) -> str:
    """Write out what speech runs together, as formal letters do."""
    for short, full in _IN_FULL.items():
        text = text.replace(short, full)
    return text


def write_in_capitals(text: str) -> str:
    """Shout."""
    return text.upper().replace(".", "!" if len(text) < 90 else ".")


def write_without_shift(text: str, random: Random) -> str:
    """Type on a phone: no capitals, few apostrophes, short words shorter."""
    for long, short in _ABBREVIATED.items():
        if random.random() < 0.4:
            text = re.sub(rf"\b{long}\b", short, text, flags=re.IGNORECASE)
    return text.lower().replace("'", "" if random.random() < 0.7 else "'")

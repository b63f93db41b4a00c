"""Letters cut into passages: sentences or short runs of them that can carry a topic.

Everything is one forward scan, so a letter of megabytes costs its length and no more.
Greetings, farewells, signatures, masks and amounts are left out or blanked; offsets
always point into the text as given.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from models.texts.noise import blank_noise
from models.texts.other_languages import FAREWELLS, GREETINGS
from models.texts.posts import clear_post

LONGEST_LETTER = 200_000  # characters read for topics; the rest is kept elsewhere
LONGEST_PASSAGE = 600  # characters; a longer sentence is cut at a space
LONGEST_TOKEN = 40  # characters; a longer one is a key or an address, not a word
SHORT_SENTENCE = 25  # characters; a shorter one joins the sentence before it

_WIDE_ENDS = "。！？\u0964\u061f\u06d4"  # of Chinese, Hindi, Arabic and Urdu
_SENTENCE = re.compile(
    rf"[^.!?{_WIDE_ENDS}\n]+(?:[.!?]+(?=\s|$)|[.!?]|[{_WIDE_ENDS}]+[”’」』]?)*"
)
_MASKS = {
    "[": r"\[(?:mail address|phone number|card number|iban|id number)\]",
    "{$": r"\{\$[^}\n]{0,40}\}",
    "xx": r"x(?<!\w.)(?:x+[/\-.]?)(?:x{2,}[/\-.]?)*(?:\d{2,4})?\b",
}  # by a part that each has, in lower case
_ENDLESS = rf"[!-~]{{{LONGEST_TOKEN + 1},}}"
_GREETING = re.compile(
    r"\s*(?:dear(?:[ ][^\s,]+){0,4}|(?:hi|hello|hey|attn)(?:[ ]\w+){0,2}"
    r"|good (?:morning|afternoon|evening|day)(?:[ ]\w+){0,2}|greetings"
    rf"|to whom it may concern|sir or madam|{GREETINGS})[,!.:。！、\s]*$",
    re.IGNORECASE,
)
_FAREWELL = re.compile(
    r"\s*(?:(?:kind|best|warm|many) (?:regards|wishes|thanks)|regards|sincerely|yours"
    r"|cheers|thank you|thanks|thx|respectfully|cordially|sent from my[^.!?\n]{0,40}"
    rf"|have a (?:nice|good|great)|{FAREWELLS})(?:,?\s+[^\s,.!?]+){{0,3}}[,!.。！\s]*$",
    re.IGNORECASE,
)
_CHINESE_HELLO = (
    r"(?:(?:[你您]们?|大家|各位|客服|[早晚]上|[上中下]午)好|早安|晚安|哈[喽啰]|嗨"
    r"|打扰[了啦]|辛苦[了啦])"
    r"[呀啊哈哦~\uff5e]*"
)
# Behind a comma stands what the letter says, unless it is one more greeting.
_CHINESE_MANNERS = re.compile(
    rf"\s*(?:(?:尊敬|敬爱|亲爱)的[^，,。！？\n]{{0,20}}(?:[，,]\s*{_CHINESE_HELLO})?"
    rf"|[^，,。！？\n]{{0,8}}{_CHINESE_HELLO}"
    rf"|{_CHINESE_HELLO}(?![像多几久不难评意])[^，,。！？\n]{{0,8}}"
    r"|(?:此致|敬礼|谢谢|多谢|感谢|祝|顺祝|盼复|盼回复)[^。！？\n]{0,12})"
    r"[，。！!,:：~\uff5e\s]*$"
)
# What companies put below every mail. It says "this mail", never "my mail", so that a
# complaint about something confidential stays.
_NOTICE_SIGNS = (
    "intended", "INTENDED", "onfidential", "ONFIDENTIAL", "ertraulich", "机密", "保密",
)  # fmt: skip
_NOTICE = re.compile(
    r"\bintended (?:recipient|addressee)|\bconfidentiality notice"
    r"|\bthis (?:e-?mail|message|communication)\b[^.!?\n]{0,80}\bconfidential"
    r"|\bdiese (?:e-?mail|nachricht)\b[^.!?\n]{0,80}\bvertraulich"
    r"|[本此](?:电子)?邮件[^。！？\n]{0,40}(?:机密|保密)",
    re.IGNORECASE,
)
_HAS_WORD = re.compile(r"[^\W\d_]{2}")


class Span(NamedTuple):
    """Where a passage stands: ``text[start:end]``."""

    start: int
    end: int


def blank_masks(text: str) -> str:
    """The text, same length, with masks and endless tokens turned into spaces."""
    text = text[:LONGEST_LETTER]
    parts = _mask_parts(text)
    if not parts:
        return text
    return _mask_pattern(parts).sub(lambda match: " " * len(match[0]), text)


def may_hold_masks(text: str) -> bool:
    """A quick look that spares most letters the slow one."""
    return bool(_mask_parts(text))


def _mask_parts(text: str) -> tuple[str, ...]:
    """Patterns of the masks that the text may hold, by what each of them has."""
    lowered = text.lower()
    parts = [pattern for sign, pattern in _MASKS.items() if sign in lowered]
    if max(map(len, text.split()), default=0) > LONGEST_TOKEN:
        parts.append(_ENDLESS)
    return tuple(parts)


@lru_cache(maxsize=16)
def _mask_pattern(parts: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(parts), re.IGNORECASE)


def passages(text: str) -> list[Span]:
    """Spans of the passages that say something, in order.

    A text that holds nothing but manners keeps them as its only passage, so that
    only a text without words comes back empty.
    """
    return passages_of(text)[1]


def passages_of(text: str) -> tuple[str, list[Span]]:
    """The text as it is read, same length, and the spans of its passages."""
    visible = clear_post(blank_masks(blank_noise(text[:LONGEST_LETTER])))
    sentences = [span for span in _sentences(visible) if _says(visible, span)]
    telling = [span for span in sentences if not _is_manners(visible, span)]
    if telling and len(telling) < len(sentences):
        # Short sentences on either side of manners would be joined over them.
        visible = _blank_between(visible, sentences, telling)
    if any(sign in visible for sign in _NOTICE_SIGNS):
        telling = [span for span in telling if not _is_notice(visible, span)]
    if len(telling) > 1 and _is_signature(visible, telling[-1]):
        telling.pop()
    return visible, list(_join_short(visible, telling or sentences))


def _blank_between(text: str, sentences: list[Span], kept: list[Span]) -> str:
    """The text, same length, with the sentences that are not kept as spaces."""
    parts: list[str] = []
    done = 0
    for start, end in sorted(set(sentences).difference(kept)):
        parts += (text[done:start], " " * (end - start))
        done = end
    return "".join(parts) + text[done:]


def _sentences(text: str) -> Iterator[Span]:
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        while end - start > LONGEST_PASSAGE:
            cut = text.rfind(" ", start + LONGEST_PASSAGE // 2, start + LONGEST_PASSAGE)
            cut = cut if cut > start else start + LONGEST_PASSAGE
            yield Span(start, cut)
            start = cut
        yield _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    lead = len(part) - len(part.lstrip())
    return Span(start + lead, max(start + lead, start + len(part.rstrip())))


def _says(text: str, span: Span) -> bool:
    return _HAS_WORD.search(text, span.start, span.end) is not None


def _is_manners(text: str, span: Span) -> bool:
    if span.end - span.start > 80:
        return False
    part = text[span.start : span.end]
    return any(
        pattern.match(part) for pattern in (_GREETING, _FAREWELL, _CHINESE_MANNERS)
    )


def _is_notice(text: str, span: Span) -> bool:
    return _NOTICE.search(text, span.start, span.end) is not None


def _is_signature(text: str, span: Span) -> bool:
    """A last line of its own, a few words without a full stop."""
    line = text.rfind("\n", 0, span.start) + 1
    part = text[span.start : span.end]
    return (
        line > 0
        and not text[line : span.start].strip()
        and len(part.split()) <= 4
        and len(part.encode()) <= 30
        and part[-1] not in f".!?{_WIDE_ENDS}"
    )


def _join_short(text: str, spans: list[Span]) -> Iterator[Span]:
    """Join a sentence too short to stand alone to the one before it."""
    held: Span | None = None
    for span in spans:
        if held is None:
            held = span
        elif min(_size(text, held), _size(text, span)) < SHORT_SENTENCE and _near(
            held, span
        ):
            held = Span(held.start, span.end)
        else:
            yield held
            held = span
    if held is not None:
        yield held


def _size(text: str, span: Span) -> int:
    """Length in characters, with a Chinese character worth three letters."""
    return len(text[span.start : span.end].encode())


def _near(first: Span, second: Span) -> bool:
    return second.end - first.start <= LONGEST_PASSAGE and (
        second.start - first.end <= SHORT_SENTENCE
    )

"""What programs put around a post: its head, marks of quotes, breaks of lines.

The lines before a post say who sent it where; programs mark what they quote and wrap
what is long. All is turned into spaces, so that offsets keep pointing into the text.
"""

import re

SHORTEST_WRAPPED = 45  # characters; a shorter line ends where its writer wanted
LONGEST_WRAPPED = 100  # characters; a longer one was not wrapped by a program
LONGEST_ATTRIBUTION = 200  # characters of "On Monday, Ann Lee <...> wrote:"

_HEADER = re.compile(r"[A-Z][A-Za-z]*(?:-[A-Za-z]+)*:[ \t]")
_TOLD = ("Subject:", "Keywords:", "Summary:")
_SENT = re.compile(r"^(?:From|Newsgroups|Path|Message-ID):[ \t]", re.MULTILINE)
_QUOTE = re.compile(r"[ \t]*(?:[>|][ \t]?)+")
_ATTRIBUTION = re.compile(r"(?:wrote|writes|写道) ?[:：]\s*$")
# What mail programs put before the subject of a reply or of a mail passed on.
_REPLY_MARKS = re.compile(
    r"\s*(?:(?:re|fwd?|aw|wg|antw|sv|vs|tr|rv|回复|回覆|答复|转发|轉發)"
    r"\s*(?:\[\d+\]|\(\d+\))?\s*[:：]\s*)+",
    re.IGNORECASE,
)
_CLOSED = tuple(".!?:;。！？：；")


def clear_post(text: str) -> str:
    """The text, same length, with what programs added turned into spaces."""
    if "\n" not in text:
        return text
    lines = text.split("\n")
    head = _head(lines)
    cleared = _clear_head(lines[:head]) + [_clear_line(line) for line in lines[head:]]
    return _unwrap(cleared)


def _head(lines: list[str]) -> int:
    """How many lines at the start say who sent a post where."""
    count = 0
    for line in lines:
        if not _HEADER.match(line) and not (count and line[:1] in (" ", "\t")):
            break
        count += 1
    return count if _SENT.search("\n".join(lines[:count])) else 0


def _clear_head(lines: list[str]) -> list[str]:
    """The lines of a head with the subject alone left, without its "Re:"."""
    return [
        _subject(line) if line.startswith(_TOLD) else _spaces(line) for line in lines
    ]


def _subject(line: str) -> str:
    told = line.partition(":")[2]
    return without_reply_marks(told).rjust(len(line))


def without_reply_marks(text: str) -> str:
    """A subject, or a text that begins with one, without its "Re:" or "Fwd:"."""
    marks = _REPLY_MARKS.match(text)
    return text[marks.end() :] if marks else text


def _clear_line(line: str) -> str:
    if len(line) <= LONGEST_ATTRIBUTION and _ATTRIBUTION.search(line):
        return _spaces(line)
    marks = _QUOTE.match(line)
    return line[marks.end() :].rjust(len(line)) if marks else line


def _spaces(line: str) -> str:
    return " " * len(line)


def _unwrap(lines: list[str]) -> str:
    """The lines as one text, those that a program wrapped joined by a space."""
    parts: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        parts += (line, " " if _runs_on(line, following) else "\n")
    return "".join(parts[:-1])


def _runs_on(line: str, following: str) -> bool:
    """Whether a sentence goes on in the next line."""
    bare = line.rstrip()
    return (
        SHORTEST_WRAPPED <= len(bare) <= LONGEST_WRAPPED
        and not bare.endswith(_CLOSED)
        and following.lstrip()[:1].isalnum()
    )
